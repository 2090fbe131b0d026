"""The network as files hold it: flat nodes and edges, attributes of one type each, text that every format can hold."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.core.iris import short_id

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graph.network.model import Edge, Network, Node
    from graph.rdf.provenance import Words

Value = str | float | int
KINDS: dict[str, tuple[str, float]] = {
    "Zone": ("#a62419", 14),
    "ZoneClass": ("#d98b7e", 10),
    "Plate": ("#b8860b", 11),
    "PlateEvent": ("#d8b45c", 7),
    "ChangeEvent": ("#2f5d8a", 9),
    "AdminUnit": ("#3b7a57", 12),
    "Township": ("#7fb58f", 8),
    "Industry": ("#6a4c93", 10),
    "Body": ("#444444", 9),
    "Document": ("#8c6d46", 10),
    "AreaStatement": ("#c58f5c", 6),
}
"""The colour and size of nodes by kind; other kinds are grey and small."""
_OTHER = ("#9a9a9a", 6.0)
NODE_ATTRIBUTES = {
    "iri": "string",
    "zh": "string",
    "en": "string",
    "kind": "string",
    "area": "string",
    "colour": "string",
    "size": "double",
    "degree": "integer",
    "betweenness": "double",
    "component": "integer",
    "projection": "integer",
    "date_precision": "string",
}
"""The attributes of nodes with their types; measures are there only on demand."""
EDGE_ATTRIBUTES = {
    "relation": "string",
    "zh": "string",
    "en": "string",
    "origin": "string",
    "via": "string",
    "modality": "string",
    "manner": "string",
    "effect": "string",
    "portion": "string",
    "paper": "string",
    "clause": "string",
    "quote": "string",
    "citation": "string",
    "evidence": "string",
    "rule": "string",
    "date_precision": "string",
}
"""The attributes of edges. Readers reserve the names id, label, source, target, weight and type."""
# Characters that XML 1.0 cannot hold (2.2, Char), and those that end lines.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Element:
    """A node, or an edge with `source` and `target`. `start` and `end` are days (ISO 8601), empty if not known."""

    id: str
    label: str
    attributes: Mapping[str, Value]
    source: str = ""
    target: str = ""
    start: str = ""
    end: str = ""

    @property
    def said(self) -> str:
        """The quote of an edge, or the citation in its place."""
        return str(self.attributes.get("quote") or self.attributes.get("citation", ""))


@dataclass(frozen=True)
class ExportModel:
    """Nodes and edges in a fixed order.

    Attributes:
        name: The name of the whole.
        nodes: The nodes.
        edges: The edges.
        replaced: How many control characters were replaced by U+FFFD.
        centre: The id of the node whose neighbours these are; empty if there is no such node.
        language: The language of the labels, zh or en.
    """

    name: str
    nodes: tuple[Element, ...]
    edges: tuple[Element, ...]
    replaced: int = 0
    centre: str = ""
    language: str = "zh"


@dataclass(frozen=True)
class Interval:
    """The first and the last day of a thing, empty if not known, and the precision: day, month or not after."""

    start: str = ""
    end: str = ""
    precision: str = ""


def draw(
    name: str,
    network: Network,
    intervals: Mapping[str, Interval],
    measures: Mapping[str, Mapping[str, Value]],
    names: Mapping[str, tuple[str, str]],
    language: str = "zh",
) -> ExportModel:
    """The flat form of a network.

    Args:
        name: The name of the whole.
        network: Its nodes and edges.
        intervals: By the id of a node or an edge.
        measures: By the id of a node.
        names: The Chinese and the English name of each relation.
        language: The language of the labels, zh or en.
    """
    cleaner = _Cleaner()
    nodes = tuple(
        _node(node, intervals.get(node.id, Interval()), measures.get(node.id, {}), language, cleaner)
        for node in network.nodes.values()
    )
    edges = tuple(
        _edge(edge, intervals.get(edge.id, Interval()), names.get(edge.relation, ("", "")), language, cleaner)
        for edge in network.edges
    )
    return ExportModel(_clean(name), nodes, edges, cleaner.replaced, language=language)


def _node(node: Node, interval: Interval, measures: Mapping[str, Value], language: str, cleaner: _Cleaner) -> Element:
    colour, size = KINDS.get(node.kind, _OTHER)
    labels = (node.zh, node.en) if language == "zh" else (node.en, node.zh)
    label = labels[0] or labels[1] or short_id(node.id)
    attributes: dict[str, Value] = {"iri": node.id, "zh": node.zh, "en": node.en, "kind": node.kind, "colour": colour}
    attributes |= {"size": float(size), "date_precision": interval.precision, **measures}
    for name in dict.fromkeys(name for name, _, _ in node.folded):
        attributes[name] = "; ".join(
            (zh if language == "zh" else en) or zh or en for n, zh, en in node.folded if n == name
        )
    return Element(short_id(node.id), _clean(label), cleaner.all(attributes), start=interval.start, end=interval.end)


def _edge(edge: Edge, interval: Interval, names: tuple[str, str], language: str, cleaner: _Cleaner) -> Element:
    told = edge.qualifiers_by_name
    attributes: dict[str, Value] = {
        "relation": edge.relation,
        "zh": names[0],
        "en": names[1],
        "origin": edge.origin,
        **{name: "; ".join(told.get(name, ())) for name in ("via", "modality", "manner", "effect", "portion")},
        **_of_words(edge.words),
        "rule": "; ".join(short_id(rule) for rule in edge.rules),
        "date_precision": interval.precision,
    }
    ends = {"source": short_id(edge.source), "target": short_id(edge.target)}
    label = (names if language == "zh" else names[::-1])[0] or edge.relation
    return Element(edge.id, _clean(label), cleaner.all(attributes), **ends, start=interval.start, end=interval.end)


def _of_words(words: Sequence[Words]) -> dict[str, Value]:
    return {
        "paper": "; ".join(dict.fromkeys(short_id(word.source) for word in words)),
        "clause": "; ".join(dict.fromkeys(word.clause for word in words if word.clause)),
        "quote": " | ".join(dict.fromkeys(word.quote for word in words if word.quote)),
        "citation": " | ".join(dict.fromkeys(word.citation for word in words if word.citation)),
        "evidence": "; ".join(short_id(word.evidence) for word in words),
    }


def _clean(text: str) -> str:
    return _CONTROL.sub("\ufffd", text)


class _Cleaner:
    """Replaces and counts characters that some format cannot hold, and leaves out empty values."""

    def __init__(self) -> None:
        self.replaced = 0

    def clean(self, text: str) -> str:
        cleaned, count = _CONTROL.subn("\ufffd", text)
        self.replaced += count
        return cleaned

    def all(self, attributes: Mapping[str, Value]) -> dict[str, Value]:
        kept = {name: self.clean(v) if isinstance(v, str) else v for name, v in attributes.items()}
        return {name: value for name, value in kept.items() if value != ""}
