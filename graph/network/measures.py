"""Measures of nodes, by networkx: how many relations each has, how much runs through it, what hangs together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.core.errors import UnknownMeasure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import networkx as nx

    from graph.network.export_model import Value
    from graph.network.model import Network

    Told = Iterator[tuple[str, Value]]

_MOST_EXACT, _SAMPLE = 1000, 200


def measure(found: Network, names: Iterable[str]) -> dict[str, dict[str, Value]]:
    """The measures of each node, by its IRI, in the network without directions. Raises UnknownMeasure."""
    told: dict[str, dict[str, Value]] = {iri: {} for iri in found.nodes}
    for name in names:
        if name not in _READ:
            raise UnknownMeasure(f"There is no measure {name}; there are {', '.join(MEASURES)}.")
        for iri, value in _READ[name](found):
            told[iri][name] = value
    return told


def _degree(found: Network) -> Told:
    """How many relations a thing has; parallel ones count each."""
    yield from ((iri, len(found.touching.get(iri, ()))) for iri in found.nodes)


def _betweenness(found: Network) -> Told:
    """How much runs through a thing; in a large network estimated from some of the nodes, the same ones each time."""
    import networkx as nx

    some = _SAMPLE if len(found.nodes) > _MOST_EXACT else None
    for iri, value in nx.betweenness_centrality(_undirected(found), k=some, seed=1).items():
        yield iri, round(value, 6)


def _component(found: Network) -> Told:
    """Which part that hangs together a thing is in, numbered from the largest."""
    import networkx as nx

    parts = sorted(nx.connected_components(_undirected(found)), key=lambda part: (-len(part), min(part)))
    yield from ((iri, number) for number, part in enumerate(parts, 1) for iri in part)


def _projection(found: Network) -> Told:
    """With how many parks a park shares a leading industry, and with how many industries an industry shares a park."""
    import networkx as nx

    pairs = [(edge.source, edge.target) for edge in found.edges if edge.relation == "leadingIndustry"]
    both: nx.Graph[str] = nx.Graph(pairs)
    for side in zip(*pairs, strict=True):
        yield from nx.bipartite.projected_graph(both, set(side)).degree


def _undirected(found: Network) -> nx.Graph[str]:
    import networkx as nx

    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(found.nodes)
    graph.add_edges_from((edge.source, edge.target) for edge in found.edges)
    return graph


_READ: dict[str, Callable[[Network], Told]] = {
    "degree": _degree,
    "betweenness": _betweenness,
    "component": _component,
    "projection": _projection,
}
MEASURES = tuple(_READ)
