"""Text of a drawing as outlines of its characters, so that a picture can be made where no font file can be opened.

The renderer (resvg) opens its font files at each picture and draws no text where it cannot. The processes that answer
requests can open no file, so the font is read once, before they are forked.
"""

from __future__ import annotations

from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.ttLib import TTFont
from pylopdf_fonts_zh_cn import sans_path

_SVG = "{http://www.w3.org/2000/svg}"
_MOST_CHARACTERS = 5000
_BOLD = 0.04  # the stroke around a bold character, in parts of the size; the font has one weight
_SHIFT = {"start": 0.0, "middle": 0.5, "end": 1.0}


class _Glyph(NamedTuple):
    path: str  # in units of the font, upwards
    width: float


def outline_text(svg: str) -> str:
    """A drawing with a path in place of each `text` element.

    Args:
        svg: what the functions of `svg_parts` write: a `text` has x, y, font-size, fill and text-anchor, or inherits
            them from the root, and holds nothing but characters.
    """
    root = ET.fromstring(svg)  # noqa: S314  this package wrote it
    defaults = {"x": "0", "y": "0", "font-size": "16", "fill": "#000", **root.attrib}
    for element in [*root.iter(f"{_SVG}text")]:
        given = {**defaults, **element.attrib}
        path, width = _line(element.text or "")
        scale = float(given["font-size"]) / _units_per_em()
        x = float(given["x"]) - width * scale * _SHIFT[given.get("text-anchor", "start")]
        element.clear()
        element.tag = f"{_SVG}g"
        element.set("transform", f"translate({x:.2f} {given['y']}) scale({scale:.6f} {-scale:.6f})")
        element.set("fill", given["fill"])
        if given.get("font-weight") == "700":
            element.set("stroke", given["fill"])
            element.set("stroke-width", f"{_BOLD * _units_per_em():.0f}")
        element.extend(path)
    return ET.tostring(root, encoding="unicode")


def _line(text: str) -> tuple[list[ET.Element], float]:
    """The characters of a line, one path each, and the width of the line in units of the font."""
    paths, x = [], 0.0
    for character in text:
        glyph = _glyph(character)
        paths.append(ET.Element(f"{_SVG}path", {"d": glyph.path, "transform": f"translate({x:.0f} 0)"}))
        x += glyph.width
    return paths, x


@lru_cache(_MOST_CHARACTERS)
def _glyph(character: str) -> _Glyph:
    """A character; the box that the font has for it where it has none."""
    glyphs, names = _glyphs()
    glyph = glyphs[names.get(ord(character), ".notdef")]
    pen = SVGPathPen(glyphs)
    glyph.draw(pen)
    return _Glyph(pen.getCommands(), glyph.width)


@cache
def _glyphs() -> tuple[Any, dict[int, str]]:
    return _font().getGlyphSet(), _font().getBestCmap()


@cache
def _units_per_em() -> int:
    return int(_font()["head"].unitsPerEm)


@cache
def _font() -> TTFont:
    """The font of a package, in memory."""
    return TTFont(BytesIO(Path(sans_path()).read_bytes()), lazy=True)
