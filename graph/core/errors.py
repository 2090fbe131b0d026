"""The errors that `graph` raises on purpose.

KaifaquError
├── CurationError    a source folder has faults; carries all of them
├── QuoteNotLocated  a quote is not in the text, or in several places
├── ModelUnusable    a model cannot be asked for a draft
├── SourceExists     a new source cannot be made under this name
├── PaperUnreadable  the file of a paper is empty, damaged, or of a format or an encoding that is not read
├── QueryRejected    a query is malformed or uses what is not offered
├── UnknownFormat    no writer has this format name
├── NotRepresentable a format cannot represent the answer
├── UnknownEntity    the graph says nothing of an IRI, or no thing has a name
├── AmbiguousName    several things have a name
├── UnknownRelation  a relation or a class does not exist
├── UnknownMeasure   a measure is not offered
├── UnknownTime      a time is neither before, after nor a day
├── EmptySelection   a selection is empty
├── TooManyToDraw    a network is too large for a format
├── SourcesNotRead   the processes or the cluster that read sources failed
├── BuildMissing     a folder has no build
├── BuildDamaged     a build does not agree with its manifest
├── BuildNotWritten  a build cannot be published: no space, no permission, or another one is being published
├── EngineUnavailable a remote engine that does not answer
├── EngineUnsuitable  a remote engine that lacks the data or a feature
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
    """Base class; the text of an error is a sentence for the user."""


@dataclass(frozen=True, order=True)
class Fault:
    """A mistake in a source folder: the file, the line (from 1), and a sentence that says what to do."""

    file: Path
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class CurationError(KaifaquError):
    """Source folders have faults; `faults` lists all of them by file and line."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = sorted(faults)
        count = len(self.faults)
        super().__init__("\n".join(map(str, self.faults)) + f"\n{count} fault{'s'[: count != 1]} in the sources.")


class QuoteNotLocated(KaifaquError):
    """A quote is not in its text, or is there several times and the claim does not say which is meant."""


class SourceExists(KaifaquError):
    """A new source cannot be created: its folder exists, or its name is not a valid id."""


class PaperUnreadable(KaifaquError):
    """A file of a paper that is empty, damaged, or of a format or an encoding that is not read."""


class ModelUnusable(KaifaquError):
    """A model that cannot be asked: its address is wrong, nothing answers there, or its answers cannot be used."""


class QueryRejected(KaifaquError):
    """A query is not evaluated.

    Attributes:
        sentence: The message without the position.
        line: The line of the mistake, from 1; None where it has no place.
        column: Its column in code points, from 1.
        zh: The message in Chinese, without the position; empty where there is none.
        mend: What to write in place of the word at the position; empty where that is not known.
    """

    def __init__(
        self, message: str, line: int | None = None, column: int | None = None, *, zh: str = "", mend: str = ""
    ) -> None:
        self.sentence, self.line, self.column, self.zh, self.mend = message, line, column, zh, mend
        super().__init__(message if line is None else f"{message} (line {line}, column {column})")

    def moved_to(self, line: int, column: int) -> QueryRejected:
        """The same error at another position."""
        return QueryRejected(self.sentence, line, column, zh=self.zh, mend=self.mend)


class UnknownFormat(KaifaquError):
    """No writer has this format name for this kind of answer."""


class NotRepresentable(KaifaquError):
    """A format cannot represent an answer; the message names what it cannot hold and the formats that can."""


class UnknownEntity(KaifaquError):
    """An IRI of which the graph says nothing, or a name that no thing has."""


class AmbiguousName(KaifaquError):
    """A name that several things have."""


class UnknownRelation(KaifaquError):
    """A relation or a class does not exist."""


class UnknownMeasure(KaifaquError):
    """A network measure is not offered."""


class UnknownTime(KaifaquError):
    """A time is neither `before`, `after` nor a day."""


class EmptySelection(KaifaquError):
    """A selection of the network is empty."""


class TooManyToDraw(KaifaquError):
    """A network has more nodes or edges than its format is useful for."""


class SourcesNotRead(KaifaquError):
    """The processes or the cluster that read the sources failed, or a source changed while it was read."""


class BuildMissing(KaifaquError):
    """A folder has no build."""


class BuildDamaged(KaifaquError):
    """The files of a build do not match its manifest, or the manifest is invalid."""


class BuildNotWritten(KaifaquError):
    """A build cannot be published; the current build is unchanged and the draft is removed."""


class EngineUnavailable(KaifaquError):
    """A remote engine that does not answer, or not in time, or an index that cannot be opened; later it may again."""


class EngineUnsuitable(KaifaquError):
    """A remote engine that does not hold the data of the build, or cannot do what the service needs."""


class DataUnreadable(KaifaquError):
    """An RDF file cannot be read, or is not in the syntax of its extension."""


class OutputFailed(KaifaquError):
    """A file or standard output cannot be written."""


class ProcessDied(KaifaquError):
    """A child process ended without a result."""


class ReleaseRefused(KaifaquError):
    """A folder is not a checkout, or differs from its last commit."""


class ShapesUnsound(KaifaquError):
    """The shapes cannot be trusted: one has no focus node, or the validator failed instead of reporting."""
