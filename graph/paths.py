"""Ways through the network: neighbours, shortest and all simple paths between two things, and things that are alike."""

from __future__ import annotations

from collections import defaultdict
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from graph.network import network

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    import networkx as nx

    from graph.network import Edge, Network


def neighbourhood(
    whole: Network, start: Collection[str], depth: int = 1, relations: Collection[str] = (), most: int = 1000
) -> tuple[Network, bool]:
    """What lies around some things, in either direction of the relations, and whether more does than is given.

    Things are taken in by their distance, then by their IRI; with every thing come the relations among all of them.
    """
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


def paths(whole: Network, start: str, end: str, longest: int = 4, most: int = 50) -> tuple[list[list[Edge]], bool]:
    """The ways from one thing to another, in either direction of each relation, the shortest first.

    Each is a list of edges, of parallel ones the first; the flag says whether there are more than are given.
    """
    import networkx as nx

    graph = _undirected(whole)
    if start not in graph or end not in graph or start == end:
        return [], False
    found = sorted(islice(nx.all_simple_paths(graph, start, end, cutoff=longest), 50 * most), key=lambda p: (len(p), p))
    ways = [[graph.edges[pair]["edge"] for pair in pairwise(path)] for path in found[:most]]
    return ways, len(found) > most


def _undirected(whole: Network) -> nx.Graph[str]:
    import networkx as nx

    graph: nx.Graph[str] = nx.Graph()
    for edge in reversed(whole.edges):  # so that of parallel edges the first stays
        graph.add_edge(edge.source, edge.target, edge=edge)
    return graph


def alike(whole: Network, thing: str, relation: str = "leadingIndustry") -> Iterator[tuple[str, list[str], float]]:
    """Things that share neighbours by a relation with a thing: each with what they share and the Jaccard index."""
    of: dict[str, set[str]] = defaultdict(set)
    for edge in whole.edges:
        if edge.relation == relation:
            of[edge.source].add(edge.target)
    own = of.get(thing, set())
    shared = [(other, sorted(own & theirs), len(own & theirs) / len(own | theirs)) for other, theirs in of.items()]
    yield from sorted(((o, s, r) for o, s, r in shared if s and o != thing), key=lambda row: (-row[2], row[0]))
