"""The dump of the dataset, or of one paper, as N-Quads, TriG or packed N-Quads; the same bytes each time."""

from __future__ import annotations

import gzip
import io
from typing import TYPE_CHECKING

from graph.core.parsing import read_nquads
from graph.export.paper_graphs import graphs_of_paper
from graph.rdf.serialize import sorted_lines, trig

if TYPE_CHECKING:
    from graph.store.store import GraphStore


def write_dataset(store: GraphStore, name: str, paper: str = "") -> bytes:
    """Write the dataset.

    Args:
        store: The store to dump.
        name: A name of `graph.rdf.catalogue.FILES`, which tells the format.
        paper: The name of a paper, for the graphs of that paper alone.

    Raises:
        EmptySelection: There is no such paper.
    """
    graphs = graphs_of_paper(store, paper) if paper else ()
    out = io.BytesIO()
    store.write_nquads(out)
    content = sorted_lines(out.getvalue())
    if graphs:
        ends = tuple(f"{graph} .\n".encode() for graph in graphs)
        content = b"".join(line for line in content.splitlines(keepends=True) if line.endswith(ends))
    if name == "dataset.nq.gz":
        return gzip.compress(content, mtime=0)
    if name == "dataset.nq":
        return content
    return trig(sorted(read_nquads(content), key=lambda quad: (str(quad.graph_name), str(quad))))
