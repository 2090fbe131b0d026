"""Findings: the results of the checks with the labels, quotes and advice that a curator needs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING

from graph.core.iris import ENTITIES, local_name, term
from graph.core.terms import text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graph.core.quad_source import QuadSource

Statement = tuple[str, str, str]
"""A triple in the syntax of N-Triples. A blank node is `_:` for the result itself, and `_:-1`, `_:-1-2`, … below it."""

SEVERITIES = ("Violation", "Warning", "Info")
SEVERITY_NAMES = {
    "Violation": ("错误", "Wrong"),
    "Warning": ("文件的缺口或矛盾", "Gap in a paper"),
    "Info": ("须知", "To know"),
}
ADVICE = {
    "Violation": (
        "改正来源文件夹中的陈述或引文，再运行 kaifaqu build。",
        "Correct the claims or the quotes in the folder of the source, then run kaifaqu build.",
    ),
    "Warning": (
        "对照原文：若原文如此，保留并可写入 oddities.yaml；否则改正陈述。",
        "Compare with the words: if the paper is so, keep it and tell of it in oddities.yaml; else correct the claim.",
    ),
    "Info": ("无需改动；引用时请留意。", "There is nothing to change; keep it in mind when you cite."),
}


@dataclass(frozen=True)
class Quote:
    """A quote or citation, with the id of its source, such as `quzhou-2021`, and the IRI of its evidence if known."""

    source: str
    words: str
    evidence: str = ""


@dataclass(frozen=True)
class Finding:
    """One validation result.

    Attributes:
        severity: Violation, Warning or Info.
        shape: the prefixed name of the shape.
        focus: the IRI of the focus node.
        labels: the Chinese and the English label of the focus node; empty where there is none.
        path: the IRI of the property, or the property path in SPARQL syntax; empty where there is none.
        value: the value node; empty where there is none.
        messages: the Chinese and the English message; empty where there is none.
        quotes: the evidence of the value if that is a statement about something, and then of the focus node; or of the
            value alone, if the focus node has none.
        statements: the result in the SHACL report, sorted.
        title: the Chinese and the English label of the shape, or else its message; empty where there is none.
    """

    severity: str
    shape: str
    focus: str
    labels: tuple[str, str]
    path: str
    value: str
    messages: tuple[str, str]
    quotes: tuple[Quote, ...]
    statements: tuple[Statement, ...]
    title: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class FindingGroup:
    """The findings of one shape."""

    severity: str
    shape: str
    findings: tuple[Finding, ...]

    @property
    def title(self) -> tuple[str, str]:
        """The Chinese and the English title of the shape; its name where it has neither label nor message."""
        zh, en = self.findings[0].title
        return zh or en or self.shape, en or zh or self.shape


@dataclass(frozen=True)
class Report:
    """All findings by descending severity, and the number of focus nodes of each shape.

    Attributes:
        seconds: how long each shape took; empty where the checks were not run.
        sources: the sources that the findings are limited to; empty where they are of the whole graph.
        hidden: the number of findings of each severity that was not asked for; they are not among the findings.
    """

    findings: tuple[Finding, ...]
    focus_counts: dict[str, int]
    seconds: dict[str, float] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    hidden: Mapping[str, int] = field(default_factory=dict)

    def count(self, severity: str) -> int:
        """Return the number of findings with a severity."""
        return Counter(f.severity for f in self.findings)[severity]

    @property
    def conforms(self) -> bool:
        """Whether there is no violation. Warnings report gaps in the papers and do not count."""
        return self.count("Violation") == 0

    @property
    def groups(self) -> list[FindingGroup]:
        """The findings grouped by severity and shape."""
        grouped = groupby(self.findings, key=lambda f: (f.severity, f.shape))
        return [FindingGroup(severity, shape, tuple(findings)) for (severity, shape), findings in grouped]

    def only(self, least: str = SEVERITIES[-1], sources: tuple[str, ...] = ()) -> Report:
        """Return the report with only the findings of at least a severity and, if sources are given, of these.

        sources: names of sources from `source_names`. The report then covers these alone, and conforms if they do.
        """
        about = tuple(f for f in self.findings if not sources or _concerns(f, sources))
        return replace(self, findings=about, sources=sources).of(SEVERITIES[: SEVERITIES.index(least) + 1])

    def of(self, severities: Sequence[str]) -> Report:
        """Return the report with only the findings of some severities; the others are counted as hidden."""
        hidden = {s: count for s in SEVERITIES if s not in severities and (count := self.count(s))}
        return replace(self, findings=tuple(f for f in self.findings if f.severity in severities), hidden=hidden)


def _concerns(finding: Finding, sources: tuple[str, ...]) -> bool:
    """Whether a finding quotes a source, or is about its document, its text, or a clause or evidence of it."""
    named = set(finding.focus.removeprefix(ENTITIES).split("/")) if finding.focus.startswith(ENTITIES) else set()
    return bool(named & set(sources)) or any(quote.source in sources for quote in finding.quotes)


def source_names(source: QuadSource) -> dict[str, tuple[str, ...]]:
    """Return the names of each source with evidence: of its folder and its document, which are often the same."""
    names: dict[str, tuple[str, ...]] = {}
    for quad in source.match(None, term("source")):
        folder = text(quad.subject).removeprefix(ENTITIES).split("/")[1]
        document = local_name(text(quad.object))
        names[folder] = names[document] = tuple(sorted({folder, document}))
    return dict(sorted(names.items()))
