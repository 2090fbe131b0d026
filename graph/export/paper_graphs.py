"""The graphs of one paper, to which an export can be narrowed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.core.errors import EmptySelection
from graph.core.iris import asserted_graph, editorial_graph

if TYPE_CHECKING:
    from graph.core.terms import NamedNode
    from graph.store.store import GraphStore


def graphs_of_paper(store: GraphStore, paper: str) -> tuple[NamedNode, ...]:
    """The graphs with what a paper and its editors say.

    paper: the name of the paper. Raises EmptySelection if the dataset has none of that name.
    """
    graphs = (asserted_graph(paper), editorial_graph(paper))
    if not any(graph.value in store.counts().graphs for graph in graphs):
        raise EmptySelection(f"No paper is called {paper}; ask for quzhou-2021, or without a paper for all.")
    return graphs
