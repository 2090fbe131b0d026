"""The report of the checks in each format."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graph.shacl.findings import Report

REPORTS = ("text", "json", "turtle", "html")
"""The names of the formats."""


def write_report(name: str, report: Report) -> str:
    """Return the report in a format.

    Raises:
        ValueError: there is no format of this name.
    """
    from graph.shacl.report_html import report_page
    from graph.shacl.report_json import report_json
    from graph.shacl.report_rdf import report_turtle
    from graph.shacl.report_text import report_text

    writers = (report_text, report_json, report_turtle, report_page)
    return writers[REPORTS.index(name)](report)
