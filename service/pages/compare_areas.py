"""The areas of zones side by side: reads figures, parts, contradictions and silences from a build for one reader."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from graph.core.iris import VOCABULARY, local_name, prefixes, term
from graph.core.terms import NamedNode, text
from service.pages.area_figures import Bar, Figure, bars_of, contradictions, newest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from graph.network.model import Edge
    from service.api.indexes import Indexes
    from service.pages.sentence_panel import Sentence, Text
    from service.pages.sentence_reader import SentenceReader
    from service.web.view_models import Shown

_OF_FIGURES = tuple(
    term(name) for name in ("areaKind", "value", "unit", "upperValue", "comparator", "asOf", "stage", "because")
)
_SQUARE_METRES = Decimal(1_000_000)
_EXACTLY = "exactly"


@dataclass(frozen=True)
class ZoneAreas:
    """A zone with its figures.

    Attributes:
        iri: The zone.
        shown: Its name.
        bars: Its figures, each with its parts.
        contradictions: The figures that contradict each other, the one that is shown first before the others.
        newest: Of these the one of the newest paper; None where the dates do not tell.
        choice: The derived statement of which figure is shown first; its rules tell why.
        silences: What a paper does not state about areas of the zone.
    """

    iri: str
    shown: Shown
    bars: tuple[Bar, ...]
    contradictions: tuple[Figure, ...]
    newest: Figure | None
    choice: Edge | None
    silences: tuple[Sentence, ...]

    @property
    def first(self) -> Figure | None:
        """The figure that is shown first."""
        return next((bar.figure for bar in self.bars if bar.figure.is_first), None)


class AreaReader:
    """Reads the areas of zones for one reader, and keeps the sentences of all that is drawn.

    measures: what `read_measures` gives.
    """

    def __init__(self, reader: SentenceReader, measures: Measures) -> None:
        self.reader, self.measures = reader, measures
        self.sentences: dict[str, Sentence] = {}
        self._indexes = reader.indexes
        self._network = reader.indexes.network

    def read(self, zones: Sequence[str]) -> list[ZoneAreas]:
        """The areas of some zones, in their order."""
        components = {zone: self._components(zone) for zone in zones}
        wanted = dict.fromkeys([*zones, *(part for parts in components.values() for part in parts)])
        edges = [edge for zone in wanted for edge in self._outgoing(zone, "area")]
        first = {edge.target: edge for zone in wanted for edge in self._outgoing(zone, "areaShownFirst")}
        figures = self._figures(edges, first)
        found = [self._zone(zone, components[zone], figures, first) for zone in zones]
        drawn = {id(edge): edge for one in found for edge in self._drawn(one)}
        self._read_ahead(found, drawn.values())
        for edge in drawn.values():
            sentence = self.reader.edge(edge)
            self.sentences[sentence.id] = sentence
        return [self._with_silences(one) for one in found]

    def sentence(self, edge: Edge) -> str:
        """The id of the sentence of a relation."""
        return edge.id.removeprefix("edge-")

    def kind(self, figure: Figure) -> Text:
        """The kind of a figure by its name."""
        return self.reader.name(f"{VOCABULARY}area-kind/{figure.kind}")

    def unit(self, figure: Figure) -> Text:
        """The unit of a figure as it stands beside its number: in English in the plural unless the number is one."""
        name = self.reader.name(figure.unit)
        if name.lang != "en" or _number(figure.written) == 1:
            return name
        return replace(name, text=self.measures.plurals.get(figure.unit, name.text))

    def _zone(
        self,
        zone: str,
        components: Mapping[str, frozenset[str]],
        figures: Mapping[str, list[Figure]],
        first: Mapping[str, Edge],
    ) -> ZoneAreas:
        own = figures.get(zone, [])
        parts = [figure for part in components for figure in figures.get(part, ())]
        bars = tuple(bars_of(own, components, parts, self.measures.adds_up_to))
        disputed = tuple(contradictions(bars, self.measures.adds_up_to))
        choice = next((first[one.iri] for one in own if one.iri in first), None)
        return ZoneAreas(
            zone, self.reader.shown(zone), bars, disputed, newest(disputed, self._indexes.paper_dates), choice, ()
        )

    def _drawn(self, one: ZoneAreas) -> Iterable[Edge]:
        for bar in one.bars:
            yield bar.figure.edge
            yield from (part.edge for part in bar.parts)
        if one.choice:
            yield one.choice

    def _read_ahead(self, found: Sequence[ZoneAreas], edges: Iterable[Edge]) -> None:
        edges = list(edges)
        silences = self._indexes.silences.of((one.iri for one in found), {"area"})
        words = [word for edge in edges for word in edge.words] + [word for one in silences for word in one.words]
        self.reader.read_ahead(words)
        figures = [figure for one in found for bar in one.bars for figure in (bar.figure, *bar.parts)]
        self._indexes.read_labels(
            {rule for edge in edges for rule in edge.rules}
            | {term(name).value for name in ("area", "areaShownFirst", "silentOn")}
            | {figure.unit for figure in figures}
            | {f"{VOCABULARY}area-kind/{figure.kind}" for figure in figures}
            | {silence.silence for silence in silences}
            | {edge.target for edge in edges}
        )

    def _with_silences(self, one: ZoneAreas) -> ZoneAreas:
        told = tuple(map(self.reader.silence, self._indexes.silences.of((one.iri,), {"area"})))
        self.sentences |= {sentence.id: sentence for sentence in told}
        return ZoneAreas(one.iri, one.shown, one.bars, one.contradictions, one.newest, one.choice, told)

    def _outgoing(self, zone: str, relation: str) -> list[Edge]:
        touching = self._network.touching.get(zone, ())
        return [edge for edge in touching if edge.source == zone and edge.relation == relation]

    def _components(self, zone: str) -> dict[str, frozenset[str]]:
        """The zones that are counted in a zone, each with the papers that say so."""
        touching = self._network.touching.get(zone, ())
        parts = [edge for edge in touching if edge.target == zone and edge.relation == "componentOf"]
        return {edge.source: frozenset(word.source for word in edge.words) for edge in parts}

    def _figures(self, edges: Sequence[Edge], first: Mapping[str, Edge]) -> dict[str, list[Figure]]:
        """The figures by zone, read in one question."""
        told: dict[str, dict[str, list[str]]] = {}
        for quad in self._indexes.store.match([NamedNode(edge.target) for edge in edges], _OF_FIGURES):
            values = told.setdefault(text(quad.subject), {})
            values.setdefault(local_name(quad.predicate.value), []).append(text(quad.object))
        found: dict[str, list[Figure]] = {}
        for edge in edges:
            if figure := self._figure(edge, told.get(edge.target, {}), is_first=edge.target in first):
                found.setdefault(edge.source, []).append(figure)
        return found

    def _figure(self, edge: Edge, told: Mapping[str, list[str]], *, is_first: bool) -> Figure | None:
        value, unit = next(iter(told.get("value", ())), ""), next(iter(told.get("unit", ())), "")
        number = _number(value)
        if number is None:
            return None
        factor = self.measures.square_metres.get(unit)
        upper = next(iter(told.get("upperValue", ())), "")
        how = local_name(next(iter(told.get("comparator", ())), "")) or _EXACTLY
        return Figure(
            iri=edge.target,
            zone=edge.source,
            kind=local_name(next(iter(told.get("areaKind", ())), "")),
            written=f"{value}–{upper}" if upper else value,
            unit=unit,
            km2=number * factor / _SQUARE_METRES if factor else None,
            is_exact=how == _EXACTLY and not upper,
            time="|".join(next(iter(told.get(name, ())), "") for name in ("asOf", "stage")).strip("|"),
            papers=tuple(dict.fromkeys(word.source for word in edge.words)),
            because=frozenset(told.get("because", ())),
            edge=edge,
            is_first=is_first,
        )


@dataclass(frozen=True)
class Measures:
    """What the ontology says of areas.

    Attributes:
        adds_up_to: The kinds that each kind adds up to.
        square_metres: The units in square metres.
        plurals: The English names of units beside numbers other than one, where they differ.
    """

    adds_up_to: Mapping[str, frozenset[str]]
    square_metres: Mapping[str, Decimal]
    plurals: Mapping[str, str]


def read_measures(indexes: Indexes) -> Measures:
    """Read what the ontology says of areas, in one question. It does not change while a build is served."""
    kinds: dict[str, set[str]] = {}
    units: dict[str, Decimal] = {}
    plurals: dict[str, str] = {}
    scale = NamedNode(f"{prefixes()['qudt']}conversionMultiplier")
    for quad in indexes.store.match(None, (term("addsUpTo"), term("pluralLabel"), scale)):
        if quad.predicate == term("pluralLabel"):
            plurals[text(quad.subject)] = text(quad.object)
        elif quad.predicate == scale:
            if factor := _number(text(quad.object)):
                units[text(quad.subject)] = factor
        else:
            kinds.setdefault(local_name(text(quad.subject)), set()).add(local_name(text(quad.object)))
    return Measures({kind: frozenset(wholes) for kind, wholes in kinds.items()}, units, plurals)


def _number(written: str) -> Decimal | None:
    """A number that can be drawn; None for any other text."""
    try:
        number = Decimal(written)
    except InvalidOperation:
        return None
    return number if number.is_finite() and number >= 0 else None
