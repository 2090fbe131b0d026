"""What the papers change: events with what takes part in them, read once, as values."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from graph.core.names import local_name
from graph.rdf.provenance import Words, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graph.core.names import Term
    from graph.store.store import GraphStore

_QUERIES = files("graph") / "queries"
_CHANGES, _PLATE_CHANGES, _EVIDENCE, _FLOWS = (
    (_QUERIES / f"{name}.rq").read_text("utf-8")
    for name in ("changes", "plate-changes", "evidence-of-changes", "flows")
)
ORDERS = frozenset({"ordered", "ensured", "in-principle"})
"""The modalities with which a paper decides a change; the others only wish for it, try it or allow it."""
ENDS = frozenset({"abolished", "transitions", "converted", "abolish", "delist"})
"""The effects after which a zone does not stand as what it was, or a plate not at all, wherever the land goes."""
BEGINS = frozenset({"formed", "added", "established", "hang", "hang-besides", "confer"})
"""The effects on what did not stand as such before."""


@dataclass(frozen=True)
class Evidence(Words):
    """The words behind a change. The dates are those of the source, as it or its publication gives them, else empty."""

    issued_on: str = ""
    issued_in: str = ""
    posted_at: str = ""
    known_by: str = ""


@dataclass(frozen=True)
class Part:
    """What takes part in a change: the effect on it, and how much of it is touched, in the words of the vocabularies.

    targets: what it becomes (transition), one of them where `one_of`.
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
    """A change of zones, or of a plate; then `plate`, `action` and `hung_on` say which.

    manner: how it is to be done, such as `gradual`; flows: the pairs of a zone and what it goes into by this change, as
    the rules derive them from what the papers state; proposed: whether only drafts for comment state the change;
    happened: the day, month or year in which the papers say that it happened, else empty.
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
    happened: str = ""

    @property
    def things(self) -> tuple[str, ...]:
        """The plate, the participants and the ends of the flows, each once."""
        ends = (end for flow in self.flows for end in flow)
        return tuple(filter(None, dict.fromkeys((self.plate, *(part.participant for part in self.parts), *ends))))

    @property
    def decided(self) -> bool:
        """Whether the change is decided or has happened; drafts and the other modalities only propose or allow it."""
        return not self.proposed and (self.modality in ORDERS or self.is_past)

    @property
    def is_past(self) -> bool:
        """Whether the paper reports the change as one that has happened, and does not order it."""
        return self.modality == "existing"

    def parts_of(self, thing: str) -> list[Part]:
        """How a thing takes part; the action on a plate is the effect on it."""
        if self.plate == thing:
            return [Part(thing, self.action, "whole")]
        return [part for part in self.parts if part.participant == thing]

    def ends(self, part: Part) -> bool:
        """Whether a participant ends by the change; a base gives way to what is formed on it, even if only in part."""
        if self.goes_into(part.participant):
            return part.effect == "base" or part.portion != "part"
        return self.decided and part.effect in ENDS

    def goes_into(self, zone: str) -> tuple[str, ...]:
        """What a zone goes into by this change."""
        return tuple(into for start, into in self.flows if start == zone)

    def comes_from(self, zone: str) -> tuple[str, ...]:
        """What goes into a zone by this change."""
        return tuple(start for start, into in self.flows if into == zone)


def read_changes(store: GraphStore) -> tuple[Change, ...]:
    """All changes of a store, in a fixed order."""
    evidence: dict[str, list[Evidence]] = {}
    for row in store.rows(_EVIDENCE):
        evidence.setdefault(text(row["thing"]), []).append(_evidence(row))
    flows: dict[str, list[tuple[str, str]]] = {}
    for row in store.rows(_FLOWS):
        flows.setdefault(text(row["event"]), []).append((text(row["zone"]), text(row["into"])))
    events: dict[str, list[Mapping[str, Term]]] = {}
    for row in store.rows(_CHANGES):
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
        )
        for row in store.rows(_PLATE_CHANGES)
    ]
    return (*zones, *plates)


def by_thing(changes: Iterable[Change]) -> dict[str, list[Change]]:
    """The changes that touch each zone and plate, in their order."""
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
    """The last part of the IRI of a concept, such as `ordered`; empty where it is not stated."""
    return local_name(text(row.get(name)))
