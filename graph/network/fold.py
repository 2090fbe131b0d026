"""Folding: events, rules and areas are no nodes any more. The things that an event joins get an edge instead."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from graph.core.iris import digest
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
"""For each kind the relations to the sources and to the targets of the edges that replace a node."""
FOLDED = frozenset({*_ENDS, AREA, "ChangeEvent"})
_INTO = frozenset({"absorbedInto", "mergedInto"})  # from what ends to what it goes into


def fold(whole: Network) -> Network:
    """The network without the nodes of the folded kinds; each pair that such a node joins has an edge instead.

    A change joins what is absorbed with what absorbs it, as the rules derive it. The relation has the name of the kind,
    and its qualifier `via` has the name of the node. An event with one participant leaves no edge. The zone of an area
    gets its text.
    """
    nodes = {iri: _with_areas(node, whole) for iri, node in whole.nodes.items() if node.kind not in FOLDED}
    edges = [edge for edge in whole.edges if edge.source in nodes and edge.target in nodes]
    flows = {(edge.source, edge.target) for edge in whole.edges if edge.relation in _INTO}
    flows |= {(edge.target, edge.source) for edge in whole.edges if edge.relation == "formedFrom"}
    for iri, node in whole.nodes.items():
        if node.kind in FOLDED - {AREA}:
            own = [edge for edge in whole.touching.get(iri, ()) if edge.source == iri]
            edges += _joining(node, own, flows)
    once = {edge.id: edge for edge in edges}
    return network(nodes, tuple(sorted(once.values(), key=lambda e: (e.source, e.relation, e.target, e.id))))


def _with_areas(node: Node, whole: Network) -> Node:
    """A node with the texts of its areas, without the name of the node before them."""
    touching = (edge for edge in whole.touching.get(node.id, ()) if edge.source == node.id)
    areas = [area for edge in touching if (area := whole.nodes[edge.target]).kind == AREA]
    texts = [("area", a.zh.removeprefix(f"{node.zh} "), a.en.removeprefix(f"{node.en} ")) for a in areas]
    return replace(node, folded=tuple(dict.fromkeys(texts))) if texts else node


def _joining(node: Node, edges: Sequence[Edge], flows: AbstractSet[tuple[str, str]]) -> Iterator[Edge]:
    name, is_change = node.zh or node.en or node.id, node.kind == "ChangeEvent"
    begins, ends = (edges, edges) if is_change else ([e for e in edges if e.relation in n] for n in _ENDS[node.kind])
    for begin in begins:
        for end in ends:
            joined = (begin.target, end.target) in flows if is_change else begin.target != end.target
            if joined:
                yield replace(
                    begin,
                    id=f"edge-{digest(begin.id, end.id)}",
                    source=begin.target,
                    target=end.target,
                    relation=node.kind,
                    origin=max(begin.origin, end.origin, key=ORIGINS.index),
                    words=tuple(dict.fromkeys((*begin.words, *end.words))),
                    qualifiers=tuple(dict.fromkeys((*begin.qualifiers, ("via", name)))),
                    through=node.id,
                    joins=(begin.relation, end.relation),
                )
