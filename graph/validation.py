"""The checks: the shapes of `shapes/` against a store, and a report of findings. Never conforms in silence."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyshacl
import rdflib
from oxrdflib import OxigraphStore
from rdflib.namespace import RDF, RDFS, SH, SKOS

from graph.errors import ShapesUnsound
from graph.names import shorten
from graph.resources import ONTOLOGY, SHAPES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from pyoxigraph import Store

_PLACEHOLDER = re.compile(r"\{[?$]\w+\}")
SEVERITIES = ("Violation", "Warning", "Info")
_TARGETS = {
    SH.targetClass: "SELECT (COUNT(DISTINCT ?n) AS ?count) {{ ?n a/<{subclass}>* <{target}> }}",
    SH.targetSubjectsOf: "SELECT (COUNT(DISTINCT ?n) AS ?count) {{ ?n <{target}> ?o }}",
    SH.targetObjectsOf: "SELECT (COUNT(DISTINCT ?n) AS ?count) {{ ?s <{target}> ?n }}",
}


@dataclass(frozen=True)
class Finding:
    """One result of a check. `messages` and `labels` hold Chinese and English, empty where there is none."""

    severity: str
    shape: str
    focus: str
    labels: tuple[str, str]
    path: str
    value: str
    messages: tuple[str, str]


@dataclass(frozen=True)
class Report:
    """All findings, the gravest first, and how many focus nodes each shape had."""

    findings: tuple[Finding, ...]
    focus_counts: dict[str, int]

    def count(self, severity: str) -> int:
        """How many findings have a severity."""
        return Counter(f.severity for f in self.findings)[severity]

    @property
    def conforms(self) -> bool:
        """Whether nothing is wrong; warnings tell of gaps in the papers and do not count."""
        return self.count("Violation") == 0


def validate(store: Store, shapes: Path = SHAPES) -> Report:
    """Check the union of a store's graphs against the shapes of a folder.

    Raises ShapesUnsound where a shape matched nothing or cannot be run, or where the validator gave no report.
    """
    shapes_graph = read_shapes(sorted(shapes.glob("*.ttl")))
    counts = dict(_focus_counts(store, shapes_graph))
    idle = sorted(shorten(shape) for shape, count in counts.items() if count == 0)
    if not counts:
        raise ShapesUnsound(f"There are no shapes in {shapes}; nothing would be checked.")
    if idle:
        raise ShapesUnsound(f"These shapes matched nothing, so they check nothing: {', '.join(idle)}.")
    try:
        _, graph, text = pyshacl.validate(_as_dataset(store), shacl_graph=shapes_graph, inplace=True)
    except (SyntaxError, RuntimeError, ValueError, re.error) as error:
        raise ShapesUnsound(f"A shape cannot be run: {error}") from error
    if not isinstance(graph, rdflib.Graph):
        raise ShapesUnsound(f"The validator failed instead of reporting: {text}")
    findings = sorted(
        _findings(graph, store, shapes_graph), key=lambda f: (SEVERITIES.index(f.severity), f.shape, f.focus)
    )
    return Report(tuple(findings), counts)


class _CountedStore(OxigraphStore):
    """A store that counts its quads once: pyshacl asks for the length of the graph with every result that it makes."""

    def __init__(self, store: Store) -> None:
        super().__init__(store=store)
        self._count = len(store)

    def __len__(self, context: object = None) -> int:
        return self._count


def _as_dataset(store: Store) -> rdflib.Dataset:
    """The store itself, not a copy, as rdflib sees it; its default graph is the union of all."""
    return rdflib.Dataset(store=_CountedStore(store), default_union=True)


def read_shapes(files: Iterable[Path]) -> rdflib.Graph:
    """The shapes of some files, with the prefixes that their queries use."""
    graph = rdflib.Graph()
    for path in (*files, ONTOLOGY / "prefixes.ttl"):
        graph.parse(path, format="turtle")
    return graph


def _focus_counts(store: Store, shapes: rdflib.Graph) -> Iterator[tuple[str, int]]:
    for shape in sorted(set(shapes.subjects(RDF.type, SH.NodeShape)), key=str):
        total, targeted = 0, False
        for predicate, query in _TARGETS.items():
            for target in shapes.objects(shape, predicate):
                targeted = True
                text = query.format(target=target, subclass=RDFS.subClassOf)
                (solution,) = store.query(text, use_default_graph_as_union=True)  # type: ignore[misc]
                total += int(solution["count"].value)
        if targeted:
            yield str(shape), total


def _findings(report: rdflib.Graph, store: Store, shapes: rdflib.Graph) -> Iterator[Finding]:
    for result in report.subjects(RDF.type, SH.ValidationResult):
        focus = report.value(result, SH.focusNode)
        path = report.value(result, SH.resultPath)
        value = report.value(result, SH.value)
        severity = report.value(result, SH.resultSeverity)
        constraint = report.value(result, SH.sourceConstraint) or report.value(result, SH.sourceShape)
        messages = {_language(m, constraint, shapes): str(m) for m in report.objects(result, SH.resultMessage)}
        yield Finding(
            severity=str(severity).removeprefix(str(SH)),
            shape=_shape_name(report.value(result, SH.sourceShape), shapes),
            focus=str(focus),
            labels=_labels(store, str(focus)),
            path=str(path or ""),
            value=str(value if value is not None else ""),
            messages=(messages.get("zh", ""), messages.get("en", "")),
        )


def _language(message: rdflib.term.Node, constraint: rdflib.term.Node | None, shapes: rdflib.Graph) -> str:
    """The language of a message; where values were put into it pyshacl drops the tag, and its template tells."""
    if isinstance(message, rdflib.Literal) and message.language:
        return message.language
    for template in shapes.objects(constraint, SH.message):
        pattern = ".*".join(re.escape(part) for part in _PLACEHOLDER.split(str(template)))
        if isinstance(template, rdflib.Literal) and re.fullmatch(pattern, str(message), re.DOTALL):
            return template.language or "en"
    return "en"


def _shape_name(shape: rdflib.term.Node | None, shapes: rdflib.Graph) -> str:
    """The node shape that a result comes from: property shapes and constraints have no name of their own."""
    while isinstance(shape, rdflib.BNode):
        shape = next(iter(shapes.subjects(None, shape)), None)
    return shorten(str(shape))


def _labels(store: Store, focus: str) -> tuple[str, str]:
    labels = {"zh": "", "en": ""}
    query = f"SELECT ?l {{ <{focus}> <{SKOS.prefLabel}>|<{RDFS.label}> ?l }}"
    for (label,) in store.query(query, use_default_graph_as_union=True):  # type: ignore[union-attr]
        labels[label.language or "en"] = label.value
    return labels["zh"], labels["en"]
