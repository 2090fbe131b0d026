"""Parts of a drawing in SVG: widths of text, lines that fit, boxes, and the head of a file.

Text is dark on a light ground, with a contrast of 4.5:1 or more; a colour is only a bar at the side of a box.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from graph.network.format_text import FONTS

if TYPE_CHECKING:
    from collections.abc import Iterator

PAPER, SHEET, INK, MUTED, RULE, LINE = "#fcfbf8", "#ffffff", "#231f1a", "#665e53", "#d8d0c0", "#8d8373"
SIZE = 13
_WIDE, _NARROW = 13.0, 7.2  # pixels of a Chinese and of any other character at 13 px
_FIRST_WIDE = ord("\u2e80")
_WIDE_MARKS = range(ord("\u2014"), ord("\u2027"))  # dashes, quotation marks and dots, which Chinese fonts draw wide
_BAR = 4


def width_of(text: str, size: float = SIZE) -> float:
    """The estimated width of a text in pixels."""
    return sum(_WIDE if ord(c) > _FIRST_WIDE or ord(c) in _WIDE_MARKS else _NARROW for c in text) * size / SIZE


def fitting(text: str, width: float, size: float = SIZE, most: int = 2) -> list[str]:
    """The lines of a text in a width; what is more than the most lines ends in an ellipsis.

    A line breaks between any two Chinese characters, else between words.
    """
    lines, line = [], ""
    for piece in _pieces(text):
        if line and width_of(line + piece, size) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece if line else piece.lstrip()
    lines.append(line)
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1][:-1]}…"]
    return lines


def _pieces(text: str) -> Iterator[str]:
    word = ""
    for c in text:
        if ord(c) > _FIRST_WIDE or c == " ":
            if word:
                yield word
            word = ""
            if c != " ":
                yield c
            else:
                word = " "
        else:
            word += c
    if word:
        yield word


def head(width: float, height: float, name: str) -> Iterator[str]:
    """The first lines of a file: its size, its title, the ground and the arrow `#arrow`."""
    size = f'viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" height="{height:.0f}"'
    font = f'font-family={quoteattr(FONTS)} font-size="{SIZE}" fill="{INK}"'
    yield f'<svg xmlns="http://www.w3.org/2000/svg" {size} {font}>'
    yield f"<title>{escape(name)}</title>"
    yield f'<rect width="100%" height="100%" fill="{PAPER}"/>'
    yield (
        '<defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        f'<path d="M0 0 8 4 0 8z" fill="{LINE}"/></marker></defs>'
    )


def text_at(
    x: float, y: float, text: str, *, size: float = SIZE, fill: str = INK, anchor: str = "start", bold: bool = False
) -> str:
    """A line of text; y is that of its base line."""
    weight = ' font-weight="700"' if bold else ""
    at = f'x="{x:.0f}" y="{y:.0f}" font-size="{size:g}" fill="{fill}" text-anchor="{anchor}"'
    return f"<text {at}{weight}>{escape(text)}</text>"


def box(x: float, y: float, width: float, height: float, colour: str, *, dashed: bool = False) -> str:
    """A white box with a bar of a colour at its left side."""
    dashes = ' stroke-dasharray="4 3"' if dashed else ""
    return (
        f'<rect x="{x:.0f}" y="{y:.0f}" width="{width:.0f}" height="{height:.0f}" rx="4" fill="{SHEET}" '
        f'stroke="{RULE}"{dashes}/><rect x="{x:.0f}" y="{y:.0f}" width="{_BAR}" height="{height:.0f}" fill="{colour}"/>'
    )


def curve(x1: float, y1: float, x2: float, y2: float) -> str:
    """The path of a line that leaves and arrives level."""
    bend = (x2 - x1) / 2
    return f"M{x1:.0f} {y1:.0f}C{x1 + bend:.0f} {y1:.0f} {x2 - bend:.0f} {y2:.0f} {x2:.0f} {y2:.0f}"
