"""The network as a picture: SVG with nodes in columns by their distance from the sources, and PNG made from it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from graph.core.errors import TooManyToDraw
from graph.network.column_layout import BETWEEN, LINE_HEIGHT, MARGIN, PAD, place_in_columns
from graph.network.grouped_svg import write_grouped
from graph.network.svg_parts import LINE, box, head, text_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graph.network.column_layout import Box
    from graph.network.export_model import Element, ExportModel

MOST_IN_SVG = 600  # nodes; a larger picture cannot be read


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
    boxes = place_in_columns(drawn)
    width = max(place.x + place.width for place in boxes.values()) + MARGIN
    height = max(place.y for place in boxes.values()) + LINE_HEIGHT + MARGIN
    yield from head(width, height, drawn.name)
    for edge in drawn.edges:
        yield _curve(edge, boxes)
    for node in drawn.nodes:
        yield _box(node, boxes[node.id])
    yield "</svg>"


def png_of(svg: str) -> bytes:
    """The picture as PNG at twice its size, in the font of a package, so that it is the same on every machine."""
    from resvg_py import svg_to_bytes

    from graph.network.text_outlines import outline_text

    return bytes(svg_to_bytes(svg_string=outline_text(svg), zoom=2, skip_system_fonts=True))


def _curve(edge: Element, boxes: dict[str, Box]) -> str:
    source, target = boxes[edge.source], boxes[edge.target]
    onward = target.x > source.x
    x1, x2 = (source.x + source.width, target.x) if onward else (source.x, target.x + target.width)
    y1, y2, bend = source.y + LINE_HEIGHT / 2, target.y + LINE_HEIGHT / 2, BETWEEN / 2 if onward else -BETWEEN / 2
    dashed = ' stroke-dasharray="5 4"' if edge.attributes["origin"] == "derived" else ""
    told = f"{edge.label}: {edge.said}"
    path = f"M{x1:.0f} {y1:.0f}C{x1 + bend:.0f} {y1:.0f} {x2 - bend:.0f} {y2:.0f} {x2:.0f} {y2:.0f}"
    return (
        f'<path d="{path}" fill="none" stroke="{LINE}" stroke-width="1.2" marker-end="url(#arrow)"{dashed}>'
        f"<title>{escape(told)}</title></path>"
    )


def _box(node: Element, place: Box) -> str:
    x, y = place.x + PAD, place.y + LINE_HEIGHT / 2 + 4.5
    return (
        f"<g><title>{escape(str(node.attributes['kind']))} {escape(node.id)}</title>"
        f"{box(place.x, place.y, place.width, LINE_HEIGHT, str(node.attributes['colour']))}"
        f"{text_at(x, y, node.label)}</g>"
    )
