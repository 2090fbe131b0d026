"""What the graph says of an entity, gathered into one set of quads that explains itself, and written in any RDF format.

A description holds every triple with the entity as subject or object; the nodes that stand for such triples (claims and
inferences) and the nodes without a name of their own (participations, area statements and the like), whole; the main
properties of their evidence; the modality and the position in the text of whatever speaks of the entity; and labels for
every IRI in it. The page of an entity is made from its description alone, so page and data cannot disagree.

What thousands of triples name, such as a modality, is described in pages: each holds what is said of the entity, and
some of the triples with it as object.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from graph.core.errors import UnknownEntity
from graph.core.iris import (
    ENTITIES,
    ONTOLOGY_GRAPH,
    ONTOLOGY_IRI,
    OWL,
    REIFICATION,
    TYPE,
    term,
)
from graph.core.labels import NAMING
from graph.core.terms import Literal, NamedNode, Quad

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from graph.core.terms import Term
    from graph.store.store import GraphStore
    from service.web.view_models import Paging

MOST_NAMING = 2_000
"""The quads with an entity as object up to which its description holds them all. Each takes about 1 ms from disk."""
STATEMENTS = frozenset({term("Claim"), term("Inference")})
EVIDENCE, BECAUSE, MODALITY, START = (term(name) for name in ("evidence", "because", "modality", "start"))

_OF_EVIDENCE = frozenset(
    {TYPE, *(term(name) for name in ("quote", "citation", "sentence", "clause", "source", "start", "end"))}
)
_ABOUT_TRIPLES = frozenset({*REIFICATION, BECAUSE})
_SUBJECT = REIFICATION[0]


class Description(NamedTuple):
    """What is said of an IRI.

    Attributes:
        iri: The IRI.
        quads: In a fixed order, itself first, a triple once for each graph that holds it.
        totals: How many things name it by each property, if `quads` has only a page of them; otherwise empty.
    """

    iri: str
    quads: list[Quad]
    totals: Mapping[NamedNode, int]


class Describer:
    """Describes the IRIs of one build. It asks for many nodes at once, at most nine times for a description."""

    def __init__(self, store: GraphStore) -> None:
        self._store = store

    def describe(self, iri: str) -> list[Quad]:
        """What is said of an IRI, in a fixed order, itself first, a triple once for each graph that holds it.

        Raises UnknownEntity where nothing is said.
        """
        return self._describe(iri, None).quads

    def describe_page(self, iris: Iterable[str], paging: Paging) -> Description:
        """The first of some IRIs of which something is said, and what: all, or a page of it if more than `MOST_NAMING`.

        Raises UnknownEntity, for the first, if nothing is said of any.
        """
        unknown: list[UnknownEntity] = []
        for iri in iris:
            try:
                return self._describe(iri, paging)
            except UnknownEntity as error:
                unknown.append(error)
        raise unknown[0]

    def _describe(self, iri: str, paging: Paging | None) -> Description:
        try:
            entity = NamedNode(iri)
        except ValueError as error:
            raise UnknownEntity(f"{iri} is no IRI.") from error
        gathered = _Description(self._store, self.unnamed_classes, paging)
        quads = gathered.of(entity)
        return Description(iri, in_order(quads, iri), gathered.totals)

    @cached_property
    def unnamed_classes(self) -> frozenset[Term]:
        """The classes of the ontology that give no `kq:idPath`: curators mint no names for their members."""
        classes = {quad.subject for quad in self._store.match(None, TYPE, NamedNode(f"{OWL}Class"), ONTOLOGY_GRAPH)}
        return frozenset(classes - {quad.subject for quad in self._store.match(classes, term("idPath"))})


def name_members(store: GraphStore, nodes: Iterable[NamedNode]) -> list[Quad]:
    """The types and labels of some nodes, in a fixed order."""
    quads = set(store.match(nodes, (*NAMING, TYPE)))
    about: dict[Term, list[Quad]] = {}
    for quad in store.match({*_iris(quads), *NAMING}, NAMING):
        about.setdefault(quad.subject, []).append(quad)
    return in_order(quads | _labels_among(about, _iris(quads)))


def in_order(quads: Iterable[Quad], first: str = "") -> list[Quad]:
    """The quads sorted by their parts, those about one subject before all others."""
    return sorted(quads, key=lambda q: (q.subject != NamedNode(first) if first else False, *map(str, q)))


class _Description:
    """Gathers one description. What is said of a node is read once, with that of all nodes found at the same time."""

    def __init__(self, store: GraphStore, unnamed_classes: frozenset[Term], paging: Paging | None) -> None:
        self._store, self._unnamed_classes, self._paging = store, unnamed_classes, paging
        self._about: dict[Term, list[Quad]] = {}
        self.totals: dict[NamedNode, int] = {}

    def of(self, entity: NamedNode) -> set[Quad]:
        naming = list(self._store.quads(None, None, entity))
        if self._paging and len(naming) > MOST_NAMING:
            naming = self._page_of(naming, self._paging)
        quads = {*self._read([entity]), *naming}
        if not quads:
            raise UnknownEntity(f"The graph says nothing of {entity.value}; the front page leads to what it speaks of.")
        self._read(_iris(quads))
        quads.update(self._read(self._fragments(entity, quads)))
        self._read(_iris(quads))
        unnamed = [node for node in _iris(quads) - {entity} if self._is_unnamed(node)]
        quads.update(self._read(unnamed))
        if unnamed:
            quads |= {q for q in self._store.quads(None, None, unnamed) if q.predicate not in _ABOUT_TRIPLES}
        quads |= self._statements(quads)
        self._read(_iris(quads))
        quads |= {q for node in _iris(quads) for q in self._evidence(node)}
        quads |= {q for node in _subjects(quads) for q in self._about[node] if q.predicate in {MODALITY, START}}
        self._read({*_iris(quads), *NAMING})
        return quads | _labels_among(self._about, _iris(quads))

    def _page_of(self, naming: Iterable[Quad], paging: Paging) -> list[Quad]:
        """A page of the quads that name an entity: some of each property, by subject, and the claims about these.

        The claims about the entity itself are all kept.
        """
        by_property: dict[NamedNode, list[Quad]] = defaultdict(list)
        for quad in naming:
            by_property[quad.predicate].append(quad)
        of_claims = [quad for part in REIFICATION for quad in by_property.pop(part, ())]
        kept: list[Quad] = []
        for predicate, quads in by_property.items():
            subjects = sorted({quad.subject for quad in quads}, key=str)
            self.totals[predicate] = len(subjects)
            shown = frozenset(subjects[paging.shown])
            kept += [quad for quad in quads if quad.subject in shown]
        claims = {quad.subject for quad in self._store.match(None, _SUBJECT, {quad.subject for quad in kept})}
        return kept + [quad for quad in of_claims if quad.predicate == _SUBJECT or quad.subject in claims]

    def _read(self, nodes: Iterable[Term]) -> list[Quad]:
        """What is said of some nodes."""
        wanted = list(dict.fromkeys(nodes))
        missing = [node for node in wanted if node not in self._about and not isinstance(node, Literal)]
        self._about |= {node: [] for node in missing}
        for quad in self._store.quads(missing):
            self._about[quad.subject].append(quad)
        return [quad for node in wanted for quad in self._about.get(node, ())]

    def _fragments(self, entity: NamedNode, quads: set[Quad]) -> set[NamedNode]:
        """What lives under the address of the entity: the selectors of an evidence, all terms of the ontology."""
        inside = f"{entity.value}#"
        if entity.value == ONTOLOGY_IRI:
            quads = set(self._store.match(None, None, None, ONTOLOGY_GRAPH))
        return {node for node in _iris(quads) if node.value.startswith(inside)}

    def _classes(self, node: Term) -> set[Term]:
        return {quad.object for quad in self._about.get(node, ()) if quad.predicate == TYPE}

    def _is_unnamed(self, node: NamedNode) -> bool:
        """Whether a node is of a class for which curators mint no identifiers."""
        return node.value.startswith(ENTITIES) and not self._unnamed_classes.isdisjoint(self._classes(node))

    def _statements(self, quads: set[Quad]) -> set[Quad]:
        """The claims and inferences among the nodes of the quads, and those that they rest on, whole."""
        self._read(_iris(quads))
        whole = {q for node in _iris(quads) if self._is_statement(node) for q in self._about[node]}
        grounds = [quad.object for quad in whole if quad.predicate == BECAUSE]
        self._read(grounds)
        return whole.union(q for node in grounds if self._is_statement(node) for q in self._about[node])

    def _is_statement(self, node: Term) -> bool:
        return not STATEMENTS.isdisjoint(self._classes(node))

    def _evidence(self, node: NamedNode) -> Iterator[Quad]:
        """The main properties of an evidence."""
        if term("Evidence") in self._classes(node):
            yield from (quad for quad in self._about[node] if quad.predicate in _OF_EVIDENCE)


def _labels_among(about: Mapping[Term, list[Quad]], nodes: set[NamedNode]) -> set[Quad]:
    """The labels of some nodes, and of the properties that give them, among what is said of nodes."""
    found = {quad for node in nodes for quad in about.get(node, ()) if quad.predicate in NAMING}
    used = {quad.predicate for quad in found}
    return found | {quad for node in used for quad in about.get(node, ()) if quad.predicate in NAMING}


def _iris(quads: set[Quad]) -> set[NamedNode]:
    return {part for quad in quads for part in quad.triple if isinstance(part, NamedNode)}


def _subjects(quads: set[Quad]) -> set[NamedNode]:
    return {quad.subject for quad in quads if isinstance(quad.subject, NamedNode)}
