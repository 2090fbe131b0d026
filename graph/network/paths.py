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
    """The simple paths from one thing to another, in either direction of each relation, the shortest first.

    Paths through a transitive closure, whose one relation stands for several, come after all others. Of parallel edges
    a path has the least derived one.

    Args:
        whole: The network.
        start: The IRI where paths begin.
        end: The IRI where they end.
        longest: The longest path, in relations.
        most: The most paths.

    Returns:
        The paths, each a list of edges, and whether there are more.
    """
    plain = _undirected(edge for edge in whole.edges if edge.relation not in _CLOSURES)
    found = list(islice(_simple_paths(plain, start, end, longest), most + 1))
    found_paths = _as_edges(plain, found)
    if len(found) <= most:
        closed = _undirected(whole.edges)
        others = (p for p in _simple_paths(closed, start, end, longest) if not all(map(plain.has_edge, p, p[1:])))
        more = list(islice(others, most + 1 - len(found)))
        found_paths += _as_edges(closed, more)
    return found_paths[:most], len(found_paths) > most


def _simple_paths(graph: nx.Graph[str], start: str, end: str, longest: int) -> Iterator[list[str]]:
    """The simple paths between two nodes, the shortest first (Yen 1971)."""
    import networkx as nx

    if start not in graph or end not in graph or start == end:
        return
    with suppress(nx.NetworkXNoPath):
        yield from takewhile(lambda path: len(path) <= longest + 1, nx.shortest_simple_paths(graph, start, end))


def _as_edges(graph: nx.Graph[str], found: Iterable[list[str]]) -> list[list[Edge]]:
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
    """The things that share neighbours by a relation with a thing, the most similar first.

    Yields:
        A thing, the neighbours that both have, and the Jaccard index of the two sets of neighbours.

    Raises:
        UnknownRelation: The network has no relation of that name.
    """
    _refuse_unknown(whole, [relation])
    of: dict[str, set[str]] = defaultdict(set)
    for edge in whole.edges:
        if edge.relation == relation:
            of[edge.source].add(edge.target)
    own = of.get(thing, set())
    shared = [(other, sorted(own & theirs), len(own & theirs) / len(own | theirs)) for other, theirs in of.items()]
    yield from sorted(((o, s, r) for o, s, r in shared if s and o != thing), key=lambda row: (-row[2], row[0]))
