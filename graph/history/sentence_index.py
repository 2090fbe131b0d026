"""The sentences and headings of the papers, found by any words in them, however these are written."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.core.iris import ENTITIES, EVIDENCE, SCHEMA, term
from graph.core.terms import NamedNode, text
from graph.history.normalize import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from graph.core.quad_source import QuadSource
    from graph.core.terms import Term

_TEXT, _CLAUSE = (f"{ENTITIES}{kind}/" for kind in ("text", "clause"))
_WHOLE = NamedNode(f"{SCHEMA}text")
_SENTENCE_PROPERTIES = tuple(term(name) for name in ("sentence", "quote", "start", "clause", "source"))
_SENTENCES = re.compile(r"[^。！？；\s][^。！？]*[。！？]?")
_PIECES = re.compile(r"[^。！？；\s][^。！？\n]*[。！？]?")
"""The sentences and the headings of a text, none longer than its line."""
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
    """The sentences of the papers in their order: those with evidence, and the rest of each text that is at hand."""

    def __init__(self, source: QuadSource) -> None:
        numbers: dict[Term, str] = {q.subject: text(q.object) for q in source.match(None, term("clauseNumber"))}
        quoted = tuple(_apart(_sentences(source, numbers)))
        self.sentences = tuple(_apart((*quoted, *_rest(source, numbers, quoted))))
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


def _sentences(source: QuadSource, numbers: Mapping[Term, str]) -> Iterator[IndexedSentence]:
    """The sentences that evidence names."""
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


def _rest(
    source: QuadSource, numbers: Mapping[Term, str], quoted: Iterable[IndexedSentence]
) -> Iterator[IndexedSentence]:
    """What the texts hold beside the sentences of evidence, such as headings, cut into sentences and lines."""
    paper_of = {quad.subject: text(quad.object) for quad in source.match(None, term("source"))}
    clauses = _clauses(source, numbers)
    taken_of: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for one in quoted:
        taken_of[one.paper].append((one.start, one.start + len(one.text)))
    for quad in source.match(None, _WHOLE):
        paper, words, done = text(quad.subject).removeprefix(_TEXT), text(quad.object), 0
        if not text(quad.subject).startswith(_TEXT):
            continue
        for start, end in (*taken_of[paper], (len(words), len(words))):
            for match in _PIECES.finditer(words, done, max(start, done)):
                clause = _innermost(clauses.get(paper, ()), match.start())
                if any(character.isalnum() for character in match[0]):
                    yield IndexedSentence(
                        paper=paper,
                        source=paper_of.get(quad.subject, ""),
                        clause=text(clause) if clause else "",
                        clause_number=numbers.get(clause, "") if clause else "",
                        start=match.start(),
                        text=match[0].rstrip(),
                    )
            done = max(done, end)


def _clauses(source: QuadSource, numbers: Mapping[Term, str]) -> dict[str, list[tuple[int, int, Term]]]:
    """The clauses of each paper: first character, the one after the last, and node."""
    ends: dict[Term, list[int]] = {}
    for name in ("start", "end"):
        for quad in source.match(list(numbers), term(name)):
            ends.setdefault(quad.subject, []).append(int(text(quad.object)))
    found: dict[str, list[tuple[int, int, Term]]] = {}
    for node, (start, end) in ((node, sorted(pair)) for node, pair in ends.items() if len(pair) == 2):  # noqa: PLR2004
        found.setdefault(text(node).removeprefix(_CLAUSE).partition("/")[0], []).append((start, end, node))
    return found


def _innermost(clauses: Iterable[tuple[int, int, Term]], at: int) -> Term | None:
    """The shortest clause around a character."""
    around = [(end - start, text(node), node) for start, end, node in clauses if start <= at < end]
    return min(around)[2] if around else None
