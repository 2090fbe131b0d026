"""The lineage as a picture: what there was, the event, and what there is, in rows with ribbons of equal width."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from graph.core.errors import EmptySelection, TooManyToDraw
from graph.core.iris import VOCABULARY
from graph.history.lineage_rows import rows_of
from graph.network.lineage_selection import names_of, select_changes
from graph.network.svg_parts import INK, MUTED, PAPER, box, curve, fitting, head, text_at, width_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from graph.history.changes import Change, Part
    from graph.history.lineage_rows import LineageRow, Outcome
    from graph.network.graph_snapshot import GraphSnapshot
    from graph.network.selection_options import Selection

MOST_ROWS = 150  # a longer picture cannot be read
_COLUMN, _EVENT, _LEFT, _RIGHT, _MARGIN = 270, 310, 130, 80, 24
_CELL, _GAP, _LINE = 34, 16, 17
_WIDTH = 2 * _MARGIN + 2 * _COLUMN + _EVENT + _LEFT + _RIGHT
_RED, _PLATE, _RIBBON, _RIBBON_OF_PLATES, _GREY = "#a8231a", "#77540b", "#e3aaa2", "#e2cf9c", "#8d8373"
_DASHES = {"unknown": "3 2", "part": "12 3"}
_WORDS = {
    "zh": {
        "before": "整合前",
        "event": "文件怎么说",
        "after": "整合后",
        "gone": "不再存在（文件未说明去向）",
        "open": "文件未说明去向",
        "legend": "带宽不代表面积   ·   细斜纹：涉及部分未说明   ·   长斜纹：部分   ·   红：区域，金：牌子",
        "or": "或",
        "and": "、",
        "citation": "原文未收录，见引证",
    },
    "en": {
        "before": "before",
        "event": "what the paper says",
        "after": "after",
        "gone": "no longer exists (no successor is stated)",
        "open": "the paper does not say what becomes of it",
        "legend": "the width of a ribbon is no area   ·   finely hatched: the portion is not stated   ·   "
        "coarsely hatched: a part   ·   red: zones, gold: plates",
        "or": " or ",
        "and": ", ",
        "citation": "the text is not at hand, see the citation",
    },
}


def write_lineage(whole: GraphSnapshot, selection: Selection) -> Iterator[str]:
    """The lines of an SVG file. Raises EmptySelection and TooManyToDraw."""
    rows = [row for row in rows_of(select_changes(whole, selection)) if row.before or row.after]
    if not rows:
        raise EmptySelection("No change is in this selection; ask for another thing or paper.")
    if len(rows) > MOST_ROWS:
        many = f"A picture has at most {MOST_ROWS} changes, and these are {len(rows)}"
        raise TooManyToDraw(f"{many}; ask for less with about or paper.")
    return _Picture(rows, names_of(whole, rows, selection.lang), selection.lang).write()


@dataclass(frozen=True)
class _Cell:
    """A box of a column: its lines of text, and whether it is drawn as a thing."""

    lines: list[str]
    is_thing: bool
    label: str = ""
    portion: str = ""


class _Picture:
    """Draws rows from above."""

    def __init__(self, rows: list[LineageRow], name: Callable[[str], str], language: str) -> None:
        self.rows, self.name, self.words = rows, name, _WORDS[language]

    def write(self) -> Iterator[str]:
        heights = [self._height(row) for row in self.rows]
        top, foot = _MARGIN + 26, 40
        yield from head(_WIDTH, top + sum(heights) + foot, "kaifaqu lineage")
        at = (_MARGIN, _MARGIN + _COLUMN + _LEFT, _WIDTH - _MARGIN - _COLUMN)
        for x, column in zip(at, ("before", "event", "after"), strict=True):
            yield text_at(x, _MARGIN + 8, self.words[column], size=12, fill=MUTED)
        y = float(top)
        for row, height in zip(self.rows, heights, strict=True):
            yield from self._row(row, y, height - _GAP)
            y += height
        yield text_at(_MARGIN, y + 18, self.words["legend"], size=12, fill=MUTED)
        yield "</svg>"

    def _height(self, row: LineageRow) -> float:
        cells = max(_tall(self._before(row)), _tall(self._after(row)))
        return max(cells, len(self._event(row)) * _LINE + 18) + _GAP

    def _row(self, row: LineageRow, y: float, height: float) -> Iterator[str]:
        middle = y + height / 2
        colour, ribbon = (_PLATE, _RIBBON_OF_PLATES) if row.change.plate else (_RED, _RIBBON)
        before, after, event = self._before(row), self._after(row), self._event(row)
        x_event, x_after = _MARGIN + _COLUMN + _LEFT, _WIDTH - _MARGIN - _COLUMN
        tall = len(event) * _LINE + 18
        spread = min(11, (tall - 12) / max(len(before), len(after), 1))
        for number, (cell, at) in enumerate(zip(before, _places(before, middle), strict=True)):
            hub = middle + (number - (len(before) - 1) / 2) * spread
            yield _ribbon((_MARGIN + _COLUMN, at), (x_event, hub), ribbon, cell.portion)
            if cell.label:
                yield from _ribbon_label(cell.label, at)
            yield from _draw_cell(cell, _MARGIN, at, colour)
        for number, (cell, at) in enumerate(zip(after, _places(after, middle), strict=True)):
            hub = middle + (number - (len(after) - 1) / 2) * spread
            if cell.is_thing:
                yield _ribbon((x_event + _EVENT, hub), (x_after, at), ribbon, "")
            yield from _draw_cell(cell, x_after, at, colour)
        said = next((words.said for words in row.change.evidence), "")
        yield f"<g><title>{escape(said)}</title>"
        yield box(x_event, middle - tall / 2, _EVENT, tall, colour)
        for number, text in enumerate(event):
            last = number == len(event) - 1
            yield text_at(
                x_event + 14,
                middle - tall / 2 + 21 + number * _LINE,
                text,
                size=11.5 if last else 13,
                fill=MUTED if last else INK,
                bold=not last,
            )
        yield "</g>"

    def _event(self, row: LineageRow) -> list[str]:
        change = row.change
        kind = f"plate-action/{change.action}" if change.plate else f"change-type/{change.type}"
        told = [self.name(f"{VOCABULARY}{kind}")]
        told += [self.name(f"{VOCABULARY}modality/{change.modality}")] if change.modality else []
        told += [words.clause or self.words["citation"] for words in change.evidence[:1]]
        return [
            *fitting(self.name(change.event), _EVENT - 30, most=3),
            fitting(" · ".join(told), _EVENT - 24, 11.5, 1)[0],
        ]

    def _before(self, row: LineageRow) -> list[_Cell]:
        return [self._source(part, row.change) for part in row.before]

    def _source(self, part: Part, change: Change) -> _Cell:
        name = part.name_before or self.name(part.participant)
        label = "" if change.plate or not part.effect else self.name(f"{VOCABULARY}effect/{part.effect}")
        label = fitting(label, _LEFT - 40, 11, 1)[0]
        return _Cell(
            fitting(name, _COLUMN - 24), is_thing=True, label=label, portion="" if change.plate else part.portion
        )

    def _after(self, row: LineageRow) -> list[_Cell]:
        return [self._outcome(outcome) for outcome in row.after]

    def _outcome(self, outcome: Outcome) -> _Cell:
        if outcome.fate in {"gone", "open"}:
            return _Cell(fitting(self.words[outcome.fate], _COLUMN - 24), is_thing=False)
        kinds = (self.words["or"] if outcome.one_of else self.words["and"]).join(
            self.name(f"{VOCABULARY}transition-target/{kind}") for kind in outcome.becomes
        )
        return _Cell(fitting(outcome.name or kinds or self.name(outcome.thing), _COLUMN - 24), is_thing=True)


def _size(cell: _Cell) -> float:
    return _CELL + (len(cell.lines) - 1) * _LINE


def _tall(cells: list[_Cell]) -> float:
    return sum(_size(cell) for cell in cells)


def _places(cells: list[_Cell], middle: float) -> list[float]:
    """The middle of each cell, one below the other around a middle."""
    places, y = [], middle - _tall(cells) / 2
    for cell in cells:
        places.append(y + _size(cell) / 2)
        y += _size(cell)
    return places


def _draw_cell(cell: _Cell, x: float, middle: float, colour: str) -> Iterator[str]:
    height = _size(cell) - 6
    yield box(x, middle - height / 2, _COLUMN, height, colour if cell.is_thing else _GREY, dashed=not cell.is_thing)
    for number, text in enumerate(cell.lines):
        fill = INK if cell.is_thing else MUTED
        yield text_at(x + 12, middle - height / 2 + 18.5 + number * _LINE, text, fill=fill)


def _ribbon_label(label: str, y: float) -> Iterator[str]:
    """The effect of the event on a participant, at the beginning of its ribbon, on a ground of its own."""
    x, width = _MARGIN + _COLUMN + 10, width_of(label, 11) + 8
    yield f'<rect x="{x}" y="{y - 8:.0f}" width="{width:.0f}" height="16" rx="3" fill="{PAPER}"/>'
    yield text_at(x + 4, y + 4, label, size=11)


def _ribbon(start: tuple[float, float], end: tuple[float, float], colour: str, portion: str) -> str:
    dashes = f' stroke-dasharray="{_DASHES[portion]}"' if portion in _DASHES else ""
    return f'<path d="{curve(*start, *end)}" fill="none" stroke="{colour}" stroke-width="9"{dashes}/>'
