"""The report of the checks as HTML: a fragment for pages of the service, and a complete page."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from graph.core.names import shorten
from graph.shacl.findings import ADVICE, SEVERITIES, SEVERITY_NAMES
from graph.shacl.report_text import summary

if TYPE_CHECKING:
    from collections.abc import Callable

    from graph.shacl.findings import Finding, Group, Report

LANGUAGES = ("zh", "en")
_STYLE = """
body { max-width: 52rem; margin: 2rem auto; padding: 0 1rem; color: #222; line-height: 1.6;
  font-family: system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; }
.finding { border-left: 3px solid #ccc; margin: 1rem 0; padding: 0 1rem; }
.finding p { margin: .2rem 0; } .advice, .finding code, blockquote cite { color: #666; }
blockquote { margin: .3rem 0; } h2.Violation { color: #b3261e; } h2.Warning { color: #8a5a00; }
"""


def report_page(report: Report) -> str:
    """Return a page in both languages, without scripts and external resources."""
    return (
        '<!doctype html>\n<html lang="zh"><head><meta charset="utf-8"><title>检查 · Checks</title>'
        f"<style>{_STYLE}</style></head>\n<body><h1>检查 <span lang='en'>Checks</span></h1>\n"
        f"{report_part(report, LANGUAGES, lambda iri: iri)}</body></html>\n"
    )


def report_part(report: Report, languages: tuple[str, ...], link: Callable[[str], str | None]) -> str:
    """Return the findings by severity and shape in some languages. `link` gives the address of an IRI, or None."""
    parts = [f'<p class="summary">{_spans(summary(report), languages, "<br>")}</p>']
    for severity in SEVERITIES:
        groups = [group for group in report.groups if group.severity == severity]
        if groups:
            names = _spans(SEVERITY_NAMES[severity], languages, " ")
            count = f'<span class="count">{report.count(severity)}</span>'
            parts.append(f'<h2 id="{severity}" class="{severity}">{names} {count}</h2>')
            parts.append(f'<p class="advice">{_spans(ADVICE[severity], languages, "<br>")}</p>')
            parts += [_group(group, languages, link) for group in groups]
    return "\n".join(parts)


def _group(group: Group, languages: tuple[str, ...], link: Callable[[str], str | None]) -> str:
    findings = "\n".join(_finding(finding, languages, link) for finding in group.findings)
    head = f"<h3><code>{escape(group.shape)}</code> {len(group.findings)}</h3>"
    return f'<section id="{escape(group.shape)}">{head}\n{findings}</section>'


def _finding(finding: Finding, languages: tuple[str, ...], link: Callable[[str], str | None]) -> str:
    href, code = link(finding.focus), escape(shorten(finding.focus))
    name = _spans(finding.labels, languages, " ") or code
    out = ' rel="noopener"' if href and href.startswith(("http://", "https://")) else ""
    head = f'<a href="{escape(href)}"{out}>{name}</a>' if href else name
    quotes = "".join(
        f'<blockquote lang="zh">{escape(quote.words)} <cite>{escape(quote.source)}</cite></blockquote>'
        for quote in finding.quotes
    )
    messages = _spans(finding.messages, languages, "</p><p>")
    return f'<article class="finding"><p><b>{head}</b> <code>{code}</code></p><p>{messages}</p>{quotes}</article>'


def _spans(texts: tuple[str, str], languages: tuple[str, ...], between: str) -> str:
    """Return the texts in the wanted languages; if all of these are empty, in the other one."""
    told = {language: text for language, text in zip(LANGUAGES, texts, strict=True) if text}
    chosen = [language for language in languages if language in told] or list(told)
    return between.join(f'<span lang="{language}">{escape(told[language])}</span>' for language in chosen)
