"""Findings: the results of a SHACL report with the labels, quotes and advice that a curator needs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING

import rdflib
from rdflib.extras.shacl import parse_shacl_path
from rdflib.namespace import RDF, SH

from graph.core.labels import label_in
from graph.core.names import ENTITIES, local_name, shorten, term
from graph.core.terms import NamedNode
from graph.shacl.shapes import speaker

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyoxigraph import Store
    from rdflib.term import Node

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
    """A quote or citation, with the id of its source, such as `quzhou-2021`."""

    source: str
    words: str


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
        quotes: the evidence of the focus node, or of the value if the focus node has none.
        result: the node of the result in the SHACL report.
    """

    severity: str
    shape: str
    focus: str
    labels: tuple[str, str]
    path: str
    value: str
    messages: tuple[str, str]
    quotes: tuple[Quote, ...]
    result: Node


@dataclass(frozen=True)
class Group:
    """The findings of one shape."""

    severity: str
    shape: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Report:
    """All findings by descending severity, the focus nodes and seconds of each shape, and the SHACL report.

    sources: the sources that the findings are limited to; empty where they are of the whole graph.
    """

    findings: tuple[Finding, ...]
    focus_counts: dict[str, int]
    graph: rdflib.Graph
    seconds: dict[str, float] = field(default_factory=dict)
    sources: tuple[str, ...] = ()

    def count(self, severity: str) -> int:
        """Return the number of findings with a severity."""
        return Counter(f.severity for f in self.findings)[severity]

    @property
    def conforms(self) -> bool:
        """Whether there is no violation. Warnings report gaps in the papers and do not count."""
        return self.count("Violation") == 0

    @property
    def groups(self) -> list[Group]:
        """The findings grouped by severity and shape."""
        grouped = groupby(self.findings, key=lambda f: (f.severity, f.shape))
        return [Group(severity, shape, tuple(findings)) for (severity, shape), findings in grouped]

    def only(self, least: str = SEVERITIES[-1], sources: tuple[str, ...] = ()) -> Report:
        """Return the report with only the findings of at least a severity and, if sources are given, of these.

        sources: names of sources from `source_names`. The report then covers these alone, and conforms if they do.
        """
        wanted = SEVERITIES[: SEVERITIES.index(least) + 1]
        kept = tuple(f for f in self.findings if f.severity in wanted and (not sources or _concerns(f, sources)))
        return replace(self, findings=kept, sources=sources)


def _concerns(finding: Finding, sources: tuple[str, ...]) -> bool:
    """Whether a finding quotes a source, or is about its document, its text, or a clause or evidence of it."""
    named = set(finding.focus.removeprefix(ENTITIES).split("/")) if finding.focus.startswith(ENTITIES) else set()
    return bool(named & set(sources)) or any(quote.source in sources for quote in finding.quotes)


def source_names(store: Store) -> dict[str, tuple[str, ...]]:
    """Return the names of each source with evidence: of its folder and its document, which are often the same."""
    names: dict[str, tuple[str, ...]] = {}
    for quad in store.quads_for_pattern(None, term("source"), None):
        # Evidence has an IRI, and so has its document; the stubs allow any term.
        folder = quad.subject.value.removeprefix(ENTITIES).split("/")[1]  # type: ignore[union-attr]
        document = local_name(quad.object.value)  # type: ignore[union-attr]
        names[folder] = names[document] = tuple(sorted({folder, document}))
    return dict(sorted(names.items()))


def read_findings(report: rdflib.Graph, store: Store, shapes: rdflib.Graph) -> tuple[Finding, ...]:
    """Return the results of a SHACL report as findings, by descending severity."""
    found = [_finding(result, report, store, shapes) for result in report.subjects(RDF.type, SH.ValidationResult)]
    return tuple(sorted(found, key=lambda f: (SEVERITIES.index(f.severity), f.shape, f.focus, f.value, f.messages)))


def _finding(result: Node, report: rdflib.Graph, store: Store, shapes: rdflib.Graph) -> Finding:
    focus, path, value = (report.value(result, p) for p in (SH.focusNode, SH.resultPath, SH.value))
    messages = {getattr(m, "language", None): str(m) for m in report.objects(result, SH.resultMessage)}
    return Finding(
        severity=str(report.value(result, SH.resultSeverity)).removeprefix(str(SH)),
        shape=shorten(speaker(report.value(result, SH.sourceShape), shapes)),
        focus=str(focus),
        labels=label_in(store, NamedNode(str(focus))),
        path=_path(path, report),
        value=str(value if value is not None else ""),
        messages=(messages.get("zh", ""), messages.get("en") or messages.get(None, "")),
        quotes=tuple(_quotes(store, focus)) or tuple(_quotes(store, value)),
        result=result,
    )


def _path(path: Node | None, report: rdflib.Graph) -> str:
    """Return a path as text: the IRI of a property, or a property path in SPARQL syntax."""
    if path is None or isinstance(path, rdflib.URIRef):
        return str(path or "")
    return str(parse_shacl_path(report, path).n3())


def _quotes(store: Store, node: Node | None) -> Iterator[Quote]:
    """Yield the quotes and citations of a node, in the order of its evidence."""
    if not isinstance(node, rdflib.URIRef):
        return
    pieces = {quad.object for quad in store.quads_for_pattern(NamedNode(node), term("evidence"), None)}
    for piece in [NamedNode(node), *sorted(pieces, key=str)]:
        sources, words = (
            # Evidence is no literal, and what is said of it is an IRI or one; the stubs allow any term.
            sorted({quad.object.value for name in names for quad in store.quads_for_pattern(piece, term(name), None)})  # type: ignore[arg-type,union-attr]
            for names in (("source",), ("quote", "citation"))
        )
        yield from (Quote(local_name(source), said) for source in sources for said in words)
