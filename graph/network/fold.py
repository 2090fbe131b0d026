"""Events and rules folded into edges: what an event joins is joined by an edge that tells of the event."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from graph.core.names import digest
from graph.core.origins import ORIGINS
from graph.network.model import AREA, Edge, Network, Node, network

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Set as AbstractSet

_ENDS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "PlateEvent": (frozenset({"hungOn"}), frozenset({"plate"})),
    "SupervisionRule": (frozenset({"supervisor"}), frozenset({"appliesTo"})),
    "Custody": (frozenset({"custodian"}), frozenset({"custodyOf"})),
    "FiscalRule": (frozenset({"platform"}), frozenset({"counterpart"})),
    "FunctionAssignment": (frozenset({"assignee", "assigneeOneOf"}), frozenset({"function"})),
}
"""The relations of a node of each kind to what an edge begins at, and to what it ends at."""
FOLDED = frozenset({*_ENDS, AREA, "ChangeEvent"})
_INTO = frozenset({"absorbedInto", "mergedInto"})  # from what ends to what it goes into


def fold(whole: Network) -> Network:
    """The network without the nodes of the folded kinds; each pair that such a node joins has an edge instead.

    A change joins what goes into something with what it goes into, as the rules derive it. The relation is called by
    the kind of the node, and `via` tells its name. What only one thing takes part in leaves no edge; an area is told by
    the zone that it is of.
    """
    nodes = {iri: _told(node, whole) for iri, node in whole.nodes.items() if node.kind not in FOLDED}
    edges = [edge for edge in whole.edges if edge.source in nodes and edge.target in nodes]
    flows = {(edge.source, edge.target) for edge in whole.edges if edge.relation in _INTO}
    flows |= {(edge.target, edge.source) for edge in whole.edges if edge.relation == "formedFrom"}
    for iri, node in whole.nodes.items():
        if node.kind in FOLDED - {AREA}:
            own = [edge for edge in whole.touching.get(iri, ()) if edge.source == iri]
            edges += _joining(node.kind, node.zh or node.en or iri, own, flows)
    once = {edge.id: edge for edge in edges}
    return network(nodes, tuple(sorted(once.values(), key=lambda e: (e.source, e.relation, e.target, e.id))))


def _told(node: Node, whole: Network) -> Node:
    """A node with what the areas folded into it say, without its own name before them."""
    touching = (edge for edge in whole.touching.get(node.id, ()) if edge.source == node.id)
    areas = [area for edge in touching if (area := whole.nodes[edge.target]).kind == AREA]
    told = [("area", a.zh.removeprefix(f"{node.zh} "), a.en.removeprefix(f"{node.en} ")) for a in areas]
    return replace(node, told=tuple(dict.fromkeys(told))) if told else node


def _joining(kind: str, name: str, edges: Sequence[Edge], flows: AbstractSet[tuple[str, str]]) -> Iterator[Edge]:
    is_change = kind == "ChangeEvent"
    begins, ends = (edges, edges) if is_change else ([e for e in edges if e.relation in n] for n in _ENDS[kind])
    for begin in begins:
        for end in ends:
            joined = (begin.target, end.target) in flows if is_change else begin.target != end.target
            if joined:
                yield replace(
                    begin,
                    id=f"edge-{digest(begin.id, end.id)}",
                    source=begin.target,
                    target=end.target,
                    relation=kind,
                    origin=max(begin.origin, end.origin, key=ORIGINS.index),
                    words=tuple(dict.fromkeys((*begin.words, *end.words))),
                    told=tuple(dict.fromkeys((*begin.told, ("via", name)))),
                )
