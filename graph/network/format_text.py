"""The network as text: DOT, Mermaid, Pajek, GML, and lists of nodes and edges as CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.core.errors import TooManyToDraw
from graph.core.spreadsheet import csv_lines
from graph.network.export_model import EDGE_ATTRIBUTES, NODE_ATTRIBUTES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from graph.network.export_model import Element, ExportModel

FONTS = "Noto Sans CJK SC, Noto Sans SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, SimHei, sans-serif"
MOST_IN_MERMAID = 300


def write_dot(drawn: ExportModel) -> Iterator[str]:
    """Graphviz (https://graphviz.org/doc/info/lang.html); every id is quoted."""
    yield f"digraph {_dot(drawn.name)} {{"
    yield f'graph [rankdir=LR, charset="UTF-8", fontname={_dot(FONTS)}];'
    yield f'node [shape=box, style="rounded,filled", fontcolor=white, color=none, fontname={_dot(FONTS)}];'
    yield f'edge [color="#888888", fontsize=9, fontname={_dot(FONTS)}];'
    for node in drawn.nodes:
        tip = _dot(f"{node.attributes['kind']} {node.id}")
        yield f'{_dot(node.id)} [label={_dot(node.label)}, fillcolor="{node.attributes["colour"]}", tooltip={tip}];'
    for edge in drawn.edges:
        quote = _dot(edge.said)
        style = ', style="dashed"' if edge.attributes["origin"] == "derived" else ""
        ends = f"{_dot(edge.source)} -> {_dot(edge.target)}"
        yield f"{ends} [id={_dot(edge.id)}, label={_dot(edge.label)}, tooltip={quote}{style}];"
    yield "}"


def write_mermaid(drawn: ExportModel) -> Iterator[str]:
    """A flowchart of Mermaid (https://mermaid.js.org/syntax/flowchart.html). Raises TooManyToDraw."""
    size = len(drawn.nodes) + len(drawn.edges)
    if size > MOST_IN_MERMAID:
        raise TooManyToDraw(
            f"Mermaid draws at most {MOST_IN_MERMAID} nodes and edges, and these are {size}; "
            "ask for less with about, depth or relation."
        )
    numbers = {node.id: f"n{number}" for number, node in enumerate(drawn.nodes)}
    yield "flowchart LR"
    for node in drawn.nodes:
        yield f'  {numbers[node.id]}["{_mermaid(node.label)}"]'
    for edge in drawn.edges:
        arrow = "-." if edge.attributes["origin"] == "derived" else "--"
        end = ".->" if edge.attributes["origin"] == "derived" else "-->"
        yield f'  {numbers[edge.source]} {arrow} "{_mermaid(edge.label)}" {end} {numbers[edge.target]}'
    for node in drawn.nodes:
        yield f"  style {numbers[node.id]} fill:{node.attributes['colour']},color:#fff,stroke:none"


def write_pajek(drawn: ExportModel) -> Iterator[str]:
    """Pajek .net: numbered vertices, then arcs with the name of their relation as label."""
    numbers = {node.id: number for number, node in enumerate(drawn.nodes, 1)}
    yield f"*Vertices {len(drawn.nodes)}"
    yield from (f'{numbers[node.id]} "{_pajek(node.label)}"' for node in drawn.nodes)
    yield "*Arcs"
    for edge in drawn.edges:
        yield f'{numbers[edge.source]} {numbers[edge.target]} 1 l "{_pajek(edge.label)}"'


def write_gml(drawn: ExportModel) -> Iterator[str]:
    """GML: strings in ASCII, other characters as entities, numbered nodes."""
    numbers = {node.id: number for number, node in enumerate(drawn.nodes)}
    yield "graph ["
    yield "  directed 1"
    yield "  multigraph 1"
    yield f'  name "{_gml(drawn.name)}"'
    for node in drawn.nodes:
        yield f'  node [\n    id {numbers[node.id]}\n    label "{_gml(node.id)}"\n    caption "{_gml(node.label)}"'
        yield from _gml_values(node)
        yield "  ]"
    for edge in drawn.edges:
        yield f"  edge [\n    source {numbers[edge.source]}\n    target {numbers[edge.target]}"
        yield f'    key "{_gml(edge.id)}"'
        yield f'    label "{_gml(edge.label)}"'
        yield from _gml_values(edge)
        yield "  ]"
    yield "]"


def write_nodes_csv(drawn: ExportModel) -> Iterator[str]:
    """The nodes, with the headings that Gephi knows."""
    columns = _columns(NODE_ATTRIBUTES, drawn.nodes)
    rows = ([node.id, node.label, node.start, node.end, *_row(node, columns)] for node in drawn.nodes)
    yield from _csv(["Id", "Label", "Start", "End", *columns], rows)


def write_edges_csv(drawn: ExportModel) -> Iterator[str]:
    """The edges, with the headings that Gephi knows."""
    columns = _columns(EDGE_ATTRIBUTES, drawn.edges)
    rows = ([e.id, e.source, e.target, "Directed", e.label, e.start, e.end, *_row(e, columns)] for e in drawn.edges)
    yield from _csv(["Id", "Source", "Target", "Type", "Label", "Start", "End", *columns], rows)


def _columns(attributes: Mapping[str, str], elements: tuple[Element, ...]) -> list[str]:
    names = {name for element in elements for name in element.attributes}
    return [name for name in attributes if name in names]


def _row(element: Element, columns: list[str]) -> list[object]:
    return [element.attributes.get(column, "") for column in columns]


def _csv(head: list[object], rows: Iterator[list[object]]) -> Iterator[str]:
    for line in csv_lines(head, rows):
        yield line.removesuffix("\n")  # which is put between lines


def _dot(text: str) -> str:
    """A quoted string; a backslash is doubled, for Graphviz would read it as the beginning of an escape."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _mermaid(text: str) -> str:
    return text.replace("#", "#35;").replace('"', "#quot;").replace("<", "#lt;").replace(">", "#gt;").replace("\n", " ")


def _pajek(text: str) -> str:
    return text.replace('"', "'").replace("\n", " ")


def _gml(text: str) -> str:
    escaped = text.replace("&", "&amp;").replace('"', "&quot;").replace("\n", "&#10;")
    return "".join(c if c.isascii() else f"&#{ord(c)};" for c in escaped)


def _gml_values(element: Element) -> Iterator[str]:
    for name, value in {"start": element.start, "end": element.end, **element.attributes}.items():
        if value != "":
            key = name.replace("_", "")
            yield f'    {key} "{_gml(value)}"' if isinstance(value, str) else f"    {key} {value}"
