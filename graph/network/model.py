"""The graph as a network: things with names are nodes, and relations between two of them are edges.

A node without a name, such as a participation or a membership, becomes a part of the edge through it. Areas join
nothing, so they are nodes. Oddities, which curators note about a paper, are left out.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from graph.core.errors import UnknownRelation
from graph.core.iris import (
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
from graph.core.labels import labels_in
from graph.core.origins import ORIGINS, Origin, origin_of
from graph.core.terms import Literal, NamedNode, text
from graph.history.names_in_graph import named_things
from graph.rdf.provenance import Words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from graph.core.quad_source import QuadSource
    from graph.core.terms import Quad, Term
    from graph.rdf.provenance import Provenance, Words

AREA = "AreaStatement"
"""The class of statements about the area of a zone."""
_BROADER = f"{SKOS}broader"
_NO_RELATION = frozenset({"evidence", "because", "silentOn"})
_QUALIFIERS = (
    *("modality", "manner", "effect", "portion", "extent", "effectOneOf", "transitionTarget", "transitionTargetOneOf"),
    *("role", "side"),
)
"""The properties of the middle node, else of the source, that become qualifiers of an edge."""


@dataclass(frozen=True)
class Node:
    """A thing.

    Attributes:
        id: Its IRI.
        kind: The local name of its class.
        zh: Its Chinese label, empty if it has none.
        en: Its English label, empty if it has none.
        folded: The texts of nodes that are folded into it: an attribute, the text in Chinese and in English.
    """

    id: str
    kind: str
    zh: str = ""
    en: str = ""
    folded: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class Edge:
    """A relation between two things.

    Attributes:
        id: The same for the same relation in every build.
        source: The IRI of the subject.
        target: The IRI of the object.
        relation: The local name of the property; two with a slash if it goes through an unnamed node.
        origin: stated, derived, curated or recorded; of a path the most derived.
        words: The evidence.
        rules: The rules that derive it.
        qualifiers: Statements about the relation, such as its modality: a name and a word of a vocabulary.
        through: The IRI of the node that it goes through, or of the event or rule in whose place it stands; empty where
            it is one triple.
        joins: Of an edge in the place of an event or a rule, the relations of that node to the source and the target.
    """

    id: str
    source: str
    target: str
    relation: str
    origin: Origin
    words: tuple[Words, ...] = ()
    rules: tuple[str, ...] = ()
    qualifiers: tuple[tuple[str, str], ...] = ()
    through: str = ""
    joins: tuple[str, ...] = ()

    @property
    def qualifiers_by_name(self) -> dict[str, list[str]]:
        """The words of the qualifiers by name."""
        found: dict[str, list[str]] = {}
        for name, word in self.qualifiers:
            found.setdefault(name, []).append(word)
        return found


PLATE_RELATIONS = frozenset({"bearsPlate", "borePlate"})


@dataclass(frozen=True)
class Network:
    """Nodes by IRI, edges in a fixed order, and the edges of each node. There may be parallel edges."""

    nodes: dict[str, Node]
    edges: tuple[Edge, ...]
    touching: dict[str, list[Edge]] = field(default_factory=dict, compare=False)

    def plates_of(self, things: Iterable[str]) -> set[str]:
        """Return the plates that some things bear or bore."""
        edges = ((thing, edge) for thing in things for edge in self.touching.get(thing, ()))
        return {edge.target for thing, edge in edges if edge.source == thing and edge.relation in PLATE_RELATIONS}

    def refuse_unknown(self, relations: Collection[str]) -> None:
        """Raise UnknownRelation if the network has no relation of one of some names."""
        known = {edge.relation for edge in self.edges} if relations else set()
        for name in relations:
            if name not in known:
                raise UnknownRelation(f"There is no relation {name}; there are {', '.join(sorted(known))}.")


def network(nodes: dict[str, Node], edges: tuple[Edge, ...]) -> Network:
    """A network of nodes and edges. Edges to or from missing nodes are left out."""
    kept = tuple(edge for edge in edges if edge.source in nodes and edge.target in nodes)
    touching: dict[str, list[Edge]] = defaultdict(list)
    for edge in kept:
        touching[edge.source].append(edge)
        if edge.target != edge.source:
            touching[edge.target].append(edge)
    return Network(nodes, kept, touching)


def read_network(source: QuadSource, provenance: Provenance) -> Network:
    """The network of a graph, with evidence. The number of calls of the engine is fixed."""
    kinds = {iri: kind for iri, kind in named_things(source) if kind != "Oddity"}
    areas = source.match(None, TYPE, term(AREA))
    kinds |= {quad.subject.value: AREA for quad in areas if isinstance(quad.subject, NamedNode)}
    things = [NamedNode(iri) for iri in sorted(kinds)]
    labels = labels_in(source, things)
    nodes = {node.value: Node(node.value, kinds[node.value], *labels[node]) for node in things}
    paths = _paths(source, things, kinds)
    qualifiers = _qualifiers(source, {_qualified(path) for path in paths})
    provenance.read_ahead((quad for path in paths for quad in path), (path[0].object for path in paths if path[1:]))
    edges: dict[str, Edge] = {}
    for path in paths:
        edge = _edge(path, qualifiers, provenance)
        edges.setdefault(edge.id, edge)
    return network(nodes, tuple(sorted(edges.values(), key=lambda e: (e.source, e.relation, e.target, e.id))))


def _paths(source: QuadSource, things: list[NamedNode], kinds: dict[str, str]) -> list[tuple[Quad, ...]]:
    """The paths from things to other things: one triple, or two through a node without a name."""
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


def _qualified(path: tuple[Quad, ...]) -> Term:
    """The node that has the qualifiers of a relation: the one that the path goes through, else its first."""
    return path[0].object if len(path) > 1 else path[0].subject


def _qualifiers(source: QuadSource, nodes: set[Term]) -> dict[Term, list[tuple[str, str]]]:
    """The qualifiers of nodes: names and words of the vocabularies."""
    names = {NamedNode(TERMS + name): name for name in _QUALIFIERS}
    found: dict[Term, list[tuple[str, str]]] = defaultdict(list)
    for quad in source.match(nodes, names):
        if word := quad.object.value if isinstance(quad.object, Literal) else local_name(text(quad.object)):
            found[quad.subject].append((names[quad.predicate], word))
    return {
        node: sorted(words, key=lambda pair: (_QUALIFIERS.index(pair[0]), pair[1])) for node, words in found.items()
    }


def _edge(path: tuple[Quad, ...], qualifiers: dict[Term, list[tuple[str, str]]], provenance: Provenance) -> Edge:
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
        qualifiers=tuple(dict.fromkeys(qualifiers.get(_qualified(path), ()))),
        through=text(middle[0]) if middle else "",
    )
