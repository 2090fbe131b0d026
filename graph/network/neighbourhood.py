"""The neighbourhood of things: what is within some relations of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.network.model import network

if TYPE_CHECKING:
    from collections.abc import Collection

    from graph.network.model import Edge, Network


def neighbourhood(
    whole: Network, start: Collection[str], depth: int = 1, relations: Collection[str] = (), most: int = 1000
) -> tuple[Network, bool]:
    """The neighbourhood of some things, in either direction of the relations.

    Args:
        whole: The network.
        start: The IRIs of the things; those that are not in the network are ignored.
        depth: The largest distance from them, in relations.
        relations: The relations to follow; all if there is none.
        most: The most things; the nearest come first, then in order of IRI.

    Returns:
        The things with all relations among them, and whether things were left off.

    Raises:
        UnknownRelation: The network has no relation of that name.
    """
    whole.refuse_unknown(relations)
    taken = dict.fromkeys(sorted(node for node in start if node in whole.nodes))
    fresh, cut = list(taken), False
    for _ in range(depth):
        ends = {end for node in fresh for edge in _of(whole, node, relations) for end in (edge.source, edge.target)}
        fresh = sorted(ends - taken.keys())
        room = most - len(taken)
        cut = cut or len(fresh) > room
        fresh = fresh[:room]
        taken.update(dict.fromkeys(fresh))
    nodes = {node: whole.nodes[node] for node in sorted(taken)}
    edges = {edge.id: edge for node in nodes for edge in _of(whole, node, relations)}
    return network(nodes, tuple(sorted(edges.values(), key=lambda e: (e.source, e.relation, e.target, e.id)))), cut


def _of(whole: Network, node: str, relations: Collection[str]) -> list[Edge]:
    return [edge for edge in whole.touching.get(node, ()) if not relations or edge.relation in relations]
