"""Validation of a store against the shapes of `shapes/`. Shapes that check nothing are errors."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING

import pyshacl
import rdflib
from rdflib.namespace import RDF, SH

from graph.core.errors import ShapesUnsound
from graph.core.iris import LABEL, shorten
from graph.core.resources import SHAPES
from graph.core.terms import NamedNode
from graph.process.forked_calls import forked_calls
from graph.shacl.findings import Report
from graph.shacl.focus import count_focus_nodes
from graph.shacl.lint import sound_shapes
from graph.shacl.prefilter import prefilter_query
from graph.shacl.rdflib_view import as_dataset, to_node
from graph.shacl.results import read_findings
from graph.shacl.shapes import TARGETS, node_shapes
from graph.shacl.sparql_constraints import add_query_results, declared_prefixes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from rdflib.term import Node

    from graph.shacl.sparql_constraints import Prefixes
    from graph.store.store import GraphStore

    Triple = tuple[Node, Node, Node]

VALIDATOR = "validator"
_DOING = "The check"
_ONLY_FOR_QUERIES = {SH.sparql, SH.select, SH.prefixes, SH.declare, SH.prefix, SH.namespace}


@dataclass(frozen=True)
class _Examined:
    """What queries find of a shape: its focus nodes, which of them may not conform, and results of its constraints."""

    count: int
    candidates: list[Node]
    results: list[Triple]
    seconds: float


def validate(
    store: GraphStore,
    shapes: Path | rdflib.Graph = SHAPES,
    progress: Callable[[str, int, int], None] = lambda _shape, _done, _of: None,
    jobs: int = 1,
) -> Report:
    """Validate the RDF merge of the graphs of a dataset against shapes.

    Where the engine of the dataset is remote, the index of its build is read instead: engines refuse some queries of
    the checks, or answer them wrongly, and a finding that is missed looks like a graph that conforms.

    A shape without focus nodes is sound if the ontology declares a class or property that it targets: not every paper
    uses every term. The report does not depend on the number of processes.

    Args:
        store: the dataset.
        shapes: the folder of the shapes, or shapes that `sound_shapes` has read.
        progress: is called before each shape with its name, the number of shapes done, and the number of all.
        jobs: the number of processes, which share the memory of this one.

    Raises:
        ShapesUnsound: a shape has no focus node and targets only undeclared terms, or it cannot be evaluated, or the
            validator gave no report.
        ProcessDied: one of several processes was killed.
        BuildNotWritten: the engine is remote, and the index of the build cannot be written.
    """
    store = store.embedded()
    shapes_graph = shapes if isinstance(shapes, rdflib.Graph) else sound_shapes(shapes)
    declared = declared_prefixes(shapes_graph)
    all_shapes, counts, seconds, report = node_shapes(shapes_graph), {}, {}, rdflib.Graph()
    candidates: list[tuple[Node, Node]] = []
    examined = forked_calls(
        lambda shape: _examine(store, shape, shapes_graph, declared), all_shapes, jobs, doing=_DOING
    )
    names = [*(shorten(str(shape)) for shape in all_shapes), VALIDATOR]
    progress(names[0], 0, len(names))
    for number, (shape, found) in enumerate(zip(all_shapes, examined, strict=True), 1):
        counts[str(shape)], seconds[str(shape)] = found.count, found.seconds
        candidates += [(shape, node) for node in found.candidates]
        report += found.results
        progress(names[number], number, len(names))
    idle = [shorten(s) for s, count in counts.items() if not count and not _is_declared(store, s, shapes_graph)]
    if idle:
        raise ShapesUnsound(f"These shapes matched nothing, so they check nothing: {', '.join(idle)}.")
    started = perf_counter()
    size = max(1, math.ceil(len(candidates) / jobs))
    parts = [candidates[at : at + size] for at in range(0, max(1, len(candidates)), size)]
    results = forked_calls(
        lambda part: _run_validator(store, _with_targets(part, shapes_graph)), parts, jobs, doing=_DOING
    )
    for found_by_validator in results:
        report += found_by_validator
    seconds[VALIDATOR] = perf_counter() - started
    return Report(read_findings(report, store, shapes_graph), counts, seconds)


def _examine(store: GraphStore, shape: Node, shapes: rdflib.Graph, declared: dict[Node, Prefixes]) -> _Examined:
    started, report = perf_counter(), rdflib.Graph()
    count, candidates = count_focus_nodes(store, shape, shapes), _candidates(store, shape, shapes)
    add_query_results(report, store, shape, shapes, declared)
    return _Examined(count, candidates, list(report), perf_counter() - started)


def _is_declared(store: GraphStore, shape: str, shapes: rdflib.Graph) -> bool:
    """Whether a dataset that holds the ontology gives a label to a class or property that a shape targets."""
    targets = {str(target) for predicate in TARGETS for target in shapes.objects(rdflib.URIRef(shape), predicate)}
    return any(True for _ in store.match([NamedNode(target) for target in targets], [LABEL]))


def _candidates(store: GraphStore, shape: Node, shapes: rdflib.Graph) -> list[Node]:
    query = prefilter_query(shape, shapes)
    if query is None:
        return []
    return [to_node(row["this"]) for row in store.rows(query)]


def _with_targets(candidates: list[tuple[Node, Node]], shapes: rdflib.Graph) -> rdflib.Graph:
    """Return the shapes without their SPARQL constraints, with only the nodes that may not conform as targets."""
    targeted = rdflib.Graph()
    targeted += [triple for triple in shapes if triple[1] not in _ONLY_FOR_QUERIES and triple[1] not in TARGETS]
    targeted += [(shape, SH.targetNode, node) for shape, node in candidates]
    return targeted


def _run_validator(store: GraphStore, shapes: rdflib.Graph) -> list[Triple]:
    """Return the results of pySHACL. It runs even without targets, because it refuses malformed shapes."""
    try:
        _, report, told = pyshacl.validate(as_dataset(store, store.counts().triples), shacl_graph=shapes, inplace=True)
    except (SyntaxError, RuntimeError, ValueError, re.error) as error:
        raise ShapesUnsound(f"A shape cannot be run: {error}") from error
    if not isinstance(report, rdflib.Graph):
        raise ShapesUnsound(f"The validator failed instead of reporting: {told}")
    head = report.value(None, RDF.type, SH.ValidationReport)
    report.remove((head, None, None))
    return list(report)
