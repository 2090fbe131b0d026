"""The report of the checks as a SHACL validation report (SHACL 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.core.iris import RDF, SH, XSD, prefixes
from graph.core.parsing import read_nquads

if TYPE_CHECKING:
    from graph.core.terms import Quad
    from graph.shacl.findings import Report


def report_turtle(report: Report) -> str:
    """Return the validation report in Turtle."""
    import rdflib

    from graph.shacl.rdflib_view import to_node

    graph = rdflib.Graph(bind_namespaces="none")
    for prefix, namespace in prefixes().items():
        graph.bind(prefix, namespace)
    graph += [(to_node(q.subject), to_node(q.predicate), to_node(q.object)) for q in report_quads(report)]
    return graph.serialize(format="turtle")


def report_quads(report: Report) -> list[Quad]:
    """Return the validation report as quads of the default graph.

    Its `sh:conforms` is false with any result, sh:Info included (3.6.1). Blank nodes are named by the order of the
    findings, so that equal findings give equal bytes.
    """
    conforms = "false" if report.findings else "true"
    lines = [
        f"_:report <{RDF}type> <{SH}ValidationReport> .",
        f'_:report <{SH}conforms> "{conforms}"^^<{XSD}boolean> .',
    ]
    for number, finding in enumerate(report.findings):
        name = f"_:result{number:07}"
        lines.append(f"_:report <{SH}result> {name} .")
        lines += [
            " ".join(f"{name}{part[2:]}" if part.startswith("_:") else part for part in parts) + " ."
            for parts in finding.statements
        ]
    return list(read_nquads("\n".join(lines).encode()))
