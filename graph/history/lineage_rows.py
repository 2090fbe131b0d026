"""Changes in three columns: what there is before, the event, and what there is after. Pure: changes in, rows out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from graph.core.iris import local_name
from graph.history.change_effects import BEGINS
from graph.history.status import time_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graph.history.changes import Change, Part

Fate = Literal["result", "same", "becomes", "gone", "open"]
_RESULTS = frozenset({"formed", "established", "receives"})
_OPEN = frozenset({"phased-out", ""})
_SPAN = re.compile(r"/(\d+)-\d+$")


@dataclass(frozen=True)
class Outcome:
    """What an event leads to.

    Attributes:
        fate: `result`: a thing that forms or receives; `same`: the thing itself; `becomes`: something of a kind;
            `gone`: nothing that the paper names; `open`: the paper does not say.
        thing: The IRI of a result, or of the thing itself; else empty.
        becomes: The concepts of the kind, of which it is one if `one_of`.
        by: The things that it comes from by this event, or the thing itself.
        name: The name after the event, if a renaming states it.
    """

    fate: Fate
    thing: str = ""
    becomes: tuple[str, ...] = ()
    one_of: bool = False
    by: tuple[str, ...] = ()
    name: str = ""


@dataclass(frozen=True)
class LineageRow:
    """A change with its participants before it and what it leads to. Many to many stays one row."""

    change: Change
    before: tuple[Part, ...]
    after: tuple[Outcome, ...]


def row_of(change: Change) -> LineageRow:
    """A change in three columns."""
    parts = change.parts_of(change.plate) if change.plate else list(change.parts)
    results = [part for part in parts if part.effect in _RESULTS or (change.plate and part.effect in BEGINS)]
    sources = [part for part in parts if part not in results]
    outcomes: dict[tuple[object, ...], Outcome] = {}
    for part in results:
        _add(outcomes, Outcome("result", part.participant, by=(part.participant,)))
    for part in sources:
        for into in change.goes_into(part.participant):
            _add(outcomes, Outcome("result", into, by=(part.participant,)))
        if not any(p.effect in _RESULTS for p in results) and not change.goes_into(part.participant):
            _add(outcomes, _alone(change, part))
    return LineageRow(change, tuple(sources), tuple(outcomes.values()))


def rows_of(changes: Iterable[Change]) -> list[LineageRow]:
    """The rows of changes: by the time of the paper, what something forms from first, in the order of the text."""
    rows = [row_of(change) for change in changes]
    return sorted(rows, key=lambda row: (*_paper_order(row.change), _rank(row), _start(row.change), row.change.event))


def paper_of(change: Change) -> str:
    """The local name of the first paper that states a change, such as `quzhou-2021`; empty if there is none."""
    return local_name(change.evidence[0].source) if change.evidence else ""


def _alone(change: Change, part: Part) -> Outcome:
    """What becomes of a participant that goes into no other thing."""
    by = (part.participant,)
    if part.targets:
        return Outcome("becomes", becomes=part.targets, one_of=part.one_of, by=by)
    if part.recipient:
        return Outcome("result", part.recipient, by=by)
    if change.ends(part):
        return Outcome("gone", by=by)
    if part.effect in _OPEN or not change.decided:
        return Outcome("open", by=by)
    return Outcome("same", part.participant, by=by, name=part.name_after)


def _add(outcomes: dict[tuple[object, ...], Outcome], new: Outcome) -> None:
    """Add an outcome; equal ones of several participants become one."""
    key = (new.fate, new.thing, new.becomes, new.one_of)
    old = outcomes.get(key)
    by = tuple(dict.fromkeys((*(old.by if old else ()), *new.by)))
    outcomes[key] = Outcome(new.fate, new.thing, new.becomes, new.one_of, by, new.name)


def _paper_order(change: Change) -> tuple[date, str]:
    _, last = time_of(change)
    return last or date.max, paper_of(change)


def _rank(row: LineageRow) -> int:
    return 0 if row.before and any(part.effect in _RESULTS for part in row.change.parts) else 1


def _start(change: Change) -> int:
    """The offset of the words of a change in the text of its paper, 0 where the text is not at hand."""
    found = _SPAN.search(change.evidence[0].evidence) if change.evidence else None
    return int(found[1]) if found else 0
