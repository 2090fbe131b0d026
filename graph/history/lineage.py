"""Lineage: the changes from which a zone or plate came, and those that led on from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graph.history.changes import Change

StepDirection = Literal["back", "forth"]
Direction = Literal["back", "forth", "both"]


@dataclass(frozen=True)
class Step:
    """A change in a lineage: its direction, its distance from the start, and the things that it connects."""

    change: Change
    direction: StepDirection
    depth: int
    reached_from: str
    leads_to: tuple[str, ...]


@dataclass(frozen=True)
class Lineage:
    """The steps of a lineage, nearest first.

    `origins` are the things where the paths back end, `now` those where the paths forth end, `things` all on the paths.
    `cut` says whether the depth limit cut off a path.
    """

    start: str
    steps: tuple[Step, ...]
    origins: tuple[str, ...]
    now: tuple[str, ...]
    things: tuple[str, ...]
    cut: bool


def lineage(start: str, changes: Sequence[Change], direction: Direction = "both", depth: int = 5) -> Lineage:
    """Return the lineage of a zone or plate. A change without a target (a retention, a renaming) is a step too."""
    forth = _walk(start, changes, "forth", depth) if direction in {"forth", "both"} else _Walk()
    back = _walk(start, changes, "back", depth) if direction in {"back", "both"} else _Walk()
    steps = {step.change.event: step for step in (*back.steps, *forth.steps)}
    things = (start, *(thing for step in steps.values() for thing in (step.reached_from, *step.leads_to)))
    return Lineage(
        start=start,
        steps=tuple(sorted(steps.values(), key=lambda step: (step.direction, step.depth, step.change.event))),
        origins=tuple(back.ends),
        now=tuple(forth.ends),
        things=tuple(dict.fromkeys(things)),
        cut=back.cut or forth.cut,
    )


@dataclass
class _Walk:
    steps: list[Step] = field(default_factory=list)
    ends: list[str] = field(default_factory=list)
    cut: bool = False


def _walk(start: str, changes: Sequence[Change], way: StepDirection, depth: int) -> _Walk:
    """Walk in one direction, breadth first; each thing is visited once."""
    walk, reached, fresh = _Walk(), {start}, [start]
    for level in range(1, depth + 1):
        found = [step for thing in fresh for step in _steps(thing, changes, way, level)]
        led = {step.reached_from for step in found if step.leads_to}
        walk.steps += found
        walk.ends += [thing for thing in fresh if thing not in led]
        fresh = [t for t in dict.fromkeys(thing for step in found for thing in step.leads_to) if t not in reached]
        reached.update(fresh)
    walk.ends += fresh
    walk.cut = any(step.leads_to for thing in fresh for step in _steps(thing, changes, way, depth))
    return walk


def _steps(thing: str, changes: Sequence[Change], way: StepDirection, depth: int) -> Iterator[Step]:
    for change in changes:
        if thing in change.things:
            leads_to = change.goes_into(thing) if way == "forth" else change.comes_from(thing)
            taken_up = bool(change.comes_from(thing)) if way == "forth" else bool(change.goes_into(thing))
            if leads_to or not taken_up:
                yield Step(change, way, depth, thing, leads_to)
