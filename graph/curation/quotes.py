"""Where a quote stands in the text of a source, character for character; the passage most like one that does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from graph.core.errors import QuoteNotLocated
from graph.curation.clauses import clause_at
from graph.curation.source_model import Span

if TYPE_CHECKING:
    from graph.curation.source_model import Source


def locate(source: Source, quote: str, clause: str = "", occurrence: int = 0) -> Span:
    """Where a quote stands.

    clause: the number of the clause to look in, such as 二(三)1; occurrence: 1 for the first place there. Raises
    QuoteNotLocated with a sentence that shows the nearest passage, or the places to choose from.
    """
    within = Span(0, len(source.text))
    if clause:
        named = next((c for c in source.clauses if c.number == clause), None)
        if named is None:
            numbers = "、".join(c.number for c in source.clauses)
            raise QuoteNotLocated(f"There is no clause {clause}; the clauses are {numbers}.")
        within = named.span
    places = [p for p in places_of(source.text, quote) if within.start <= p and p + len(quote) <= within.end]
    if not places:
        raise QuoteNotLocated(
            f"The quote is not in the text{f' of clause {clause}' if clause else ''}: 「{quote}」. "
            f"The nearest passage is 「{nearest(source.text, quote)}」."
        )
    if occurrence:
        if occurrence > len(places):
            raise QuoteNotLocated(f"There are {len(places)} places with 「{quote}」, so no occurrence {occurrence}.")
        places = [places[occurrence - 1]]
    if len(places) > 1:
        where = "、".join(f"{clause_at(source, Span(p, p + len(quote))).number}@{p}" for p in places)
        raise QuoteNotLocated(f"The quote stands in {len(places)} places ({where}); name its clause or occurrence.")
    return Span(places[0], places[0] + len(quote))


def places_of(text: str, words: str) -> list[int]:
    """Where words begin in a text, in order; places may overlap."""
    places, at = [], text.find(words)
    while at >= 0:
        places.append(at)
        at = text.find(words, at + 1)
    return places


def nearest(text: str, quote: str) -> str:
    """The passage of the text that is most like the quote."""
    found = fuzz.partial_ratio_alignment(quote, text)
    return text[found.dest_start : found.dest_end] if found else ""
