"""The sentences of the papers, found by any words in them, however these are written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.core.names import EVIDENCE, term
from graph.core.terms import text
from graph.history.normalize import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from graph.core.names import Term
    from graph.core.quad_source import QuadSource
    from graph.core.terms import NamedNode

_SENTENCE_PROPERTIES = tuple(term(name) for name in ("sentence", "quote", "start", "clause", "source"))
_SENTENCES = re.compile(r"[^。！？；\s][^。！？]*[。！？]?")
_LONGEST = 200
"""How many characters of a search count."""


@dataclass(frozen=True)
class IndexedSentence:
    """A sentence of a paper.

    paper: the identifier of the paper, such as quzhou-2021; source: its IRI; clause: the IRI of the clause; start:
    where the sentence begins in the text of the paper.
    """

    paper: str
    source: str
    clause: str
    clause_number: str
    start: int
    text: str


@dataclass(frozen=True)
class SentenceHit:
    """A sentence with the places of the words in it, each from its first character to before the one after its last."""

    sentence: IndexedSentence
    found: tuple[tuple[int, int], ...]

    @property
    def at(self) -> str:
        """The characters of the paper from the first word to the last, as the reader's address has them."""
        start = self.sentence.start
        return f"{start + self.found[0][0]}-{start + self.found[-1][1]}"


class SentenceIndex:
    """The sentences that a store has evidence from, in the order of the papers. Made in one pass over the evidence."""

    def __init__(self, source: QuadSource) -> None:
        self.sentences = tuple(_apart(_sentences(source)))
        self._folded = tuple(_fold(sentence.text) for sentence in self.sentences)

    def search(self, words_asked: str) -> list[SentenceHit]:
        """The sentences that have each word of a text, those with most places first; none for less than two letters."""
        words = list(dict.fromkeys(filter(None, map(plain, words_asked[:_LONGEST].split()))))
        if sum(map(len, words)) < 2:  # noqa: PLR2004  a single character is in almost every sentence
            return []
        hits = []
        for sentence, (folded, places) in zip(self.sentences, self._folded, strict=True):
            if all(word in folded for word in words):
                spans = sorted({span for word in words for span in _places_of(word, folded, places)})
                hits.append(SentenceHit(sentence, tuple(_joined(spans))))
        return sorted(hits, key=lambda hit: -len(hit.found))


def _fold(text: str) -> tuple[str, list[int]]:
    """A text as words are compared, and for each of its characters the one of the text that it stands for."""
    folded, places = [], []
    for at, character in enumerate(text):
        for one in plain(character):
            folded.append(one)
            places.append(at)
    return "".join(folded), places


def _places_of(word: str, folded: str, places: list[int]) -> Iterator[tuple[int, int]]:
    at = folded.find(word)
    while at >= 0:
        yield places[at], places[at + len(word) - 1] + 1
        at = folded.find(word, at + len(word))


def _joined(spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Spans without overlaps."""
    start, end = spans[0]
    for next_start, next_end in spans[1:]:
        if next_start <= end:
            end = max(end, next_end)
        else:
            yield start, end
            start, end = next_start, next_end
    yield start, end


def _apart(sentences: Iterable[IndexedSentence]) -> Iterator[IndexedSentence]:
    """The sentences in the order of the papers, without those that are parts of others."""
    paper, end = "", 0
    for sentence in sorted(sentences, key=lambda one: (one.paper, one.start, -len(one.text))):
        if sentence.paper != paper or sentence.start + len(sentence.text) > end:
            yield sentence
            paper, end = sentence.paper, sentence.start + len(sentence.text)


def _sentences(source: QuadSource) -> Iterator[IndexedSentence]:
    numbers: dict[Term, str] = {quad.subject: text(quad.object) for quad in source.match(None, term("clauseNumber"))}
    told: dict[str, dict[NamedNode, Term]] = {}
    for quad in source.match(None, _SENTENCE_PROPERTIES):
        if text(quad.subject).startswith(EVIDENCE):
            told.setdefault(text(quad.subject), {})[quad.predicate] = quad.object
    sentence, quote, start, clause, paper = _SENTENCE_PROPERTIES
    for iri, values in told.items():
        if sentence in values and quote in values and start in values:
            for at, piece in _pieces(text(values[sentence]), text(values[quote])):
                yield IndexedSentence(
                    paper=iri.removeprefix(EVIDENCE).partition("/")[0],
                    source=text(values.get(paper)),
                    clause=text(values.get(clause)),
                    clause_number=numbers.get(values[clause], "") if clause in values else "",
                    start=int(text(values[start])) + at,
                    text=piece,
                )


def _pieces(sentence: str, quote: str) -> Iterator[tuple[int, str]]:
    """The sentence of a quote, or the sentences that a longer quote holds; where each begins, from the quote on."""
    before, found, _ = sentence.partition(quote)
    if found:
        yield -len(before), sentence
    else:
        yield from ((match.start(), match[0]) for match in _SENTENCES.finditer(quote))
