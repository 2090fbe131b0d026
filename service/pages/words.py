"""Words of the program that pages say in the reader's language: states, kinds of names, ways in which names fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graph.history.name_matching import MatchWay
    from graph.history.names_in_graph import NameKind
    from graph.history.paper_dates import PaperDate
    from graph.history.status import Standing

STANDING: dict[Standing, tuple[str, str]] = {
    "stands": ("存续", "stands"),
    "does not stand": ("不再存续", "no longer stands"),
    "not stated": ("未说明", "not stated"),
}
BEFORE: dict[Standing, tuple[str, str]] = {**STANDING, "does not stand": ("尚未形成", "not yet there")}
"""The same before the changes: what does not stand is not there yet."""
NAME_KINDS: dict[NameKind, tuple[str, str]] = {
    "label": ("名称", "name"),
    "alias": ("又称", "also called"),
    "former name": ("曾用名", "formerly"),
    "name in a system of codes": ("代码库名称", "name in a register"),
    "code": ("代码", "code"),
}
WAYS: dict[MatchWay, tuple[str, str]] = {
    "exact": ("", ""),
    "without its place": ("省去地名", "without its place"),
    "without its suffix": ("省去后缀", "without its suffix"),
    "pinyin": ("", ""),
    "pinyin initials": ("拼音首字母", "initials"),
    "prefix": ("", ""),
    "part": ("", ""),
    "part in pinyin": ("", ""),
    "part in initials": ("拼音首字母", "initials"),
    "similar": ("字形相近", "similar"),
}
KINDS_FIRST = ("Zone", "Plate", "Township", "AdminUnit", "Body", "Industry", "Document", "ChangeEvent", "PlateEvent")
"""The classes in the order in which readers look for them; the others follow by name."""
BADGES: dict[str, tuple[str, str]] = {"Zone": ("区", "Z"), "Plate": ("牌", "P")}
"""What tells a zone from a plate of the same name at a glance."""


def kind_order(name: str) -> tuple[int, str]:
    """The place of a class among those that are listed."""
    return (KINDS_FIRST.index(name) if name in KINDS_FIRST else len(KINDS_FIRST)), name


def date_words(date: PaperDate) -> tuple[str, str]:
    """The date of a paper in Chinese and English: as the paper gives it, else the day by which it was there."""
    return (date.day, date.day) if date.is_exact else (f"不晚于 {date.day}", f"by {date.day}")
