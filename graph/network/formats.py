"""The formats that a network is written in, and how a file comes about: whole, or not at all."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
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
    """A format: the end of a file's name, its media type, what it is, and what writes its lines."""

    extension: str
    media_type: str
    name: str
    lines: Callable[[ExportModel], Iterator[str]]

    @property
    def content_type(self) -> str:
        """The Content-Type of a file: always UTF-8, said where the media type allows to say it."""
        return f"{self.media_type}; charset=utf-8" if self.media_type.startswith("text/") else self.media_type

    def write(self, drawn: ExportModel, watch: Watch = iter) -> bytes:
        """A network in this format; `watch` sees its lines pass. Raises TooManyToDraw where it is not for so many."""
        text = "\n".join(watch(self.lines(drawn))) + "\n"
        return png_of(text) if self.extension == "png" else text.encode()


NETWORK_FORMATS = (
    NetworkFormat("gexf", "application/gexf+xml", "GEXF 1.3", write_gexf),
    NetworkFormat("graphml", "application/graphml+xml", "GraphML", write_graphml),
    NetworkFormat("cyjs", "application/vnd.cytoscape.cyjs+json", "Cytoscape JSON", write_cytoscape),
    NetworkFormat("cx2", "application/vnd.cytoscape.cx2+json", "CX2", write_cx2),
    NetworkFormat("jgf.json", "application/vnd.jgf+json", "JSON Graph Format", write_jgf),
    NetworkFormat("node-link.json", "application/json", "node-link data", write_node_link),
    NetworkFormat("dot", "text/vnd.graphviz", "Graphviz DOT", write_dot),
    NetworkFormat("mmd", "text/vnd.mermaid", "Mermaid", write_mermaid),
    NetworkFormat("net", "text/x-pajek", "Pajek", write_pajek),
    NetworkFormat("gml", "text/x-gml", "GML", write_gml),
    NetworkFormat("nodes.csv", "text/csv", "nodes as CSV", write_nodes_csv),
    NetworkFormat("edges.csv", "text/csv", "edges as CSV", write_edges_csv),
    NetworkFormat("svg", "image/svg+xml", "SVG", write_svg),
    NetworkFormat("png", "image/png", "PNG", write_svg),
)
"""Every format, the default first."""


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or, where something fails, as it was before."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}-", delete=False) as file:
        draft = Path(file.name)
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            draft.chmod(0o644)
            draft.replace(path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
