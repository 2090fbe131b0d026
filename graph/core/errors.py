"""The errors that the project raises on purpose.

KaifaquError
├── CurationError    a source folder has faults; carries all of them
├── QuoteNotLocated  a quote stands nowhere in the text, or in several places
├── ModelUnusable    a model cannot be asked for a draft
├── SourceExists     a new source cannot be made under this name
├── QueryRejected    a query is malformed or asks for what is not given
├── UnknownFormat    a format name that no writer answers to
├── NotRepresentable an answer that holds what its format cannot hold
├── UnknownRelation  a relation or a class that there is not
├── UnknownMeasure   a measure that is not offered
├── UnknownTime      a time that is neither before, after nor a day
├── EmptySelection   a selection in which nothing is
├── TooManyToDraw    more than a format is good for
├── BuildMissing     there is no build to read
├── BuildDamaged     a build does not agree with its manifest
├── BuildNotWritten  a build cannot be published: no space, no permission, or another one is being published
├── DataUnreadable   a file of RDF to serve cannot be read
├── OutputFailed     a command cannot write its output
├── ProcessDied      a process that loaded data or evaluated a query crashed or ran out of memory or time
├── ReleaseRefused   a release cannot be made from this folder
└── ShapesUnsound    the checks themselves cannot be trusted
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class KaifaquError(Exception):
    """Base of all; its text is a sentence for the user."""


@dataclass(frozen=True, order=True)
class Fault:
    """One mistake of a curator: the file, the 1-based line in it, and a sentence that says what to do."""

    file: Path
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class CurationError(KaifaquError):
    """The files of a source have faults. `faults` holds every one, in the order of files and lines."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = sorted(faults)
        count = len(self.faults)
        super().__init__("\n".join(map(str, self.faults)) + f"\n{count} fault{'s'[: count != 1]} in the sources.")


class QuoteNotLocated(KaifaquError):
    """A quote that stands nowhere in its text, or in several places without saying which."""


class SourceExists(KaifaquError):
    """A new source that cannot be made: its folder is there already, or its name is no id."""


class ModelUnusable(KaifaquError):
    """A model that cannot be asked: its address is wrong, nothing answers there, or its answers cannot be used."""


class QueryRejected(KaifaquError):
    """A query that is not evaluated. `sentence` is without the place; `line` and `column` are 1-based, or None."""

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        self.sentence, self.line, self.column = message, line, column
        super().__init__(message if line is None else f"{message} (line {line}, column {column})")


class UnknownFormat(KaifaquError):
    """A format that no writer answers to, or that cannot hold this kind of answer."""


class NotRepresentable(KaifaquError):
    """An answer that its format cannot hold; the sentence names what it is and the formats that can."""


class UnknownRelation(KaifaquError):
    """A relation or a kind that the network has not."""


class UnknownMeasure(KaifaquError):
    """A measure that is not offered."""


class UnknownTime(KaifaquError):
    """A time that is neither before, after nor a day."""


class EmptySelection(KaifaquError):
    """A selection in which nothing is."""


class TooManyToDraw(KaifaquError):
    """More nodes or edges than a format is good for."""


class BuildMissing(KaifaquError):
    """No build was found where one was expected."""


class BuildDamaged(KaifaquError):
    """A build whose files do not agree with its manifest, or whose manifest is invalid."""


class BuildNotWritten(KaifaquError):
    """A build that cannot be published. The current one is unchanged, and no draft is left."""


class DataUnreadable(KaifaquError):
    """A file of RDF that cannot be read, or is not in the syntax that its ending tells."""


class OutputFailed(KaifaquError):
    """A file or standard output that cannot be written."""


class ProcessDied(KaifaquError):
    """A child process that ended without a result."""


class ReleaseRefused(KaifaquError):
    """A folder that is no checkout, or that differs from its last commit."""


class ShapesUnsound(KaifaquError):
    """The shapes cannot be trusted: one matched nothing, or the validator failed instead of reporting."""
