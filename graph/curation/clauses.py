"""From a text to its clauses: numbers, titles, the parts before and after, and annexes.

The levels, from the highest: 附件1, 第一章, 第一节, 第一条, 一、, （一）, 1．, （1）, ①, ——. A clause ends where the
next one of its level or a higher one begins. Indentation counts for nothing. A line with columns is the row of a table
and begins no clause.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from graph.curation.clause_titles import title_of
from graph.curation.numerals import numbers_in
from graph.curation.signature import ANNEX, HEAD, TAIL, annex_starts, tail_start
from graph.curation.source_model import Clause, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graph.curation.source_model import Source

_NUMERAL = "[一二三四五六七八九十百]+"
_PLAIN, _ITEM, _CIRCLED, _DASH = 4, 6, 8, 9
_BRACKETED = {5, 7}
# Level, what its slug begins with where it does not follow the level before, and the mark that begins a line.
_MARKS = (
    (1, "ch", re.compile(rf"(第(?:{_NUMERAL}|\d+)[编章])")),
    (2, "s", re.compile(rf"(第(?:{_NUMERAL}|\d+)节)")),
    (3, "a", re.compile(rf"(第(?:{_NUMERAL}|\d+)条)")),
    (_PLAIN, "", re.compile(rf"({_NUMERAL})\s?[、．.](?![一二三四五六七八九十][、产期级类线季号])")),
    (5, "b", re.compile(rf"[(（]\s*({_NUMERAL})\s*[)）]、?|([㈠-㈩])")),
    (_ITEM, "n", re.compile(r"(\d{1,3})[.．、](?!\d)|([⒈-⒛])")),
    (7, "c", re.compile(r"[(（](\d{1,2})[)）]|(\d{1,2})[)）]|([⑴-⒇])")),
    (_CIRCLED, "o", re.compile(r"([①-⑳])")),
    (_DASH, "p", re.compile(r"(—)—+")),
)
_UNIT = re.compile(r"[(（]\s*(?:面积|计量)?单位\s*[:：][^()（）]*[)）]\s*$")
_COLUMNS = re.compile(r"\t|\||\S {2,}\S")


@dataclass(frozen=True)
class _Start:
    """Where a clause begins. level: 0 for the highest; mark: its own part of the number; slug: the same in an IRI."""

    level: int
    mark: str
    slug: str
    line: Span
    title: Span


def find_clauses(text: str, closing: int | None = None) -> Iterator[Clause]:
    """The clauses of a paper, with the part before the first, the part after the last, and the annexes.

    closing: where the part after the last clause begins, even if an annex would begin there or before. Without it, that
    part begins at the list of annexes or at the signature with its date.
    """
    annexes = [annex for annex in annex_starts(text) if closing is None or not annex.start() <= closing < annex.end()]
    body = annexes[0].start() if annexes else len(text)
    tail = tail_start(text[:body]) if closing is None else closing
    parts = sorted([*(annex.start() for annex in annexes), *([] if tail is None else [tail]), len(text)])
    starts = [*_starts(text, 0, parts[0])]
    annex_at = {annex.start(): annex for annex in annexes}
    for start, end in pairwise(parts):
        if start in annex_at:
            starts += [_annex(text, annex_at[start]), *_starts(text, annex_at[start].end(), end)]
        else:
            starts.append(_Start(0, TAIL, "end", Span(start, start), Span(start, start)))
    yield Clause(HEAD, "", Span(0, starts[0].line.start if starts else len(text)), slug="0")
    yield from _numbered(text, starts)


def begins_clause(line: str) -> bool:
    """Whether a line begins with the mark of a clause or of an annex."""
    content = line.lstrip()
    marks = (pattern.match(content) for _, _, pattern in _MARKS)
    return bool(annex_starts(content)) or any(match and not _COLUMNS.search(content[match.end() :]) for match in marks)


def _numbered(text: str, starts: list[_Start]) -> Iterator[Clause]:
    """The clauses that begin at some places, each with its full number, parent and end. A number stands once."""
    open_: list[tuple[_Start, str, str]] = []  # the clauses around the next one, with their numbers and slugs
    seen: Counter[str] = Counter([HEAD])  # numbers, and slugs where two numbers have the same
    dashes = 0
    for index, start in enumerate(starts):
        open_ = [outer for outer in open_ if outer[0].level < start.level]
        dashes = dashes + 1 if start.level == _DASH else 0
        number, slug = _name(start, open_, dashes)
        seen[number] += 1
        seen[f"/{slug}"] += 1
        if seen[number] > 1:
            number = f"{number}~{seen[number]}"
        if seen[f"/{slug}"] > 1:
            slug = f"{slug}-x{seen[f'/{slug}']}"
        end = next((s.line.start for s in starts[index + 1 :] if s.level <= start.level), len(text))
        parent = open_[-1][1] if open_ else ""
        title = text[start.title.start : start.title.end]
        heading = Span(start.line.start, start.title.end)
        yield Clause(number, title, Span(start.line.start, end), parent, heading, slug)
        open_.append((start, number, slug))


def _name(start: _Start, open_: list[tuple[_Start, str, str]], dashes: int) -> tuple[str, str]:
    """The number and the slug of a clause within the clauses around it. Articles count through all chapters."""
    mark = f"—{dashes}" if dashes else start.mark
    if start.mark.endswith("条"):
        open_ = [outer for outer in open_ if outer[0].level == 0]
    outer = open_[-1] if open_ else None
    follows = outer is not None and outer[0].level == start.level - 1 and outer[0].level >= _PLAIN
    prefix = next((p for level, p, _ in _MARKS if level == start.level), "")
    own = f"p{dashes}" if dashes else start.slug if follows else f"{prefix}{start.slug}"
    if outer is None:
        return mark, own
    return f"{outer[1]}{'·' if outer[1].startswith(ANNEX) and outer[0].level == 0 else ''}{mark}", f"{outer[2]}-{own}"


def _starts(text: str, start: int, end: int) -> Iterator[_Start]:
    """Where numbered clauses begin between two places."""
    found: list[tuple[int, re.Match[str], Span]] = []
    for line in re.finditer(r"[^\n]+", text[start:end]):
        content = line[0].lstrip()
        at = start + line.end() - len(content)
        for level, _, pattern in _MARKS:
            match = pattern.match(text, at, start + line.end())
            if match and not _COLUMNS.search(text[match.end() : start + line.end()].strip()):
                found.append((level, match, Span(start + line.start(), start + line.end())))
                break
    bodies = _have_body(text, [(level, line) for level, _, line in found], end)
    for (level, match, line_span), has_body in zip(found, bodies, strict=True):
        written = next(group for group in match.groups() if group)
        mark = unicodedata.normalize("NFKC", written).strip("().、")
        shown = written if level == _CIRCLED else f"({mark})" if level in _BRACKETED else mark
        title = title_of(text, Span(match.end(), line_span.end), has_body=has_body)
        yield _Start(level, shown, _arabic(mark), line_span, title)


def _have_body(text: str, lines: list[tuple[int, Span]], end: int) -> list[bool]:
    """Whether text follows the first line of each clause, and the first lines of those beside it in the same clause.

    Of the items of a list, the last may be followed by a paragraph that only the layout tells apart.
    """
    own, group = [], []
    outer: list[tuple[int, int]] = []  # the levels and indexes of the clauses around
    for index, (level, line) in enumerate(lines):
        outer = [(lvl, i) for lvl, i in outer if lvl < level]
        group.append((level, outer[-1][1] if outer else -1))
        outer.append((level, index))
        stop = next((span.start for lvl, span in lines[index + 1 :] if lvl <= level), end)
        own.append(bool(text[line.end : stop].strip()))
    items = {
        key
        for key, has, (_, line) in zip(group, own, lines, strict=True)
        if not has and "。" not in text[line.start : line.end]
    }
    return [has and key not in items for key, has in zip(group, own, strict=True)]


def _annex(text: str, match: re.Match[str]) -> _Start:
    """An annex. Its title stands behind its number, or is the next line."""
    line = Span(match.start(), match.end())
    mark = "".join(match["mark"].split())
    title = Span(match.start("title"), match.end("title"))
    following = re.compile(r"\s*([^\n]+)").match(text, match.end())
    line_below = _UNIT.sub("", following[1]) if following else ""
    states = re.search(r"[。;；:：]|\t|\|", line_below) or begins_clause(line_below)
    if title.start == title.end and following and not states:
        title = Span(following.start(1), following.start(1) + len(following[1].rstrip()))
    kind = {"件": "annex", "表": "table", "录": "appendix"}[mark[len(ANNEX)]]
    return _Start(0, mark, kind + _arabic(mark[len(ANNEX) + 1 :]), line, title)


def _arabic(mark: str) -> str:
    """A mark in Arabic numerals: 十二 is 12, 第三条 is 3. A mark without a number is as it is."""
    numbers = numbers_in(mark)
    return str(numbers[0].value) if numbers else mark


def heading_spans(clauses: tuple[Clause, ...]) -> Iterator[Span]:
    """The number and the title with which each clause begins."""
    return (clause.heading for clause in clauses if clause.heading.start < clause.heading.end)


def clause_at(source: Source, span: Span) -> Clause:
    """The smallest clause that holds the span; the head, where a span runs over clauses."""
    holding = [c for c in source.clauses if c.span.start <= span.start and span.end <= c.span.end]
    return min(holding, key=lambda c: c.span.end - c.span.start, default=source.clauses[0])
