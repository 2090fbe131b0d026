"""The numbers that words of a paper say: Arabic and Chinese numerals with their values.

A library that converts numerals, such as cn2an, turns one numeral into one value. Here the numerals are found inside
sentences, and a number before 万 or 亿 has two values, of which the unit of the claim decides: 13.39万亩 is 13.39 with
the unit 万亩 and 133900 with the unit 亩. A numeral ends where it stops being one: 十四五 says 14 and 5.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_DIGITS = {**dict(zip("零一二三四五六七八九", range(10), strict=True)), "〇": 0, "○": 0, "Ｏ": 0, "两": 2}
_ZEROS = frozenset("零〇○Ｏ")
_TENS = {"十": 10, "百": 100, "千": 1000}
_SCALES = {"万": 10**4, "亿": 10**8}
_ASCII = str.maketrans("０１２３４５６７８９．％", "0123456789.%")
_THIN_SPACES = "\u2009\u202f\u00a0"
_ARABIC = re.compile(rf"\d{{1,3}}(?:[,{_THIN_SPACES}]\d{{3}})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?")
_SCALE = re.compile(r"(?!千[米克瓦伏])[百千]?万?亿?")
_ANY, _ONE = f"[{''.join(_DIGITS)}]", "[一二两三四五六七八九]"
_NUMERAL = re.compile(f"(?<![数几])[{''.join([*_DIGITS, *_TENS])}]")
_SPELT = re.compile(f"{_ANY}{{3,}}(?![十百千])|{_ANY}{{2}}(?=年)")
_PART = re.compile(r"[百千]分之")
_SECTION = re.compile(
    f"(?:({_ONE})千)?(?:[零〇]?({_ONE})百)?(?:[零〇]?({_ONE})?(十))?(?:[零〇]?({_ONE})(?![百千])|[零〇])?(?:(?<=[零一二三四五六七八九十百千])点({_ANY}+))?"
)
_SCALE_WORD = re.compile("万?亿|万")
_BARE_SCALE = re.compile(r"(?<![\d零〇一二三四五六七八九十百千万亿几数])([万亿]+)(?=元)")
_DATE_MARKS = ("年", "月", "日号")
_SHARING = re.compile(r"[、和及与至到~～—－-]+")  # between numbers that share the 万 of the last: 1.2、3.4万亩


@dataclass(frozen=True)
class Numeral:
    """A number in words: its value, the 万 or 亿 that follows it and is not counted in, and where it stands."""

    value: Decimal
    scale: str
    start: int
    end: int

    @property
    def values(self) -> dict[str, Decimal]:
        """The value for each scale that the unit of a claim may have: none counted out, some of it, or all of it."""
        scales = [self.scale[cut:] for cut in range(len(self.scale) + 1)]
        return {rest: self.value * _factor(self.scale) / _factor(rest) for rest in scales}


def numbers_in(words: str) -> list[Numeral]:
    """The numbers in some words, in their order.

    A number without a scale that is joined to one with a scale stands twice: once plain, once with that scale.
    """
    text = words.translate(_ASCII)
    found = sorted([*_arabic(text), *_chinese(text), *_bare(text)], key=lambda number: number.start)
    shared: list[Numeral] = []
    for before, after in zip(reversed(found[:-1]), reversed(found[1:]), strict=True):
        following = next((n for n in shared if n.start == after.start), after)
        if not before.scale and following.scale and _SHARING.fullmatch(text[before.end : after.start]):
            shared.append(replace(before, scale=following.scale))
    return sorted([*found, *shared], key=lambda number: number.start)


def says(words: str, value: Decimal, unit: str = "") -> bool:
    """Whether words say a value.

    unit: the Chinese name of the unit in which the value is given. A unit such as 万亩 takes what stands before its
    scale. It also takes a number without a scale where its scale stands elsewhere in the words, as in the head of a
    table.
    """
    wanted = re.match(r"[百千]?[万亿]*", unit)
    scale = wanted[0] if wanted and any(char in _SCALES for char in wanted[0]) else ""
    for number in numbers_in(words):
        if number.values.get(scale) == value:
            return True
        if scale and not number.scale and number.value == value and scale in words:
            return True
    return False


def says_date(words: str, parts: list[int]) -> bool:
    """Whether words say a date, of which the parts are the year, the month, the day, the hour, and so on.

    The parts stand one after the other, as in 2018年2月8日 and 2021-12-06, or each before its mark 年, 月 or 日.
    """
    text = words.translate(_ASCII)
    numbers = [number for number in numbers_in(re.sub(r"(?<=\d)[./](?=\d)", "-", text)) if not number.scale]
    values = [int(number.value) for number in numbers]
    if any(values[at : at + len(parts)] == parts for at in range(len(values))):
        return True
    marked = {(int(n.value), text[n.end : n.end + 1]) for n in numbers}
    return len(parts) <= len(_DATE_MARKS) and all(
        any((part, mark) in marked for mark in marks) for part, marks in zip(parts, _DATE_MARKS, strict=False)
    )


def _factor(scale: str) -> int:
    factor = 1
    for char in scale:
        factor *= (_TENS | _SCALES)[char]
    return factor


def _arabic(text: str) -> Iterator[Numeral]:
    for match in _ARABIC.finditer(text):
        scale = _SCALE.match(text, match.end())
        digits = re.sub(rf"[,{_THIN_SPACES}]", "", match[0])
        after = scale[0] if scale else ""
        yield Numeral(Decimal(digits), after, match.start(), match.end() + len(after))


def _bare(text: str) -> Iterator[Numeral]:
    """亿元 without a number says one of them, as in 突破亿元."""
    for match in _BARE_SCALE.finditer(text):
        yield Numeral(Decimal(1), match[1], match.start(), match.end())


def _chinese(text: str) -> Iterator[Numeral]:
    at = 0
    while start := _NUMERAL.search(text, at):
        at = start.start()
        if part := _PART.match(text, at):
            at = part.end()  # 百分之三十 says 30, with the unit %
        elif spelt := _SPELT.match(text, at):
            at = spelt.end()
            yield Numeral(Decimal("".join(str(_DIGITS[char]) for char in spelt[0])), "", spelt.start(), at)
        elif number := _cardinal(text, at):
            at = number.end
            yield number
        else:
            at += 1


def _cardinal(text: str, start: int) -> Numeral | None:
    """The cardinal number that begins at a place: 十五, 一百零三, 十二点五, 一亿二千万."""
    total, last, at = Decimal(0), "", start
    while section := _section(text, at):
        value, end = section
        scale = _SCALE_WORD.match(text, end)
        if at > start and last and scale and _factor(scale[0]) >= _factor(last):
            break
        total += value * _factor(scale[0] if scale else "")
        last, at = scale[0] if scale else "", scale.end() if scale else end
        if not last:
            break
    return Numeral(total / _factor(last), last, start, at) if at > start else None


def _section(text: str, start: int) -> tuple[Decimal, int] | None:
    """The value below ten thousand that begins at a place, and where it ends."""
    match = _SECTION.match(text, start)
    if match is None or not match[0] or match[0] in _ZEROS:
        return (Decimal(0), start + 1) if match and match[0] else None
    thousands, hundreds, tens, ten, ones, decimals = match.groups()
    value = 1000 * _DIGITS.get(thousands, 0) + 100 * _DIGITS.get(hundreds, 0) + _DIGITS.get(ones, 0)
    value += 10 * (_DIGITS[tens] if tens else 1) if ten else 0
    fraction = "".join(str(_DIGITS[char]) for char in decimals or "")
    return Decimal(f"{value}.{fraction}" if fraction else value), match.end()
