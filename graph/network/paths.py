"""Neighbours of things, paths between two things, and things with the same neighbours."""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from itertools import islice, pairwise, takewhile
from typing import TYPE_CHECKING

from graph.core.errors import UnknownRelation
from graph.core.origins import ORIGINS
from graph.network.model import network

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    import networkx as nx

    from graph.network.model import Edge, Network

_CLOSURES = frozenset({"partOfTransitive"})


def neighbourhood(
    whole: Network, start: Collection[str], depth: int = 1, relations: Collection[str] = (), most: int = 1000
) -> tuple[Network, bool]:
    """What lies around some things, in either direction of the relations, and whether more does than is given.

    Things are taken in by their distance, then by their IRI; with every thing come the relations among all of them.
    Raises UnknownRelation where the network has none of a name.
    """
    _refuse_unknown(whole, relations)
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


def _refuse_unknown(whole: Network, relations: Collection[str]) -> None:
    known = {edge.relation for edge in whole.edges} if relations else set()
    for name in relations:
        if name not in known:
            raise UnknownRelation(f"There is no relation {name}; there are {', '.join(sorted(known))}.")


def paths(whole: Network, start: str, end: str, longest: int = 4, most: int = 50) -> tuple[list[list[Edge]], bool]:
    """The ways from one thing to another, in either direction of each relation, the shortest first.

    First come those without a transitive closure, whose one relation stands for several; then those with one. Each is a
    list of edges, of parallel ones that which is least derived; the flag says whether there are more than are given.
    """
    plain = _undirected(edge for edge in whole.edges if edge.relation not in _CLOSURES)
    found = list(islice(_simple_paths(plain, start, end, longest), most + 1))
    ways = _sorted_ways(plain, found)
    if len(found) <= most:
        closed = _undirected(whole.edges)
        others = (p for p in _simple_paths(closed, start, end, longest) if not all(map(plain.has_edge, p, p[1:])))
        more = list(islice(others, most + 1 - len(found)))
        ways += _sorted_ways(closed, more)
    return ways[:most], len(ways) > most


def _simple_paths(graph: nx.Graph[str], start: str, end: str, longest: int) -> Iterator[list[str]]:
    """The simple paths between two nodes, the shortest first (Yen 1971)."""
    import networkx as nx

    if start not in graph or end not in graph or start == end:
        return
    with suppress(nx.NetworkXNoPath):
        yield from takewhile(lambda path: len(path) <= longest + 1, nx.shortest_simple_paths(graph, start, end))


def _sorted_ways(graph: nx.Graph[str], found: Iterable[list[str]]) -> list[list[Edge]]:
    ordered = sorted(found, key=lambda path: (len(path), path))
    return [[graph.edges[pair]["edge"] for pair in pairwise(path)] for path in ordered]


def _undirected(edges: Iterable[Edge]) -> nx.Graph[str]:
    import networkx as nx

    graph: nx.Graph[str] = nx.Graph()
    for edge in sorted(edges, key=lambda edge: ORIGINS.index(edge.origin)):
        if not graph.has_edge(edge.source, edge.target):  # of parallel edges the first stays
            graph.add_edge(edge.source, edge.target, edge=edge)
    return graph


def similar(whole: Network, thing: str, relation: str = "leadingIndustry") -> Iterator[tuple[str, list[str], float]]:
    """Things that share neighbours by a relation with a thing: each with what they share and the Jaccard index.

    Raises UnknownRelation where the network has none of that name.
    """
    _refuse_unknown(whole, [relation])
    of: dict[str, set[str]] = defaultdict(set)
    for edge in whole.edges:
        if edge.relation == relation:
            of[edge.source].add(edge.target)
    own = of.get(thing, set())
    shared = [(other, sorted(own & theirs), len(own & theirs) / len(own | theirs)) for other, theirs in of.items()]
    yield from sorted(((o, s, r) for o, s, r in shared if s and o != thing), key=lambda row: (-row[2], row[0]))
