"""Measures of nodes by networkx: degree, betweenness centrality, connected component, projection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.core.errors import UnknownMeasure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import networkx as nx

    from graph.network.export_model import Value
    from graph.network.model import Network

    Values = Iterator[tuple[str, Value]]

_MOST_EXACT, _SAMPLE = 1000, 200


def measure(found: Network, names: Iterable[str]) -> dict[str, dict[str, Value]]:
    """The measures of each node by its IRI, in the undirected network. Raises UnknownMeasure."""
    told: dict[str, dict[str, Value]] = {iri: {} for iri in found.nodes}
    for name in names:
        if name not in _MEASURES:
            raise UnknownMeasure(f"There is no measure {name}; there are {', '.join(MEASURES)}.")
        for iri, value in _MEASURES[name](found):
            told[iri][name] = value
    return told


def _degree(found: Network) -> Values:
    """The number of relations of a thing; parallel ones count each."""
    yield from ((iri, len(found.touching.get(iri, ()))) for iri in found.nodes)


def _betweenness(found: Network) -> Values:
    """The betweenness centrality; above 1,000 nodes estimated from a sample, which is the same each time."""
    import networkx as nx

    some = _SAMPLE if len(found.nodes) > _MOST_EXACT else None
    for iri, value in nx.betweenness_centrality(_undirected(found), k=some, seed=1).items():
        yield iri, round(value, 6)


def _component(found: Network) -> Values:
    """The connected component of a thing, numbered from the largest."""
    import networkx as nx

    parts = sorted(nx.connected_components(_undirected(found)), key=lambda part: (-len(part), min(part)))
    yield from ((iri, number) for number, part in enumerate(parts, 1) for iri in part)


def _projection(found: Network) -> Values:
    """The degree in the bipartite projections: parks with a leading industry in common, industries with a park."""
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


_MEASURES: dict[str, Callable[[Network], Values]] = {
    "degree": _degree,
    "betweenness": _betweenness,
    "component": _component,
    "projection": _projection,
}
MEASURES = tuple(_MEASURES)
