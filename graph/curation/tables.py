"""Rows of tables as passages: quoted from the head of the table, which gives the columns and often the unit."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from graph.curation.source_model import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LINE = re.compile(r"[^\n]+")
_NUMBER = re.compile(r"\s*[\d,.，．]+\s*[%％]?\s*")
_UNIT = re.compile(r"单位\s*[:：]")
_MOST_CHARACTERS = 2_000
"""How long the quote of a row may be: the quotes of a table grow with the square of its rows."""


def quoted_from_heads(text: str, spans: Iterable[Span]) -> list[Span]:
    """Return passages of a text in which each row of a table begins at the head of its table.

    The head is no passage of its own, nor is a line above it that gives the unit. A row that is too far from the head
    stays as it is.

    Args:
        text: the text.
        spans: the passages in their order, each row of a table as one.
    """
    heads = dict(_heads(text))
    rows = [(row, start) for start, table in heads.items() for row in table[1:]]
    not_alone = [(Span(start, table[0].end), start) for start, table in heads.items()]
    found: list[Span] = []
    for span in spans:
        row = _around(rows, span)
        if row:
            near = span.end - row[1] <= _MOST_CHARACTERS
            found.append(Span(row[1], span.end) if near else span)
        elif not _around(not_alone, span):
            found.append(span)
    return found


def _around(parts: list[tuple[Span, int]], span: Span) -> tuple[Span, int] | None:
    """The part, of some in the order of the text, that holds a span."""
    at = bisect_right(parts, span.start, key=lambda part: part[0].start)
    return parts[at - 1] if at and span.end <= parts[at - 1][0].end else None


def _heads(text: str) -> Iterator[tuple[int, list[Span]]]:
    """Where each table with a head begins, and its lines. The head has no number, and a row after it has one."""
    lines = [Span(match.start(), match.end()) for match in _LINE.finditer(text) if match[0].strip()]
    at = 0
    while at < len(lines):
        end = at
        while end < len(lines) and "\t" in text[lines[end].start : lines[end].end].strip():
            end += 1
        rows = lines[at:end]
        if len(rows) > 1 and not _has_number(text, rows[0]) and any(_has_number(text, row) for row in rows[1:]):
            above = lines[at - 1] if at else rows[0]
            gives_unit = _UNIT.search(text, above.start, above.end)
            start = above.start if gives_unit else rows[0].start
            yield start + len(text[start : rows[0].end]) - len(text[start : rows[0].end].lstrip()), rows
        at = max(end, at + 1)


def _has_number(text: str, row: Span) -> bool:
    return any(_NUMBER.fullmatch(cell) for cell in text[row.start : row.end].split("\t"))
