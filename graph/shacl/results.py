"""Reads the results of a SHACL report as findings: with labels, quotes, and the path as text."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import rdflib
from rdflib.extras.shacl import parse_shacl_path
from rdflib.namespace import RDF, RDFS, SH

from graph.core.iris import ENTITIES, local_name, shorten, term
from graph.core.labels import labels_in
from graph.core.terms import NamedNode, text
from graph.shacl.findings import SEVERITIES, Finding, Quote
from graph.shacl.rdflib_view import to_term
from graph.shacl.shapes import speaker

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rdflib.term import Node

    from graph.core.quad_source import QuadSource
    from graph.core.terms import Term
    from graph.shacl.findings import Statement

_PARTS_OF_STATEMENT = 3
_SOURCE, _WORDS = term("source"), (term("quote"), term("citation"))


def read_findings(report: rdflib.Graph, source: QuadSource, shapes: rdflib.Graph) -> tuple[Finding, ...]:
    """Return the results of a SHACL report as findings, by descending severity."""
    results = list(report.subjects(RDF.type, SH.ValidationResult))
    nodes = {node for result in results for p in (SH.focusNode, SH.value) if (node := report.value(result, p))}
    named = [NamedNode(str(node)) for node in nodes if isinstance(node, rdflib.URIRef)]
    labels, quotes = labels_in(source, named), _quotes(source, named)
    found = [_finding(result, report, labels, quotes, shapes) for result in results]
    return tuple(
        sorted(found, key=lambda f: (SEVERITIES.index(f.severity), f.shape, f.focus, f.value, f.messages, f.path))
    )


def _finding(
    result: Node,
    report: rdflib.Graph,
    labels: dict[Term, tuple[str, str]],
    quotes: dict[str, tuple[Quote, ...]],
    shapes: rdflib.Graph,
) -> Finding:
    focus, path, value = (report.value(result, p) for p in (SH.focusNode, SH.resultPath, SH.value))
    messages = _texts(report.objects(result, SH.resultMessage))
    shape = rdflib.URIRef(speaker(report.value(result, SH.sourceShape), shapes))
    title = _texts(shapes.objects(shape, RDFS.label)) or _texts(shapes.objects(shape, SH.message))
    return Finding(
        severity=str(report.value(result, SH.resultSeverity)).removeprefix(str(SH)),
        shape=shorten(str(shape)),
        focus=str(focus),
        labels=labels.get(NamedNode(focus), ("", "")) if isinstance(focus, rdflib.URIRef) else ("", ""),
        path=_path(path, report),
        value=str(value if value is not None else ""),
        messages=(messages.get("zh", ""), messages.get("en") or messages.get(None, "")),
        quotes=_chosen_quotes(_quotes_of(quotes, focus), _quotes_of(quotes, value), str(value)),
        statements=_statements(result, report),
        title=(title.get("zh", ""), title.get("en") or title.get(None, "")),
    )


def _statements(result: Node, report: rdflib.Graph) -> tuple[Statement, ...]:
    """Return the triples of a result and of the blank nodes below it.

    Blank nodes are numbered in the order of the properties that lead to them, so that equal results are equal.
    """
    names, nodes, triples = {result: "_:"}, [result], []

    def written(node: Node) -> str:
        return names[node] if node in names else str(to_term(node))

    def name_below(node: Node) -> None:
        for _, value in sorted(report.predicate_objects(node)):
            if isinstance(value, rdflib.BNode) and value not in names:
                names[value] = f"{names[node]}-{len(names)}"
                nodes.append(value)
                name_below(value)

    name_below(result)
    for node in nodes:
        triples += [(names[node], written(p), written(o)) for p, o in report.predicate_objects(node)]
    return tuple(sorted(triples))


def _texts(values: Iterable[Node]) -> dict[str | None, str]:
    """Literals by language."""
    return {getattr(value, "language", None): str(value) for value in values}


def _path(path: Node | None, report: rdflib.Graph) -> str:
    """Return a path as text: the IRI of a property, or a property path in SPARQL syntax."""
    if path is None or isinstance(path, rdflib.URIRef):
        return str(path or "")
    return str(parse_shacl_path(report, path).n3())


def _quotes(source: QuadSource, nodes: list[NamedNode]) -> dict[str, tuple[Quote, ...]]:
    """Return the quotes and citations of some nodes by IRI, in the order of their evidence. Asks twice."""
    pieces: dict[Term, set[Term]] = {node: set() for node in nodes}
    for quad in source.match(nodes, term("evidence")):
        pieces[quad.subject].add(quad.object)
    told: dict[Term, dict[NamedNode, set[str]]] = defaultdict(lambda: defaultdict(set))
    carriers = {piece for found in pieces.values() for piece in found}.union(nodes)
    for quad in source.match(carriers, (_SOURCE, *_WORDS)):
        told[quad.subject][quad.predicate].add(text(quad.object))
    return {
        text(node): tuple(
            Quote(local_name(source_iri), said, text(piece))
            for piece in [node, *sorted(found, key=str)]
            for source_iri in sorted(told[piece][_SOURCE])
            for said in sorted(set().union(*(told[piece][name] for name in _WORDS)))
        )
        for node, found in pieces.items()
    }


def _chosen_quotes(of_focus: tuple[Quote, ...], of_value: tuple[Quote, ...], value: str) -> tuple[Quote, ...]:
    """The quotes of a focus node; those of a value first, if it is a statement: one of dozens is about the figure.

    The IRI of a statement has three parts, because it begins with what it is about: area-statement/zhizao-new-city/….
    """
    if not of_focus or len(value.removeprefix(ENTITIES).split("/")) == _PARTS_OF_STATEMENT:
        return tuple(dict.fromkeys((*of_value, *of_focus)))
    return of_focus


def _quotes_of(quotes: dict[str, tuple[Quote, ...]], node: Node | None) -> tuple[Quote, ...]:
    return quotes.get(str(node), ()) if isinstance(node, rdflib.URIRef) else ()
