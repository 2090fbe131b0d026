"""The report of the checks as a SHACL validation report (SHACL 3)."""

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
    """Return the validation report in Turtle."""
    return _standard(report).serialize(format="turtle")


def report_quads(report: Report) -> list[Quad]:
    """Return the validation report as quads of the default graph."""
    return list(read_nquads(_standard(report).serialize(format="nt", encoding="utf-8")))


def _standard(report: Report) -> rdflib.Graph:
    """Return the findings as a SHACL report. Its `sh:conforms` is false with any result, sh:Info included (3.6.1)."""
    graph, head = rdflib.Graph(bind_namespaces="none"), rdflib.BNode()
    for prefix, namespace in prefixes().items():
        graph.bind(prefix, namespace)
    graph.add((head, RDF.type, SH.ValidationReport))
    graph.add((head, SH.conforms, rdflib.Literal(not report.findings, datatype=XSD.boolean)))
    for finding in report.findings:
        graph.add((head, SH.result, finding.result))
        graph += report.graph.cbd(finding.result)
    return graph
