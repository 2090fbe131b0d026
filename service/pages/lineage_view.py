"""What the page of the lineage shows: rows of before, event and after, each with its sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.core.iris import ENTITIES, VOCABULARY, digest
from graph.history.lineage_rows import paper_of
from service.pages.lineage_cell import EventCell
from service.pages.lineage_ribbons import ribbons_from, ribbons_towards
from service.pages.lineage_words import say
from service.pages.sentence_panel import Sentence, Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graph.history.changes import Change, Part
    from graph.history.lineage import StepDirection
    from graph.history.lineage_rows import LineageRow, Outcome
    from graph.history.status import Standing
    from graph.network.model import Edge
    from service.pages.lineage_ribbons import Ribbon
    from service.pages.sentence_reader import SentenceReader

_OF_PARTS = frozenset({"participation/participant", "plate", "endsCustody"})


@dataclass(frozen=True)
class ShownRow:
    """An event with its columns: its sentence, and the same in one sentence of ours. direction: of a step, if any."""

    event: str
    name: Text
    sentence: Sentence
    said: str
    paper: str
    before: tuple[EventCell, ...]
    after: tuple[EventCell, ...]
    is_proposed: bool
    direction: StepDirection | str = ""

    @property
    def ribbons_before(self) -> list[Ribbon]:
        """The ribbons from what there was to the event."""
        return ribbons_towards(self.before)

    @property
    def ribbons_after(self) -> list[Ribbon]:
        """The ribbons from the event to what there is."""
        return ribbons_from(self.after)


class RowReader:
    """Reads rows for one reader, and keeps the sentences that they need."""

    def __init__(self, reader: SentenceReader) -> None:
        self.reader, self.sentences = reader, dict[str, Sentence]()
        self._knowledge = reader.indexes
        self._zh = reader.language == "zh"

    def read_ahead(self, rows: Iterable[LineageRow]) -> None:
        """Read the words and labels that some rows need, in a fixed number of questions."""
        rows = list(rows)
        edges = [edge for row in rows for edge in self.edges(row.change.event)]
        words = [word for row in rows for word in row.change.evidence]
        self.reader.read_ahead([*words, *(word for edge in edges for word in edge.words)])
        concepts = {f"change-type/{row.change.type}" for row in rows} | {
            f"modality/{row.change.modality}" for row in rows
        }
        concepts |= {f"effect/{part.effect}" for row in rows for part in row.before}
        concepts |= {f"plate-action/{row.change.action}" for row in rows}
        self._knowledge.read_labels(
            {f"{VOCABULARY}{name}" for name in concepts if not name.endswith("/")}
            | {thing for row in rows for thing in (row.change.event, *row.change.things)}
        )

    def row(self, row: LineageRow, direction: StepDirection | str = "") -> ShownRow:
        """A row as the page shows it."""
        change = row.change
        by_thing: dict[str, Edge] = {}
        for edge in self.edges(change.event):
            by_thing.setdefault(edge.target, edge)
        sentence = self._event_sentence(change)
        before = [self._source(part, by_thing, change) for part in row.before]
        before += [self._custody(edge) for edge in by_thing.values() if edge.relation == "endsCustody"]
        ids = {part.participant: cell.sentence for part, cell in zip(row.before, before, strict=False)}
        after = [self._outcome(outcome, by_thing, ids) for outcome in row.after]
        said = say(row, self.reader.language, self._plain, self._becomes, sentence.subject.text)
        return ShownRow(
            event=change.event.removeprefix(ENTITIES),
            name=sentence.subject,
            sentence=sentence,
            said=said,
            paper=paper_of(change),
            before=tuple(before),
            after=tuple(after),
            is_proposed=change.proposed,
            direction=direction,
        )

    def _source(self, part: Part, by_thing: dict[str, Edge], change: Change) -> EventCell:
        scheme = "plate-action" if change.plate else "effect"
        effect = self.reader.name(f"{VOCABULARY}{scheme}/{part.effect}") if part.effect else None
        name = Text(part.name_before, "zh") if part.name_before else self.reader.name(part.participant)
        standing = self._standing(part.participant, "before")
        sentence = self._keep(by_thing.get(part.participant))
        kind = self._kind(part.participant)
        return EventCell(part.participant, name, kind, standing, effect, part.portion, "", sentence)

    def _custody(self, edge: Edge) -> EventCell:
        return EventCell(edge.target, self.reader.name(edge.target), "Custody", "", None, "", "", self._keep(edge))

    def _outcome(self, outcome: Outcome, by_thing: dict[str, Edge], ids: dict[str, str]) -> EventCell:
        by = tuple(filter(None, (ids.get(thing, "") for thing in outcome.by)))
        sentence = self._keep(by_thing.get(outcome.thing)) or next(iter(by), "")
        name = self.reader.name(outcome.thing) if outcome.thing else None
        if outcome.name:
            name = Text(outcome.name, "zh", name.href if name else "")
        elif outcome.becomes:
            kinds = [self._becomes(kind) for kind in outcome.becomes]
            name = Text(
                (("或" if self._zh else " or ") if outcome.one_of else ("、" if self._zh else ", ")).join(kinds)
            )
        standing = self._standing(outcome.thing, "after") if outcome.thing else ""
        kind = self._kind(outcome.thing) if outcome.thing else ""
        return EventCell(outcome.thing, name, kind, standing, None, "", outcome.fate, sentence, by or (sentence,))

    def _event_sentence(self, change: Change) -> Sentence:
        name = self.reader.name(change.event)
        kind = f"plate-action/{change.action}" if change.plate else f"change-type/{change.type}"
        modality = (self.reader.name(f"{VOCABULARY}modality/{change.modality}"),) if change.modality else ()
        sentence = Sentence(
            id=digest("event", change.event),
            subject=name,
            relation=self.reader.relation("changeType" if not change.plate else "plateAction"),
            object=self.reader.name(f"{VOCABULARY}{kind}"),
            origin="stated",
            modality=modality,
            passages=tuple(self.reader.passage(words) for words in change.evidence),
            centres=(self.reader.centre(change.event),),
        )
        self.sentences[sentence.id] = sentence
        return sentence

    def _keep(self, edge: Edge | None) -> str:
        if edge is None:
            return ""
        sentence = self.reader.edge(edge)
        self.sentences.setdefault(sentence.id, sentence)
        return sentence.id

    def edges(self, event: str) -> list[Edge]:
        """The edges of an event with what takes part in it."""
        touching = self._knowledge.network.touching.get(event, ())
        return [edge for edge in touching if edge.source == event and edge.relation in _OF_PARTS]

    def _standing(self, iri: str, when: str) -> Standing | str:
        lookup = self._knowledge.lookup
        known = lookup.index.types.get(iri) in {"Zone", "Plate"}
        return lookup.state_of(iri, "before" if when == "before" else "after").standing if known else ""

    def _kind(self, iri: str) -> str:
        node = self._knowledge.network.nodes.get(iri)
        return node.kind if node else ""

    def _plain(self, iri: str) -> str:
        return self.reader.name(iri).text

    def _becomes(self, concept: str) -> str:
        return self.reader.name(f"{VOCABULARY}transition-target/{concept}").text


def tracks_of(rows: Iterable[LineageRow], shown: Iterable[ShownRow]) -> dict[str, list[ShownRow]]:
    """Rows by what they are about: zones, plates, townships in custody. rows: the same before they were read."""
    pairs = list(zip(rows, shown, strict=True))
    return {
        "zones": [one for row, one in pairs if row.change.parts],
        "plates": [one for row, one in pairs if row.change.plate],
        "townships": [one for _, one in pairs if any(cell.kind == "Custody" for cell in one.before)],
    }
