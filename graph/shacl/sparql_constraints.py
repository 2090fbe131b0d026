"""SPARQL constraints (SHACL 5) as set queries: each is asked once for all its focus nodes, not once for each.

The pattern of the focus nodes is put at the head of the constraint's own pattern, which leaves its meaning: `$this`
takes the value of each focus node in turn. What `shape_soundness.py` demands makes sure of it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import rdflib
from rdflib.namespace import RDF, SH

from graph.core.errors import QueryRejected, ShapesUnsound
from graph.core.names import shorten
from graph.shacl.focus import focus_pattern
from graph.shacl.rdflib_view import to_node
from graph.shacl.shapes import constraint_name
from graph.store import query_text

if TYPE_CHECKING:
    from rdflib.term import Node

    from graph.core.names import Term
    from graph.store.store import GraphStore

_PLACEHOLDER = re.compile(r"\{[?$](\w+)\}")


def add_query_results(report: rdflib.Graph, store: GraphStore, shape: Node, shapes: rdflib.Graph) -> None:
    """Ask the SPARQL constraints of a shape and add their results to a report.

    Raises ShapesUnsound where a query cannot be run.
    """
    for constraint in sorted(shapes.objects(shape, SH.sparql), key=str):
        seen = set()
        for values in _ask(store, shape, constraint, shapes):
            if (solution := frozenset(values.items())) not in seen:
                seen.add(solution)
                _add_result(report, values, shape, constraint, shapes)


def _ask(store: GraphStore, shape: Node, constraint: Node, shapes: rdflib.Graph) -> list[dict[str, Term]]:
    text = str(shapes.value(constraint, SH.select))
    at = query_text.blanked(text).index("{") + 1
    declared = "".join(f"PREFIX {name}: <{space}>\n" for name, space in _prefixes(constraint, shapes).items())
    try:
        return store.rows(f"{declared}{text[:at]} {focus_pattern(shape, shapes)} {text[at:]}")
    except QueryRejected as error:
        name = shorten(constraint_name(shape, constraint))
        raise ShapesUnsound(f"A shape cannot be run: the query of {name}: {error}") from error


def _prefixes(constraint: Node, shapes: rdflib.Graph) -> dict[str, str]:
    return {
        str(shapes.value(declaration, SH.prefix)): str(shapes.value(declaration, SH.namespace))
        for owner in shapes.objects(constraint, SH.prefixes)
        for declaration in shapes.objects(owner, SH.declare)
    }


def _add_result(
    report: rdflib.Graph, values: dict[str, Term], shape: Node, constraint: Node, shapes: rdflib.Graph
) -> None:
    """One result as SHACL 5.3.2 maps a solution to it."""
    result, focus = rdflib.BNode(), to_node(values["this"])
    report.add((result, RDF.type, SH.ValidationResult))
    report.add((result, SH.focusNode, focus))
    report.add((result, SH.value, to_node(values["value"]) if "value" in values else focus))
    if "path" in values:
        report.add((result, SH.resultPath, to_node(values["path"])))
    report.add((result, SH.sourceShape, shape))
    report.add((result, SH.sourceConstraint, constraint))
    report.add((result, SH.sourceConstraintComponent, SH.SPARQLConstraintComponent))
    report.add((result, SH.resultSeverity, shapes.value(shape, SH.severity) or SH.Violation))
    for message in shapes.objects(constraint, SH.message):
        text = _PLACEHOLDER.sub(lambda gap: _text(values.get(gap[1]), gap[0]), str(message))
        report.add((result, SH.resultMessage, rdflib.Literal(text, lang=getattr(message, "language", None))))


def _text(term: object, otherwise: str) -> str:
    return otherwise if term is None else str(getattr(term, "value", term))
