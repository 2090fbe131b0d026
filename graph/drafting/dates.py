"""Dates and deadlines in the words of a paper."""

from __future__ import annotations

import re

from graph.drafting.lists import number

DEADLINE = re.compile(
    r"(?P<to>到)?(?P<year>\d{4}|[〇零一二三四五六七八九]{4})年(?:(?P<month>\d{1,2})月)?(?:\d{1,2}日)?年?[底末]?(?P<before>之?前)?"
)
"""A time by which something is due, such as 到2025年 or 2023年6月30日前."""


def iso_date(day: str) -> str:
    """A day such as 2023年7月6日 or 二〇二三年七月六日 as a date of XML Schema."""
    year, month, of_month = (number(part.replace("○", "〇")) for part in re.split("[年月日]", day)[:3])
    return f"{year}-{int(month):02}-{int(of_month):02}"


def deadline(sentence: str, start: int, at: int) -> dict[str, str]:
    """The last deadline in a sentence from `start` on: as it is, and its year or, if the words tell it, its month.

    It stands in the part of the sentence in which the words of the rule begin, at `at`, or later, or makes a part of
    its own: 到2025年,….
    """
    words = sentence[start:]
    last = words.rfind(",", 0, max(at - start, 0))
    found = [
        match
        for match in DEADLINE.finditer(words)
        if (match["to"] or match["before"]) and (match.start() > last or words[match.end() :].startswith(","))
    ]
    if not found:
        return {}
    text, year, month = found[-1][0], number(found[-1]["year"]), found[-1]["month"]
    return {"due.text": text} | ({"due.month": f"{year}-{int(month):02}"} if month else {"due.year": year})
