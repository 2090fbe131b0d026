"""Lists in sentences: their members, and how many the paper counts."""

from __future__ import annotations

import re
from typing import Any

from graph.curation.numerals import numbers_in

_COUNTED = re.compile(r"(?P<phrase>等?(?P<count>[\d一二三四五六七八九十两]+)[个块家](?P<what>\w+(?:\(\w+\))?))$")
_OF_LEVEL = re.compile("[个家](国家|省|市|县)级(?:开发区|园区|工业园区|产业园区)")
_LEVELS = {"国家": "national", "省": "provincial", "市": "municipal", "县": "county"}
_DIGITS = {c: str(i) for i, c in enumerate("一二三四五六七八九十", 1)} | {"两": "2"}


def split_list(text: str) -> list[str]:
    """The members of a list, cut at 、 and , and 和 and 以及 outside brackets."""
    text = text.replace("以及", "、")
    pieces, depth, start = [], 0, 0
    for at, character in enumerate(text):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if depth == 0 and character in "、,和" and not (character == "和" and at == start):  # 和顺 begins a name
            pieces.append(text[start:at])
            start = at + 1
    return [piece for piece in (*pieces, text[start:]) if piece]


def number(text: str) -> str:
    """A figure in Arabic digits without separators: 1,388.4 as 1388.4 and 二十四点五 as 24.5."""
    if text in _DIGITS:
        return _DIGITS[text]
    found = numbers_in(text)
    return f"{found[0].value:f}" if len(found) == 1 and not re.fullmatch(r"[\d.]+", text) else text


def counted(text: str) -> tuple[str, str, str]:
    """A list without the count at its end, the phrase that counts, and the count: 甲、乙2个园区."""
    match = _COUNTED.search(text)
    return (text[: match.start()], match["phrase"], number(match["count"])) if match else (text, "", "")


def of_list(slot: str, words: str, value: object, *, whole: bool) -> dict[str, Any]:
    """What a list of zones tells beside its members: how many the paper counts, and that they change as a whole.

    It is complete where the paper counts as many as it names: 甲园、乙园等2个园区, but not 甲园等2个园区.
    """
    for zone in value if whole and isinstance(value, list) else ():
        zone.portion = "whole"
    _, phrase, count = counted(words)
    return {
        f"{slot}.phrase": phrase.removeprefix("等"),
        f"{slot}.count": count,
        f"{slot}.counted": "true" if phrase and isinstance(value, list) and str(len(value)) == count else "",
        f"{slot}.level": _LEVELS.get(level[1], "") if (level := _OF_LEVEL.search(phrase)) else "",
    }
