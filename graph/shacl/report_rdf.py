"""A report of the checks in RDF: the validation report of SHACL (section 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rdflib
from rdflib.namespace import RDF, SH, XSD

from graph.core.names import prefixes
from graph.core.parsing import read_nquads

if TYPE_CHECKING:
    from graph.core.terms import Quad
    from graph.shacl.findings import Report


def report_turtle(report: Report) -> str:
    """The validation report in Turtle."""
    return _standard(report).serialize(format="turtle")


def report_quads(report: Report) -> list[Quad]:
    """The validation report as quads of the default graph."""
    return list(read_nquads(_standard(report).serialize(format="nt", encoding="utf-8")))


def _standard(report: Report) -> rdflib.Graph:
    """The findings of a report as SHACL reports them. There, `sh:conforms` is false with any result, info included."""
    graph, head = rdflib.Graph(bind_namespaces="none"), rdflib.BNode()
    for prefix, namespace in prefixes().items():
        graph.bind(prefix, namespace)
    graph.add((head, RDF.type, SH.ValidationReport))
    graph.add((head, SH.conforms, rdflib.Literal(not report.findings, datatype=XSD.boolean)))
    for finding in report.findings:
        graph.add((head, SH.result, finding.result))
        graph += report.graph.cbd(finding.result)
    return graph
