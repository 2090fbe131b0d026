"""Zones side by side over all that the graph knows of them: reads rows and cells from a build for one reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.core.iris import VOCABULARY, local_name, term
from graph.core.terms import NamedNode, text
from service.pages.compare_topics import NAMED_NOTES, NOTES, TOPICS, Topic
from service.pages.sentence_panel import Text, text_of
from service.web.view_models import show

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from graph.core.terms import Quad, Term
    from graph.history.silences import Silence
    from graph.network.model import Edge
    from service.pages.sentence_panel import Sentence
    from service.pages.sentence_reader import SentenceReader

_KIND, _BY = term("zoneKind"), {topic.by for topic in TOPICS if topic.by}
_READ = (_KIND, *(term(name) for name in (*NOTES, *NAMED_NOTES, *sorted(_BY))))
_IN_TOPICS = frozenset().union(*(topic.silent for topic in TOPICS))


@dataclass(frozen=True)
class Value:
    """An answer in a cell.

    Attributes:
        key: What makes it equal to an answer for another zone.
        name: Its name.
        kind: The local name of its class, empty for a concept.
        notes: What more the graph knows of it, such as the state of a plate.
        sentence: The sentence of the panel that has its words.
        is_first: Whether it is the figure of an area that is shown first.
        is_silence: Whether it says that a paper does not state something.
    """

    key: str
    name: Text
    kind: str
    notes: tuple[Text, ...]
    sentence: Sentence
    is_first: bool = False
    is_silence: bool = False


@dataclass(frozen=True)
class Row:
    """A topic with the answers for each zone, in the order of the zones. is_same: they are equal in all of them."""

    key: str
    zh: str
    en: str
    cells: tuple[tuple[Value, ...], ...]
    is_same: bool


class PlatformReader:
    """Reads the comparison of some zones for one reader."""

    def __init__(self, reader: SentenceReader) -> None:
        self.reader = reader
        self._network, self._silences = reader.indexes.network, reader.indexes.silences
        self._told: dict[str, list[Quad]] = {}

    def read(self, zones: Sequence[str]) -> list[Row]:
        """The rows of some zones; a topic that the graph tells nothing of for any of them is left out."""
        edges = {(zone, topic.key): list(self._edges(zone, topic)) for zone in zones for topic in TOPICS}
        self._read_ahead(zones, [edge for found in edges.values() for edge in found])
        rows = []
        for topic in TOPICS:
            if topic.key == "kind":
                rows.append(self._row(topic, [self._kinds(zone) for zone in zones]))
                continue
            for title, group in self._parts(topic, [edges[zone, topic.key] for zone in zones]):
                cells = [[self._value(zone, edge) for edge in found] for zone, found in zip(zones, group, strict=True)]
                for zone, cell in zip(zones, cells, strict=True):
                    cell.sort(key=lambda value: not value.is_first)
                    cell.extend(self._silent(zone, topic.silent))
                rows.append(self._row(topic, cells, title))
        rows.append(self._row(Topic("silences", "文件没有说明", "Not stated"), [self._other(zone) for zone in zones]))
        return [row for row in rows if any(row.cells)]

    def _row(self, topic: Topic, cells: Sequence[Sequence[Value]], title: tuple[str, str] = ("", "")) -> Row:
        keys = [frozenset(value.key for value in cell) for cell in cells]
        zh, en = (f"{name} · {more}" if more else name for name, more in zip((topic.zh, topic.en), title, strict=True))
        is_same = len(keys) > 1 and bool(keys[0]) and len(set(keys)) == 1
        return Row(topic.key, zh, en, tuple(map(tuple, cells)), is_same)

    def _edges(self, zone: str, topic: Topic) -> Iterator[Edge]:
        """The relations that answer a topic, each thing once, in the order of the relations."""
        touching = self._network.touching.get(zone, ())
        seen = set[str]()
        for relation in topic.relations:
            incoming, name = relation.startswith("^"), relation.removeprefix("^")
            for edge in touching:
                other, own = (edge.source, edge.target) if incoming else (edge.target, edge.source)
                is_asked = edge.relation == name and own == zone and other not in seen
                if is_asked and (not topic.kinds or self._network.nodes[other].kind in topic.kinds):
                    seen.add(other)
                    yield edge

    def _parts(self, topic: Topic, found: list[list[Edge]]) -> list[tuple[tuple[str, str], list[list[Edge]]]]:
        """The rows of a topic: one, or one for each value of the property by which it is divided."""
        if not topic.by:
            return [(("", ""), found)]
        groups: dict[str, list[list[Edge]]] = {}
        for at, edges in enumerate(found):
            for edge in edges:
                group = groups.setdefault(self._first(edge.source, topic.by), [[] for _ in found])
                group[at].append(edge)
        return [(self.reader.indexes.label(iri) if iri else ("", ""), group) for iri, group in sorted(groups.items())]

    def _value(self, zone: str, edge: Edge) -> Value:
        other = edge.target if edge.source == zone else edge.source
        sides = [self.reader.name(f"{VOCABULARY}side/{word}") for word in edge.qualifiers_by_name.get("side", ())]
        touching = self._network.touching.get(zone, ())
        return Value(
            key=other,
            name=self._short(self.reader.name(other), zone),
            kind=self._network.nodes[other].kind,
            notes=(*sides, *self._notes(other)),
            sentence=self.reader.edge(edge),
            is_first=any(one.relation == "areaShownFirst" and one.target == other for one in touching),
        )

    def _notes(self, node: str) -> Iterator[Text]:
        for quad in self._told.get(node, ()):
            name = local_name(quad.predicate.value)
            if name in NOTES:
                yield self._text(quad.object)
            elif name in NAMED_NOTES:
                title = self.reader.name(quad.predicate.value)
                yield Text(f"{title.text} {text(quad.object)}{NAMED_NOTES[name]}", title.lang)

    def _short(self, name: Text, zone: str) -> Text:
        """A name without that of the zone before it, as in the labels of areas."""
        own = self.reader.name(zone).text
        return Text(name.text.removeprefix(own).strip() or name.text, name.lang, name.href)

    def _kinds(self, zone: str) -> list[Value]:
        found = [quad for quad in self._told.get(zone, ()) if quad.predicate == _KIND]
        return [self._concept(quad) for quad in found]

    def _concept(self, quad: Quad) -> Value:
        return Value(text(quad.object), self._text(quad.object), "", (), self.reader.concept(quad))

    def _silent(self, zone: str, properties: frozenset[str]) -> list[Value]:
        return [self._silence(one) for one in self._silences.of((zone,), properties)] if properties else []

    def _other(self, zone: str) -> list[Value]:
        """The silences that belong to no topic."""
        return [self._silence(one) for one in self._silences.of((zone,)) if one.property not in _IN_TOPICS]

    def _silence(self, silence: Silence) -> Value:
        sentence = self.reader.silence(silence)
        return Value(silence.silence, sentence.object, "", (), sentence, is_silence=True)

    def _first(self, node: str, name: str) -> str:
        return next((text(q.object) for q in self._told.get(node, ()) if q.predicate == term(name)), "")

    def _text(self, node: Term) -> Text:
        labels = self.reader.indexes.label(node.value) if isinstance(node, NamedNode) else ("", "")
        return text_of(self.reader.language, show(node, labels, self.reader.links))

    def _read_ahead(self, zones: Sequence[str], edges: Iterable[Edge]) -> None:
        """Read all that the cells need, in a fixed number of questions."""
        edges = list(edges)
        things = dict.fromkeys([*zones, *(iri for edge in edges for iri in (edge.source, edge.target))])
        for quad in self.reader.indexes.store.match(map(NamedNode, things), _READ):
            self._told.setdefault(text(quad.subject), []).append(quad)
        kinds = [quad for zone in zones for quad in self._told.get(zone, ()) if quad.predicate == _KIND]
        self.reader.indexes.provenance.read_ahead(kinds)
        silences = self._silences.of(zones)
        words = [word for edge in edges for word in edge.words]
        words += [word for one in silences for word in one.words]
        words += [*self.reader.indexes.provenance.words(kinds)]
        values = {
            quad.object.value for quads in self._told.values() for quad in quads if isinstance(quad.object, NamedNode)
        }
        self.reader.indexes.read_labels(
            {*things, *values, *(rule for edge in edges for rule in edge.rules)}
            | {term(edge.relation.partition("/")[0]).value for edge in edges}
            | {term(name).value for name in ("zoneKind", "silentOn", *NAMED_NOTES)}
            | {one.silence for one in silences}
            | {
                f"{VOCABULARY}{name}/{word}"
                for edge in edges
                for name, word in edge.qualifiers
                if name in {"modality", "side"}
            }
            | {word.source for word in words if word.source}
        )
        self.reader.read_ahead(words)
