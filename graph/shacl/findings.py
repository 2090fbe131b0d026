"""What the checks found: results of a SHACL report with the names, the words and the advice that a curator needs."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING

import rdflib
from rdflib.extras.shacl import parse_shacl_path
from rdflib.namespace import RDF, SH

from graph.core.labels import labels_in
from graph.core.names import local_name, shorten, term
from graph.core.terms import NamedNode, text
from graph.shacl.shapes import speaker

if TYPE_CHECKING:
    from rdflib.term import Node

    from graph.core.names import Term
    from graph.core.quad_source import QuadSource

_SOURCE, _WORDS = term("source"), (term("quote"), term("citation"))
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
    """Words of a paper: the id of the source, such as quzhou-2021, and the quote or citation."""

    source: str
    words: str


@dataclass(frozen=True)
class Finding:
    """One result of a check.

    severity: Violation, Warning or Info; shape: its prefixed name; focus: the IRI that it is about; path: the property,
    or the property path as SPARQL writes it; path and value are empty where there is none; messages and labels: Chinese
    and English, empty where there is none; quotes: the evidence of the focus, or of the value where the focus has none;
    result: the node of the SHACL report.
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
class FindingGroup:
    """The findings of one shape."""

    severity: str
    shape: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Report:
    """All findings, the gravest first; how many focus nodes and how many seconds each shape took; the SHACL report."""

    findings: tuple[Finding, ...]
    focus_counts: dict[str, int]
    graph: rdflib.Graph
    seconds: dict[str, float] = field(default_factory=dict)

    def count(self, severity: str) -> int:
        """How many findings have a severity."""
        return Counter(f.severity for f in self.findings)[severity]

    @property
    def conforms(self) -> bool:
        """Whether nothing is wrong; warnings tell of gaps in the papers and do not count."""
        return self.count("Violation") == 0

    @property
    def groups(self) -> list[FindingGroup]:
        """The findings by severity and shape."""
        grouped = groupby(self.findings, key=lambda f: (f.severity, f.shape))
        return [FindingGroup(severity, shape, tuple(findings)) for (severity, shape), findings in grouped]

    def only(self, least: str = SEVERITIES[-1], sources: tuple[str, ...] = ()) -> Report:
        """The same report with the findings that are at least so grave and, if named, from these sources."""
        wanted = SEVERITIES[: SEVERITIES.index(least) + 1]
        kept = tuple(f for f in self.findings if f.severity in wanted and (not sources or _spoken_of(f, sources)))
        return replace(self, findings=kept)


def _spoken_of(finding: Finding, sources: tuple[str, ...]) -> bool:
    return local_name(finding.focus) in sources or any(quote.source in sources for quote in finding.quotes)


def source_ids(source: QuadSource) -> list[str]:
    """The ids of the sources that evidence is from, such as quzhou-2021."""
    return sorted({local_name(text(quad.object)) for quad in source.match(None, term("source"))})


def read_findings(report: rdflib.Graph, source: QuadSource, shapes: rdflib.Graph) -> tuple[Finding, ...]:
    """The results of a SHACL report as findings, the gravest first."""
    results = list(report.subjects(RDF.type, SH.ValidationResult))
    nodes = {node for result in results for p in (SH.focusNode, SH.value) if (node := report.value(result, p))}
    named = [NamedNode(str(node)) for node in nodes if isinstance(node, rdflib.URIRef)]
    labels, quotes = labels_in(source, named), _quotes(source, named)
    found = [_finding(result, report, labels, quotes, shapes) for result in results]
    return tuple(sorted(found, key=lambda f: (SEVERITIES.index(f.severity), f.shape, f.focus, f.value, f.messages)))


def _finding(
    result: Node,
    report: rdflib.Graph,
    labels: dict[Term, tuple[str, str]],
    quotes: dict[str, tuple[Quote, ...]],
    shapes: rdflib.Graph,
) -> Finding:
    focus, path, value = (report.value(result, p) for p in (SH.focusNode, SH.resultPath, SH.value))
    messages = {getattr(m, "language", None): str(m) for m in report.objects(result, SH.resultMessage)}
    return Finding(
        severity=str(report.value(result, SH.resultSeverity)).removeprefix(str(SH)),
        shape=shorten(speaker(report.value(result, SH.sourceShape), shapes)),
        focus=str(focus),
        labels=labels.get(NamedNode(str(focus)), ("", "")),
        path=_path(path, report),
        value=str(value if value is not None else ""),
        messages=(messages.get("zh", ""), messages.get("en") or messages.get(None, "")),
        quotes=_quotes_of(quotes, focus) or _quotes_of(quotes, value),
        result=result,
    )


def _path(path: Node | None, report: rdflib.Graph) -> str:
    """A path as text: the IRI of a property, or the property path as SPARQL writes it; empty where there is none."""
    if path is None or isinstance(path, rdflib.URIRef):
        return str(path or "")
    return str(parse_shacl_path(report, path).n3())


def _quotes(source: QuadSource, nodes: list[NamedNode]) -> dict[str, tuple[Quote, ...]]:
    """The words that some nodes were read from, by IRI, in the order of the evidence; asks twice."""
    pieces: dict[Term, set[Term]] = {node: set() for node in nodes}
    for quad in source.match(nodes, term("evidence")):
        pieces[quad.subject].add(quad.object)
    told: dict[Term, dict[NamedNode, set[str]]] = defaultdict(lambda: defaultdict(set))
    carriers = {piece for found in pieces.values() for piece in found}.union(nodes)
    for quad in source.match(carriers, (_SOURCE, *_WORDS)):
        told[quad.subject][quad.predicate].add(text(quad.object))
    return {
        text(node): tuple(
            Quote(local_name(source_iri), said)
            for piece in [node, *sorted(found, key=str)]
            for source_iri in sorted(told[piece][_SOURCE])
            for said in sorted(set().union(*(told[piece][name] for name in _WORDS)))
        )
        for node, found in pieces.items()
    }


def _quotes_of(quotes: dict[str, tuple[Quote, ...]], node: Node | None) -> tuple[Quote, ...]:
    return quotes.get(str(node), ()) if isinstance(node, rdflib.URIRef) else ()
