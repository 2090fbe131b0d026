"""The graph as a network of things: what has a name is a node, and what stands between two of them is an edge.

Nodes without a name of their own (participations, memberships and the like) are folded into the edge through them, but
for areas, which join nothing. What curators find odd about a paper is no part of what it says, and stays out.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from graph.core.labels import labels_in
from graph.core.names import (
    ENTITIES,
    EVIDENCE_GRAPH,
    ONTOLOGY_GRAPH,
    SKOS,
    TERMS,
    TYPE,
    digest,
    local_name,
    term,
)
from graph.core.origins import ORIGINS, Origin, origin_of
from graph.core.terms import Literal, NamedNode
from graph.history.names_in_graph import named_things
from graph.rdf.provenance import Words, text

if TYPE_CHECKING:
    from graph.core.names import Term
    from graph.core.quad_source import QuadSource
    from graph.core.terms import Quad
    from graph.rdf.provenance import Provenance

AREA = "AreaStatement"
"""The class of what is said of the size of a zone."""
_BROADER = f"{SKOS}broader"
_NO_RELATION = frozenset({"evidence", "because", "silentOn"})
_TOLD = (
    *("modality", "manner", "effect", "portion", "extent", "effectOneOf", "transitionTarget", "transitionTargetOneOf"),
    *("role", "side"),
)
"""What an edge tells of the node that it goes through."""


@dataclass(frozen=True)
class Node:
    """A thing: its IRI, its class and its labels, empty where it has none.

    told: what nodes that are folded into it say of it, each under a name in Chinese and in English.
    """

    id: str
    kind: str
    zh: str = ""
    en: str = ""
    told: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class Edge:
    """A relation between two things.

    relation: the local name of the property, of two with a slash where a node is folded; origin: stated, derived,
    curated or recorded; told: what is said of the relation, in the words of the vocabularies.
    """

    id: str
    source: str
    target: str
    relation: str
    origin: Origin
    words: tuple[Words, ...] = ()
    rules: tuple[str, ...] = ()
    told: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Network:
    """Nodes by IRI, and edges in a fixed order; parallel relations are edges of their own."""

    nodes: dict[str, Node]
    edges: tuple[Edge, ...]
    touching: dict[str, list[Edge]] = field(default_factory=dict, compare=False)


def network(nodes: dict[str, Node], edges: tuple[Edge, ...]) -> Network:
    """A network of some nodes and edges; edges of which an end is missing are left out."""
    kept = tuple(edge for edge in edges if edge.source in nodes and edge.target in nodes)
    touching: dict[str, list[Edge]] = defaultdict(list)
    for edge in kept:
        touching[edge.source].append(edge)
        if edge.target != edge.source:
            touching[edge.target].append(edge)
    return Network(nodes, kept, touching)


def read_network(source: QuadSource, provenance: Provenance) -> Network:
    """The network of a graph with the words behind its triples; asks a fixed number of times."""
    kinds = {iri: kind for iri, kind in named_things(source) if kind != "Oddity"}
    areas = source.match(None, TYPE, term(AREA))
    kinds |= {quad.subject.value: AREA for quad in areas if isinstance(quad.subject, NamedNode)}
    things = [NamedNode(iri) for iri in sorted(kinds)]
    labels = labels_in(source, things)
    nodes = {node.value: Node(node.value, kinds[node.value], *labels[node]) for node in things}
    paths = _paths(source, things, kinds)
    told = _told(source, {_teller(path) for path in paths})
    provenance.read_ahead((quad for path in paths for quad in path), (path[0].object for path in paths if path[1:]))
    edges: dict[str, Edge] = {}
    for path in paths:
        edge = _edge(path, told, provenance)
        edges.setdefault(edge.id, edge)
    return network(nodes, tuple(sorted(edges.values(), key=lambda e: (e.source, e.relation, e.target, e.id))))


def _paths(source: QuadSource, things: list[NamedNode], kinds: dict[str, str]) -> list[tuple[Quad, ...]]:
    """The triples that lead from a thing to another, through a node without a name if need be."""
    first = _relations(source, things)
    ends = [quad.object for quad in first if isinstance(quad.object, NamedNode) and quad.object.value not in kinds]
    onward: dict[Term, list[Quad]] = defaultdict(list)
    for quad in _relations(source, [node for node in ends if node.value.startswith(ENTITIES)]):
        if text(quad.object) in kinds:
            onward[quad.subject].append(quad)
    paths: list[tuple[Quad, ...]] = [(quad,) for quad in first if text(quad.object) in kinds]
    return paths + [(quad, second) for quad in first for second in onward.get(quad.object, ())]


def _relations(source: QuadSource, nodes: list[NamedNode]) -> list[Quad]:
    found = []
    for quad in source.match(nodes):
        name = quad.predicate.value
        apart = quad.graph_name in {EVIDENCE_GRAPH, ONTOLOGY_GRAPH}
        if (name.startswith(TERMS) or name == _BROADER) and not apart and local_name(name) not in _NO_RELATION:
            found.append(quad)
    return found


def _teller(path: tuple[Quad, ...]) -> Term:
    """The node that tells more of a relation: the one that it goes through, else the one that it begins at."""
    return path[0].object if len(path) > 1 else path[0].subject


def _told(source: QuadSource, nodes: set[Term]) -> dict[Term, list[tuple[str, str]]]:
    """What some nodes tell of the relations that they stand for, in the words of the vocabularies."""
    names = {NamedNode(TERMS + name): name for name in _TOLD}
    found: dict[Term, list[tuple[str, str]]] = defaultdict(list)
    for quad in source.match(nodes, names):
        if word := quad.object.value if isinstance(quad.object, Literal) else local_name(text(quad.object)):
            found[quad.subject].append((names[quad.predicate], word))
    return {node: sorted(told, key=lambda pair: (_TOLD.index(pair[0]), pair[1])) for node, told in found.items()}


def _edge(path: tuple[Quad, ...], told: dict[Term, list[tuple[str, str]]], provenance: Provenance) -> Edge:
    source, target = text(path[0].subject), text(path[-1].object)
    relation = "/".join(local_name(quad.predicate.value) for quad in path)
    middle = [path[0].object] if len(path) > 1 else []
    return Edge(
        id=f"edge-{digest(source, relation, target, *map(text, middle))}",
        source=source,
        target=target,
        relation=relation,
        origin=max((origin_of(quad.graph_name) for quad in path), key=ORIGINS.index),
        words=provenance.words(path) or tuple(word for node in middle for word in provenance.words_of(node)),
        rules=provenance.rules(path),
        told=tuple(dict.fromkeys(told.get(_teller(path), ()))),
    )
