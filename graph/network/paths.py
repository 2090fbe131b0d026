"""Paths between two things."""

from __future__ import annotations

from contextlib import suppress
from itertools import islice, pairwise, takewhile
from typing import TYPE_CHECKING

from graph.core.origins import ORIGINS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import networkx as nx

    from graph.network.model import Edge, Network

_CLOSURES = frozenset({"partOfTransitive"})


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
