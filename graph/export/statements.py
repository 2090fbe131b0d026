"""The dataset as a table: one row for each asserted, editorial or derived triple and each piece of its evidence."""

from __future__ import annotations

import json
from collections import defaultdict
from itertools import product
from typing import TYPE_CHECKING

from graph.core.iris import (
    CATALOGUE_GRAPH,
    DERIVED_GRAPH,
    EVIDENCE_GRAPH,
    ONTOLOGY_GRAPH,
    REIFICATION,
    TYPE,
    asserted_graph,
    term,
)
from graph.core.labels import NAMING, label_of
from graph.core.spreadsheet import csv_lines
from graph.core.terms import Literal, NamedNode, text
from graph.export.paper_graphs import graphs_of_paper
from graph.rdf.quads import claim_iri

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from graph.core.terms import Quad, Term
    from graph.store.store import GraphStore

COLUMNS = (
    *("graph", "subject", "subject_label", "predicate", "predicate_label", "object", "object_label"),
    *("datatype", "lang", "source", "clause", "start", "end", "quote", "rule", "citation"),
)
_OWN = frozenset(term(name) for name in ("because", "rule", "evidence"))
_APART = frozenset({CATALOGUE_GRAPH, EVIDENCE_GRAPH, ONTOLOGY_GRAPH})
_EVIDENCE_COLUMNS = ("source", "clause", "start", "end", "quote", "citation")
_OF_EVIDENCE = tuple(map(term, _EVIDENCE_COLUMNS))
_OF_CLAIM = (term("evidence"), term("rule"))


def statement_rows(store: GraphStore, paper: str = "") -> Iterator[dict[str, str]]:
    """The rows, sorted.

    Keys are COLUMNS; start and end are offsets of characters in the source's text; what there is none of is empty.

    paper: the name of a paper, for what it and its editors say alone. Raises EmptySelection if there is no such paper.
    """
    graphs = graphs_of_paper(store, paper) if paper else (None,)
    quads = [quad for graph in graphs for quad in store.quads(None, None, None, graph)]
    table = _StatementTable(store, quads if paper else None)
    rows = [row for quad in quads if table.has(quad) for row in table.rows(quad)]
    yield from sorted(rows, key=lambda row: [row[column] for column in COLUMNS])


class _StatementTable:
    """What the rows need beside the quads: reified triples, their evidence and labels, each read once for all."""

    def __init__(self, store: GraphStore, quads: Sequence[Quad] | None) -> None:
        """quads: those of one paper, for what these need; None for what all quads need."""
        self._store = store
        self._about_rules: set[Term] = set()
        self._labels: dict[Term, list[Quad]] = defaultdict(list)
        self._values: dict[Term, dict[NamedNode, set[Term]]] = defaultdict(lambda: defaultdict(set))
        self._inferences: dict[tuple[Term, ...], list[Term]] = defaultdict(list)
        if quads is None:
            self._read_all()
        else:
            self._read_for(quads)

    def _read_all(self) -> None:
        kinds = (term("Inference"), term("DerivationRule"))
        by_kind: dict[Term, set[Term]] = {kind: set() for kind in kinds}
        for quad in self._store.quads(None, TYPE, kinds, DERIVED_GRAPH):
            by_kind[quad.object].add(quad.subject)
        self._about_rules = by_kind[kinds[0]] | by_kind[kinds[1]]
        self._read_labels(None)
        self._read_values(None, [*_OF_CLAIM, *_OF_EVIDENCE, *REIFICATION])
        for node in sorted(by_kind[kinds[0]], key=str):
            for triple in product(*(self._values[node][part] for part in REIFICATION)):
                self._inferences[triple].append(node)

    def _read_for(self, quads: Sequence[Quad]) -> None:
        """Read what the quads of one paper need. It derives nothing, so its claims are known by their names."""
        self._read_labels({node for quad in quads for node in quad.triple if not isinstance(node, Literal)})
        claims = {claim for quad in quads for claim in self._reifications(quad)}
        self._read_values(claims, _OF_CLAIM)
        evidence = {node for claim in claims for node in self._values[claim][term("evidence")]}
        self._read_values(evidence, _OF_EVIDENCE)

    def _read_labels(self, nodes: Collection[Term] | None) -> None:
        for quad in self._store.match(nodes, NAMING):
            self._labels[quad.subject].append(quad)

    def _read_values(self, nodes: Collection[Term] | None, properties: Iterable[NamedNode]) -> None:
        for quad in self._store.match(nodes, properties):
            self._values[quad.subject][quad.predicate].add(quad.object)

    def has(self, quad: Quad) -> bool:
        """Whether a quad is a statement, and not of the ontology, the evidence or the catalogue, nor about another."""
        if quad.graph_name in _APART:
            return False
        return quad.graph_name != DERIVED_GRAPH or not (quad.predicate in _OWN or quad.subject in self._about_rules)

    def rows(self, quad: Quad) -> Iterator[dict[str, str]]:
        """The rows of a statement, one for each piece of evidence, at least one."""
        row = self._row(quad)
        found = False
        for node in self._reifications(quad):
            rule = self._first(node, "rule")
            for evidence in sorted(self._values[node][term("evidence")], key=str):
                found = True
                yield row | {name: self._first(evidence, name) for name in _EVIDENCE_COLUMNS} | {"rule": rule}
            if rule and not found:
                found = True
                yield row | {"rule": rule}
        if not found:
            yield row

    def _row(self, quad: Quad) -> dict[str, str]:
        value = quad.object
        return dict.fromkeys(COLUMNS, "") | {
            "graph": text(quad.graph_name),
            "subject": text(quad.subject),
            "subject_label": self._label(quad.subject),
            "predicate": text(quad.predicate),
            "predicate_label": self._label(quad.predicate),
            "object": text(value),
            "object_label": "" if isinstance(value, Literal) else self._label(value),
            "datatype": value.datatype.value if isinstance(value, Literal) and not value.language else "",
            "lang": (value.language or "") if isinstance(value, Literal) else "",
        }

    def _reifications(self, quad: Quad) -> list[Term]:
        """The claim that the paper of a graph makes by a triple, or the inferences of a derived triple."""
        if quad.graph_name == DERIVED_GRAPH:
            return self._inferences.get((quad.subject, quad.predicate, quad.object), [])
        name = text(quad.graph_name)
        if not name.startswith(asserted_graph("").value):
            return []
        return [claim_iri(quad.triple, name.removeprefix(asserted_graph("").value))]

    def _label(self, node: Term) -> str:
        """The Chinese label of a node, else the English one, else nothing."""
        zh, en = label_of(self._labels.get(node, ()))
        return zh or en

    def _first(self, node: Term, name: str) -> str:
        return next(map(text, sorted(self._values[node][term(name)], key=str)), "")


def write_csv(store: GraphStore, paper: str = "") -> str:
    """The rows as CSV for spreadsheets, with a heading; cells that would be formulas are guarded."""
    return "".join(csv_lines(COLUMNS, ([row[column] for column in COLUMNS] for row in statement_rows(store, paper))))


def write_jsonl(store: GraphStore, paper: str = "") -> str:
    """The rows as JSON Lines, one object with all columns a line."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in statement_rows(store, paper))
