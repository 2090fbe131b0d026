"""Asks an engine whether its default graph is the union of its named graphs, which SPARQL 1.1 leaves to the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def default_graph_is_union(update: Callable[[str], object], ask: Callable[[str], bool], graph: str) -> bool:
    """Whether the default graph of an engine has a triple that is put into a named graph for the time of the question.

    Args:
        update: Sends a SPARQL update.
        ask: Sends an ASK query, and returns its answer.
        graph: The IRI of a graph that is not in use. It is dropped, whatever happens.
    """
    probe = f"<{graph}>"
    update(f"INSERT DATA {{ GRAPH {probe} {{ {probe} {probe} {probe} }} }}")
    try:
        return ask(f"ASK {{ {probe} {probe} {probe} }}")
    finally:
        update(f"DROP SILENT GRAPH {probe}")
