"""The report of the checks as text for a curator: the findings, their quotes, and what to do."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from graph.core.excerpt import excerpt
from graph.core.iris import shorten
from graph.shacl.findings import ADVICE, SEVERITIES, SEVERITY_NAMES

if TYPE_CHECKING:
    from graph.shacl.findings import Finding, Report

_STYLES = {"Violation": "bold red", "Warning": "yellow", "Info": "cyan"}
_SHOWN_QUOTES = 3


def report_text(report: Report) -> str:
    """Return the findings by descending severity and by shape, and a summary.

    The text has colours if standard output is a terminal.
    """
    out = io.StringIO()
    console = Console(file=out, soft_wrap=True, highlight=False, force_terminal=Console().is_terminal)
    for severity in SEVERITIES:
        groups = [group for group in report.groups if group.severity == severity]
        if not groups:
            continue
        zh, en = SEVERITY_NAMES[severity]
        console.print(Text(f"{severity} · {zh} · {en}: {report.count(severity)}", _STYLES[severity]))
        for line in ADVICE[severity]:
            console.print(Text(f"→ {line}", "italic"))
        for group in groups:
            console.print(Text.assemble("\n  ", (group.shape, _STYLES[severity]), f" ({len(group.findings)})"))
            for finding in group.findings:
                _print_finding(finding, console)
        console.print()
    for line in summary(report):
        console.print(line)
    return out.getvalue()


def _print_finding(finding: Finding, console: Console) -> None:
    zh, en = finding.labels
    console.print(Text.assemble(f"    {zh or en}  ", (shorten(finding.focus), "dim")))
    for message in filter(None, finding.messages):
        console.print(Text(f"      {message}"))
    for quote in finding.quotes[:_SHOWN_QUOTES]:
        console.print(Text(f"      「{excerpt(quote.words)}」 {quote.source}", "dim"))
    if len(finding.quotes) > _SHOWN_QUOTES:
        console.print(Text(f"      … {len(finding.quotes) - _SHOWN_QUOTES} more", "dim"))


def summary(report: Report) -> tuple[str, str]:
    """Return the verdict and the counts in one sentence, in Chinese and in English."""
    shown = [s for s in SEVERITIES if report.count(s) or not report.hidden.get(s)]
    counted = ", ".join(f"{report.count(s)} {s.lower()}{'s'[: report.count(s) != 1]}" for s in shown)
    counted_zh = "、".join(f"{SEVERITY_NAMES[s][0]} {report.count(s)} 处" for s in shown)
    for severity, number in report.hidden.items():
        counted += f", {number} {severity.lower()}{'s'[: number != 1]} not shown"
        counted_zh += f"、{SEVERITY_NAMES[severity][0]} {number} 处未列出"
    shapes, nodes = len(report.focus_counts), sum(report.focus_counts.values())
    names = "、".join(report.sources)
    subject_zh, subject = (f"{names} 所说", f"What {names} says") if names else ("图谱", "The graph")
    verdict_zh, verdict = ("符合要求", "conforms") if report.conforms else ("不符合要求", "does not conform")
    return (
        f"{subject_zh}{verdict_zh}：{counted_zh}；{shapes} 个形状，{nodes} 个焦点节点。",
        f"{subject} {verdict}: {counted}; {shapes} shapes, {nodes} focus nodes.",
    )
