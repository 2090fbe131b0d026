"""The errors that only HTTP knows; `problems.py` gives each its status.

KaifaquError
├── SettingInvalid        a setting of the environment that cannot be read
├── MalformedRequest      parameters or a body that cannot be read
├── UpdateRefused         an update, which a read-only service does not take
├── UnknownEntity         an IRI of which the graph says nothing
├── NotAcceptable         no format of ours is among those that the client accepts
├── RequestTooLarge       a body over the limit
└── UnsupportedMediaType  a body of a kind that we do not read
"""

from graph.errors import KaifaquError


class SettingInvalid(KaifaquError):
    """A setting of the environment that cannot be read."""


class MalformedRequest(KaifaquError):
    """Parameters or a body that cannot be read."""


class UpdateRefused(KaifaquError):
    """An update; the service is read-only."""


class UnknownEntity(KaifaquError):
    """An IRI of which the graph says nothing."""


class NotAcceptable(KaifaquError):
    """None of our formats is among those that the client accepts."""


class RequestTooLarge(KaifaquError):
    """A body over the limit."""


class UnsupportedMediaType(KaifaquError):
    """A body of a kind that we do not read."""
