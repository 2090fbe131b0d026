"""Reads a row of a table that is quoted from its head: the heading of each column tells what its cell says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from graph.drafting.lists import number

if TYPE_CHECKING:
    from graph.curation.cues import Cues
    from graph.drafting.fillers import Fillers
    from graph.drafting.things import Thing

Row = list[tuple[str, str]]
"""The columns of a row: heading and cell, with half-width punctuation."""

_NAME = re.compile(
    r"^(?:[\u4e00-\u9fff]{0,6}(?:开发区|园区|平台|功能区|集聚区))?(?:整合后)?名称$|^(?:开发区|园区|平台)$"
)
_LEVEL = re.compile("级别|等级|层级")
_INDUSTRIES = re.compile("主导产业|产业定位|主攻产业|首位产业")
_UNIT = re.compile("平方公里|公顷|亩")
_FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?")
_CHANGE = {
    "areaBefore": re.compile("(?:调整|扩区|整合|核减)前"),
    "areaIn": re.compile("调入"),
    "areaOut": re.compile("调出"),
    "areaAfter": re.compile("(?:调整|扩区|核减)后"),
}


def row_of(quote: str) -> Row | None:
    """The last row of a passage that begins at the head of a table; None if it is no row, or its cells do not fit.

    quote: the passage with half-width punctuation.
    """
    lines = quote.split("\n")
    head = next((line for line in lines if "\t" in line), "")
    if "\t" not in lines[-1] or head is lines[-1]:
        return None
    headings, cells = (([cell.strip() for cell in line.strip().split("\t")]) for line in (head, lines[-1]))
    return list(zip(headings, cells, strict=True)) if len(headings) == len(cells) else None


def claims_of_row(row: Row, head: str, fillers: Fillers, cues: Cues) -> list[dict[str, Any]]:
    """What a row says of the zone in its column of names: level, area or change of area, and leading industries.

    head: the words of the head and of the line above it, which may give the unit. Empty if no column names a zone.
    """
    zone = next((fillers.zone(cell) for heading, cell in row if _NAME.search(heading)), None)
    if zone is None or zone.cls != "Zone":
        return []
    said: dict[str, Any] = {"id": zone.id}
    for heading, cell in row:
        if _LEVEL.search(heading) and (level := cues.found("zone-level", cell)):
            said["zoneLevel"] = level[0]
        elif _INDUSTRIES.search(heading) and (industries := fillers.industries(cell)):
            said["leadingIndustry"] = [industry.id for industry in industries]
    change = _change(row, head, cues)
    if change.get("areaBefore") != change.get("areaAfter") or "areaIn" in change:
        return [said, _event(zone, change)]
    return [said | _area(row, head, cues)]


def _change(row: Row, head: str, cues: Cues) -> dict[str, str]:
    """The figures of a change of area, with their kind and unit; empty where the row gives no area before it."""
    found: dict[str, str] = {}
    for heading, cell in row:
        key = next((key for key, words in _CHANGE.items() if words.search(heading)), "")
        if key and _FIGURE.fullmatch(cell):
            found |= {key: number(cell.replace(",", "")), **_measured(heading, head, cues)}
    return found if "areaBefore" in found and "unit" in found else {}


def _area(row: Row, head: str, cues: Cues) -> dict[str, Any]:
    """The area that the last column with one gives, if its heading tells the kind and the unit is told."""
    for heading, cell in reversed(row):
        measured = _measured(heading, head, cues)
        if "面积" in heading and _FIGURE.fullmatch(cell) and len(measured) > 1:
            return {
                "area": {"areaKind": measured["areaKind"], "value": cell.replace(",", ""), "unit": measured["unit"]}
            }
    return {}


def _measured(heading: str, head: str, cues: Cues) -> dict[str, str]:
    """The kind of area that a heading tells and the unit, as far as they are told."""
    words = _UNIT.search(heading) or _UNIT.search(head)
    units, kinds = cues.found("unit", words[0]) if words else [], cues.found("area-kind", heading)
    return ({"areaKind": kinds[0]} if kinds else {}) | ({"unit": units[0]} if units else {})


def _event(zone: Thing, change: dict[str, str]) -> dict[str, Any]:
    return {
        "id": f"event/adjust-{zone.slug}",
        "type": "ChangeEvent",
        "changeType": "area-adjustment",
        "participation": {"participant": zone.id, "effect": "area-adjusted", "portion": "whole", **change},
    }
