"""SPARQL constraints (SHACL 5), each evaluated with one query for all focus nodes instead of one query per node.

The pattern of the focus nodes is inserted at the start of the constraint's own pattern. The meaning stays the same:
`$this` takes the value of each focus node in turn. `lint.py` refuses the queries for which this would not hold.

A constraint whose GRAPH clause has `$this` for its property is evaluated for one node after the other.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

import rdflib
from rdflib.namespace import RDF, SH

from graph.core.errors import QueryRejected, ShapesUnsound
from graph.core.iris import shorten
from graph.shacl.focus import focus_pattern
from graph.shacl.rdflib_view import to_node
from graph.shacl.shapes import constraint_name
from graph.store.graph_clauses import written_patterns
from graph.store.query_rewriting import blanked
from graph.store.where_group import split

if TYPE_CHECKING:
    from rdflib.term import Node

    from graph.core.terms import Literal, NamedNode, Term
    from graph.store.store import GraphStore

    Bindings = dict[str, NamedNode | Literal]

_THIS = frozenset({"?this", "$this"})
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
    report: rdflib.Graph, store: GraphStore, shape: Node, shapes: rdflib.Graph, declared: dict[Node, Prefixes]
) -> None:
    """Evaluate the SPARQL constraints of a shape and add their results to a report.

    Raises:
        ShapesUnsound: a query cannot be run.
    """
    for constraint in sorted(shapes.objects(shape, SH.sparql), key=str):
        seen = set()
        prefixes = {p: n for owner in shapes.objects(constraint, SH.prefixes) for p, n in declared[owner].items()}
        for values in _solutions(store, shape, constraint, shapes, prefixes):
            if (solution := frozenset(values.items())) not in seen:
                seen.add(solution)
                _add_result(report, values, shape, constraint, shapes)


def _solutions(
    store: GraphStore, shape: Node, constraint: Node, shapes: rdflib.Graph, prefixes: Prefixes
) -> list[dict[str, Term]]:
    text = str(shapes.value(constraint, SH.select))
    at = blanked(text).index("{") + 1
    declared = "".join(f"PREFIX {name}: <{space}>\n" for name, space in prefixes.items())
    focus = focus_pattern(shape, shapes)
    try:
        if not _reads_properties_by_graph(text):
            return store.rows(f"{declared}{text[:at]} {focus} {text[at:]}")
        # With its property known, a GRAPH clause reads few triples, and the store need not copy all graphs for it.
        parts = split(text)
        needed = " . ".join(part.text for part in parts.parts if part.kind == "pattern") if parts else ""
        nodes = store.rows(f"{declared}SELECT DISTINCT ?this WHERE {{ {focus} {needed} }}")
        return [row for node in nodes for row in store.rows(declared + text, cast("Bindings", node))]
    except QueryRejected as error:
        name = shorten(constraint_name(shape, constraint))
        raise ShapesUnsound(f"A shape cannot be run: the query of {name}: {error}") from error


def _reads_properties_by_graph(text: str) -> bool:
    """Whether the focus node is the property of a pattern within GRAPH."""
    return any(pattern.verb in _THIS for pattern in written_patterns(text) or ())


def _add_result(
    report: rdflib.Graph, values: dict[str, Term], shape: Node, constraint: Node, shapes: rdflib.Graph
) -> None:
    """Add one result, as SHACL 5.3.2 maps a solution to it."""
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
