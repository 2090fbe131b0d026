"""The places of nodes in a picture: columns by their distance from the sources, ordered so that few lines cross."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.network.svg_parts import width_of

if TYPE_CHECKING:
    from graph.network.export_model import ExportModel

LINE_HEIGHT, PAD, MARGIN, BETWEEN = 26, 12, 24, 150  # pixels; BETWEEN columns
_GAP = 10  # pixels between the nodes of a column
_SWEEPS = 4


@dataclass(frozen=True)
class Box:
    """The place of a node, in pixels from the upper left corner."""

    x: float
    y: float
    width: float


def place_in_columns(drawn: ExportModel) -> dict[str, Box]:
    """The places of nodes: columns by level, in each column near the neighbours."""
    levels = _levels(drawn)
    columns: dict[int, list[str]] = defaultdict(list)
    for node in drawn.nodes:
        columns[levels[node.id]].append(node.id)
    _order_columns(drawn, columns)
    labels = {node.id: node.label for node in drawn.nodes}
    boxes: dict[str, Box] = {}
    tallest = max(len(column) for column in columns.values()) * (LINE_HEIGHT + _GAP)
    x = float(MARGIN)
    for level in sorted(columns):
        width = max(width_of(labels[id_]) for id_ in columns[level]) + 2 * PAD
        step = tallest / len(columns[level])
        for at, id_ in enumerate(columns[level]):
            boxes[id_] = Box(x, MARGIN + step * at + (step - LINE_HEIGHT) / 2, width)
        x += width + BETWEEN
    return boxes


def _levels(drawn: ExportModel) -> dict[str, int]:
    """The length of the longest path to each node; a strongly connected component counts as one node."""
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(node.id for node in drawn.nodes)
    graph.add_edges_from((edge.source, edge.target) for edge in drawn.edges)
    components = nx.condensation(graph)
    return {
        id_: level
        for level, ids in enumerate(nx.topological_generations(components))
        for component in ids
        for id_ in components.nodes[component]["members"]
    }


def _order_columns(drawn: ExportModel, columns: dict[int, list[str]]) -> None:
    """Order each column by the mean position of the neighbours, in sweeps to the right and to the left."""
    neighbours: dict[str, list[str]] = defaultdict(list)
    for edge in drawn.edges:
        neighbours[edge.source].append(edge.target)
        neighbours[edge.target].append(edge.source)
    for sweep in range(_SWEEPS):
        places = {id_: at / len(column) for column in columns.values() for at, id_ in enumerate(column)}
        for level in sorted(columns, reverse=bool(sweep % 2)):
            means = {
                id_: sum(places[other] for other in neighbours[id_]) / len(neighbours[id_])
                if neighbours[id_]
                else places[id_]
                for id_ in columns[level]
            }
            columns[level].sort(key=lambda id_: (means[id_], id_))
            places |= {id_: at / len(columns[level]) for at, id_ in enumerate(columns[level])}
