"""What the graph says of an entity, gathered into one set of quads that explains itself, and written in any RDF format.

A description holds every triple with the entity as subject or object; the nodes that stand for such triples (claims and
inferences) and the nodes without a name of their own (participations, area statements and the like), whole; the main
properties of their evidence; the modality and the position in the text of whatever speaks of the entity; and labels for
every IRI in it. The page of an entity is made from its description alone, so page and data cannot disagree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.core.errors import UnknownEntity
from graph.core.labels import NAMING
from graph.core.names import ENTITIES, ONTOLOGY_GRAPH, ONTOLOGY_IRI, REIFICATION, TYPE, term
from graph.core.terms import Literal, NamedNode, Quad

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pyoxigraph import Store

    from graph.core.names import Term

STATEMENTS = frozenset({term("Claim"), term("Inference")})
EVIDENCE, BECAUSE, MODALITY, START = (term(name) for name in ("evidence", "because", "modality", "start"))

_OF_EVIDENCE = frozenset(
    {TYPE, *(term(name) for name in ("quote", "citation", "sentence", "clause", "source", "start", "end"))}
)
_ABOUT_TRIPLES = frozenset({*REIFICATION, BECAUSE})


def describe(store: Store, iri: str) -> list[Quad]:
    """What is said of an IRI, in a fixed order, itself first. Raises UnknownEntity where nothing is said."""
    try:
        entity = NamedNode(iri)
    except ValueError as error:
        raise UnknownEntity(f"{iri} is no IRI.") from error
    quads = {*_as_subject(store, entity), *_as_object(store, entity)}
    if not quads:
        raise UnknownEntity(f"The graph says nothing of {iri}; the front page leads to what it speaks of.")
    for part in _fragments(store, entity, quads):
        quads |= set(_as_subject(store, part))
    for node in [node for node in _iris(quads) - {entity} if _is_unnamed(store, node)]:
        quads |= {*_as_subject(store, node), *(q for q in _as_object(store, node) if q.predicate not in _ABOUT_TRIPLES)}
    quads |= _statements(store, quads)
    quads |= {q for node in _iris(quads) if _is_evidence(store, node) for q in _evidence(store, node)}
    quads |= {q for node in _subjects(quads) for p in (MODALITY, START) for q in store.quads_for_pattern(node, p, None)}
    return in_order(_with_labels(store, quads), iri)


def describe_first(store: Store, iris: Sequence[str]) -> tuple[str, list[Quad]]:
    """The first of some IRIs of which something is said, and what. Raises UnknownEntity, for the first, if none is."""
    unknown: list[UnknownEntity] = []
    for iri in iris:
        try:
            return iri, describe(store, iri)
        except UnknownEntity as error:
            unknown.append(error)
    raise unknown[0]


def name_members(store: Store, nodes: Iterable[NamedNode]) -> list[Quad]:
    """The types and labels of some nodes, in a fixed order."""
    kept = {*NAMING, TYPE}
    quads = {q for node in nodes for q in _as_subject(store, node) if q.predicate in kept}
    return in_order(_with_labels(store, quads))


def in_order(quads: Iterable[Quad], first: str = "") -> list[Quad]:
    """The quads sorted by their parts, those about one subject before all others."""
    return sorted(quads, key=lambda q: (q.subject != NamedNode(first) if first else False, *map(str, q)))


def _as_subject(store: Store, node: Term) -> Iterator[Quad]:
    if not isinstance(node, Literal):
        yield from store.quads_for_pattern(node, None, None)


def _as_object(store: Store, node: Term) -> Iterator[Quad]:
    yield from store.quads_for_pattern(None, None, node)


def _fragments(store: Store, entity: NamedNode, quads: set[Quad]) -> set[NamedNode]:
    """What lives under the address of the entity: the selectors of an evidence, all terms of the ontology."""
    inside = f"{entity.value}#"
    if entity.value == ONTOLOGY_IRI:
        quads = set(store.quads_for_pattern(None, None, None, ONTOLOGY_GRAPH))
    return {node for node in _iris(quads) if node.value.startswith(inside)}


def _is_unnamed(store: Store, node: NamedNode) -> bool:
    """Whether a node is of a class for which curators mint no identifiers."""
    return node.value.startswith(ENTITIES) and any(
        any(store.quads_for_pattern(node, TYPE, cls, None)) for cls in _unnamed_classes(store)
    )


def _unnamed_classes(store: Store) -> list[NamedNode]:
    """The classes of the ontology that give no `kq:idPath`."""
    classes = store.quads_for_pattern(None, TYPE, NamedNode("http://www.w3.org/2002/07/owl#Class"), ONTOLOGY_GRAPH)
    return [
        quad.subject
        for quad in classes
        if isinstance(quad.subject, NamedNode) and not any(store.quads_for_pattern(quad.subject, term("idPath"), None))
    ]


def _statements(store: Store, quads: set[Quad]) -> set[Quad]:
    """The claims and inferences among the nodes of the quads, and those that they rest on, whole."""
    nodes = {node for node in _iris(quads) if _is_statement(store, node)}
    whole = {q for node in nodes for q in _as_subject(store, node)}
    grounds = {node for node in _values(whole, BECAUSE) if _is_statement(store, node)}
    return whole | {q for node in grounds for q in _as_subject(store, node)}


def _is_evidence(store: Store, node: NamedNode) -> bool:
    return any(store.quads_for_pattern(node, TYPE, term("Evidence")))


def _evidence(store: Store, node: NamedNode) -> Iterator[Quad]:
    """The main properties of an evidence."""
    yield from (quad for quad in _as_subject(store, node) if quad.predicate in _OF_EVIDENCE)


def _is_statement(store: Store, node: Term) -> bool:
    return any(quad.predicate == TYPE and quad.object in STATEMENTS for quad in _as_subject(store, node))


def _with_labels(store: Store, quads: set[Quad]) -> set[Quad]:
    """The quads with the labels of all their IRIs, and of the properties that give labels."""
    labels = _labels(store, _iris(quads))
    return quads | labels | _labels(store, {quad.predicate for quad in labels})


def _labels(store: Store, nodes: set[NamedNode]) -> set[Quad]:
    return {quad for node in nodes for name in NAMING for quad in store.quads_for_pattern(node, name, None)}


def _iris(quads: set[Quad]) -> set[NamedNode]:
    return {part for quad in quads for part in quad.triple if isinstance(part, NamedNode)}


def _subjects(quads: set[Quad]) -> set[NamedNode]:
    return {quad.subject for quad in quads if isinstance(quad.subject, NamedNode)}


def _values(quads: set[Quad], predicate: NamedNode) -> set[Term]:
    return {quad.object for quad in quads if quad.predicate == predicate}
