"""The values that a source is read into: document, clauses, passages and what they say. Frozen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Span:
    """Characters `start` to `end` (exclusive) of a source text, counted from 0 in code points."""

    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        """Whether a character is in both."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True)
class Citation:
    """The document that stands as evidence where its text is not at hand."""

    text: str


Place = Span | Citation


@dataclass(frozen=True)
class Clause:
    """A numbered part of a document, such as 二(一)1 智造新城的范围.

    parent: the number of the clause around it, or empty; heading: its number and title in the text; slug: its number in
    an IRI, such as 2-1-1.
    """

    number: str
    title: str
    span: Span
    parent: str = ""
    heading: Span = Span(0, 0)
    slug: str = ""


@dataclass(frozen=True)
class Source:
    """A paper as it is read: its folder's name, its archived text, and the clauses found in that text.

    A paper whose text is not at hand has an empty text and no clauses; its claims rest on citations.
    """

    id: str
    folder: Path
    text: str
    sha256: str
    document: str
    clauses: tuple[Clause, ...]
    about: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Scalar:
    """A scalar of a claims file, as written, with its 1-based line."""

    line: int
    text: str


@dataclass(frozen=True)
class Mapping:
    """A mapping of a claims file: keys with the line on which they stand, and their values."""

    line: int
    entries: tuple[tuple[Scalar, Scalar | Mapping | Sequence], ...]

    def get(self, key: str) -> Scalar | Mapping | Sequence | None:
        """The value under a key, or None."""
        for name, value in self.entries:
            if name.text == key:
                return value
        return None


@dataclass(frozen=True)
class Sequence:
    """A list of a claims file."""

    line: int
    items: tuple[Scalar | Mapping | Sequence, ...]


Node = Scalar | Mapping | Sequence


@dataclass(frozen=True)
class Passage:
    """A verbatim quote of the source, where it stands, and the mappings that say what it states.

    Where the source has no text the quote is empty and the place is a citation. implied: ids, and concepts such as
    `area-kind:total`, that the quote implies without naming them, each with the curator's reason. drafted: the rules
    by which `says` was drafted, empty once a person has reviewed it.
    """

    file: Path
    line: int
    quote: str
    place: Place
    says: tuple[Mapping, ...]
    implied: tuple[tuple[Scalar, Node], ...] = ()
    drafted: str = ""
