"""The papers of a dataset as they are read: text, clauses, quotes with their claims, oddities. All from the graph."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from graph.core.errors import UnknownEntity
from graph.core.iris import ENTITIES, EVIDENCE, PREF_LABEL, RDF, SCHEMA, SKOS, TYPE, entity, local_name, term
from graph.core.labels import label_of
from graph.core.terms import NamedNode, Quad, text
from graph.curation.clauses import find_clauses
from graph.curation.coverage import cover
from graph.curation.omissions import Omission
from graph.curation.paper_layout import Mark, Note
from graph.curation.source_model import Source, Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graph.core.quad_source import QuadSource
    from graph.core.terms import Term
    from graph.curation.coverage import Coverage
    from graph.curation.source_model import Clause

_TEXT = NamedNode(f"{SCHEMA}text")
_NOTE = NamedNode(f"{SKOS}editorialNote")
_PREDICATE, _OBJECT = NamedNode(f"{RDF}predicate"), NamedNode(f"{RDF}object")


@dataclass(frozen=True)
class Paper:
    """A paper that claims rest on.

    Attributes:
        id: the name of its source folder, such as quzhou-2021.
        document: the IRI of the document.
        claims: how many claims rest on it.
        drafted: how many of them were drafted and are not reviewed.
        evidence: the IRIs of its evidence: quotes in the order of the text, or else citations.
        marks: its quotes.
        notes: its oddities.
        coverage: its text, clauses and sentences; None where the text is not at hand.
    """

    id: str
    document: str
    claims: int
    evidence: tuple[str, ...]
    marks: tuple[Mark, ...] = ()
    notes: tuple[Note, ...] = ()
    coverage: Coverage | None = None
    drafted: int = 0


def evidence_of(paper: str, span: Span) -> str:
    """The IRI of the evidence at some characters of a paper."""
    return f"{EVIDENCE}{paper}/{span.start}-{span.end}"


def read_papers(source: QuadSource) -> dict[str, Paper]:
    """The papers of a dataset by id, those with a text first."""
    document_of: dict[str, str] = {}
    pieces: dict[str, list[Term]] = defaultdict(list)
    for quad in source.match(None, term("source")):
        if text(quad.subject).startswith(EVIDENCE) and isinstance(quad.object, NamedNode):
            paper = text(quad.subject).removeprefix(EVIDENCE).partition("/")[0]
            document_of[paper] = quad.object.value
            pieces[paper].append(quad.subject)
    texts = {text(q.subject).rpartition("/")[2]: text(q.object) for q in source.match(None, _TEXT) if _of_text(q)}
    facts = _Facts.of(source)
    papers = [
        _read(facts, paper, document, pieces[paper], texts.get(paper, "")) for paper, document in document_of.items()
    ]
    return {paper.id: paper for paper in sorted(papers, key=lambda one: (one.coverage is None, one.id))}


def paper_named(papers: dict[str, Paper], name: str) -> Paper:
    """The paper with an id or with a document of that name. Raises UnknownEntity where there is none."""
    for paper in papers.values():
        if name in {paper.id, local_name(paper.document)}:
            return paper
    raise UnknownEntity(f"No paper {name} is read here; the papers are {', '.join(papers) or 'none'}.")


def _of_text(quad: Quad) -> bool:
    return text(quad.subject).startswith(f"{ENTITIES}text/")


class _Facts(NamedTuple):
    """What the graph says of evidence, read at once for all papers, since each question may cost a round trip.

    about: places and notes, of evidence and other things; claims, modality: the claims that rest on a piece of
    evidence, and the slugs of the modalities that they state; drafted: the claims that are drafts; oddities: what is
    said of each oddity; shown: the oddities that each piece of evidence shows.
    """

    about: dict[Term, dict[Term, list[Quad]]]
    claims: dict[Term, set[Term]]
    modality: dict[Term, set[str]]
    drafted: set[Term]
    oddities: dict[Term, dict[Term, list[Quad]]]
    shown: dict[Term, list[Term]]

    @classmethod
    def of(cls, source: QuadSource) -> _Facts:
        """Read them."""
        claims, modality = _claims(source)
        odd = [quad.subject for quad in source.match(None, TYPE, term("Oddity"))]
        oddities = _about(source, odd, (term("oddityKind"), term("evidence"), _NOTE, PREF_LABEL))
        shown: dict[Term, list[Term]] = defaultdict(list)
        for node, about in oddities.items():
            for quad in about[term("evidence")]:
                shown[quad.object].append(node)
        return cls(
            _about(source, None, (term("start"), term("end"), _NOTE)),
            claims,
            modality,
            {quad.subject for quad in source.match(None, term("drafted"))},
            oddities,
            shown,
        )


def _read(facts: _Facts, paper: str, document: str, pieces: list[Term], words: str) -> Paper:
    about, claims, modality = facts.about, facts.claims, facts.modality
    every = {claim for piece in pieces for claim in claims[piece]}
    total, drafted = len(every), len(every & facts.drafted)
    spans = {piece: _span(about[piece]) for piece in pieces if about[piece][term("start")]}
    if not words or not spans:
        return Paper(paper, document, total, tuple(sorted(map(text, pieces))), drafted=drafted)
    told = {piece: span for piece, span in spans.items() if claims[piece]}
    order = sorted(told, key=lambda piece: (told[piece].start, told[piece].end))
    omissions = [Omission(span, label_of(_as_labels(about[p][_NOTE]))) for p, span in spans.items() if about[p][_NOTE]]
    read = Source(paper, Path(), words, "", document.removeprefix(ENTITIES), _clauses(facts, paper, words))
    places = [span for piece, span in told.items() for _ in claims[piece]]
    return Paper(
        id=paper,
        document=document,
        claims=total,
        evidence=tuple(text(piece) for piece in order),
        marks=tuple(
            Mark(told[p], len(claims[p]), tuple(sorted(modality[p])), len(claims[p] & facts.drafted)) for p in order
        ),
        notes=tuple(_notes(facts, spans)),
        coverage=cover(read, told.values(), places, omissions),
        drafted=drafted,
    )


def _about(
    source: QuadSource, nodes: Iterable[Term] | None, predicates: Iterable[NamedNode]
) -> dict[Term, dict[Term, list[Quad]]]:
    found: dict[Term, dict[Term, list[Quad]]] = defaultdict(lambda: defaultdict(list))
    for quad in source.match(nodes, predicates):
        found[quad.subject][quad.predicate].append(quad)
    return found


def _span(about: dict[Term, list[Quad]]) -> Span:
    return Span(*(int(text(about[term(name)][0].object)) for name in ("start", "end")))


def _as_labels(quads: Iterable[Quad]) -> list[Quad]:
    return [Quad(quad.subject, PREF_LABEL, quad.object) for quad in quads]


def _claims(source: QuadSource) -> tuple[dict[Term, set[Term]], dict[Term, set[str]]]:
    """The claims that rest on each piece of evidence, and the slugs of the modalities that they state."""
    claims: dict[Term, set[Term]] = defaultdict(set)
    modality: dict[Term, set[str]] = defaultdict(set)
    stated = {quad.subject for quad in source.match(None, TYPE, term("Claim"))}
    forces = [quad.subject for quad in source.match(None, _PREDICATE, term("modality")) if quad.subject in stated]
    force_of = {quad.subject: local_name(text(quad.object)) for quad in source.match(forces, _OBJECT)}
    for quad in source.match(None, term("evidence")):
        if quad.subject in stated:
            claims[quad.object].add(quad.subject)
        if quad.subject in force_of:
            modality[quad.object].add(force_of[quad.subject])
    return claims, modality


def _clauses(facts: _Facts, paper: str, words: str) -> tuple[Clause, ...]:
    """The clauses of a text as the build finds them. The graph tells where the part after the last clause begins."""
    about = facts.about[entity(f"clause/{paper}/end")]
    return tuple(find_clauses(words, _span(about).start if about else None))


def _notes(facts: _Facts, spans: dict[Term, Span]) -> list[Note]:
    shown: dict[Term, list[Span]] = defaultdict(list)
    for piece, span in spans.items():
        for node in facts.shown.get(piece, ()):
            shown[node].append(span)
    return [
        Note(
            id=text(node).removeprefix(ENTITIES),
            kind=next((local_name(text(q.object)) for q in facts.oddities[node][term("oddityKind")]), ""),
            name=label_of(facts.oddities[node][PREF_LABEL]),
            note=label_of(_as_labels(facts.oddities[node][_NOTE])),
            places=tuple(sorted(places, key=lambda place: (place.start, place.end))),
        )
        for node, places in sorted(shown.items(), key=str)
    ]
