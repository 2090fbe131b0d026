"""Where the sentences of a text begin and end."""

from __future__ import annotations

import re
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
    touched = [s for s in sentence_spans(text) if s.start < span.end and span.start < s.end]
    return text[touched[0].start : touched[-1].end].strip()
