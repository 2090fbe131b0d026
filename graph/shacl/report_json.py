"""The report of the checks as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from graph.shacl.findings import ADVICE, SEVERITIES

if TYPE_CHECKING:
    from graph.shacl.findings import Finding, Report


def report_json(report: Report) -> str:
    """Return an object with `conforms`, `focusNodes` by shape, and `findings`; `counts` and `advice` by severity.

    `notShown` counts the findings of severities that were not asked for.

    A finding has `severity`, `shape`, `focus`, `label`, `message`, `evidence`, and `path` and `value` if there are any.
    """
    told = {
        "conforms": report.conforms,
        "counts": {severity: report.count(severity) for severity in SEVERITIES},
        "notShown": dict(report.hidden),
        "focusNodes": dict(sorted(report.focus_counts.items())),
        "advice": {severity: dict(zip(("zh", "en"), lines, strict=True)) for severity, lines in ADVICE.items()},
        "findings": [_finding(finding) for finding in report.findings],
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _finding(finding: Finding) -> dict[str, Any]:
    told = {
        "severity": finding.severity,
        "shape": finding.shape,
        "focus": finding.focus,
        "label": _both(finding.labels),
        "path": finding.path,
        "value": finding.value,
        "message": _both(finding.messages),
        "evidence": [{"source": quote.source, "quote": quote.words} for quote in finding.quotes],
    }
    return {name: value for name, value in told.items() if value != ""}


def _both(texts: tuple[str, str]) -> dict[str, str]:
    return {language: text for language, text in zip(("zh", "en"), texts, strict=True) if text}
