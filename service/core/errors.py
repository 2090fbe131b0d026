"""The errors of the service; `service/web/problems.py` gives each its status.

KaifaquError
├── SettingInvalid        a setting of the environment that cannot be read
├── MalformedRequest      parameters or a body that cannot be read
├── UpdateRefused         an update, which a read-only service does not take
├── NothingToCheck        data that the shapes are not for
├── ChecksNotRun          checks whose index of the build cannot be written
├── InvalidParameter      a parameter that is missing or of another kind
├── NotAcceptable         no format of ours is among those that the client accepts
├── FormatNotImplemented  a format of oEmbed that we do not write
├── RequestTooLarge       a body over the limit
├── WrongHost             a host that the service does not answer for
├── RequestTooSlow        a body that does not come
├── AnswerTooLarge        an answer that is longer than may be sent
├── BudgetSpent           a client that has used up its query seconds
├── BuildRefused          a new build that is not taken up
├── QueryTimeout          a query that takes longer than it may
├── StillPreparing        a path whose stage of preparation has not ended yet
├── TooBusy               more queries than can wait
├── WorkerLost            a query that its process broke down over
└── UnsupportedMediaType  a body of a kind that we do not read
"""

from graph.core.errors import KaifaquError


class SettingInvalid(KaifaquError):
    """A setting of the environment that cannot be read."""


class MalformedRequest(KaifaquError):
    """Parameters or a body that cannot be read."""


class UpdateRefused(KaifaquError):
    """An update; the service is read-only."""


class NothingToCheck(KaifaquError):
    """Data that the shapes are not for: files of somebody else, served with `--data`."""


class ChecksNotRun(KaifaquError):
    """The checks of the build could not be run, so nothing is known of what they would find."""


class InvalidParameter(KaifaquError):
    """A parameter that is missing, or of another kind or size than it may be."""


class NotAcceptable(KaifaquError):
    """None of our formats is among those that the client accepts."""


class FormatNotImplemented(KaifaquError):
    """A format of oEmbed other than JSON and XML; the specification asks for status 501."""


class RequestTooLarge(KaifaquError):
    """A body over the limit."""


class WrongHost(KaifaquError):
    """A host that the service does not answer for."""


class RequestTooSlow(KaifaquError):
    """A body that has not come within its time."""


class UnsupportedMediaType(KaifaquError):
    """A body of a kind that we do not read."""


class AnswerTooLarge(KaifaquError):
    """An answer that is longer than may be sent; no part of it is, for a part looks like the whole."""


class BudgetSpent(KaifaquError):
    """A client that has used up its query seconds. `wait`: the seconds until it may ask again."""

    def __init__(self, message: str, wait: float) -> None:
        self.wait = wait
        super().__init__(message)


class BuildRefused(KaifaquError):
    """A new build that cannot be loaded, or in which the checks find something wrong; the old one goes on."""


class QueryTimeout(KaifaquError):
    """A query that takes longer than it may."""


class TooBusy(KaifaquError):
    """More queries than can be evaluated or wait."""


class StillPreparing(KaifaquError):
    """A request for a path whose stage of preparation has not ended yet.

    Attributes:
        wait: The seconds after which the client should ask again.
        zh: The message in Chinese.
    """

    def __init__(self, message: str, zh: str, wait: float) -> None:
        self.zh, self.wait = zh, wait
        super().__init__(message)


class WorkerLost(KaifaquError):
    """A query that the process which evaluated it broke down over."""
