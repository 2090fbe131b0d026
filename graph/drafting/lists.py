"""Lists in sentences: their members, and how many the paper counts."""

from __future__ import annotations

import re

from graph.curation.numerals import numbers_in

_COUNTED = re.compile(r"(?P<phrase>等?(?P<count>[\d一二三四五六七八九十两]+)[个块家](?P<what>\w+(?:\(\w+\))?))$")
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
