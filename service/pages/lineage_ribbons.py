"""The ribbons between before, event and after: a curve for each cell of a column, from or to the middle of the event.

All are drawn equally wide in a square of 100 units, which the page stretches over the height of the row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from service.pages.lineage_cell import EventCell

_SIDE = 100
_WIDEST_GAP = 7  # between two ribbons at the event
_HEIGHT_AT_EVENT = 36  # in which all of them end at most
_WITHOUT_RIBBON = frozenset({"gone", "open"})


@dataclass(frozen=True)
class Ribbon:
    """A ribbon: the id of its sentence, the portion that it stands for, and its curve as the path of an SVG."""

    sentence: str
    portion: str
    path: str


def ribbons_towards(cells: Sequence[EventCell]) -> list[Ribbon]:
    """The ribbons from the cells of the first column to the event."""
    return [_ribbon(cell, _middle(nth, cells), _end(nth, cells)) for nth, cell in enumerate(cells) if _is_drawn(cell)]


def ribbons_from(cells: Sequence[EventCell]) -> list[Ribbon]:
    """The ribbons from the event to the cells of the last column."""
    return [_ribbon(cell, _end(nth, cells), _middle(nth, cells)) for nth, cell in enumerate(cells) if _is_drawn(cell)]


def _is_drawn(cell: EventCell) -> bool:
    return bool(cell.sentence) and cell.fate not in _WITHOUT_RIBBON


def _middle(nth: int, cells: Sequence[EventCell]) -> float:
    """The middle of a cell: each of a column takes the same share of the height."""
    return round(_SIDE * (nth + 0.5) / len(cells), 2)


def _end(nth: int, cells: Sequence[EventCell]) -> float:
    """The place of a ribbon at the event, where all stand close around the middle."""
    gap = min(_HEIGHT_AT_EVENT / len(cells), _WIDEST_GAP)
    return round(_SIDE / 2 + (nth - (len(cells) - 1) / 2) * gap, 2)


def _ribbon(cell: EventCell, start: float, end: float) -> Ribbon:
    path = f"M0 {start}C{_SIDE / 2:g} {start} {_SIDE / 2:g} {end} {_SIDE} {end}"
    return Ribbon(cell.sentence, cell.portion or "whole", path)
