"""Texts whose lines break inside sentences, as those from PDF do: joined, with a map back to what was there before.

The map is `joined-lines.json` beside `text.txt`. It holds each break that was taken out and the digest of the text
before. So the text before can be made again, and a map that is no longer true is found.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from graph.core.errors import CurationError, Fault
from graph.curation.clauses import begins_clause
from graph.curation.source_model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAP_FILE = "joined-lines.json"
_PAGE_NUMBER = re.compile(r"\s*[—–-]\s*\d{1,3}\s*[—–-]\s*")
_BARE_NUMBER = re.compile(r"\s*\d{1,3}\s*")
_PARAGRAPH_END = re.compile(r"[。！？!?：:][”’」』)）]*$")
_INDENTED = re.compile(r"[^\S\n\f\u3000]{2}|\t|\u3000")
_COLUMNS = re.compile(r"\t|\||\S {2,}\S")
_FULL = 0.8  # of the width of the page; punctuation and Latin words leave a line shorter
_SIMILAR, _SEVERAL = 0.9, 3


@dataclass(frozen=True)
class Break:
    """A stretch of the text before that was taken out. at: where, in the joined text; kept: what stands there now."""

    at: int
    removed: str
    kept: str = ""


def find_breaks(text: str) -> list[Break]:
    """The line breaks inside sentences, with the page numbers between, each with its place in the joined text."""
    lines = list(_content_lines(text))
    width = _page_width([text[line.start : line.end] for line in lines])
    breaks: list[Break] = []
    shift = 0
    for line, following in pairwise(lines):
        gap = text[line.end : following.start]
        if not _continues(text, line, following, width):
            continue
        kept = " " if all(c.isascii() and c.isalnum() for c in (text[line.end - 1], text[following.start])) else ""
        breaks.append(Break(line.end - shift, gap, kept))
        shift += len(gap) - len(kept)
    return breaks


def join_lines(text: str, breaks: list[Break]) -> str:
    """The text without its breaks."""
    parts, at, shift = [], 0, 0
    for found in breaks:
        start = found.at + shift
        parts += [text[at:start], found.kept]
        at = start + len(found.removed)
        shift += len(found.removed) - len(found.kept)
    return "".join([*parts, text[at:]])


def unjoined(text: str, breaks: list[Break]) -> str:
    """The text before its lines were joined."""
    parts, at = [], 0
    for found in breaks:
        parts += [text[at : found.at], found.removed]
        at = found.at + len(found.kept)
    return "".join([*parts, text[at:]])


def span_before(span: Span, breaks: list[Break]) -> Span:
    """Where a span of the joined text stands in the text before."""
    return Span(_before(span.start, breaks), _before(span.end - 1, breaks) + 1)


def _before(at: int, breaks: list[Break]) -> int:
    return at + sum(len(b.removed) - len(b.kept) for b in breaks if b.at + len(b.kept) <= at)


def map_file(text: str, breaks: list[Break]) -> str:
    """The content of the map. text: the text before."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    rows = [[b.at, b.removed, b.kept] for b in breaks]
    return json.dumps({"sha256_before": digest, "breaks": rows}, ensure_ascii=False) + "\n"


def read_map(folder: Path, text: str) -> list[Break]:
    """The breaks that the map of a source folder tells; none where it has no map.

    Raises CurationError where the map is not true of the text.
    """
    path = folder / MAP_FILE
    if not path.exists():
        return []
    try:
        content = json.loads(path.read_text("utf-8"))
        breaks = [Break(*row) for row in content["breaks"]]
        true = hashlib.sha256(unjoined(text, breaks).encode()).hexdigest() == content["sha256_before"]
    except (ValueError, KeyError, TypeError):
        true = False
    if not true:
        sentence = "The map does not fit text.txt, which was changed; restore the text, or remove the map."
        raise CurationError([Fault(path, 1, sentence)])
    return breaks


def _content_lines(text: str) -> Iterator[Span]:
    """The lines that are not blank, without the spaces around them, and without the numbers of pages."""
    lines = list(re.finditer(r"[^\n]+", text))
    for index, line in enumerate(lines):
        at_edge_of_page = line[0].startswith("\f") or any(
            after[0].startswith("\f") for after in lines[index + 1 : index + 2]
        )
        is_number = _PAGE_NUMBER.fullmatch(line[0]) or (at_edge_of_page and _BARE_NUMBER.fullmatch(line[0]))
        content = line[0].strip()
        if content and not is_number:
            start = line.start() + line[0].index(content)
            yield Span(start, start + len(content))


def _continues(text: str, line: Span, following: Span, width: float) -> bool:
    """Whether a sentence goes on from one line to the next."""
    gap, words, after = (
        text[line.end : following.start],
        text[line.start : line.end],
        text[following.start : following.end],
    )
    paragraph = gap.count("\n") > 1 and not re.search(r"\f|\d", gap)
    indent = _INDENTED.match(gap.rpartition("\n")[2].lstrip("\f"))
    return not (
        paragraph
        or indent
        or _width(words) < _FULL * width
        or _PARAGRAPH_END.search(words)
        or any(_COLUMNS.search(part) for part in (words, after))
        or begins_clause(after)
    )


def _width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in line)


def _page_width(lines: list[str]) -> float:
    """The width to which several lines are filled; infinite where the text is not broken into lines of one width."""
    widths = sorted(map(_width, lines), reverse=True)
    for at, width in enumerate(widths):
        if sum(other >= _SIMILAR * width for other in widths[at : at + _SEVERAL]) == _SEVERAL:
            return width
    return float("inf")
