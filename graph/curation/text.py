"""From a source folder to a Source: its text, its clauses, and where in it a quote stands."""

from __future__ import annotations

import hashlib
import re
from itertools import pairwise
from typing import TYPE_CHECKING

import yaml
from rapidfuzz import fuzz

from graph.core.errors import CurationError, Fault, QuoteNotLocated
from graph.curation.model import Clause, Source, Span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_NUMERAL = "[一二三四五六七八九十]+"
_HEADINGS = (
    re.compile(rf"({_NUMERAL})、(.*)"),
    re.compile(rf"[(（]({_NUMERAL})[)）](.*)"),
    re.compile(r"(\d+)[.．](?!\d)(.*)|(——)(.*)"),
)
_LONGEST_TITLE = 24
SENTENCE_END = "。!?！？\n"
_REQUIRED = ("document", "title", "issuer", "posted", "issued", "copy_published_by", "text_license")
HEAD, TAIL = "首部", "尾部"
"""The numbers of the parts before the first and after the last numbered clause."""


def read_source(folder: Path) -> Source:
    """Read `source.yaml` and `text.txt` of a source folder; a source without a text rests on citations.

    The optional key `closing` gives the first words of what follows the last clause and belongs to none. Raises
    CurationError where a file or a required key is missing, the text is not UTF-8, or `closing` is not one place in it.
    """
    card = folder / "source.yaml"
    try:
        about = yaml.load(card.read_text("utf-8-sig"), Loader=yaml.BaseLoader)  # noqa: S506  BaseLoader makes strings only
        raw = (folder / "text.txt").read_bytes() if (folder / "text.txt").exists() else b""
        text = raw.decode("utf-8-sig")  # offsets are counted after a byte order mark
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise CurationError([Fault(card, 1, f"The source cannot be read: {error}")]) from error
    missing = [key for key in _REQUIRED if not isinstance(about, dict) or key not in about]
    if missing:
        raise CurationError(
            [Fault(card, 1, f"The key {key} is missing; write what is known of it.") for key in missing]
        )
    closing = about.get("closing", "")
    if closing and text.count(closing) != 1:
        where = f"stands in {text.count(closing)} places" if closing in text else "is not in the text"
        raise CurationError(
            [Fault(card, 1, f"closing must begin the part after the last clause; 「{closing}」 {where}.")]
        )
    return Source(
        id=folder.name,
        folder=folder,
        text=text,
        sha256=hashlib.sha256(raw).hexdigest(),
        document=about["document"],
        clauses=tuple(find_clauses(text, closing)) if text else (),
        about=about,
    )


def find_clauses(text: str, closing: str = "") -> Iterator[Clause]:
    """The clauses of a paper in the usual Chinese numbering: 一、 then (一) then 1. or ——, and the head before them.

    closing: the first words of the part after the last clause; empty where the last clause ends the text.
    """
    stop = text.index(closing) if closing else len(text)
    starts: list[tuple[int, int, str, str]] = []  # level, start, mark, rest of the line
    bullets = 0
    for line in re.finditer(r"[^\n]+", text[:stop]):
        for level, pattern in enumerate(_HEADINGS):
            if match := pattern.match(line[0]):
                mark, rest = [group for group in match.groups() if group is not None]
                bullets = bullets + 1 if mark == "——" else 0
                starts.append((level, line.start(), f"—{bullets}" if bullets else mark, rest))
                break
    yield Clause(HEAD, "", Span(0, starts[0][1] if starts else stop))
    path = ["", "", ""]
    ends = [*starts, (0, stop, "", "")]
    for index, (level, start, mark, rest) in enumerate(starts):
        end = next(s for lvl, s, *_ in ends[index + 1 :] if lvl <= level)
        path[level:] = [f"({mark})" if level == 1 else mark] + [""] * (2 - level)
        yield Clause("".join(path), _title(level, rest), Span(start, end), "".join(path[:level]))
    if closing:
        yield Clause(TAIL, "", Span(stop, len(text)))


def _title(level: int, rest: str) -> str:
    title, stop, _ = rest.partition("。")
    if level == 0:
        return rest
    return title if stop and len(title) <= _LONGEST_TITLE and not re.search("[,，;:]", title) else ""


def locate(source: Source, quote: str, clause: str = "", occurrence: int = 0) -> Span:
    """Where a quote stands.

    clause: the number of the clause to look in, such as 二(三)1; occurrence: 1 for the first place there. Raises
    QuoteNotLocated with a sentence that shows the nearest passage, or the places to choose from.
    """
    within = Span(0, len(source.text))
    if clause:
        named = next((c for c in source.clauses if c.number == clause), None)
        if named is None:
            numbers = "、".join(c.number for c in source.clauses)
            raise QuoteNotLocated(f"There is no clause {clause}; the clauses are {numbers}.")
        within = named.span
    places = [m.start() for m in re.finditer(re.escape(quote), source.text) if _inside(m, within)]
    if not places:
        raise QuoteNotLocated(
            f"The quote is not in the text{f' of clause {clause}' if clause else ''}: 「{quote}」. "
            f"The nearest passage is 「{nearest(source.text, quote)}」."
        )
    if occurrence:
        if occurrence > len(places):
            raise QuoteNotLocated(f"There are {len(places)} places with 「{quote}」, so no occurrence {occurrence}.")
        places = [places[occurrence - 1]]
    if len(places) > 1:
        where = "、".join(f"{clause_at(source, Span(p, p + len(quote))).number}@{p}" for p in places)
        raise QuoteNotLocated(f"The quote stands in {len(places)} places ({where}); name its clause or occurrence.")
    return Span(places[0], places[0] + len(quote))


def _inside(match: re.Match[str], span: Span) -> bool:
    return span.start <= match.start() and match.end() <= span.end


def nearest(text: str, quote: str) -> str:
    """The passage of the text that is most like the quote."""
    found = fuzz.partial_ratio_alignment(quote, text)
    return text[found.dest_start : found.dest_end] if found else ""


def clause_at(source: Source, span: Span) -> Clause:
    """The smallest clause that holds the span; the head, where a span runs over clauses."""
    holding = [c for c in source.clauses if c.span.start <= span.start and span.end <= c.span.end]
    return min(holding, key=lambda c: c.span.end - c.span.start, default=source.clauses[0])


def heading_spans(source: Source) -> Iterator[Span]:
    """The number and title with which each clause begins."""
    for clause in source.clauses:
        if clause.number not in {HEAD, TAIL}:
            start = clause.span.start
            mark = re.match(r"[^\w]*\w{1,3}[、)）.．]|——", source.text[start:])
            title = source.text.find(clause.title, start) if clause.title else start
            length = len(clause.title) if clause.title else len(mark[0]) if mark else 0
            yield Span(start, title + length)


def sentence_at(text: str, span: Span) -> str:
    """The whole sentence or sentences in which the span stands, end mark included."""
    ends = [0, *(i + 1 for i, char in enumerate(text) if char in SENTENCE_END), len(text)]
    touched = [(a, b) for a, b in pairwise(ends) if a < span.end and span.start < b]
    return text[touched[0][0] : touched[-1][1]].strip()
