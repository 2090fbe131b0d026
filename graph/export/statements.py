"""The dataset as a table: one row for each asserted, editorial or derived triple and each piece of its evidence."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from graph.core.labels import label_in
from graph.core.names import (
    CATALOGUE_GRAPH,
    DERIVED_GRAPH,
    EVIDENCE_GRAPH,
    ONTOLOGY_GRAPH,
    REIFICATION,
    TYPE,
    asserted_graph,
    term,
)
from graph.core.spreadsheet import csv_lines
from graph.core.terms import Literal
from graph.rdf.quads import claim_iri

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graph.core.names import Term
    from graph.core.terms import Quad
    from graph.store.store import GraphStore

COLUMNS = (
    *("graph", "subject", "subject_label", "predicate", "predicate_label", "object", "object_label"),
    *("datatype", "lang", "source", "clause", "start", "end", "quote", "rule", "citation"),
)
_OWN = frozenset(term(name) for name in ("because", "rule", "evidence"))


def statement_rows(store: GraphStore) -> Iterator[dict[str, str]]:
    """The rows, sorted.

    Keys are COLUMNS; start and end are offsets of characters in the source's text; what there is none of is empty.
    """
    rows = [row for quad in store.quads() if _is_statement(quad, store) for row in _rows(quad, store)]
    yield from sorted(rows, key=lambda row: [row[column] for column in COLUMNS])


def _is_statement(quad: Quad, store: GraphStore) -> bool:
    """Not the ontology, the evidence or the catalogue, and not the nodes that stand for derived triples."""
    if quad.graph_name in (CATALOGUE_GRAPH, EVIDENCE_GRAPH, ONTOLOGY_GRAPH):
        return False
    if quad.graph_name != DERIVED_GRAPH:
        return True
    about_rule = (quad.subject, TYPE, term("Inference")), (quad.subject, TYPE, term("DerivationRule"))
    return quad.predicate not in _OWN and not any(any(store.quads(*t, DERIVED_GRAPH)) for t in about_rule)


def _rows(quad: Quad, store: GraphStore) -> Iterator[dict[str, str]]:
    value = quad.object
    literal = isinstance(value, Literal)
    row = dict.fromkeys(COLUMNS, "") | {
        "graph": _text(quad.graph_name),
        "subject": _text(quad.subject),
        "subject_label": _label(quad.subject, store),
        "predicate": _text(quad.predicate),
        "predicate_label": _label(quad.predicate, store),
        "object": _text(value),
        "object_label": "" if literal else _label(value, store),
        "datatype": value.datatype.value if isinstance(value, Literal) and not value.language else "",
        "lang": (value.language or "") if isinstance(value, Literal) else "",
    }
    found = False
    for node in _reifications(quad, store):
        rule = _first(store, node, "rule")
        for evidence in _objects(store, node, "evidence"):
            found = True
            yield row | _place(store, evidence) | {"rule": rule}
        if rule and not found:
            found = True
            yield row | {"rule": rule}
    if not found:
        yield row


def _reifications(quad: Quad, store: GraphStore) -> list[Term]:
    """The claim that the paper of a graph makes by a triple, or the inferences of a derived triple."""
    if quad.graph_name == DERIVED_GRAPH:
        subjects = {q.subject for q in store.triples(None, REIFICATION[0], quad.subject)}
        for part, value in zip((*REIFICATION[1:], TYPE), (quad.predicate, quad.object, term("Inference")), strict=True):
            subjects = {s for s in subjects if any(store.triples(s, part, value))}
        return sorted(subjects, key=str)
    name = _text(quad.graph_name)
    if not name.startswith(asserted_graph("").value):
        return []
    return [claim_iri(quad.triple, name.removeprefix(asserted_graph("").value))]


def _place(store: GraphStore, evidence: Term) -> dict[str, str]:
    return {name: _first(store, evidence, name) for name in ("source", "clause", "start", "end", "quote", "citation")}


def _label(node: Term, store: GraphStore) -> str:
    """The Chinese label of a node, else the English one, else nothing."""
    zh, en = label_in(store.store, node)  # type: ignore[arg-type]  # a literal is nobody's subject
    return zh or en


def _objects(store: GraphStore, node: Term, name: str) -> list[Term]:
    return sorted({q.object for q in store.triples(node, term(name))}, key=str)  # type: ignore[arg-type]  # as above


def _first(store: GraphStore, node: Term, name: str) -> str:
    return next(map(_text, _objects(store, node, name)), "")


def _text(node: object) -> str:
    return str(getattr(node, "value", node))


def write_csv(store: GraphStore) -> str:
    """The rows as CSV for spreadsheets, with a heading; cells that would be formulas are guarded."""
    return "".join(csv_lines(COLUMNS, ([row[column] for column in COLUMNS] for row in statement_rows(store))))


def write_jsonl(store: GraphStore) -> str:
    """The rows as JSON Lines, one object with all columns a line."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in statement_rows(store))
