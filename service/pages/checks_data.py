"""The findings of the checks as data, and the query behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.pages.page_download import MOST_NAMED, ViewData, joined, query_naming

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graph.shacl.findings import Report
    from service.web.negotiation import Language

_CHECKS = ("severity", "shape", "title", "focus", "label", "path", "value", "message", "paper", "quote")
_CHECKS_QUERY = """SELECT ?thing ?name ?words WHERE {
  VALUES ?thing { %s }
  OPTIONAL { ?thing skos:prefLabel|rdfs:label ?name }
  OPTIONAL { ?thing kq:evidence/(kq:quote|kq:citation) ?words }
} ORDER BY ?thing"""


def checks_data(report: Report, language: Language) -> ViewData:
    """The findings of the checks. Their JSON is the report of `graph.shacl.report_json`."""
    place = 0 if language == "zh" else 1

    def lines() -> Iterator[dict[str, str]]:
        for finding in report.findings:
            yield {
                "severity": finding.severity,
                "shape": finding.shape,
                "title": finding.title[place],
                "focus": finding.focus,
                "label": finding.labels[place],
                "path": finding.path,
                "value": finding.value,
                "message": finding.messages[place],
                "paper": joined(quote.source for quote in finding.quotes),
                "quote": joined(quote.words for quote in finding.quotes),
            }

    nodes = list(dict.fromkeys(finding.focus for finding in report.findings if finding.focus.startswith("http")))
    query = query_naming(_CHECKS_QUERY, nodes) if 0 < len(nodes) <= MOST_NAMED else ""
    return ViewData("checks", _CHECKS, lines, query)
