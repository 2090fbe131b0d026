"""Findings: the results of a SHACL report with the labels, quotes and advice that a curator needs."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING

import rdflib
from rdflib.extras.shacl import parse_shacl_path
from rdflib.namespace import RDF, RDFS, SH

from graph.core.iris import ENTITIES, local_name, shorten, term
from graph.core.labels import labels_in
from graph.core.terms import NamedNode, text
from graph.shacl.shapes import speaker

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rdflib.term import Node

    from graph.core.quad_source import QuadSource
    from graph.core.terms import Term

_PARTS_OF_STATEMENT = 3
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
        result: the node of the result in the SHACL report.
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
    result: Node
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
    """All findings by descending severity, the focus nodes and seconds of each shape, and the SHACL report.

    Attributes:
        sources: the sources that the findings are limited to; empty where they are of the whole graph.
        hidden: the number of findings of each severity that was not asked for; they are not among the findings.
    """

    findings: tuple[Finding, ...]
    focus_counts: dict[str, int]
    graph: rdflib.Graph
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


def read_findings(report: rdflib.Graph, source: QuadSource, shapes: rdflib.Graph) -> tuple[Finding, ...]:
    """Return the results of a SHACL report as findings, by descending severity."""
    results = list(report.subjects(RDF.type, SH.ValidationResult))
    nodes = {node for result in results for p in (SH.focusNode, SH.value) if (node := report.value(result, p))}
    named = [NamedNode(str(node)) for node in nodes if isinstance(node, rdflib.URIRef)]
    labels, quotes = labels_in(source, named), _quotes(source, named)
    found = [_finding(result, report, labels, quotes, shapes) for result in results]
    return tuple(
        sorted(found, key=lambda f: (SEVERITIES.index(f.severity), f.shape, f.focus, f.value, f.messages, f.path))
    )


def _finding(
    result: Node,
    report: rdflib.Graph,
    labels: dict[Term, tuple[str, str]],
    quotes: dict[str, tuple[Quote, ...]],
    shapes: rdflib.Graph,
) -> Finding:
    focus, path, value = (report.value(result, p) for p in (SH.focusNode, SH.resultPath, SH.value))
    messages = _texts(report.objects(result, SH.resultMessage))
    shape = rdflib.URIRef(speaker(report.value(result, SH.sourceShape), shapes))
    title = _texts(shapes.objects(shape, RDFS.label)) or _texts(shapes.objects(shape, SH.message))
    return Finding(
        severity=str(report.value(result, SH.resultSeverity)).removeprefix(str(SH)),
        shape=shorten(str(shape)),
        focus=str(focus),
        labels=labels.get(NamedNode(focus), ("", "")) if isinstance(focus, rdflib.URIRef) else ("", ""),
        path=_path(path, report),
        value=str(value if value is not None else ""),
        messages=(messages.get("zh", ""), messages.get("en") or messages.get(None, "")),
        quotes=_chosen_quotes(_quotes_of(quotes, focus), _quotes_of(quotes, value), str(value)),
        result=result,
        title=(title.get("zh", ""), title.get("en") or title.get(None, "")),
    )


def _texts(values: Iterable[Node]) -> dict[str | None, str]:
    """Literals by language."""
    return {getattr(value, "language", None): str(value) for value in values}


def _path(path: Node | None, report: rdflib.Graph) -> str:
    """Return a path as text: the IRI of a property, or a property path in SPARQL syntax."""
    if path is None or isinstance(path, rdflib.URIRef):
        return str(path or "")
    return str(parse_shacl_path(report, path).n3())


def _quotes(source: QuadSource, nodes: list[NamedNode]) -> dict[str, tuple[Quote, ...]]:
    """Return the quotes and citations of some nodes by IRI, in the order of their evidence. Asks twice."""
    pieces: dict[Term, set[Term]] = {node: set() for node in nodes}
    for quad in source.match(nodes, term("evidence")):
        pieces[quad.subject].add(quad.object)
    told: dict[Term, dict[NamedNode, set[str]]] = defaultdict(lambda: defaultdict(set))
    carriers = {piece for found in pieces.values() for piece in found}.union(nodes)
    for quad in source.match(carriers, (_SOURCE, *_WORDS)):
        told[quad.subject][quad.predicate].add(text(quad.object))
    return {
        text(node): tuple(
            Quote(local_name(source_iri), said, text(piece))
            for piece in [node, *sorted(found, key=str)]
            for source_iri in sorted(told[piece][_SOURCE])
            for said in sorted(set().union(*(told[piece][name] for name in _WORDS)))
        )
        for node, found in pieces.items()
    }


def _chosen_quotes(of_focus: tuple[Quote, ...], of_value: tuple[Quote, ...], value: str) -> tuple[Quote, ...]:
    """The quotes of a focus node; those of a value first, if it is a statement: one of dozens is about the figure.

    The IRI of a statement has three parts, because it begins with what it is about: area-statement/zhizao-new-city/….
    """
    if not of_focus or len(value.removeprefix(ENTITIES).split("/")) == _PARTS_OF_STATEMENT:
        return tuple(dict.fromkeys((*of_value, *of_focus)))
    return of_focus


def _quotes_of(quotes: dict[str, tuple[Quote, ...]], node: Node | None) -> tuple[Quote, ...]:
    return quotes.get(str(node), ()) if isinstance(node, rdflib.URIRef) else ()
