"""SPARQL constraints (SHACL 5), each evaluated with one query for all focus nodes instead of one query per node.

The pattern of the focus nodes is inserted at the start of the constraint's own pattern. The meaning stays the same:
`$this` takes the value of each focus node in turn. `lint.py` refuses the queries for which this would not hold.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import rdflib
from pyoxigraph import QuerySolutions
from rdflib.namespace import RDF, SH

from graph.core.errors import ShapesUnsound
from graph.core.names import shorten
from graph.core.terms import Literal
from graph.shacl.focus import focus_pattern
from graph.shacl.shapes import constraint_name
from graph.store import query_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyoxigraph import Store
    from rdflib.term import Node

    from graph.core.names import Term

_PLACEHOLDER = re.compile(r"\{[?$](\w+)\}")


Prefixes = dict[str, str]


def declared_prefixes(shapes: rdflib.Graph) -> dict[Node, Prefixes]:
    """Return the prefixes that each object of `sh:prefixes` declares (SHACL 5.2.1)."""
    return {
        owner: {
            str(shapes.value(declaration, SH.prefix)): str(shapes.value(declaration, SH.namespace))
            for declaration in shapes.objects(owner, SH.declare)
        }
        for owner in set(shapes.objects(None, SH.prefixes))
    }


def add_query_results(
    report: rdflib.Graph, store: Store, shape: Node, shapes: rdflib.Graph, declared: dict[Node, Prefixes]
) -> None:
    """Evaluate the SPARQL constraints of a shape and add their results to a report.

    Raises:
        ShapesUnsound: a query cannot be run.
    """
    for constraint in sorted(shapes.objects(shape, SH.sparql), key=str):
        seen = set()
        prefixes = {p: n for owner in shapes.objects(constraint, SH.prefixes) for p, n in declared[owner].items()}
        for values in _solutions(store, shape, constraint, shapes, prefixes):
            if values not in seen:
                seen.add(values)
                _add_result(report, dict(values), shape, constraint, shapes)


def _solutions(
    store: Store, shape: Node, constraint: Node, shapes: rdflib.Graph, prefixes: Prefixes
) -> Iterator[tuple[tuple[str, Term | None], ...]]:
    text = str(shapes.value(constraint, SH.select))
    at = query_text.blanked(text).index("{") + 1
    try:
        found = store.query(
            text[:at] + f" {focus_pattern(shape, shapes)} " + text[at:],
            prefixes=prefixes,
            use_default_graph_as_union=True,
        )
    except SyntaxError as error:
        name = shorten(constraint_name(shape, constraint))
        raise ShapesUnsound(f"A shape cannot be run: the query of {name}: {error}") from error
    if isinstance(found, QuerySolutions):
        names = [variable.value for variable in found.variables]
        yield from (tuple(zip(names, solution, strict=True)) for solution in found)


def _add_result(
    report: rdflib.Graph, values: dict[str, Term | None], shape: Node, constraint: Node, shapes: rdflib.Graph
) -> None:
    """Add one result, as SHACL 5.3.2 maps a solution to it."""
    result, focus = rdflib.BNode(), _node(values["this"])
    report.add((result, RDF.type, SH.ValidationResult))
    report.add((result, SH.focusNode, focus))
    report.add((result, SH.value, _node(values["value"]) if values.get("value") is not None else focus))
    if values.get("path") is not None:
        report.add((result, SH.resultPath, _node(values["path"])))
    report.add((result, SH.sourceShape, shape))
    report.add((result, SH.sourceConstraint, constraint))
    report.add((result, SH.sourceConstraintComponent, SH.SPARQLConstraintComponent))
    report.add((result, SH.resultSeverity, shapes.value(shape, SH.severity) or SH.Violation))
    for message in shapes.objects(constraint, SH.message):
        text = _PLACEHOLDER.sub(lambda gap: _text(values.get(gap[1]), gap[0]), str(message))
        report.add((result, SH.resultMessage, rdflib.Literal(text, lang=getattr(message, "language", None))))


def _node(term: object) -> Node:
    if isinstance(term, Literal):
        datatype = None if term.language else rdflib.URIRef(term.datatype.value)
        return rdflib.Literal(term.value, lang=term.language, datatype=datatype, normalize=False)
    return rdflib.URIRef(getattr(term, "value", str(term)))


def _text(term: object, otherwise: str) -> str:
    return otherwise if term is None else str(getattr(term, "value", term))
