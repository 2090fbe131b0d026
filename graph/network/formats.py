"""The formats that a network is written in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.network.format_json import write_cx2, write_cytoscape, write_jgf, write_node_link
from graph.network.format_svg import png_of, write_svg
from graph.network.format_text import write_dot, write_edges_csv, write_gml, write_mermaid, write_nodes_csv, write_pajek
from graph.network.format_xml import write_gexf, write_graphml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from graph.network.export_model import ExportModel

    Watch = Callable[[Iterator[str]], Iterable[str]]


@dataclass(frozen=True)
class NetworkFormat:
    """A format: the extension of its files, its media type, its name, the function that writes its lines, its use."""

    extension: str
    media_type: str
    name: str
    lines: Callable[[ExportModel], Iterator[str]]
    purpose: str = ""

    @property
    def content_type(self) -> str:
        """The Content-Type of a file: text is UTF-8."""
        return f"{self.media_type}; charset=utf-8" if self.media_type.startswith("text/") else self.media_type

    def write(self, drawn: ExportModel, watch: Watch = iter) -> bytes:
        """Write a network; `watch` sees its lines. Raises TooManyToDraw where the format is for fewer nodes."""
        return self.encode(self.lines(drawn), watch)

    def encode(self, lines: Iterator[str], watch: Watch = iter) -> bytes:
        """The bytes of a file with some lines of text, or of the picture that they are."""
        text = "\n".join(watch(lines)) + "\n"
        return png_of(text) if self.extension == "png" else text.encode()

    @property
    def is_picture(self) -> bool:
        """Whether it is a drawing."""
        return self.lines is write_svg


NETWORK_FORMATS = (
    NetworkFormat("gexf", "application/gexf+xml", "GEXF 1.3", write_gexf, "Gephi, with the time that the papers bound"),
    NetworkFormat("graphml", "application/graphml+xml", "GraphML", write_graphml, "yEd, igraph, networkx, Gephi"),
    NetworkFormat(
        "cyjs", "application/vnd.cytoscape.cyjs+json", "Cytoscape JSON", write_cytoscape, "Cytoscape, Cytoscape.js"
    ),
    NetworkFormat("cx2", "application/vnd.cytoscape.cx2+json", "CX2", write_cx2, "Cytoscape, NDEx"),
    NetworkFormat(
        "jgf.json", "application/vnd.jgf+json", "JSON Graph Format", write_jgf, "programs that read JSON Graph Format"
    ),
    NetworkFormat(
        "node-link.json", "application/json", "node-link data", write_node_link, "networkx, D3; edges under `edges`"
    ),
    NetworkFormat("dot", "text/vnd.graphviz", "Graphviz DOT", write_dot, "Graphviz"),
    NetworkFormat("mmd", "text/vnd.mermaid", "Mermaid", write_mermaid, "Mermaid, in Markdown"),
    NetworkFormat("net", "text/x-pajek", "Pajek", write_pajek, "Pajek"),
    NetworkFormat(
        "gml",
        "text/x-gml",
        "GML",
        write_gml,
        "networkx; ASCII with entities, which igraph does not decode",
    ),
    NetworkFormat("nodes.csv", "text/csv", "nodes as CSV", write_nodes_csv, "Gephi, Neo4j, spreadsheets"),
    NetworkFormat("edges.csv", "text/csv", "edges as CSV", write_edges_csv, "Gephi, Neo4j, spreadsheets"),
    NetworkFormat("svg", "image/svg+xml", "SVG", write_svg, "browsers, documents"),
    NetworkFormat("png", "image/png", "PNG", write_svg, "a picture that is the same everywhere, in Noto Sans SC"),
)
"""Every format, the default first."""
