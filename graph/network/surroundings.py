"""The surroundings of one thing: its relations in groups, incoming and outgoing, in a fixed order.

Events and rules are folded, as in `graph.network.fold`, so that a zone meets the zones that a change joins it with. An
event or a rule that joins the thing with nothing else stays a neighbour itself, and so do the statements of its area.
Relations between the same two things that say the same are one line: a derived relation, such as the inverse of a
stated one, goes along with the stated one.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from graph.core.origins import ORIGINS
from graph.network.fold import FOLDED
from graph.network.model import AREA

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from graph.network.graph_snapshot import GraphSnapshot
    from graph.network.model import Edge, Node


_FIRST = (
    *("ChangeEvent", "PlateEvent", "participation/participant", "plate", "hungOn", "absorbedInto", "absorbs"),
    *("formedFrom", "bearsPlate", "borePlate", "borneBy", "partOf", "subAreaOf", "componentOf", "locatedIn"),
    *("coversTownship", "coveredBy", "Custody", "area", "leadingIndustry", "FunctionAssignment", "FiscalRule"),
    *("SupervisionRule", "supervises", "responsibleFor"),
)
"""The relations that come first, in their order: what a thing came from, what it is part of, what it has."""
_ORDER = {name: place for place, name in enumerate(_FIRST)}


@dataclass(frozen=True)
class RelationLine:
    """A relation of the subject with one neighbour.

    Attributes:
        neighbour: The IRI of the other thing; the subject itself where it is related to itself.
        edge: The relation, the least derived one.
        also: Further relations between the two that it stands for.
    """

    neighbour: str
    edge: Edge
    also: tuple[Edge, ...] = ()


@dataclass(frozen=True)
class RelationGroup:
    """The lines of one relation in one direction."""

    relation: str
    incoming: bool
    lines: tuple[RelationLine, ...]


def edges_around(whole: GraphSnapshot, subject: str) -> list[Edge]:
    """The relations of a thing: between things where events and rules can be folded, else with these."""
    nodes, plain = whole.network.nodes, whole.network.touching.get(subject, [])
    if subject not in nodes or nodes[subject].kind in FOLDED:
        return list(plain)
    folded = whole.folded.touching.get(subject, [])
    names = {word for edge in folded for word in edge.qualifiers_by_name.get("via", ())}
    left = [
        edge for edge in plain if (other := nodes[_other(edge, subject)]).kind in FOLDED and _name(other) not in names
    ]
    return [*folded, *left]


def edges_beyond(
    whole: GraphSnapshot, subject: str, depth: int, keeps: Callable[[Edge, str], bool]
) -> list[list[Edge]]:
    """The relations of what is one step away from a thing, of what is two steps away, and so on, each once.

    Args:
        whole: The network.
        subject: The IRI of the thing.
        depth: How many steps; there is one list fewer, because the first step is that of `edges_around`.
        keeps: Whether a relation leads on to the thing at its other end.

    Returns:
        For each step after the first its relations, by the names of both ends. Of relations between the same two things
        that say the same there is one, as in `group_lines`.
    """
    nodes = whole.network.nodes
    around = [edge for edge in edges_around(whole, subject) if keeps(edge, _other(edge, subject))]
    near = {_other(edge, subject) for edge in around}
    reached, steps = {subject, *near}, []
    for _ in range(depth - 1):
        pairs: dict[tuple[str, str], dict[str, Edge]] = defaultdict(dict)
        for here in near:
            for edge in edges_around(whole, here):
                there = _other(edge, here)
                if there != subject and (there in near or there not in reached) and keeps(edge, there):
                    pairs[min(here, there), max(here, there)][edge.id] = edge
        lines = [line.edge for (one, _), found in pairs.items() for line in _lines(one, list(found.values()))]
        steps.append(sorted(lines, key=lambda edge: (_name(nodes[edge.source]), _name(nodes[edge.target]), edge.id)))
        near = {end for pair in pairs for end in pair} - reached
        reached |= near
    return steps


def middle_nodes(whole: GraphSnapshot, subject: str) -> dict[str, str]:
    """The IRIs of the events and rules around a thing, by the name that the qualifier `via` of a folded edge has."""
    nodes = whole.network.nodes
    others = (nodes[_other(edge, subject)] for edge in whole.network.touching.get(subject, ()))
    return {_name(node): node.id for node in others if node.kind in FOLDED and node.kind != AREA}


def group_lines(subject: str, edges: Iterable[Edge], nodes: Mapping[str, Node]) -> list[RelationGroup]:
    """The relations of a thing in groups, in an order that depends on nothing but them."""
    between: dict[str, list[Edge]] = defaultdict(list)
    for edge in edges:
        between[_other(edge, subject)].append(edge)
    lines = [line for other, found in between.items() for line in _lines(other, found)]
    lines.sort(key=lambda line: (_key(line, subject), nodes[line.neighbour].zh, line.neighbour, line.edge.id))
    return [
        RelationGroup(relation, incoming, tuple(found))
        for (_, relation, incoming), found in groupby(lines, key=lambda line: _key(line, subject))
    ]


def _lines(other: str, edges: list[Edge]) -> list[RelationLine]:
    """The lines between two things: each that is stated, or else one for all."""
    ordered = sorted(
        edges, key=lambda edge: (ORIGINS.index(edge.origin), _ORDER.get(edge.relation, len(_ORDER)), edge.id)
    )
    stated = [edge for edge in ordered if edge.origin != "derived"] or ordered[:1]
    rest = tuple(edge for edge in ordered if edge not in stated)
    return [RelationLine(other, edge, () if place else rest) for place, edge in enumerate(stated)]


def _key(line: RelationLine, subject: str) -> tuple[int, str, bool]:
    relation = line.edge.relation
    return _ORDER.get(relation, len(_ORDER)), relation, line.edge.source != subject


def _other(edge: Edge, subject: str) -> str:
    return edge.target if edge.source == subject else edge.source


def _name(node: Node) -> str:
    return node.zh or node.en or node.id
