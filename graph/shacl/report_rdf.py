"""The report of the checks as a SHACL validation report (SHACL 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rdflib
from rdflib.namespace import RDF, SH, XSD

from graph.core.iris import prefixes
from graph.core.parsing import read_nquads

if TYPE_CHECKING:
    from rdflib.term import Node

    from graph.core.terms import Quad
    from graph.shacl.findings import Report


def report_turtle(report: Report) -> str:
    """Return the validation report in Turtle."""
    return _standard(report).serialize(format="turtle")


def report_quads(report: Report) -> list[Quad]:
    """Return the validation report as quads of the default graph."""
    return list(read_nquads(_standard(report).serialize(format="nt", encoding="utf-8")))


def _standard(report: Report) -> rdflib.Graph:
    """Return the findings as a SHACL report. Its `sh:conforms` is false with any result, sh:Info included (3.6.1).

    Blank nodes are named by the order of the findings, so that equal findings give equal bytes.
    """
    graph, head = rdflib.Graph(bind_namespaces="none"), rdflib.BNode("report")
    for prefix, namespace in prefixes().items():
        graph.bind(prefix, namespace)
    graph.add((head, RDF.type, SH.ValidationReport))
    graph.add((head, SH.conforms, rdflib.Literal(not report.findings, datatype=XSD.boolean)))
    for number, finding in enumerate(report.findings):
        names = {finding.result: rdflib.BNode(f"result{number:07}")}
        about = report.graph.cbd(finding.result)
        _name_nodes(finding.result, about, names)
        graph.add((head, SH.result, names[finding.result]))
        graph += [(names.get(s, s), p, names.get(o, o)) for s, p, o in about]
    return graph


def _name_nodes(node: Node, about: rdflib.Graph, names: dict[Node, rdflib.BNode]) -> None:
    """Name the blank nodes below a node, in the order of the properties that lead to them."""
    for _, value in sorted(about.predicate_objects(node)):
        if isinstance(value, rdflib.BNode) and value not in names:
            names[value] = rdflib.BNode(f"{names[node]}-{len(names)}")
            _name_nodes(value, about, names)
