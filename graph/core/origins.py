"""The origin of a triple, which its named graph determines; the names are those of the vocabulary `origin`."""

from __future__ import annotations

from typing import Literal

from graph.core.iris import DERIVED_GRAPH, asserted_graph, editorial_graph

Origin = Literal["stated", "derived", "curated", "recorded"]
ORIGINS: tuple[Origin, ...] = ("stated", "derived", "curated", "recorded")
"""The origins, from what a paper states to reference data."""


def origin_of(graph: object) -> Origin:
    """Return the origin of the triples of a named graph."""
    if graph == DERIVED_GRAPH:
        return "derived"
    name = str(getattr(graph, "value", ""))
    if name.startswith(asserted_graph("").value):
        return "stated"
    return "curated" if name.startswith(editorial_graph("").value) else "recorded"
