"""Where a triple comes from, told by its named graph, in the words of the vocabulary of origins."""

from __future__ import annotations

from typing import Literal

from graph.core.names import DERIVED_GRAPH, asserted_graph, editorial_graph

Origin = Literal["stated", "derived", "curated", "recorded"]
ORIGINS: tuple[Origin, ...] = ("stated", "derived", "curated", "recorded")
"""From what a paper says to what is only kept beside it."""


def origin_of(graph: object) -> Origin:
    """Where the triples of a named graph come from."""
    if graph == DERIVED_GRAPH:
        return "derived"
    name = str(getattr(graph, "value", ""))
    if name.startswith(asserted_graph("").value):
        return "stated"
    return "curated" if name.startswith(editorial_graph("").value) else "recorded"
