"""The areas of zones as a picture in SVG, drawn by the server: the bars of the page with their papers."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from graph.network.svg_parts import INK, LINE, MUTED, RULE, SHEET, fitting, head, text_at, width_of
from service.pages.compare_words import about_contradictions, about_parts, legend, of_paper, scale_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.pages.compare_chart import Chart, Scale, ShownBar, ShownFigure
    from service.web.negotiation import Language

_MARGIN, _WIDTH = 28, 1000
_TRACK, _LINE_HEIGHT, _SMALL = 22, 19, 11.5
_TINTS = ("#c8574d", "#e0a49d")
_HATCH = (
    '<defs><pattern id="derived" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="6" height="6" fill="#dfe9f3"/><path d="M0 0V6" stroke="#2c5a86" stroke-width="2.4"/></pattern></defs>'
)


def write_areas(chart: Chart, language: Language) -> Iterator[str]:
    """The lines of an SVG file."""
    body: list[str] = []
    title = "面积对比" if language == "zh" else "Areas compared"
    y = _MARGIN + 18.0
    body.append(text_at(_MARGIN, y, title, size=19, bold=True))
    y += 24
    body.append(text_at(_MARGIN, y, scale_words(chart.scale, language), size=_SMALL, fill=MUTED))
    y += 26
    body.extend(_axis(chart.scale, y))
    y += 8
    for zone in chart.zones:
        y += 30
        body.append(text_at(_MARGIN, y, zone.name.text, size=15, bold=True))
        y += 6
        for bar in zone.bars:
            lines, y = _bar(bar, chart.scale, y, language, len(zone.bars))
            body.extend(lines)
        told = [*about_contradictions(zone, language), *(one.object.text for one in zone.areas.silences)]
        if not zone.bars:
            told.insert(0, "没有文件给出它的面积" if language == "zh" else "No paper states an area of it")
        for text in told:
            for line in fitting(text, _WIDTH, size=_SMALL, most=4):
                y += _LINE_HEIGHT - 1
                body.append(text_at(_MARGIN, y, line, size=_SMALL, fill=MUTED))
        y += 10
    y += 26
    body.append(text_at(_MARGIN, y, legend(language), size=_SMALL, fill=MUTED))
    yield from head(_WIDTH + 2 * _MARGIN, y + _MARGIN, title)
    yield _HATCH
    yield from body
    yield "</svg>"


def _axis(scale: Scale, y: float) -> Iterator[str]:
    for percent, number in scale.ticks:
        yield text_at(_at(percent), y, number, size=11, fill=MUTED, anchor="middle")
    yield f'<path d="M{_MARGIN} {y + 6:.0f}H{_MARGIN + _WIDTH}" stroke="{RULE}"/>'


def _bar(bar: ShownBar, scale: Scale, y: float, language: Language, among: int) -> tuple[list[str], float]:
    """A bar below a height, and the height at its foot. among: how many bars the zone has."""
    whole, lines = bar.whole, []
    y += _LINE_HEIGHT
    number = f"{whole.figure.written} {whole.unit.text}"
    lines.append(text_at(_MARGIN, y, number, bold=True))
    lines.append(
        text_at(
            _MARGIN + width_of(number) + 14,
            y,
            of_paper(whole, language, is_chosen=whole.figure.is_first and among > 1),
            size=_SMALL,
            fill=MUTED,
        )
    )
    y += 6
    for percent, _ in scale.ticks:
        lines.append(f'<path d="M{_at(percent):.1f} {y:.0f}v{_TRACK}" stroke="{RULE}"/>')
    lines.extend(_segments(bar, y))
    y += _TRACK
    for nth, part in enumerate(bar.parts, 1):
        y += _LINE_HEIGHT - 2
        lines.append(text_at(_MARGIN + 12, y, _told(nth, part, whole, language), size=_SMALL))
    for text in about_parts(bar, language):
        for line in fitting(text, _WIDTH - 12, size=_SMALL, most=4):
            y += _LINE_HEIGHT - 2
            lines.append(text_at(_MARGIN + 12, y, line, size=_SMALL, fill=MUTED))
    return lines, y + 6


def _segments(bar: ShownBar, y: float) -> Iterator[str]:
    whole = bar.whole
    if not bar.parts or bar.sum == "exceeds":
        fill = "url(#derived)" if whole.figure.origin == "derived" else _TINTS[0]
        yield _rect(whole.x, whole.width, y, fill, f"{whole.kind.text} {whole.figure.written} {whole.unit.text}")
        return
    for number, part in enumerate(bar.parts):
        fill = "url(#derived)" if part.figure.origin == "derived" else _TINTS[number % 2]
        yield _rect(part.x, part.width, y, fill, f"{part.zone.text} {part.figure.written} {part.unit.text}")
        if part.is_numbered:
            middle, box = _at(part.x + part.width / 2), 15
            at = f'x="{middle - box / 2:.1f}" y="{y + 3.5:.1f}" width="{box}" height="{box}"'
            yield f'<rect {at} rx="3" fill="{SHEET}"/>'
            yield text_at(middle, y + 15.5, str(number + 1), size=11, fill=INK, anchor="middle")
    if bar.rest:
        x, width = bar.rest
        yield (
            f'<rect x="{_at(x):.1f}" y="{y + 0.5:.1f}" width="{width * _WIDTH / 100:.1f}" height="{_TRACK - 1}" '
            f'fill="none" stroke="{LINE}" stroke-dasharray="3 3"/>'
        )


def _told(number: int, part: ShownFigure, whole: ShownFigure, language: Language) -> str:
    name = part.kind.text if part.figure.zone == whole.figure.zone else f"{part.zone.text} {part.kind.text}"
    derived = {"zh": "（推导）", "en": " (derived)"}[language] if part.figure.origin == "derived" else ""
    return f"{number}  {name} {part.figure.written} {part.unit.text}{derived}"


def _rect(x: float, width: float, y: float, fill: str, title: str) -> str:
    at = f'x="{_at(x):.1f}" y="{y:.0f}" width="{width * _WIDTH / 100:.1f}" height="{_TRACK}"'
    return f'<rect {at} fill="{fill}" stroke="{SHEET}"><title>{escape(title)}</title></rect>'


def _at(percent: float) -> float:
    return _MARGIN + percent * _WIDTH / 100
