"""Measures of nodes, by networkx: how many relations each has, how much runs through it, what hangs together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.errors import KaifaquError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from graph.drawn import Value
    from graph.network import Network

_MOST_EXACT, _SAMPLE = 1000, 200
MEASURES = ("degree", "betweenness", "component", "projection")


class UnknownMeasure(KaifaquError):
    """A measure that is not offered."""


def measure(found: Network, names: Iterable[str]) -> dict[str, dict[str, Value]]:
    """The measures of each node, by its IRI, in the network without directions. Raises UnknownMeasure.

    Parallel relations count as one, but for the degree; components are numbered from the largest. In a large network
    the betweenness is estimated from some of the nodes, the same ones each time.
    """
    import networkx as nx

    wanted = tuple(names)
    if unknown := [name for name in wanted if name not in MEASURES]:
        raise UnknownMeasure(f"There is no measure {unknown[0]}; there are {', '.join(MEASURES)}.")
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(found.nodes)
    graph.add_edges_from((edge.source, edge.target) for edge in found.edges)
    told: dict[str, dict[str, Value]] = {iri: {} for iri in found.nodes}
    if "degree" in wanted:
        for iri in found.nodes:
            told[iri]["degree"] = len(found.touching.get(iri, ()))
    if "betweenness" in wanted:
        some = _SAMPLE if len(graph) > _MOST_EXACT else None
        for iri, value in nx.betweenness_centrality(graph, k=some, seed=1).items():
            told[iri]["betweenness"] = round(value, 6)
    if "component" in wanted:
        parts = sorted(nx.connected_components(graph), key=lambda part: (-len(part), min(part)))
        for number, part in enumerate(parts, 1):
            for iri in part:
                told[iri]["component"] = number
    if "projection" in wanted:
        for iri, number in _projected(found):
            told[iri]["projection"] = number
    return told


def _projected(found: Network) -> Iterator[tuple[str, int]]:
    """With how many parks a park shares a leading industry, and with how many industries an industry shares a park."""
    from networkx import Graph
    from networkx.algorithms import bipartite

    pairs = [(edge.source, edge.target) for edge in found.edges if edge.relation == "leadingIndustry"]
    both: Graph[str] = Graph(pairs)
    for side in zip(*pairs, strict=True):
        yield from bipartite.projected_graph(both, set(side)).degree
