"""The network as a picture: SVG with nodes in columns by their distance from the sources, and PNG made from it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from graph.core.errors import TooManyToDraw
from graph.network.grouped_svg import write_grouped
from graph.network.svg_parts import LINE, box, head, text_at, width_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graph.network.export_model import Element, ExportModel

MOST_IN_SVG = 600  # nodes; a larger picture cannot be read
_LINE, _GAP, _PAD, _BETWEEN, _MARGIN = 26, 10, 12, 150, 24
_SWEEPS = 4


@dataclass(frozen=True)
class Box:
    """The place of a node, in pixels from the upper left corner."""

    x: float
    y: float
    width: float


def write_svg(drawn: ExportModel) -> Iterator[str]:
    """The lines of an SVG file; the neighbours of one thing are drawn in groups around it. Raises TooManyToDraw."""
    if len(drawn.nodes) > MOST_IN_SVG:
        raise TooManyToDraw(
            f"A picture has at most {MOST_IN_SVG} nodes, and these are {len(drawn.nodes)}; "
            "ask for less with about, depth or relation."
        )
    if drawn.centre:
        yield from write_grouped(drawn)
        return
    boxes = _place(drawn)
    width = max(place.x + place.width for place in boxes.values()) + _MARGIN
    height = max(place.y for place in boxes.values()) + _LINE + _MARGIN
    yield from head(width, height, drawn.name)
    for edge in drawn.edges:
        yield _curve(edge, boxes)
    for node in drawn.nodes:
        yield _box(node, boxes[node.id])
    yield "</svg>"


def png_of(svg: str) -> bytes:
    """The picture as PNG at twice its size, in the font of a package, so that it is the same on every machine."""
    from pylopdf_fonts_zh_cn import sans_path
    from resvg_py import svg_to_bytes

    return bytes(
        svg_to_bytes(
            svg_string=svg,
            zoom=2,
            skip_system_fonts=True,
            font_files=[str(sans_path())],
            font_family="Noto Sans SC",
            sans_serif_family="Noto Sans SC",
        )
    )


def _place(drawn: ExportModel) -> dict[str, Box]:
    """The places of nodes: columns by level, in each column near the neighbours."""
    levels = _levels(drawn)
    columns: dict[int, list[str]] = defaultdict(list)
    for node in drawn.nodes:
        columns[levels[node.id]].append(node.id)
    _order_columns(drawn, columns)
    labels = {node.id: node.label for node in drawn.nodes}
    boxes: dict[str, Box] = {}
    tallest = max(len(column) for column in columns.values()) * (_LINE + _GAP)
    x = float(_MARGIN)
    for level in sorted(columns):
        width = max(width_of(labels[id_]) for id_ in columns[level]) + 2 * _PAD
        step = tallest / len(columns[level])
        for at, id_ in enumerate(columns[level]):
            boxes[id_] = Box(x, _MARGIN + step * at + (step - _LINE) / 2, width)
        x += width + _BETWEEN
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


def _curve(edge: Element, boxes: dict[str, Box]) -> str:
    source, target = boxes[edge.source], boxes[edge.target]
    onward = target.x > source.x
    x1, x2 = (source.x + source.width, target.x) if onward else (source.x, target.x + target.width)
    y1, y2, bend = source.y + _LINE / 2, target.y + _LINE / 2, _BETWEEN / 2 if onward else -_BETWEEN / 2
    dashed = ' stroke-dasharray="5 4"' if edge.attributes["origin"] == "derived" else ""
    told = f"{edge.label}: {edge.said}"
    path = f"M{x1:.0f} {y1:.0f}C{x1 + bend:.0f} {y1:.0f} {x2 - bend:.0f} {y2:.0f} {x2:.0f} {y2:.0f}"
    return (
        f'<path d="{path}" fill="none" stroke="{LINE}" stroke-width="1.2" marker-end="url(#arrow)"{dashed}>'
        f"<title>{escape(told)}</title></path>"
    )


def _box(node: Element, place: Box) -> str:
    x, y = place.x + _PAD, place.y + _LINE / 2 + 4.5
    return (
        f"<g><title>{escape(str(node.attributes['kind']))} {escape(node.id)}</title>"
        f"{box(place.x, place.y, place.width, _LINE, str(node.attributes['colour']))}{text_at(x, y, node.label)}</g>"
    )
