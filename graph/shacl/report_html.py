"""The report of the checks as HTML: a fragment for pages of the service, and a complete page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from markupsafe import Markup

from graph.core.excerpt import excerpt
from graph.core.html import templates
from graph.core.iris import shorten
from graph.shacl.findings import ADVICE, SEVERITIES, SEVERITY_NAMES
from graph.shacl.report_text import summary

if TYPE_CHECKING:
    from collections.abc import Callable

    from graph.shacl.findings import FindingGroup, Report

LANGUAGES = ("zh", "en")


class _Section(NamedTuple):
    """The findings of one severity, with its names and what to do about it in Chinese and English."""

    severity: str
    names: tuple[str, str]
    advice: tuple[str, str]
    total: int
    groups: list[FindingGroup]


def report_page(report: Report) -> str:
    """Return a page in both languages, without scripts and external resources."""
    return templates().get_template("report.html").render(_values(report, LANGUAGES, lambda iri: iri))


def report_part(report: Report, languages: tuple[str, ...], link: Callable[[str], str | None]) -> str:
    """Return the findings by severity and shape, as a part of a page.

    Args:
        report: The report.
        languages: The languages of the texts, of zh and en.
        link: From an IRI to where it leads, None for nowhere; from evidence into the paper.
    """
    values = _values(report, languages, link) | {"read": ("在原文中看", "Read in the paper")}
    return templates().get_template("report_part.html").render(values)


def _values(report: Report, languages: tuple[str, ...], link: Callable[[str], str | None]) -> dict[str, Any]:
    def chosen(texts: tuple[str, str]) -> list[tuple[str, str]]:
        """The texts in the languages wanted, or in the other one where they are empty there."""
        told = {language: text for language, text in zip(LANGUAGES, texts, strict=True) if text}
        return [(language, told[language]) for language in languages if language in told] or list(told.items())

    sections = [
        _Section(severity, SEVERITY_NAMES[severity], ADVICE[severity], report.count(severity), groups)
        for severity in SEVERITIES
        if (groups := [group for group in report.groups if group.severity == severity])
    ]
    return {
        "summary": summary(report),
        "sections": sections,
        "chosen": chosen,
        "link": link,
        "shorten": shorten,
        "excerpt": excerpt,
        "read": None,
        "break": Markup("<br>"),
    }
