"""Where the sentences of a text begin and end."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from graph.curation.source_model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_SENTENCE_END = re.compile(r"[。!?！？]+[”’」』)）》]*|\n")


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
