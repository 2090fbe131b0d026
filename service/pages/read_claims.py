"""What was read from some characters of a paper: the quotes there with their claims, as the panel shows them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.core.iris import ENTITIES, REIFICATION, TYPE, term
from graph.core.terms import NamedNode, text
from service.pages.sentence_panel import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from graph.core.terms import Term
    from graph.curation.paper_layout import Note
    from graph.curation.papers_in_graph import Paper
    from graph.curation.source_model import Span
    from service.pages.sentence_reader import SentenceReader

_EVIDENCE, _DRAFTED = term("evidence"), term("drafted")
MOST_QUOTES = 8
"""Quotes whose claims the panel shows at once; of further ones it has only the words."""


@dataclass(frozen=True)
class ClaimRow:
    """A claim: relation, value, the other quotes that it rests on, each with its address, and whether it is a draft."""

    relation: Text
    value: Text
    others: tuple[Text, ...]
    drafted: bool = False


@dataclass(frozen=True)
class Subject:
    """A thing with what is claimed of it, and the address of its surroundings, empty where it has none."""

    name: Text
    rows: tuple[ClaimRow, ...]
    centre: str


@dataclass(frozen=True)
class QuoteClaims:
    """A quote or a citation: its clause, its place, its words, and its claims.

    Attributes:
        clause: the number and the title of the clause.
        at: its characters, such as 2029-2055, empty for a citation.
        words: the quote, or the citation.
        count: how many claims rest on it.
        subjects: the claims by what they are about; none where there are too many quotes.
    """

    clause: str
    at: str
    words: str
    count: int
    subjects: tuple[Subject, ...]

    @property
    def is_drafted(self) -> bool:
        """Whether all its claims were drafted, and no person has reviewed them."""
        rows = [row for subject in self.subjects for row in subject.rows]
        return bool(rows) and all(row.drafted for row in rows)


@dataclass(frozen=True)
class ClaimsAtWords:
    """What there is at some characters: quotes, how many claims they have together, and oddities."""

    quotes: tuple[QuoteClaims, ...]
    claims: int
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class _Claim:
    """A claim: its triple, the IRIs of its evidence, and whether it was drafted and is not reviewed."""

    triple: tuple[Term, ...]
    evidence: list[str]
    is_drafted: bool


class ClaimsReader:
    """Reads the claims of one paper for one reader."""

    def __init__(self, paper: Paper, reader: SentenceReader) -> None:
        self._paper, self._reader = paper, reader

    def at(self, span: Span, most: int | None = MOST_QUOTES) -> ClaimsAtWords:
        """The quotes that meet some characters, that with these very characters first, then longer, then later ones.

        Args:
            span: The characters.
            most: Of how many quotes the claims are read; None for all.
        """
        meeting = [
            (mark.span, iri)
            for mark, iri in zip(self._paper.marks, self._paper.evidence, strict=True)
            if mark.span.overlaps(span)
        ]
        meeting.sort(key=lambda one: (one[0] != span, not _holds(one[0], span), one[0].start))
        notes = [n for n in self._paper.notes if any(place.overlaps(span) for place in n.places)]
        return self._found(meeting, tuple(notes), most)

    def citations(self) -> ClaimsAtWords:
        """The claims of a paper that is only cited."""
        return self._found([(None, iri) for iri in self._paper.evidence], (), None)

    def _found(
        self, pieces: Sequence[tuple[Span | None, str]], notes: tuple[Note, ...], most: int | None
    ) -> ClaimsAtWords:
        claims = self._claims([iri for _, iri in pieces])
        told = {iri for _, iri in pieces[:most]}
        read = self._read({claim for iri in told for claim in claims[iri]})
        named = {text(part) for claim in read.values() for part in claim.triple if isinstance(part, NamedNode)}
        self._reader.indexes.read_labels(named)
        quotes = tuple(self._quote(span, iri, claims[iri], read if iri in told else {}) for span, iri in pieces)
        return ClaimsAtWords(quotes, len(set().union(*claims.values())), notes)

    def _claims(self, pieces: list[str]) -> dict[str, set[Term]]:
        """The claims that rest on pieces of evidence."""
        store = self._reader.indexes.store
        resting = list(store.match(None, _EVIDENCE, [NamedNode(iri) for iri in pieces]))
        claims = {q.subject for q in store.match({q.subject for q in resting}, TYPE, term("Claim"))}
        found: dict[str, set[Term]] = {iri: set() for iri in pieces}
        for quad in resting:
            if quad.subject in claims:
                found[text(quad.object)].add(quad.subject)
        return found

    def _read(self, claims: set[Term]) -> dict[Term, _Claim]:
        """The triples of claims with their evidence, and whether they were drafted."""
        parts: dict[Term, dict[Term, list[Term]]] = defaultdict(lambda: defaultdict(list))
        for quad in self._reader.indexes.store.match(claims, (*REIFICATION, _EVIDENCE, _DRAFTED)):
            parts[quad.subject][quad.predicate].append(quad.object)
        return {
            claim: _Claim(
                tuple(found[part][0] for part in REIFICATION), sorted(map(text, found[_EVIDENCE])), _DRAFTED in found
            )
            for claim, found in parts.items()
        }

    def _quote(
        self, span: Span | None, iri: str, claims: AbstractSet[Term], read: Mapping[Term, _Claim]
    ) -> QuoteClaims:
        about: dict[Term, list[tuple[Term, ClaimRow]]] = defaultdict(list)
        for claim in (read[one] for one in claims & read.keys()):
            subject, predicate, value = claim.triple
            others = tuple(self._other(other) for other in claim.evidence if other != iri)
            row = ClaimRow(self._name(predicate), self._name(value), others, claim.is_drafted)
            about[subject].append((predicate, row))
        subjects = [self._subject(subject, rows) for subject, rows in about.items()]
        subjects.sort(key=lambda one: (not one.centre, one.name.text))
        if span is None:
            return QuoteClaims("", "", self._reader.indexes.label(iri)[0], len(claims), tuple(subjects))
        words, clause = "", ""
        if self._paper.coverage:
            source = self._paper.coverage.source
            words = source.text[span.start : span.end]
            holding = [c for c in source.clauses if _holds(c.span, span)]
            clause = f"{holding[-1].number} {holding[-1].title}".strip() if holding else ""
        return QuoteClaims(clause, f"{span.start}-{span.end}", words, len(claims), tuple(subjects))

    def _subject(self, subject: Term, rows: list[tuple[Term, ClaimRow]]) -> Subject:
        iri = text(subject)
        named = iri in self._reader.indexes.lookup.index.labels
        rows.sort(key=lambda one: (one[0] != TYPE, one[1].relation.text, one[1].value.text))
        return Subject(
            self._name(subject), tuple(row for _, row in rows), self._reader.links.explore(iri) if named else ""
        )

    def _other(self, iri: str) -> Text:
        """Another quote of the same claim, of this paper or of another."""
        paper, _, at = iri.removeprefix(f"{ENTITIES}evidence/").partition("/")
        place = at.replace("-", "–") if self._reader.links.words(iri) != self._reader.links.read(paper) else ""
        shown = place if paper == self._paper.id else f"{paper} {place}".strip()
        return Text(shown, "", self._reader.links.words(iri))

    def _name(self, node: Term) -> Text:
        if isinstance(node, NamedNode):
            return self._reader.name(node.value)
        return Text(text(node), getattr(node, "language", None) or "")


def _holds(one: Span, other: Span) -> bool:
    return one.start <= other.start and other.end <= one.end
