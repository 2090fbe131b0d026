"""What a comparison draws, as a table of one line for each figure or answer: for CSV and JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.core.iris import ENTITIES, RULE
from service.pages.compare_chart import plain
from service.pages.page_download import source_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from service.pages.compare_chart import Chart, ShownBar, ShownFigure, ShownZone
    from service.pages.compare_platforms import Row
    from service.pages.sentence_panel import Text

AREA_COLUMNS = (
    *("zone", "zone_name", "part", "part_name", "kind", "kind_name", "value", "unit", "km2", "time", "origin", "rule"),
    *("shown_first", "contradicted", "parts", "paper", "date", "clause", "quote", "statement", "part_of"),
)
PLATFORM_COLUMNS = (
    *("topic", "topic_name", "same", "zone", "zone_name", "value", "value_name", "notes", "origin", "stated"),
    *("paper", "date", "clause", "quote"),
)
Line = dict[str, str]


def area_lines(chart: Chart) -> list[Line]:
    """A line for each figure of a chart: a whole, then its parts, which name it in `part_of`."""
    return [line for zone in chart.zones for bar in zone.bars for line in _bar_lines(zone, bar)]


def _bar_lines(zone: ShownZone, bar: ShownBar) -> Iterator[Line]:
    yield _figure(zone, bar.whole) | {"parts": bar.sum}
    for part in bar.parts:
        yield _figure(zone, part) | {"part_of": bar.whole.figure.iri.removeprefix(ENTITIES)}


def _figure(zone: ShownZone, shown: ShownFigure) -> Line:
    figure = shown.figure
    is_own = figure.zone == zone.areas.iri
    return {
        "zone": zone.areas.iri.removeprefix(ENTITIES),
        "zone_name": zone.name.text,
        "part": "" if is_own else figure.zone.removeprefix(ENTITIES),
        "part_name": "" if is_own else shown.zone.text,
        "kind": figure.kind,
        "kind_name": shown.kind.text,
        "value": figure.written,
        "unit": shown.unit_name.text,
        "km2": "" if figure.km2 is None else plain(figure.km2),
        "time": figure.time,
        "origin": figure.origin,
        "rule": " ".join(rule.removeprefix(RULE) for rule in figure.edge.rules),
        "shown_first": _yes(figure.is_first and is_own),
        "contradicted": _yes(any(one.figure.iri == figure.iri for one in zone.contradictions)),
        "parts": "",
        "statement": figure.iri.removeprefix(ENTITIES),
        "part_of": "",
        **source_of(shown.sentence),
    }


def platform_lines(rows: Sequence[Row], zones: Sequence[tuple[str, Text]], language: str) -> list[Line]:
    """A line for each answer of a comparison. zones: each with its name, in the order of the cells."""
    return [
        {
            "topic": row.key,
            "topic_name": row.zh if language == "zh" else row.en,
            "same": _yes(row.is_same),
            "zone": zone.removeprefix(ENTITIES),
            "zone_name": name.text,
            "value": value.key.removeprefix(ENTITIES),
            "value_name": value.name.text,
            "notes": "; ".join(note.text for note in value.notes),
            "origin": value.sentence.origin,
            "stated": _yes(not value.is_silence),
            **source_of(value.sentence),
        }
        for row in rows
        for (zone, name), cell in zip(zones, row.cells, strict=True)
        for value in cell
    ]


def _yes(value: object) -> str:
    return "true" if value else "false"
