"""The checks: the shapes of `shapes/` against a store, and a report of findings. Never conforms in silence."""

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
from graph.shacl.prefilter import suspects_query
from graph.shacl.shapes import TARGETS, node_shapes, shapes_of
from graph.shacl.sparql_constraints import add_query_results
from graph.store.repeats import as_set

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pyoxigraph import Store
    from rdflib.term import Node

VALIDATOR = "validator"


def validate(
    store: Store, shapes: Path = SHAPES, progress: Callable[[str, int, int], None] = lambda _shape, _done, _of: None
) -> Report:
    """Check the RDF merge of a store's graphs against the shapes of a folder.

    progress: called before each shape with its name, how many are done and how many there are.
    A shape that matches nothing checks nothing. That is sound where the ontology declares a term that it aims at, for
    not every paper uses every term. Raises ShapesUnsound where no term is declared, where a shape cannot be run, and
    where the validator gave no report.
    """
    store = as_set(store)
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
    idle = [shorten(s) for s, count in counts.items() if not count and not _is_declared(store, s, shapes_graph)]
    if idle:
        raise ShapesUnsound(f"These shapes matched nothing, so they check nothing: {', '.join(idle)}.")
    started = perf_counter()
    progress(VALIDATOR, len(all_shapes), len(all_shapes) + 1)
    report += _judge(store, _aimed_at(suspects, shapes_graph))
    seconds[VALIDATOR] = perf_counter() - started
    return Report(read_findings(report, store, shapes_graph), counts, report, seconds)


def _is_declared(store: Store, shape: str, shapes: rdflib.Graph) -> bool:
    """Whether a store that holds the ontology gives a label to a class or property that a shape aims at."""
    targets = (target for predicate in TARGETS for target in shapes.objects(rdflib.URIRef(shape), predicate))
    return any(list(store.quads_for_pattern(NamedNode(str(target)), LABEL, None)) for target in targets)


def _suspects(store: Store, shape: Node, shapes: rdflib.Graph) -> list[str]:
    query = suspects_query(shape, shapes)
    if query is None:
        return []
    return [node.value for (node,) in store.query(query, use_default_graph_as_union=True)]  # type: ignore[union-attr]  # a SELECT


def _aimed_at(suspects: dict[Node, list[str]], shapes: rdflib.Graph) -> rdflib.Graph:
    """The shapes without their queries, which are answered already, aimed at nothing but their suspects."""
    aimed = rdflib.Graph()
    aimed += [triple for triple in shapes if triple[1] not in {SH.sparql, SH.select, *TARGETS}]
    aimed += [(shape, SH.targetNode, rdflib.URIRef(node)) for shape, nodes in suspects.items() for node in nodes]
    return aimed


def _judge(store: Store, shapes: rdflib.Graph) -> rdflib.Graph:
    """The validator's results. It runs without suspects too, for it refuses shapes that are not well formed."""
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
    """A store that counts its quads once: pyshacl asks for the length of the graph with every result that it makes."""

    def __init__(self, store: Store) -> None:
        super().__init__(store=store)
        self._count = len(store)

    def __len__(self, context: object = None) -> int:
        return self._count


def as_dataset(store: Store) -> rdflib.Dataset:
    """The store itself, not a copy, as rdflib sees it; its default graph is the union of all.

    A triple that stands in several graphs is there several times (see `repeats.py`).
    """
    return rdflib.Dataset(store=_CountedStore(store), default_union=True)
