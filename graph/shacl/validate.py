"""Validation of a store against the shapes of `shapes/`. Shapes that check nothing are errors."""

from __future__ import annotations

import re
from time import perf_counter
from typing import TYPE_CHECKING

import pyshacl
import rdflib
from oxrdflib import OxigraphStore
from rdflib.namespace import RDF, SH

from graph.core.errors import ShapesUnsound
from graph.core.names import LABEL, shorten
from graph.core.resources import SHAPES
from graph.core.terms import NamedNode
from graph.shacl.findings import Report, read_findings
from graph.shacl.focus import count_focus_nodes
from graph.shacl.lint import refuse_unsound
from graph.shacl.prefilter import prefilter_query
from graph.shacl.shapes import TARGETS, node_shapes, shapes_of
from graph.shacl.sparql_constraints import add_query_results, declared_prefixes
from graph.store.repeats import as_set

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pyoxigraph import Store
    from rdflib.term import Node

VALIDATOR = "validator"
_ONLY_FOR_QUERIES = {SH.sparql, SH.select, SH.prefixes, SH.declare, SH.prefix, SH.namespace}


def validate(
    store: Store, shapes: Path = SHAPES, progress: Callable[[str, int, int], None] = lambda _shape, _done, _of: None
) -> Report:
    """Validate the RDF merge of a store's graphs against the shapes of a folder.

    A shape without focus nodes is sound if the ontology declares a class or property that it targets: not every paper
    uses every term.

    Args:
        store: the dataset.
        shapes: the folder of the shapes.
        progress: is called before each shape with its name, the number of shapes done, and the number of all.

    Raises:
        ShapesUnsound: a shape has no focus node and targets only undeclared terms, or it cannot be evaluated, or the
            validator gave no report.
    """
    store = as_set(store)
    shapes_graph = shapes_of(folder=shapes)
    refuse_unsound(shapes_graph)
    declared = declared_prefixes(shapes_graph)
    all_shapes, counts, seconds, report = node_shapes(shapes_graph), {}, {}, rdflib.Graph()
    candidates: dict[Node, list[str]] = {}
    for number, shape in enumerate(all_shapes):
        started = perf_counter()
        progress(shorten(str(shape)), number, len(all_shapes) + 1)
        counts[str(shape)] = count_focus_nodes(store, shape, shapes_graph)
        candidates[shape] = _candidates(store, shape, shapes_graph)
        add_query_results(report, store, shape, shapes_graph, declared)
        seconds[str(shape)] = perf_counter() - started
    idle = [shorten(s) for s, count in counts.items() if not count and not _is_declared(store, s, shapes_graph)]
    if idle:
        raise ShapesUnsound(f"These shapes matched nothing, so they check nothing: {', '.join(idle)}.")
    started = perf_counter()
    progress(VALIDATOR, len(all_shapes), len(all_shapes) + 1)
    report += _run_validator(store, _with_targets(candidates, shapes_graph))
    seconds[VALIDATOR] = perf_counter() - started
    return Report(read_findings(report, store, shapes_graph), counts, report, seconds)


def _is_declared(store: Store, shape: str, shapes: rdflib.Graph) -> bool:
    """Whether a store that holds the ontology gives a label to a class or property that a shape targets."""
    targets = (target for predicate in TARGETS for target in shapes.objects(rdflib.URIRef(shape), predicate))
    return any(list(store.quads_for_pattern(NamedNode(str(target)), LABEL, None)) for target in targets)


def _candidates(store: Store, shape: Node, shapes: rdflib.Graph) -> list[str]:
    query = prefilter_query(shape, shapes)
    if query is None:
        return []
    return [node.value for (node,) in store.query(query, use_default_graph_as_union=True)]  # type: ignore[union-attr]  # a SELECT


def _with_targets(candidates: dict[Node, list[str]], shapes: rdflib.Graph) -> rdflib.Graph:
    """Return the shapes without their SPARQL constraints, with only the nodes that may not conform as targets."""
    targeted = rdflib.Graph()
    targeted += [triple for triple in shapes if triple[1] not in _ONLY_FOR_QUERIES and triple[1] not in TARGETS]
    targeted += [(shape, SH.targetNode, rdflib.URIRef(node)) for shape, nodes in candidates.items() for node in nodes]
    return targeted


def _run_validator(store: Store, shapes: rdflib.Graph) -> rdflib.Graph:
    """Return the results of pySHACL. It runs even without targets, because it refuses malformed shapes."""
    try:
        _, report, text = pyshacl.validate(as_dataset(store), shacl_graph=shapes, inplace=True)
    except (SyntaxError, RuntimeError, ValueError, re.error) as error:
        raise ShapesUnsound(f"A shape cannot be run: {error}") from error
    if not isinstance(report, rdflib.Graph):
        raise ShapesUnsound(f"The validator failed instead of reporting: {text}")
    head = report.value(None, RDF.type, SH.ValidationReport)
    report.remove((head, None, None))
    return report


class _CountedStore(OxigraphStore):
    """A store that counts its quads once: pySHACL asks for the size of the graph with every result."""

    def __init__(self, store: Store) -> None:
        super().__init__(store=store)
        self._count = len(store)

    def __len__(self, context: object = None) -> int:
        return self._count


def as_dataset(store: Store) -> rdflib.Dataset:
    """Return a store as an rdflib dataset whose default graph is the union; the store is not copied.

    A triple of several graphs occurs several times (see `repeats.py`).
    """
    return rdflib.Dataset(store=_CountedStore(store), default_union=True)
