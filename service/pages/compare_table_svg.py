"""Zones side by side as a picture in SVG: a table of topics with a column for each zone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.network.svg_parts import INK, MUTED, RULE, SHEET, fitting, head, text_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from service.pages.compare_platforms import Row, Value
    from service.pages.sentence_panel import Text
    from service.web.negotiation import Language

_MARGIN, _TOPIC, _COLUMN, _PAD = 28, 130, 230, 10
_LINE, _SIZE, _MOST_LINES = 18, 12, 4
_DERIVED, _SAME = "#2c5a86", "#f4f1e9"


def write_platforms(rows: Sequence[Row], names: Sequence[Text], language: Language) -> Iterator[str]:
    """The lines of an SVG file. names: those of the zones, in the order of the cells."""
    width = 2 * _MARGIN + _TOPIC + _COLUMN * len(names)
    title = "平台对比" if language == "zh" else "Platforms compared"
    y = _MARGIN + 18.0
    body = [text_at(_MARGIN, y, title, size=19, bold=True)]
    heads = [fitting(name.text, _COLUMN - 2 * _PAD, size=14, most=3) for name in names]
    y += 26
    for column, lines in enumerate(heads):
        for at, line in enumerate(lines):
            body.append(text_at(_x(column), y + at * 19, line, size=14, bold=True))
    y += 19 * max(map(len, heads), default=1) - 6
    for row in rows:
        cells = [[line for value in cell for line in _lines(value, language)] for cell in row.cells]
        topic = [*fitting(row.zh if language == "zh" else row.en, _TOPIC - _PAD, size=_SIZE, most=4)]
        topic += [("相同" if language == "zh" else "the same")] if row.is_same else []
        height = _LINE * max(len(topic), *(len(cell) for cell in cells)) + 2 * _PAD
        fill = _SAME if row.is_same else SHEET
        at_row = f'x="{_MARGIN}" y="{y:.0f}" width="{width - 2 * _MARGIN}" height="{height}"'
        body.append(f'<rect {at_row} fill="{fill}" stroke="{RULE}"/>')
        for at, line in enumerate(topic):
            body.append(text_at(_MARGIN + _PAD, y + _PAD + 13 + at * _LINE, line, size=_SIZE, fill=MUTED))
        for column, cell in enumerate(cells):
            for at, (line, colour) in enumerate(cell or [("—", MUTED)]):
                body.append(text_at(_x(column), y + _PAD + 13 + at * _LINE, line, size=_SIZE, fill=colour))
        y += height
    y += 24
    told = "蓝色：推导   ·   灰色：文件没有说明   ·   —：图谱中没有   ·   浅底：各平台相同"
    if language != "zh":
        told = "blue: derived   ·   grey: not stated   ·   —: nothing in the graph   ·   tinted: the same for all"
    body.append(text_at(_MARGIN, y, told, size=11, fill=MUTED))
    yield from head(width, y + _MARGIN, title)
    yield from body
    yield "</svg>"


def _x(column: int) -> float:
    return _MARGIN + _TOPIC + column * _COLUMN + _PAD


def _lines(value: Value, language: Language) -> Iterator[tuple[str, str]]:
    """The lines of a value, each with its colour."""
    colour = MUTED if value.is_silence else _DERIVED if value.sentence.origin == "derived" else INK
    notes = [note.text for note in value.notes]
    if value.is_first:
        notes.append("先显示" if language == "zh" else "shown first")
    told = value.name.text + (f"（{'，'.join(notes)}）" if language == "zh" else f" ({', '.join(notes)})") * bool(notes)
    for line in fitting(told, _COLUMN - 2 * _PAD, size=_SIZE, most=_MOST_LINES):
        yield line, colour
