"""The dump of the dataset, or of one paper, as N-Quads, TriG or packed N-Quads; the same bytes each time."""

from __future__ import annotations

import gzip
import io
from typing import TYPE_CHECKING

from graph.core.parsing import read_nquads
from graph.export.paper_graphs import graphs_of_paper
from graph.rdf.serialize import nquads, sorted_lines, trig

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
    content = sorted_lines(_nquads_of_paper(store, paper) if paper else _all_nquads(store))
    if name == "dataset.nq.gz":
        return gzip.compress(content, mtime=0)
    if name == "dataset.nq":
        return content
    return trig(sorted(read_nquads(content), key=lambda quad: (str(quad.graph_name), str(quad))))


def _all_nquads(store: GraphStore) -> bytes:
    out = io.BytesIO()
    store.write_nquads(out)
    return out.getvalue()


def _nquads_of_paper(store: GraphStore, paper: str) -> bytes:
    return b"".join(nquads(store.quads(None, None, None, graph)) for graph in graphs_of_paper(store, paper))
