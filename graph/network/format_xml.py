"""GEXF 1.3, with time as the papers bound it, and GraphML.

https://gexf.net/schema.html and http://graphml.graphdrawing.org/specification.html.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from graph.network.export_model import EDGE_ATTRIBUTES, NODE_ATTRIBUTES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from graph.network.export_model import Element, ExportModel

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'
_GEXF, _VIZ = "http://gexf.net/1.3", "http://gexf.net/1.3/viz"
_GRAPHML = "http://graphml.graphdrawing.org/xmlns"
# What is no NameChar (XML 1.0, 2.3), and what would read as the number of one.
_NO_NAME = re.compile(
    "[^-.0-9:A-Z_a-z\u00b7\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u037d\u037f-\u1fff\u200c\u200d\u203f\u2040\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff]|_(?=x[0-9A-F]+_)"
)
_KIND_IN_GRAPHML = {"string": "string", "double": "double", "integer": "int"}


def write_gexf(drawn: ExportModel) -> Iterator[str]:
    """The lines of a GEXF file. What begins and ends on one day is told without its beginning."""
    yield _DECLARATION
    yield f'<gexf xmlns="{_GEXF}" xmlns:viz="{_VIZ}" version="1.3">'
    yield f"<meta><creator>kaifaqu</creator><description>{escape(drawn.name)}</description></meta>"
    timed = any(element.start or element.end for element in (*drawn.nodes, *drawn.edges))
    time = ' mode="dynamic" timeformat="date" timerepresentation="interval"' if timed else ' mode="static"'
    yield f'<graph defaultedgetype="directed" idtype="string"{time}>'
    for cls, attributes in (
        ("node", _used(NODE_ATTRIBUTES, drawn.nodes)),
        ("edge", _used(EDGE_ATTRIBUTES, drawn.edges)),
    ):
        yield f'<attributes class="{cls}" mode="static">'
        yield from (f'<attribute id="{name}" title="{name}" type="{kind}"/>' for name, kind in attributes.items())
        yield "</attributes>"
    yield "<nodes>"
    for node in drawn.nodes:
        yield f"<node id={quoteattr(node.id)} label={quoteattr(node.label)}{_bounds(node)}>"
        yield from _attvalues(node)
        yield f'{_colour(str(node.attributes["colour"]))}<viz:size value="{node.attributes["size"]}"/></node>'
    yield "</nodes>"
    yield "<edges>"
    for edge in drawn.edges:
        ends = f"source={quoteattr(edge.source)} target={quoteattr(edge.target)}"
        kind = quoteattr(str(edge.attributes["relation"]))
        yield f"<edge id={quoteattr(edge.id)} {ends} label={quoteattr(edge.label)} kind={kind}{_bounds(edge)}>"
        yield from _attvalues(edge)
        yield "</edge>"
    yield "</edges>"
    yield "</graph></gexf>"


def write_graphml(drawn: ExportModel) -> Iterator[str]:
    """The lines of a GraphML file; labels are also `name` and `interaction`, which Cytoscape looks for."""
    yield _DECLARATION
    yield f'<graphml xmlns="{_GRAPHML}">'
    extra = {"label": "string", "start": "string", "end": "string"}
    keys = (
        ("node", {"name": "string", **extra, **_used(NODE_ATTRIBUTES, drawn.nodes)}),
        ("edge", {"interaction": "string", **extra, **_used(EDGE_ATTRIBUTES, drawn.edges)}),
    )
    for cls, attributes in keys:
        for name, kind in attributes.items():
            type_ = _KIND_IN_GRAPHML[kind]
            yield f'<key id="{cls}-{name}" for="{cls}" attr.name="{name}" attr.type="{type_}"/>'
    yield f'<graph id="{_token(drawn.name)}" edgedefault="directed">'
    for node in drawn.nodes:
        yield f'<node id="{_token(node.id)}">'
        yield from _data("node", {"name": node.label}, node)
        yield "</node>"
    for edge in drawn.edges:
        yield f'<edge id="{_token(edge.id)}" source="{_token(edge.source)}" target="{_token(edge.target)}">'
        yield from _data("edge", {"interaction": edge.label}, edge)
        yield "</edge>"
    yield "</graph></graphml>"


def _token(id_: str) -> str:
    """An id as an NMTOKEN, as GraphML requires: other characters by number, so that ids stay unique."""
    return _NO_NAME.sub(lambda found: f"_x{ord(found[0]):X}_", id_)


def _used(attributes: Mapping[str, str], elements: tuple[Element, ...]) -> dict[str, str]:
    """The attributes that some element has; the others are not declared."""
    names = {name for element in elements for name in element.attributes}
    return {name: kind for name, kind in attributes.items() if name in names}


def _bounds(element: Element) -> str:
    start = "" if element.start and element.start == element.end else element.start
    told = (("start", start), ("end", element.end))
    return "".join(f' {name}="{day}"' for name, day in told if day)


def _attvalues(element: Element) -> Iterator[str]:
    yield "<attvalues>"
    yield from (
        f"<attvalue for={quoteattr(name)} value={quoteattr(str(v))}/>" for name, v in element.attributes.items()
    )
    yield "</attvalues>"


def _data(cls: str, known: Mapping[str, str], element: Element) -> Iterator[str]:
    told = {**known, "label": element.label, "start": element.start, "end": element.end, **element.attributes}
    yield from (f'<data key="{cls}-{name}">{_escape(value)}</data>' for name, value in told.items() if value != "")


def _escape(value: object) -> str:
    """Text of an element; a bare carriage return would be read as a line feed (XML 1.0, 2.11)."""
    return escape(str(value), {"\r": "&#13;"})


def _colour(code: str) -> str:
    red, green, blue = (int(code[at : at + 2], 16) for at in (1, 3, 5))
    return f'<viz:color r="{red}" g="{green}" b="{blue}"/>'
