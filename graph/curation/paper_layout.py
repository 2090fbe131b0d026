"""A paper laid out to be read with its claims: lines cut into segments, contents with coverage, notes in the margin.

The text is cut wherever a quote begins or ends, so that a segment is held by the same quotes from its first character
to its last. The segments of all lines, joined, are the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from graph.core.iris import local_name, term
from graph.core.terms import text
from graph.curation.source_model import Clause, Span

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from graph.core.terms import Triple
    from graph.curation.coverage import Coverage
    from graph.curation.oddities import Oddity
    from graph.curation.source_model import Place

_LINE = re.compile(r"[^\n]*\n|[^\n]+")


@dataclass(frozen=True)
class Mark:
    """A quote: where it stands, how many claims rest on it, their modalities as slugs, how many of them are drafts."""

    span: Span
    claims: int
    modality: tuple[str, ...] = ()
    drafted: int = 0


@dataclass(frozen=True)
class Note:
    """An oddity: its id, the slug of its kind, its name and explanation in zh and en, and the words that show it."""

    id: str
    kind: str
    name: tuple[str, str]
    note: tuple[str, str]
    places: tuple[Span, ...]


@dataclass(frozen=True)
class Segment:
    """Characters that the same quotes hold.

    Attributes:
        span: where it stands.
        text: its characters.
        depth: how many quotes hold it.
        claims: how many claims rest on these quotes.
        modality: the slugs of the modalities of these claims.
        oddities: the kinds of the oddities that lie on it.
        quote: the shortest quote that holds it, or else the shortest words of an oddity; None where there is neither.
        is_gap: whether words of it have to be carried by a claim and are not.
        is_drafted: whether all its claims were drafted, and no person has reviewed them.
    """

    span: Span
    text: str
    depth: int
    claims: int
    modality: tuple[str, ...]
    oddities: tuple[str, ...]
    quote: Span | None
    is_gap: bool
    is_drafted: bool = False


@dataclass(frozen=True)
class TextLine:
    """A line of the text with the line feed at its end.

    Attributes:
        segments: its pieces, in order.
        clause: the clause that begins with it, if one does.
        notes: the oddities that show here first.
    """

    segments: tuple[Segment, ...]
    clause: Clause | None = None
    notes: tuple[Note, ...] = ()

    @property
    def text(self) -> str:
        """Its characters."""
        return "".join(segment.text for segment in self.segments)


@dataclass(frozen=True)
class Entry:
    """A clause in the contents.

    Attributes:
        clause: the clause.
        depth: how many clauses are around it.
        claims: how many claims rest on quotes that stand in it.
        stating: how many of its sentences have to be carried by claims.
        carried: how many of these are.
    """

    clause: Clause
    depth: int
    claims: int
    stating: int
    carried: int


@dataclass(frozen=True)
class PaperLayout:
    """A paper laid out: its coverage, its lines, its contents, and its oddities in the order of the text."""

    coverage: Coverage
    lines: tuple[TextLine, ...]
    contents: tuple[Entry, ...]
    notes: tuple[Note, ...]

    @property
    def carried(self) -> int:
        """How many sentences of it are carried by claims."""
        return sum(entry.carried for entry in self.contents if entry.depth == 0)


def lay_out(
    coverage: Coverage, marks: Iterable[Mark], notes: Iterable[Note] = (), at: Span | None = None
) -> PaperLayout:
    """Lay out a paper.

    Args:
        coverage: its coverage, which has its text and clauses.
        marks: its quotes.
        notes: its oddities.
        at: characters whose borders cut the text as well.
    """
    source = coverage.source
    marks = sorted(marks, key=lambda mark: (mark.span.start, mark.span.end))
    notes = sorted(notes, key=lambda note: (_first(note), note.id))
    gaps = [gap for sentence in coverage.sentences for gap in sentence.gaps]
    shown = [place for note in notes for place in note.places]
    borders = _borders([mark.span for mark in marks] + shown + gaps + ([at] if at else []), len(source.text))
    clauses = {clause.span.start: clause for clause in source.clauses if clause.span.start < clause.span.end}
    gap_starts = {gap.start: gap.end for gap in gaps}
    lines = []
    for span in _lines(source.text):
        inside = borders[bisect_right(borders, span.start) : bisect_left(borders, span.end)]
        near_marks = [mark for mark in marks if mark.span.overlaps(span)]
        near_notes = [note for note in notes if any(place.overlaps(span) for place in note.places)]
        segments = tuple(
            _segment(source.text, Span(a, b), near_marks, near_notes, is_gap=_in_gap(a, gap_starts))
            for a, b in pairwise([span.start, *inside, span.end])
        )
        here = tuple(note for note in notes if span.start <= _first(note) < span.end)
        lines.append(TextLine(segments, clauses.get(span.start), here))
    return PaperLayout(coverage, tuple(lines), tuple(_contents(coverage, marks)), tuple(notes))


def marks_of(triples: Mapping[Triple, Collection[Place]], unreviewed: Collection[Place] = ()) -> list[Mark]:
    """The quotes that some triples rest on, each with its claims and their modalities.

    unreviewed: the places whose claims were drafted and are not reviewed.
    """
    claims: Counter[Span] = Counter()
    drafted: Counter[Span] = Counter()
    modality: dict[Span, set[str]] = defaultdict(set)
    for triple, places in triples.items():
        for place in places:
            if isinstance(place, Span):
                claims[place] += 1
                drafted[place] += all(one in unreviewed for one in places)
                modality[place] |= {local_name(text(triple.object))} if triple.predicate == term("modality") else set()
    return [Mark(span, count, tuple(sorted(modality[span])), drafted[span]) for span, count in claims.items()]


def note_of(oddity: Oddity) -> Note:
    """An oddity as it stands in the margin."""
    return Note(oddity.id, oddity.kind, oddity.name, oddity.note, oddity.places)


def _first(note: Note) -> int:
    return min((place.start for place in note.places), default=0)


def _in_gap(start: int, gaps: dict[int, int]) -> bool:
    return any(begin <= start < end for begin, end in gaps.items())


def _borders(spans: Iterable[Span], end: int) -> list[int]:
    found = {border for span in spans for border in (span.start, span.end)}
    return sorted(border for border in found if 0 < border < end)


def _lines(words: str) -> Iterator[Span]:
    """The lines of a text, each with its line feed."""
    return (Span(*match.span()) for match in _LINE.finditer(words))


def _segment(words: str, span: Span, marks: Sequence[Mark], notes: Sequence[Note], *, is_gap: bool) -> Segment:
    holding = [mark for mark in marks if mark.span.start <= span.start and span.end <= mark.span.end]
    lying = [(note.kind, p) for note in notes for p in note.places if p.start <= span.start and span.end <= p.end]
    places = [mark.span for mark in holding] or [place for _, place in lying]
    return Segment(
        span=span,
        text=words[span.start : span.end],
        depth=len(holding),
        claims=sum(mark.claims for mark in holding),
        modality=tuple(dict.fromkeys(slug for mark in holding for slug in mark.modality)),
        oddities=tuple(dict.fromkeys(kind for kind, _ in lying)),
        quote=min(places, key=lambda place: place.end - place.start, default=None),
        is_gap=is_gap,
        is_drafted=any(mark.claims for mark in holding) and all(mark.drafted == mark.claims for mark in holding),
    )


def _contents(coverage: Coverage, marks: Sequence[Mark]) -> Iterator[Entry]:
    by_number = {clause.number: clause for clause in coverage.source.clauses}
    for clause in coverage.source.clauses:
        stating = [s for s in coverage.stating if clause.span.start <= s.span.start < clause.span.end]
        yield Entry(
            clause,
            _depth(clause, by_number),
            sum(mark.claims for mark in marks if clause.span.start <= mark.span.start < clause.span.end),
            len(stating),
            sum(bool(s.claims) and not s.gaps for s in stating),
        )


def _depth(clause: Clause, by_number: dict[str, Clause]) -> int:
    around = by_number.get(clause.parent)
    return 1 + _depth(around, by_number) if around else 0
