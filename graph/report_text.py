"""A report of the checks as text for a curator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from graph.names import shorten
from graph.validation import SEVERITIES, Report

if TYPE_CHECKING:
    from rich.console import Console

_STYLES = {"Violation": "bold red", "Warning": "yellow", "Info": "cyan"}


def print_report(report: Report, console: Console) -> None:
    """Print the findings, the gravest first, and a summary of what was checked."""
    for finding in report.findings:
        zh, en = finding.labels
        head = Text.assemble(
            (finding.severity, _STYLES[finding.severity]), f"  {zh or en}  ", (shorten(finding.focus), "dim")
        )
        console.print(head, soft_wrap=True)
        for message in filter(None, finding.messages):
            console.print(Text(f"    {message}"), soft_wrap=True)
    counted = ", ".join(f"{report.count(s)} {s.lower()}{'s'[: report.count(s) != 1]}" for s in SEVERITIES)
    nodes = sum(report.focus_counts.values())
    verdict = "The graph conforms" if report.conforms else "The graph does not conform"
    console.print(f"{verdict}: {counted}; {len(report.focus_counts)} shapes, {nodes} focus nodes.", soft_wrap=True)
