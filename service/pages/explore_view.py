"""What the page of the surroundings shows: groups of neighbours on both sides of the subject, with their sentences."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from graph.core.iris import ENTITIES, RULE, VOCABULARY, term
from graph.core.origins import ORIGINS
from graph.network.model import AREA
from graph.network.surroundings import edges_around, group_lines, middle_nodes
from service.pages.explore_filter import change_of, count_values, is_there

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from graph.core.origins import Origin
    from graph.network.model import Edge
    from graph.network.surroundings import RelationGroup, RelationLine
    from service.pages.explore_filter import Change, SurroundingsParameters
    from service.pages.sentence_panel import Sentence, Text
    from service.pages.sentence_reader import SentenceReader

MOST = 12  # neighbours of a group that are shown before the reader asks for all of them


@dataclass(frozen=True)
class Said:
    """One relation of a neighbour: its sentence, and the names of relations that it stands for as well."""

    sentence: Sentence
    also: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Neighbour:
    """A thing beside the subject.

    Attributes:
        iri: Its IRI.
        name: Its name; the link leads to its own surroundings.
        kind: The local name of its class.
        kind_name: The name of its class.
        change: How it changes: added, ended, kept, open (not stated), or empty for what has no state.
        said: The relations with the subject, at least one.
    """

    iri: str
    name: Text
    kind: str
    kind_name: Text
    change: Change
    said: tuple[Said, ...]


@dataclass(frozen=True)
class ShownGroup:
    """The neighbours of one relation. `total` counts all of them, `is_open` tells that all are shown."""

    relation: str
    name: Text
    incoming: bool
    neighbours: tuple[Neighbour, ...]
    total: int
    is_open: bool

    @property
    def key(self) -> str:
        """What the parameter `open` names."""
        return f"{'in' if self.incoming else 'out'}:{self.relation}"


@dataclass(frozen=True)
class FilterOption:
    """A value of a filter: its name, the number of relations that have it, and whether it is chosen."""

    value: str
    name: Text
    count: int
    chosen: bool


class SurroundingsReader:
    """Reads the surroundings of one thing for one reader."""

    def __init__(self, reader: SentenceReader, subject: str, asked: SurroundingsParameters) -> None:
        self.reader, self.subject, self.asked = reader, subject, asked
        self.whole = reader.indexes.whole
        self.edges = edges_around(self.whole, subject)
        self._middles = middle_nodes(self.whole, subject)
        self._names: dict[str, Text] = {}

    def groups(self) -> list[ShownGroup]:
        """The groups that the filters and the time leave."""
        shown = [edge for edge in self.edges if self.keeps(edge, self._other(edge))]
        groups = group_lines(self.subject, shown, self.whole.network.nodes)
        self._read_ahead(groups)
        return [self._group(group) for group in groups]

    def keeps(self, edge: Edge, other: str) -> bool:
        """Whether the filters and the time leave a relation with another thing."""
        is_kept = self.asked.keeps(edge, self.whole.network.nodes[other])
        return is_kept and is_there(self.change(other), self.asked.one("when"))

    def options(self) -> dict[str, list[FilterOption]]:
        """The values of the filters, the most frequent first."""
        nodes, found = self.whole.network.nodes, {}
        counts = count_values((edge, nodes[self._other(edge)]) for edge in self.edges)
        for name, values in counts.items():
            chosen = self.asked.many(name)
            ordered = sorted(values.items(), key=lambda pair: (-pair[1], pair[0]))
            if name == "origin":
                ordered.sort(key=lambda pair: ORIGINS.index(cast("Origin", pair[0])))
            found[name] = [FilterOption(value, self._value(name, value), n, value in chosen) for value, n in ordered]
        return found

    def change(self, iri: str) -> Change:
        """How the changes touch a thing; empty for what is neither a zone nor a plate."""
        lookup = self.reader.indexes.lookup
        if self.whole.network.nodes[iri].kind not in {"Zone", "ZoneClass", "Plate"}:
            return ""
        return change_of(*(lookup.state_of(iri, when).standing for when in ("before", "after")))

    def _group(self, group: RelationGroup) -> ShownGroup:
        by_neighbour: dict[str, list[RelationLine]] = defaultdict(list)
        for line in group.lines:
            by_neighbour[line.neighbour].append(line)
        key = f"{'in' if group.incoming else 'out'}:{group.relation}"
        is_whole = self.asked.one("view") == "network" and self.asked.one("depth") != "1"
        is_open = is_whole or key in self.asked.many("open") or len(by_neighbour) <= MOST
        shown = list(by_neighbour.items())[: None if is_open else MOST]
        neighbours = tuple(self._neighbour(iri, lines) for iri, lines in shown)
        name = self.reader.relation(group.relation)
        return ShownGroup(group.relation, name, group.incoming, neighbours, len(by_neighbour), is_open)

    def _neighbour(self, iri: str, lines: Iterable[RelationLine]) -> Neighbour:
        kind = self.whole.network.nodes[iri].kind
        said = tuple(Said(self.sentence(line.edge), self._also(line)) for line in lines)
        name = self.reader.centre(iri)
        if kind == AREA:  # its label begins with the name of the zone
            name = replace(name, text=name.text.removeprefix(f"{self.reader.name(self.subject).text} "))
        return Neighbour(iri, name, kind, self.reader.relation(kind), self.change(iri), said)

    def kind_name(self, name: str) -> Text:
        """The name of a class or a relation, by its local name; asked for once."""
        return self._names.get(name) or self._names.setdefault(name, self.reader.relation(name))

    def sentence(self, edge: Edge) -> Sentence:
        """The sentence of a relation; one through an event or a rule is called after it."""
        sentence = self.reader.edge(edge)
        via = [self._middles[word] for word in edge.qualifiers_by_name.get("via", ()) if word in self._middles]
        return replace(sentence, relation=self.reader.name(via[0])) if via else sentence

    def read_ahead(self, edges: Collection[Edge]) -> None:
        """Read what the sentences of some relations need, in a fixed number of questions."""
        self.reader.read_ahead(words for edge in edges for words in edge.words)
        named = {end for edge in edges for end in (edge.source, edge.target)}
        forces = {
            f"{VOCABULARY}modality/{word}" for edge in edges for name, word in edge.qualifiers if name == "modality"
        }
        relations = {term(edge.relation.partition("/")[0]).value for edge in edges}
        rules = {RULE + rule.removeprefix(RULE) for edge in edges for rule in edge.rules}
        self.reader.indexes.read_labels(named | forces | relations | rules)

    def _also(self, line: RelationLine) -> tuple[Text, ...]:
        return tuple(
            {name.text: name for edge in line.also for name in (self.reader.relation(edge.relation),)}.values()
        )

    def _value(self, name: str, value: str) -> Text:
        if name in {"relation", "kind"}:
            return self.reader.relation(value)
        if name == "paper":
            return self.reader.name(f"{ENTITIES}document/{value}")
        return self.reader.name(f"{VOCABULARY}{name}/{value}")

    def _read_ahead(self, groups: Iterable[RelationGroup]) -> None:
        lines = [line for group in groups for line in group.lines]
        self.reader.read_ahead(words for line in lines for words in line.edge.words)
        self.reader.indexes.read_labels(
            {*self._middles.values(), *(line.neighbour for line in lines)}
            | {
                f"{VOCABULARY}modality/{word}"
                for line in lines
                for name, word in line.edge.qualifiers
                if name == "modality"
            }
        )

    def _other(self, edge: Edge) -> str:
        return edge.target if edge.source == self.subject else edge.source


def sentences_of(groups: Iterable[ShownGroup]) -> Iterator[Sentence]:
    """The sentences of some groups, in the order in which they come."""
    return (said.sentence for group in groups for one in group.neighbours for said in one.said)


def node_path(iri: str) -> str:
    """What stands for a thing in the address and in the data of the page: its path below `id/`."""
    return iri.removeprefix(ENTITIES)
