"""The poster of a paper: the passage that is open, the statements that rest on it, and its quotes as numbered notes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.curation.source_model import Span
from service.pages.sentence_panel import CitedPassage, Text, number_quotes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from graph.curation.paper_layout import PaperLayout, Segment
    from graph.curation.source_model import Clause
    from service.pages.read_claims import ClaimsAtWords, QuoteClaims


@dataclass(frozen=True)
class PosterPiece:
    """Characters of the passage that the same quotes hold, and the numbers of the notes whose quotes end with them."""

    segment: Segment
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True)
class PosterValue:
    """A value of a relation, the quotes of the poster that state it, and where else it is stated."""

    value: Text
    passages: tuple[CitedPassage, ...]
    elsewhere: tuple[Text, ...] = ()
    drafted: bool = False


@dataclass(frozen=True)
class PosterSubject:
    """A thing with the statements about it: each relation with its values."""

    name: Text
    relations: tuple[tuple[Text, tuple[PosterValue, ...]], ...]


@dataclass(frozen=True)
class PosterNote:
    """The note of a quote: its words, the clause, and the characters of each place where they stand in the passage."""

    words: str
    clause: str
    places: tuple[str, ...]


@dataclass(frozen=True)
class Poster:
    """What a poster shows.

    Attributes:
        lines: The lines of the passage; none for a paper that is only cited.
        subjects: The statements, by what they are about.
        quotes: The number of each quote, by its words.
        notes: The notes, in the order of their numbers.
    """

    lines: tuple[tuple[PosterPiece, ...], ...]
    subjects: tuple[PosterSubject, ...]
    quotes: Mapping[str, int]
    notes: tuple[PosterNote, ...]


def poster_of(reading: PaperLayout | None, found: ClaimsAtWords, here: Span | None) -> Poster:
    """The poster of what is open.

    Args:
        reading: The paper with the borders of all quotes; None where it is only cited.
        found: The quotes with all their claims.
        here: The characters that are open.
    """
    quotes = sorted(found.quotes, key=lambda quote: (_span(quote).start, _span(quote).end))
    numbers = number_quotes(map(_cited, quotes))
    lines: tuple[tuple[PosterPiece, ...], ...] = ()
    if reading and here:
        lines = tuple(_lines(reading, _passage(reading, [here, *map(_span, quotes)]), quotes, numbers))
    return Poster(lines, tuple(_subjects(quotes)), numbers, tuple(_notes(quotes)))


def clause_of(reading: PaperLayout, here: Span) -> Clause | None:
    """The innermost clause that holds some characters."""
    holding = [clause for clause in reading.coverage.source.clauses if _holds(clause.span, here)]
    return min(holding, key=lambda clause: clause.span.end - clause.span.start, default=None)


def _passage(reading: PaperLayout, spans: Sequence[Span]) -> Span:
    """The whole sentences around some characters."""
    start, end = min(span.start for span in spans), max(span.end for span in spans)
    met = [one.span for one in reading.coverage.sentences if one.span.overlaps(Span(start, end))]
    return Span(min([start, *(one.start for one in met)]), max([end, *(one.end for one in met)]))


def _lines(
    reading: PaperLayout, passage: Span, quotes: Sequence[QuoteClaims], numbers: Mapping[str, int]
) -> Iterator[tuple[PosterPiece, ...]]:
    ends: dict[int, list[int]] = {}
    for quote in quotes:
        ends.setdefault(_span(quote).end, []).append(numbers[quote.words])
    for line in reading.lines:
        inside = [one for one in line.segments if _holds(passage, one.span) and one.text.strip("\n")]
        pieces = tuple(PosterPiece(one, tuple(sorted(set(ends.get(one.span.end, ()))))) for one in inside)
        if any(piece.segment.text.strip() for piece in pieces):
            yield pieces


def _subjects(quotes: Sequence[QuoteClaims]) -> Iterator[PosterSubject]:
    """The statements by subject, in the order of the text; one that rests on several quotes stands once."""
    found: dict[Text, dict[Text, dict[Text, PosterValue]]] = {}
    shown = {quote.at.replace("-", "–") for quote in quotes}
    for quote in quotes:
        for subject in quote.subjects:
            for row in subject.rows:
                values = found.setdefault(subject.name, {}).setdefault(row.relation, {})
                known = values[row.value].passages if row.value in values else ()
                passages = known if any(one.quote == quote.words for one in known) else (*known, _cited(quote))
                elsewhere = tuple(other for other in row.others if other.text not in shown)
                values[row.value] = PosterValue(row.value, passages, elsewhere, row.drafted)
    for name, relations in found.items():
        yield PosterSubject(name, tuple((one, tuple(values.values())) for one, values in relations.items()))


def _notes(quotes: Iterable[QuoteClaims]) -> Iterator[PosterNote]:
    by_words: dict[str, list[QuoteClaims]] = {}
    for quote in quotes:
        by_words.setdefault(quote.words, []).append(quote)
    for words, found in by_words.items():
        places = tuple(quote.at.replace("-", "–") for quote in found if quote.at)
        yield PosterNote(words, found[0].clause, places)


def _cited(quote: QuoteClaims) -> CitedPassage:
    clause = Text(quote.clause, "zh") if quote.clause else None
    return CitedPassage(clause, None, "", quote.words, "", "", is_citation=not quote.at)


def _span(quote: QuoteClaims) -> Span:
    start, _, end = quote.at.partition("-")
    return Span(int(start), int(end)) if end else Span(0, 0)


def _holds(one: Span, other: Span) -> bool:
    return one.start <= other.start and other.end <= one.end
