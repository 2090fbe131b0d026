"""From a source folder to a Source: its text and its clauses; the clause and the sentences of a passage."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left, bisect_right
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from graph.core.errors import CurationError, Fault, PaperUnreadable
from graph.curation.card import read_card
from graph.curation.clauses import find_clauses
from graph.curation.joined_lines import read_map
from graph.curation.model import Clause, Source, Span
from graph.curation.paper_file import decode, with_line_feeds

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_INSIDE_LINE = re.compile(r"[^\s(（〔\[【“《]")
_SENTENCE_END = re.compile(r"[。!?！？]+[”’」』)）》]*|\n")


def read_source(folder: Path) -> Source:
    """Read `source.yaml` and `text.txt` of a source folder; a source without a text rests on citations.

    Offsets are counted in the text without a byte order mark and with line feeds. The optional key `closing` of the
    card gives the first words of what follows the last clause and belongs to none. Raises CurationError where the card
    is wrong, the text is empty or not UTF-8, its map of joined lines is not true, or `closing` is no beginning of one
    line.
    """
    about = read_card(folder)
    path = folder / "text.txt"
    raw = path.read_bytes() if path.exists() else b""
    text = _text_of(path, raw) if path.exists() else ""
    read_map(folder, text)
    closing = _closing(folder, text, about.get("closing", ""))
    return Source(
        id=folder.name,
        folder=folder,
        text=text,
        sha256=hashlib.sha256(raw).hexdigest(),
        document=about["document"],
        clauses=tuple(find_clauses(text, closing)) if text else (),
        about=about,
    )


def _text_of(path: Path, raw: bytes) -> str:
    try:
        text, encoding = decode(raw)
    except PaperUnreadable as error:
        raise CurationError([Fault(path, 1, str(error))]) from error
    if encoding and not encoding.startswith("UTF-8"):
        name = encoding.split()[0]
        sentence = (
            f"The text is {name}, not UTF-8. Convert it with `iconv -f {name} -t UTF-8`, or run new-source again."
        )
        raise CurationError([Fault(path, 1, sentence)])
    if not text.strip():
        sentence = "The text is empty. Put the words of the paper in it, or remove the file and cite the paper instead."
        raise CurationError([Fault(path, 1, sentence)])
    return with_line_feeds(text)


def _closing(folder: Path, text: str, words: str) -> int | None:
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


def clause_at(source: Source, span: Span) -> Clause:
    """The smallest clause that holds the span; the head, where a span runs over clauses."""
    holding = [c for c in source.clauses if c.span.start <= span.start and span.end <= c.span.end]
    return min(holding, key=lambda c: c.span.end - c.span.start, default=source.clauses[0])


def sentence_spans(text: str) -> Iterator[Span]:
    """The sentences of a text, with their end marks and closing quotation marks; blank ones are left out.

    A line break ends a sentence too, so each row of a table is one.
    """
    ends = [0, *(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]
    return (Span(a, b) for a, b in pairwise(ends) if text[a:b].strip())


def sentence_at(text: str, span: Span) -> str:
    """The whole sentence or sentences in which the span stands, end mark included."""
    sentences = _sentences(text)
    first = bisect_right(sentences, span.start, key=lambda sentence: sentence.end)
    last = bisect_left(sentences, span.end, key=lambda sentence: sentence.start) - 1
    return text[sentences[first].start : sentences[last].end].strip()


@lru_cache(maxsize=4)  # every quote of a paper asks for the sentences of the same text
def _sentences(text: str) -> tuple[Span, ...]:
    return tuple(sentence_spans(text))
