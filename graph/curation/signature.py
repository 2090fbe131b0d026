"""Where the last clause of a paper ends: the list of annexes, the signature with its date, and the annexes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from graph.core.errors import CurationError, Fault

if TYPE_CHECKING:
    from pathlib import Path

HEAD, TAIL, ANNEX = "首部", "尾部", "附"
"""The numbers of the parts before the first and after the last numbered clause; how the number of an annex begins."""

_INDENT = r"[^\S\n]*"
_MARK = rf"附[件表录]{_INDENT}[\d一二三四五六七八九十]*(?:[-－]\d+)?"
_ANNEX = re.compile(
    rf"^{_INDENT}(?P<mark>{_MARK})(?:{_INDENT}[:：]{_INDENT}|[^\S\n]+|$)(?P<title>[^\n]*?){_INDENT}$", re.MULTILINE
)
_ANNEX_LIST = re.compile(rf"^{_INDENT}{_MARK}{_INDENT}[:：]", re.MULTILINE)
_YEAR, _FEW = r"(?:\d{4}|[零〇○Ｏ一二三四五六七八九]{4})", r"[\d一二三四五六七八九十]{1,3}"
_DATE = re.compile(rf"[(（]?{_YEAR}\s*年\s*{_FEW}\s*月\s*{_FEW}\s*日[)）]?")
_NUMBERED_CLAUSE = re.compile(
    rf"^{_INDENT}(?:[一二三四五六七八九十]+、|第[一二三四五六七八九十百\d]+[章条]|[(（][一二三四五六七八九十]+[)）])",
    re.MULTILINE,
)
_INSIDE_LINE = re.compile(r"[^\s(（〔\[【“《]")
_MARK_LENGTH = len("附件")
_LONGEST_NAME = 40
_MOST_NOTES = 6


def annex_starts(text: str) -> list[re.Match[str]]:
    """The lines with which annexes begin, such as 附件1, with the groups `mark` and `title`.

    附件1：… is an item of the list of annexes if another item, the signature or nothing follows it, or if an annex of
    the same number begins below it.
    """
    return [match for match in _ANNEX.finditer(text) if not match["title"] or not _is_listed(text, match)]


def _is_listed(text: str, match: re.Match[str]) -> bool:
    following = [line for line in text[match.end() :].split("\n") if line.strip()][:3]
    numbered = re.match(rf"\s*{_MARK}[:：]\s*1[.．、]", match[0])
    ends = not following or _ANNEX_LIST.match(following[0]) or any(_DATE.fullmatch(line.strip()) for line in following)
    return bool(numbered or ends) or any(_begins_listed(match, below) for below in _ANNEX.finditer(text, match.end()))


def _begins_listed(item: re.Match[str], below: re.Match[str]) -> bool:
    """Whether a line further down begins the annex that an item of the list names; an only annex may be number 1."""
    numbers = {"".join(match["mark"].split())[_MARK_LENGTH:] for match in (item, below)}
    return (len(numbers) == 1 or numbers <= {"", "1", "一"}) and below["title"] in {"", item["title"]}


def tail_start(body: str) -> int | None:
    """Where the part after the last clause begins in the text before the annexes; None where there is none.

    It begins at the list of annexes, or at the name of the signing body above a line that is a date; no numbered clause
    follows either. After that date only a few notes follow, such as 抄送 and the office that printed the paper.
    """
    listed = next((m for m in _ANNEX_LIST.finditer(body) if not _NUMBERED_CLAUSE.search(body, m.end())), None)
    lines = [line for line in re.finditer(r"[^\n]+", body) if line[0].strip()]
    dates = [i for i, line in enumerate(lines) if _DATE.fullmatch(line[0].strip())]
    sign = dates[-1] if dates and dates[-1] > 0 and len(lines) - dates[-1] <= _MOST_NOTES + 1 else None
    if sign is not None and not any(line[0].rstrip().endswith("。") for line in lines[:sign]):
        sign = None  # the date stands under the title
    if sign is not None and _NUMBERED_CLAUSE.search(body, lines[sign].end()):
        sign = None  # the date stands above the paper that a notice sends
    while sign is not None and sign > 0 and _is_name(lines[sign - 1][0].strip()):
        sign -= 1
    starts = [listed.start()] if listed else []
    return min([*starts, lines[sign].start()]) if sign is not None else next(iter(starts), None)


def _is_name(line: str) -> bool:
    return len(line) <= _LONGEST_NAME and not re.search(
        r"[。；;：:，,]|^[(（]?[\d一二三四五六七八九十]+[)）]?[、.．]", line
    )


def stated_tail_start(folder: Path, text: str, words: str) -> int | None:
    """Where the words of `closing` stand. Raises CurationError where that is not the beginning of one line."""
    if not words:
        return None
    at = text.find(words)
    before = text[text.rfind("\n", 0, max(at, 0)) + 1 : max(at, 0)]
    where = "is not in the text" if at < 0 else f"stands behind 「{before}」" if _INSIDE_LINE.search(before) else ""
    if text.count(words) > 1:
        where = f"stands in {text.count(words)} places"
    if where:
        sentence = f"closing must begin the part after the last clause, and a line; 「{words}」 {where}."
        raise CurationError([Fault(folder / "source.yaml", 1, sentence)])
    return at
