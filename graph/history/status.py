"""The status of a zone or plate before the changes, after them, or on a day. What is not stated is not guessed."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from graph.core.errors import UnknownTime
from graph.history.change_effects import BEGINS, RESTORABLE
from graph.history.paper_dates import dated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graph.history.changes import Change, Part

Standing = Literal["stands", "does not stand", "not stated"]
When = Literal["before", "after"] | date


@dataclass(frozen=True)
class State:
    """The status of a thing at a time, and the change that determines it.

    `reason` is the effect or action of the change, its modality if the paper does not decide it, `proposed` if only
    drafts for comment state it, or `revoked` if a paper takes it back; `name` is the name at that time, if a renaming
    states it.
    """

    thing: str
    standing: Standing
    reason: str
    change: Change | None = None
    name: str = ""


def when_of(text: str) -> When:
    """Return the time that a text means.

    Raises:
        UnknownTime: the text is neither `before`, `after` nor a day.
    """
    if text == "before":
        return "before"
    if text == "after":
        return "after"
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UnknownTime(f"when is {text}; give before, after, or a day such as 2022-01-01.") from error


def state_of(thing: str, changes: Sequence[Change], when: When) -> State:
    """Return the state of a zone or plate.

    `before` and `after` refer to all ordered changes; changes that a paper reports as past have happened before them.
    On a day, the changes ordered by then have happened; if the sources leave open whether a change was ordered by then,
    the state is `not stated`.
    """
    touching = [(change, part) for change in changes for part in change.parts_of(thing)]
    if not touching:
        return State(thing, "not stated", "no-change")
    if when == "before":
        coming = [pair for pair in touching if not pair[0].is_past]
        return _before(thing, coming) if coming else _after(thing, touching)
    if when == "after":
        return _after(thing, touching)
    ordered = [(c, p) for c, p in touching if _is_ordered_by(c, when)]
    open_ = [c for c, _ in touching if _may_be_ordered_by(c, when)]
    if open_:
        return State(thing, "not stated", "date-not-stated", open_[0])
    return _after(thing, ordered) if ordered else _before(thing, touching)


def _before(thing: str, touching: Sequence[tuple[Change, Part]]) -> State:
    change, part = next((pair for pair in touching if pair[1].effect in BEGINS), touching[0])
    begins = part.effect in BEGINS
    return State(thing, "does not stand" if begins else "stands", part.effect, change, part.name_before)


def _after(thing: str, touching: Sequence[tuple[Change, Part]]) -> State:
    decided = sorted((pair for pair in touching if pair[0].decided), key=lambda pair: not pair[0].is_past)
    if not decided:
        change, _ = touching[-1]
        reason = "proposed" if change.proposed else "revoked" if change.revoked else change.modality or "no-modality"
        return State(thing, "not stated", reason, change)
    ending = [pair for pair in decided if pair[0].ends(pair[1])]
    restoring = [pair for pair in decided if pair[1].effect == "restore"]
    if restoring and all(pair[1].effect in RESTORABLE for pair in ending):
        change, part = restoring[-1]
        return State(thing, "stands", part.effect, change)
    if ending:
        change, part = ending[0]
        return State(thing, "does not stand", part.effect, change)
    change, part = decided[-1]
    if part.effect in {"phased-out", ""}:
        return State(thing, "not stated", part.effect or "one-of-several", change)
    return State(thing, "stands", part.effect, change, part.name_after)


def _is_ordered_by(change: Change, day: date) -> bool:
    _, last = time_of(change)
    return last is not None and last <= day


def _may_be_ordered_by(change: Change, day: date) -> bool:
    """Whether the sources leave open if a change was ordered by a day."""
    first, last = time_of(change)
    return last is None or (last > day and (first is None or first <= day))


def time_of(change: Change) -> tuple[date | None, date | None]:
    """The first and the last day on which a change may have happened, or else have been ordered."""
    if not change.happened:
        return dated(change.evidence)
    year, month, day = [*map(int, change.happened.split("-")), 0, 0][:3]
    if day:
        return date(year, month, day), date(year, month, day)
    return date(year, month or 1, 1), date(year, month or 12, monthrange(year, month or 12)[1])
