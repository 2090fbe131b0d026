"""The neighbourhood of one thing as a picture: the thing in the middle, incoming relations left, outgoing right.

Each relation is one line with its name and a box of the things that it leads to. Relations that say the same as another
one, such as inverses, are folded into its line; a line of derived relations alone is dashed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast
from xml.sax.saxutils import escape

from graph.network.model import Edge, Node
from graph.network.surroundings import group_lines
from graph.network.svg_parts import INK, LINE, MUTED, RULE, SHEET, SIZE, box, curve, fitting, head, text_at, width_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graph.core.origins import Origin
    from graph.network.export_model import Element, ExportModel
    from graph.network.surroundings import RelationGroup

_COLUMN, _GAP, _MIDDLE, _MARGIN = 300, 190, 200, 24
_CHIP, _PAD, _BETWEEN, _STEP = 24, 9, 6, 12
_RED = "#a8231a"
_LEGEND = {
    "zh": ("虚线：推导", "左：指向它；右：由它出发", "说同一件事的关系（如逆关系）并为一线", "线宽与位置不表示数量"),
    "en": (
        "dashed: derived",
        "left: towards it; right: from it",
        "relations that say the same, such as inverses, are one line",
        "widths and places tell no quantity",
    ),
}
_AMONG = {"zh": "邻居之间的关系未画：%d", "en": "relations among neighbours, not drawn: %d"}


@dataclass(frozen=True)
class _Chip:
    """A thing in a box, with its place in it and its lines of text."""

    node: Element
    lines: tuple[str, ...]
    x: float
    y: float
    width: float
    told: str


@dataclass(frozen=True)
class _Block:
    """A box of things, its height, and the name of the relation."""

    group: RelationGroup
    label: str
    chips: tuple[_Chip, ...]
    height: float
    derived: bool


def write_grouped(drawn: ExportModel) -> Iterator[str]:
    """The lines of an SVG file with the node `drawn.centre` in the middle."""
    nodes = {node.id: node for node in drawn.nodes}
    own = [edge for edge in drawn.edges if drawn.centre in {edge.source, edge.target}]
    plain = [
        Edge(e.id, e.source, e.target, str(e.attributes["relation"]), cast("Origin", e.attributes["origin"]))
        for e in own
    ]
    things = {id_: Node(id_, str(node.attributes["kind"]), node.label) for id_, node in nodes.items()}
    edges = {edge.id: edge for edge in own}
    blocks = [_block(group, nodes, edges) for group in group_lines(drawn.centre, plain, things)]
    left, right = ([block for block in blocks if block.group.incoming == side] for side in (True, False))
    heights = [sum(block.height + _STEP for block in side) for side in (left, right)]
    tall = max(*heights, 90)
    width = 2 * (_MARGIN + _COLUMN + _GAP) + _MIDDLE
    foot = 44
    middle = _MARGIN + tall / 2
    yield from head(width, tall + 2 * _MARGIN + foot, drawn.name)
    for side, height, x in zip((left, right), heights, (_MARGIN, width - _MARGIN - _COLUMN), strict=True):
        y = middle - height / 2
        for block in side:
            yield from _draw(block, x, y, middle, width / 2)
            y += block.height + _STEP
    yield from _subject(nodes[drawn.centre], width / 2, middle)
    told = list(_LEGEND[drawn.language])
    if others := len(drawn.edges) - len(own):
        told.append(_AMONG[drawn.language] % others)
    yield text_at(_MARGIN, tall + _MARGIN + foot, "   ·   ".join(told), size=11, fill=MUTED)
    yield "</svg>"


def _plain(edge: Element) -> Edge:
    told = edge.attributes
    return Edge(edge.id, edge.source, edge.target, str(told["relation"]), cast("Origin", told["origin"]))


def _block(group: RelationGroup, nodes: dict[str, Element], edges: dict[str, Element]) -> _Block:
    chips: dict[str, _Chip] = {}
    x, y, tallest = float(_PAD), float(_PAD), _CHIP
    for line in group.lines:
        if line.neighbour in chips:
            continue
        node = nodes[line.neighbour]
        lines = fitting(node.label, _COLUMN - 4 * _PAD, most=3)
        width = max(map(width_of, lines)) + 2 * _PAD
        if x > _PAD and x + width > _COLUMN - _PAD:
            x, y, tallest = float(_PAD), y + tallest + _BETWEEN, _CHIP
        same = [edges[other.edge.id] for other in group.lines if other.neighbour == line.neighbour]
        told = " | ".join(dict.fromkeys(f"{edge.label}: {edge.said}" for edge in same))
        chips[line.neighbour] = _Chip(node, tuple(lines), x, y, width, told)
        tallest = max(tallest, _CHIP + (len(lines) - 1) * (SIZE + 4))
        x += width + _BETWEEN
    label = edges[group.lines[0].edge.id].label
    derived = all(line.edge.origin == "derived" for line in group.lines)
    return _Block(group, label, tuple(chips.values()), y + tallest + _PAD, derived)


def _draw(block: _Block, x: float, y: float, middle: float, centre: float) -> Iterator[str]:
    incoming, at = block.group.incoming, y + block.height / 2
    side = x + _COLUMN if incoming else x
    stop = side + (_GAP - 70) * (1 if incoming else -1)
    inner = centre - _MIDDLE / 2 if incoming else centre + _MIDDLE / 2
    towards = curve(stop, at, inner, middle)
    path = f"M{side:.0f} {at:.0f}H{stop:.0f}{towards[towards.index('C') :]}"
    if not incoming:
        path = curve(inner, middle, stop, at) + f"H{side:.0f}"
    dashed = ' stroke-dasharray="5 4"' if block.derived else ""
    yield f'<path d="{path}" fill="none" stroke="{LINE}" stroke-width="1.4" marker-end="url(#arrow)"{dashed}/>'
    count = len(block.chips)
    label = block.label + (f" {count}" if count > 1 else "")
    (label,) = fitting(label, _GAP - 78, size=12, most=1)
    yield text_at((side + stop) / 2, at - 5, label, size=12, fill=INK, anchor="middle")
    yield (
        f'<rect x="{x:.0f}" y="{y:.0f}" width="{_COLUMN}" height="{block.height:.0f}" rx="6" fill="{SHEET}" '
        f'stroke="{RULE}"/>'
    )
    for chip in block.chips:
        height = _CHIP + (len(chip.lines) - 1) * (SIZE + 4)
        yield f"<g><title>{escape(chip.told)}</title>"
        yield box(x + chip.x, y + chip.y, chip.width, height, str(chip.node.attributes["colour"]))
        for number, text in enumerate(chip.lines):
            yield text_at(x + chip.x + _PAD, y + chip.y + 16.5 + number * (SIZE + 4), text)
        yield "</g>"


def _subject(node: Element, x: float, y: float) -> Iterator[str]:
    lines = fitting(node.label, _MIDDLE - 24, size=15, most=4)
    height = len(lines) * 21 + 22
    yield f"<g><title>{escape(str(node.attributes['kind']))} {escape(node.id)}</title>"
    yield (
        f'<rect x="{x - _MIDDLE / 2:.0f}" y="{y - height / 2:.0f}" width="{_MIDDLE}" height="{height}" rx="8" '
        f'fill="{SHEET}" stroke="{_RED}" stroke-width="2"/>'
    )
    for number, text in enumerate(lines):
        yield text_at(x, y - height / 2 + 26 + number * 21, text, size=15, anchor="middle", bold=True)
    yield "</g>"
