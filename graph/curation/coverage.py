"""How much of a paper the claims carry: every sentence with its claims, and the words that no quote holds.

A sentence is covered when each of its words stands in a quote that says something, in a heading that carries its
number, or in `omitted.yaml` with a reason.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from graph.core.errors import CurationError, Fault, QuoteNotLocated
from graph.curation.clauses import heading_spans
from graph.curation.model import Mapping, Passage, Scalar, Sequence, Source, Span
from graph.curation.text import clause_at, locate, sentence_spans
from graph.curation.yaml_nodes import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from graph.core.terms import Triple
    from graph.curation.model import Place

_WORD = re.compile(r"\w")


@dataclass(frozen=True)
class Omission:
    """Words that state nothing, and why, in Chinese and English."""

    span: Span
    reason: tuple[str, str]


@dataclass(frozen=True)
class Sentence:
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
    sentences: tuple[Sentence, ...]
    quoted: int
    characters: int

    @property
    def stating(self) -> list[Sentence]:
        """The sentences that have to be carried by claims: those without a reason."""
        return [s for s in self.sentences if s.reason is None]

    @property
    def complete(self) -> bool:
        """Whether every sentence is carried or has its reason."""
        return not any(s.gaps for s in self.sentences) and all(s.claims for s in self.stating)


def coverage(source: Source, passages: Iterable[Passage], triples: dict[Triple, set[Place]]) -> Coverage:
    """The coverage of a source by its passages; `triples` are those that the passages state, with their places."""
    quotes = [p.place for p in passages if isinstance(p.place, Span) and p.says]
    omissions = read_omissions(source)
    headings = list(heading_spans(source.clauses))
    free = _characters([*(o.span for o in omissions), *headings])
    held = _characters(quotes)
    places = [place for spans in triples.values() for place in spans if isinstance(place, Span)]
    sentences = tuple(
        _sentence(source, span, held=held | free, free=free, places=places, omissions=omissions)
        for span in sentence_spans(source.text)
    )
    words = {i for i, char in enumerate(source.text) if _WORD.match(char)} - free
    return Coverage(source, sentences, len(words & held), len(words))


def read_omissions(source: Source) -> list[Omission]:
    """The entries of `omitted.yaml`. Raises CurationError where one is not in the text or gives no reason."""
    path = source.folder / "omitted.yaml"
    root = read_yaml(path) if path.exists() else Sequence(1, ())
    omissions: list[Omission] = []
    faults: list[Fault] = []
    for item in root.items if isinstance(root, Sequence) else ():
        quote = item.get("quote") if isinstance(item, Mapping) else None
        reason = item.get("reason") if isinstance(item, Mapping) else None
        words = [reason.get(tag) for tag in ("zh", "en")] if isinstance(reason, Mapping) else []
        texts = tuple(w.text for w in words if isinstance(w, Scalar))
        if not isinstance(quote, Scalar) or len(texts) != len(("zh", "en")):
            faults.append(Fault(path, item.line, "An omission needs a quote and a reason with zh and en."))
            continue
        try:
            omissions.append(Omission(locate(source, quote.text), (texts[0], texts[1])))
        except QuoteNotLocated as error:
            faults.append(Fault(path, quote.line, str(error)))
    if faults:
        raise CurationError(faults)
    return omissions


def _characters(spans: Iterable[Span]) -> set[int]:
    return {i for span in spans for i in range(span.start, span.end)}


def _sentence(
    source: Source, span: Span, *, held: set[int], free: set[int], places: list[Span], omissions: list[Omission]
) -> Sentence:
    words = [i for i in range(span.start, span.end) if _WORD.match(source.text[i])]
    reason = None
    if all(i in free for i in words):
        omitted = [o.reason for o in omissions if o.span.start < span.end and span.start < o.span.end]
        reason = omitted[0] if omitted else ("标题", "heading")
    return Sentence(
        span=span,
        text=source.text[span.start : span.end].strip(),
        clause=clause_at(source, span).number,
        claims=sum(p.start < span.end and span.start < p.end for p in places),
        gaps=tuple(_runs([i for i in words if i not in held])),
        reason=reason,
    )


def _runs(indexes: list[int]) -> Iterator[Span]:
    """Neighbouring characters as one span."""
    for _, run in groupby(enumerate(indexes), lambda pair: pair[1] - pair[0]):
        members = [index for _, index in run]
        yield Span(members[0], members[-1] + 1)
