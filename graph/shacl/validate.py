"""The checks: the shapes of `shapes/` against a store, and a report of findings. Never conforms in silence."""

from __future__ import annotations

import re
from time import perf_counter
from typing import TYPE_CHECKING

import pyshacl
import rdflib
from rdflib.namespace import RDF, SH

from graph.core.errors import ShapesUnsound
from graph.core.names import shorten
from graph.core.resources import SHAPES
from graph.core.terms import text
from graph.shacl.findings import Report, read_findings
from graph.shacl.focus import count_focus_nodes
from graph.shacl.lint import refuse_unsound
from graph.shacl.prefilter import suspects_query
from graph.shacl.rdflib_view import as_dataset
from graph.shacl.shapes import TARGETS, node_shapes, shapes_of
from graph.shacl.sparql_constraints import add_query_results

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from rdflib.term import Node

    from graph.store.store import GraphStore

VALIDATOR = "validator"


def validate(
    store: GraphStore,
    shapes: Path = SHAPES,
    progress: Callable[[str, int, int], None] = lambda _shape, _done, _of: None,
) -> Report:
    """Check the RDF merge of a dataset's graphs against the shapes of a folder.

    progress: called before each shape with its name, how many are done and how many there are.
    Raises ShapesUnsound where a shape matched nothing or cannot be run, or where the validator gave no report.
    """
    shapes_graph = shapes_of(folder=shapes)
    refuse_unsound(shapes_graph)
    all_shapes, counts, seconds, report = node_shapes(shapes_graph), {}, {}, rdflib.Graph()
    suspects: dict[Node, list[str]] = {}
    for number, shape in enumerate(all_shapes):
        started = perf_counter()
        progress(shorten(str(shape)), number, len(all_shapes) + 1)
        counts[str(shape)] = count_focus_nodes(store, shape, shapes_graph)
        suspects[shape] = _suspects(store, shape, shapes_graph)
        add_query_results(report, store, shape, shapes_graph)
        seconds[str(shape)] = perf_counter() - started
    idle = [shorten(shape) for shape, count in counts.items() if count == 0]
    if idle:
        raise ShapesUnsound(f"These shapes matched nothing, so they check nothing: {', '.join(idle)}.")
    started = perf_counter()
    progress(VALIDATOR, len(all_shapes), len(all_shapes) + 1)
    report += _judge(store, _aimed_at(suspects, shapes_graph))
    seconds[VALIDATOR] = perf_counter() - started
    return Report(read_findings(report, store, shapes_graph), counts, report, seconds)


def _suspects(store: GraphStore, shape: Node, shapes: rdflib.Graph) -> list[str]:
    query = suspects_query(shape, shapes)
    if query is None:
        return []
    return [text(row["this"]) for row in store.rows(query)]


def _aimed_at(suspects: dict[Node, list[str]], shapes: rdflib.Graph) -> rdflib.Graph:
    """The shapes without their queries, which are answered already, aimed at nothing but their suspects."""
    aimed = rdflib.Graph()
    aimed += [triple for triple in shapes if triple[1] not in {SH.sparql, SH.select, *TARGETS}]
    aimed += [(shape, SH.targetNode, rdflib.URIRef(node)) for shape, nodes in suspects.items() for node in nodes]
    return aimed


def _judge(store: GraphStore, shapes: rdflib.Graph) -> rdflib.Graph:
    """The validator's results. It runs without suspects too, for it refuses shapes that are not well formed."""
    try:
        _, report, told = pyshacl.validate(as_dataset(store, store.counts().triples), shacl_graph=shapes, inplace=True)
    except (SyntaxError, RuntimeError, ValueError, re.error) as error:
        raise ShapesUnsound(f"A shape cannot be run: {error}") from error
    if not isinstance(report, rdflib.Graph):
        raise ShapesUnsound(f"The validator failed instead of reporting: {told}")
    head = report.value(None, RDF.type, SH.ValidationReport)
    report.remove((head, None, None))
    return report
