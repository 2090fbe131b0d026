"""How much of a paper the claims carry: every sentence with its claims, and the words that no quote holds.

A sentence is covered when each of its words stands in a quote that says something, in a heading that carries its
number, or in `omitted.yaml` with a reason.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from graph.curation.clauses import clause_at, heading_spans
from graph.curation.omissions import Omission, read_omissions
from graph.curation.sentence_spans import sentence_spans
from graph.curation.source_model import Passage, Source, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from graph.core.terms import Triple
    from graph.curation.source_model import Place

_WORD = re.compile(r"\w")


@dataclass(frozen=True)
class SentenceCoverage:
    """One sentence: its place, how many triples rest on it, the words no quote holds, and why if it needs none."""

    span: Span
    text: str
    clause: str
    claims: int
    gaps: tuple[Span, ...]
    reason: tuple[str, str] | None


@dataclass(frozen=True)
class Coverage:
    """All sentences of a source. Characters are counted without punctuation and space."""

    source: Source
    sentences: tuple[SentenceCoverage, ...]
    quoted: int
    characters: int

    @property
    def stating(self) -> list[SentenceCoverage]:
        """The sentences that have to be carried by claims: those without a reason."""
        return [s for s in self.sentences if s.reason is None]

    @property
    def complete(self) -> bool:
        """Whether every sentence is carried or has its reason."""
        return not any(s.gaps for s in self.sentences) and all(s.claims for s in self.stating)


def coverage(source: Source, passages: Iterable[Passage], triples: dict[Triple, set[Place]]) -> Coverage:
    """The coverage of a source by its passages; `triples` are those that the passages state, with their places."""
    quotes = [p.place for p in passages if isinstance(p.place, Span) and p.says]
    places = [place for spans in triples.values() for place in spans if isinstance(place, Span)]
    return cover(source, quotes, places, read_omissions(source))


def cover(source: Source, quotes: Iterable[Span], places: list[Span], omissions: list[Omission]) -> Coverage:
    """The coverage of a source by quotes.

    Args:
        source: the source.
        quotes: the quotes that say something.
        places: for each claim the quotes that it rests on, so that a quote of three claims stands here three times.
        omissions: the words that state nothing.
    """
    headings = list(heading_spans(source.clauses))
    free = _characters([*(o.span for o in omissions), *headings])
    held = _characters(quotes)
    carried = held | free
    starts, ends = sorted(place.start for place in places), sorted(place.end for place in places)
    sentences = tuple(
        _sentence(source, span, _overlapping(span, starts, ends), held=carried, free=free, omissions=omissions)
        for span in sentence_spans(source.text)
    )
    words = {i for i, char in enumerate(source.text) if _WORD.match(char)} - free
    return Coverage(source, sentences, len(words & held), len(words))


def _characters(spans: Iterable[Span]) -> set[int]:
    return {i for span in spans for i in range(span.start, span.end)}


def _overlapping(span: Span, starts: list[int], ends: list[int]) -> int:
    """How many places overlap a span: those that begin before its end, without those that end before it.

    starts, ends: those of all places, each sorted.
    """
    return bisect_left(starts, span.end) - bisect_right(ends, span.start)


def _sentence(
    source: Source, span: Span, claims: int, *, held: set[int], free: set[int], omissions: list[Omission]
) -> SentenceCoverage:
    words = [i for i in range(span.start, span.end) if _WORD.match(source.text[i])]
    reason = None
    if all(i in free for i in words):
        omitted = [o.reason for o in omissions if o.span.overlaps(span)]
        reason = omitted[0] if omitted else ("标题", "heading")
    return SentenceCoverage(
        span=span,
        text=source.text[span.start : span.end].strip(),
        clause=clause_at(source, span).number,
        claims=claims,
        gaps=tuple(_runs([i for i in words if i not in held])),
        reason=reason,
    )


def _runs(indexes: list[int]) -> Iterator[Span]:
    """Neighbouring characters as one span."""
    for _, run in groupby(enumerate(indexes), lambda pair: pair[1] - pair[0]):
        members = [index for _, index in run]
        yield Span(members[0], members[-1] + 1)
