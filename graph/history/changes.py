"""The changes that the papers order or announce: events with their participants, as values."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from graph.core.iris import local_name
from graph.core.terms import text
from graph.history.change_effects import ENDS, ORDERS
from graph.rdf.provenance import Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graph.core.terms import NamedNode, Term
    from graph.store.store import GraphStore

_QUERIES = files("graph") / "queries"
_CHANGES, _PLATE_CHANGES, _EVIDENCE, _FLOWS, _EVENTS = (
    (_QUERIES / f"{name}.rq").read_text("utf-8")
    for name in ("changes", "plate-changes", "evidence-of-changes", "flows", "events-of-thing")
)


@dataclass(frozen=True)
class Evidence(Words):
    """The evidence of a change, with the dates of its source; a date that is not known is empty."""

    issued_on: str = ""
    issued_in: str = ""
    posted_at: str = ""
    known_by: str = ""


@dataclass(frozen=True)
class Part:
    """A participant of a change: the effect on it and the portion that is affected, as concepts of the vocabularies.

    `targets` are what it becomes (transition); with `one_of`, it becomes one of them.
    """

    participant: str
    effect: str
    portion: str
    recipient: str = ""
    targets: tuple[str, ...] = ()
    one_of: bool = False
    name_before: str = ""
    name_after: str = ""


@dataclass(frozen=True)
class Change:
    """A change of zones, or of a plate, which `plate`, `action` and `hung_on` describe.

    `manner` says how it is done, such as `gradual`. `flows` are pairs of a zone or body and what it goes into, as the
    rules derive them. `proposed` is true if only drafts for comment state the change. `undecided` is true if the rules
    find no decision that stands, so also if a paper revokes it. `happened` is the day, month or year in which it
    happened, if the paper says so.
    """

    event: str
    type: str
    modality: str
    parts: tuple[Part, ...]
    evidence: tuple[Evidence, ...]
    plate: str = ""
    action: str = ""
    hung_on: str = ""
    flows: tuple[tuple[str, str], ...] = ()
    manner: tuple[str, ...] = ()
    proposed: bool = False
    undecided: bool = False
    happened: str = ""

    @property
    def things(self) -> tuple[str, ...]:
        """The plate, the participants and the zones of the flows, each once."""
        ends = (end for flow in self.flows for end in flow)
        return tuple(filter(None, dict.fromkeys((self.plate, *(part.participant for part in self.parts), *ends))))

    @property
    def decided(self) -> bool:
        """Whether a paper decides or reports the change, rather than only proposing, encouraging or allowing it."""
        return not self.proposed and not self.revoked and (self.modality in ORDERS or self.is_past)

    @property
    def revoked(self) -> bool:
        """Whether a paper takes back what another decided."""
        return self.undecided and not self.proposed and (self.modality in ORDERS or self.is_past)

    @property
    def is_past(self) -> bool:
        """Whether the paper reports the change as one that has happened."""
        return self.modality == "existing"

    def parts_of(self, thing: str) -> list[Part]:
        """Return the parts of a thing; the action on a plate is its effect."""
        if self.plate == thing:
            return [Part(thing, self.action, "whole")]
        return [part for part in self.parts if part.participant == thing]

    def ends(self, part: Part) -> bool:
        """Whether the change ends a participant. A base ends when something is formed on it, even on a part of it."""
        if self.goes_into(part.participant):
            return part.effect == "base" or part.portion != "part"
        return self.decided and part.effect in ENDS

    def goes_into(self, zone: str) -> tuple[str, ...]:
        """Return the zones that a zone goes into by this change."""
        return tuple(into for start, into in self.flows if start == zone)

    def comes_from(self, zone: str) -> tuple[str, ...]:
        """Return the zones that go into a zone by this change."""
        return tuple(start for start, into in self.flows if into == zone)


def read_changes(store: GraphStore) -> tuple[Change, ...]:
    """Return all changes of a store, in a fixed order."""
    return _changes_of(store, _EVIDENCE, _FLOWS, _CHANGES, _PLATE_CHANGES)


def read_changes_of(store: GraphStore, thing: NamedNode) -> tuple[Change, ...]:
    """Return the changes that touch a thing: those of `read_changes` that have it among their things, in that order.

    The cost depends on how many there are, not on the size of the graph. The engine is asked five times.
    """
    events = [row["event"] for row in store.rows(_EVENTS, {"thing": thing})]
    if not events:
        return ()
    asked = ((_EVIDENCE, "thing"), (_FLOWS, "event"), (_CHANGES, "event"), (_PLATE_CHANGES, "event"))
    found = _changes_of(store, *(_with_values(query, variable, events) for query, variable in asked))
    return tuple(change for change in found if thing.value in change.things)


def _with_values(query: str, variable: str, nodes: Iterable[Term]) -> str:
    """Return a query whose pattern begins with the values of a variable."""
    return query.replace("WHERE {", f"WHERE {{ VALUES ?{variable} {{ {' '.join(map(str, nodes))} }}", 1)


def _changes_of(
    store: GraphStore, of_evidence: str, of_flows: str, of_changes: str, of_plates: str
) -> tuple[Change, ...]:
    """Return the changes that four queries give: of the words, the flows, the changes of zones, those of plates."""
    evidence: dict[str, list[Evidence]] = {}
    for row in store.rows(of_evidence):
        evidence.setdefault(text(row["thing"]), []).append(_evidence(row))
    flows: dict[str, list[tuple[str, str]]] = {}
    for row in store.rows(of_flows):
        flows.setdefault(text(row["event"]), []).append((text(row["zone"]), text(row["into"])))
    events: dict[str, list[Mapping[str, Term]]] = {}
    for row in store.rows(of_changes):
        events.setdefault(text(row["event"]), []).append(row)
    zones = [
        Change(
            event=event,
            type=_word(rows[0], "type"),
            modality=_word(rows[0], "modality"),
            parts=_parts(rows),
            evidence=tuple(evidence.get(event, ())),
            flows=tuple(flows.get(event, ())),
            manner=tuple(dict.fromkeys(word for row in rows if (word := _word(row, "manner")))),
            proposed="proposed" in rows[0],
            undecided="undecided" in rows[0],
            happened=max((text(row.get("happened")) for row in rows), key=len),
        )
        for event, rows in events.items()
    ]
    plates = [
        Change(
            event=text(row["event"]),
            type="plate-change",
            modality=_word(row, "modality"),
            parts=(),
            evidence=tuple(evidence.get(text(row["event"]), ())),
            plate=text(row["plate"]),
            action=_word(row, "action"),
            hung_on=text(row.get("zone")),
            proposed="proposed" in row,
            undecided="undecided" in row,
        )
        for row in store.rows(of_plates)
    ]
    return (*zones, *plates)


def by_thing(changes: Iterable[Change]) -> dict[str, list[Change]]:
    """Return the changes of each zone and plate, in their order."""
    found: dict[str, list[Change]] = {}
    for change in changes:
        for thing in change.things:
            found.setdefault(thing, []).append(change)
    return found


def _evidence(row: Mapping[str, Term]) -> Evidence:
    return Evidence(
        evidence=text(row["evidence"]),
        quote=text(row.get("quote")),
        clause=text(row.get("clause")),
        source=text(row["source"]),
        citation=text(row.get("citation")),
        issued_on=text(row.get("issuedOn")),
        issued_in=text(row.get("issuedIn")),
        posted_at=text(row.get("postedAt")),
        known_by=text(row.get("knownBy")),
    )


def _parts(rows: Iterable[Mapping[str, Term]]) -> tuple[Part, ...]:
    found: dict[str, Part] = {}
    for row in rows:
        if "participation" not in row:
            continue
        key, one_of = text(row["participation"]), "targetOneOf" in row
        before = found.get(key)
        target = _word(row, "targetOneOf" if one_of else "target")
        found[key] = Part(
            participant=text(row["participant"]),
            effect=_word(row, "effect"),
            portion=_word(row, "portion"),
            recipient=text(row.get("recipient")),
            targets=tuple(dict.fromkeys(filter(None, (*(before.targets if before else ()), target)))),
            one_of=one_of,
            name_before=text(row.get("nameBefore")),
            name_after=text(row.get("nameAfter")),
        )
    return tuple(found.values())


def _word(row: Mapping[str, Term], name: str) -> str:
    """Return the local name of a concept, such as `ordered`; empty if it is not stated."""
    return local_name(text(row.get(name)))
