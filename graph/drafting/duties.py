"""Reads the bracket after a task that tells who is responsible for it, and by when."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graph.drafting.dates import DEADLINE
from graph.drafting.lists import number

if TYPE_CHECKING:
    from graph.drafting.proposals import ClaimEntry

_BRACKET = re.compile(
    r"\((?:责任|牵头|主管|实施|责任主体)(?:单位|部门|主体)?:(?P<bodies>[^;:()]+)"
    r"(?:;(?:配合|协助|参与)(?:单位|部门):[^;:()]+)?"
    r"(?:;(?:完成|办结)(?:时限|时间|期限):(?P<due>[^;:()]+)|;(?P<timing>长期坚持|持续推进|持续实施))?\)"
)
_TASKS = frozenset(("Rule", "Measure", "FunctionAssignment", "FiscalRule"))
_DATED = frozenset(("Target",))
"""Classes of tasks that a bracket gives a deadline only."""


@dataclass(frozen=True)
class Duty:
    """What a bracket tells: the words for the bodies, the deadline with its date, and a timing without date."""

    bodies: str
    due: dict[str, str]
    timing: str

    def of(self, entry: ClaimEntry, bodies: list[str]) -> dict[str, Any]:
        """What the bracket says of a task: its bodies, which only some classes of tasks have, and its deadline."""
        said: dict[str, Any] = {"id": entry.mapping["id"]}
        if entry.mapping["type"] in _TASKS:
            said["appliesTo"] = bodies if len(bodies) > 1 else bodies[0]
        return said | self.due | ({"timing": self.timing} if self.timing else {})


def duty_of(quote: str) -> Duty | None:
    """What a passage tells that is such a bracket alone: (责任单位:某局;完成时限:2022年2月底); None for others.

    quote: the passage with half-width punctuation.
    """
    found = _BRACKET.fullmatch(quote)
    if found is None:
        return None
    due, date = {}, DEADLINE.match(found["due"] or "")
    if date:
        year, month = number(date["year"]), date["month"]
        due = {"deadline": found["due"]} | ({"dueMonth": f"{year}-{int(month):02}"} if month else {"dueYear": year})
    return Duty(found["bodies"], due, found["timing"] or "")


def is_task(entry: ClaimEntry) -> bool:
    """Whether an entry states a task that a bracket after it may assign."""
    return entry.mapping.get("type") in _TASKS | _DATED
