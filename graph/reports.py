"""The report of the checks in each form that it is told in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.report_html import report_page
from graph.report_json import report_json
from graph.report_rdf import report_turtle
from graph.report_text import report_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from graph.findings import Report

REPORTS: dict[str, Callable[[Report], str]] = {
    "text": report_text,
    "json": report_json,
    "turtle": report_turtle,
    "html": report_page,
}
"""The name of each form, and what writes it."""
