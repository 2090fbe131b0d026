"""Evaluates a query here and now: a question goes in, the written answer comes out."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, NamedTuple

from graph.core.formats import FORMATS
from graph.store.query_text import outline, sliced
from service.core.errors import AnswerTooLarge
from service.sparql.row_count import count_rows

if TYPE_CHECKING:
    from graph.core.formats import Format
    from graph.store.query_text import Outline
    from graph.store.store import Answer, GraphStore

_SYNTAX = {syntax.name: syntax for syntax in FORMATS}


class Question(NamedTuple):
    """A query, the name of the format to answer in, the graphs of the protocol, and how long an answer may be.

    seen: the outline of the query where it was looked over already.
    """

    query: str
    format_name: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    most_bytes: int = 2**30
    most_rows: int = 2**30
    seen: Outline | None = None


class WrittenAnswer(NamedTuple):
    """An answer in a format.

    cut: whether there are more rows or triples than it holds; rows: how many it holds, None for yes or no.
    """

    body: bytes
    syntax: Format
    cut: bool = False
    rows: int | None = None


def answer(store: GraphStore, question: Question) -> WrittenAnswer:
    """Evaluate a question, and cut a table after the last row, a graph after the last triple, that it may have.

    Raises QueryRejected, UnknownFormat and AnswerTooLarge.
    """
    syntax = _SYNTAX[question.format_name]
    written = _write(store, question, question.query, syntax)
    too_long = written is None or (written.rows or 0) > question.most_rows
    if too_long and outline(question.query).form == "SELECT":
        written = _write(store, question, sliced(question.query, 0, question.most_rows), syntax, cut=True)
    if written is None:
        raise AnswerTooLarge(
            f"The answer has more than the {question.most_bytes} bytes that are sent; "
            "ask for a part of it with ORDER BY, LIMIT and OFFSET."
        )
    return written


def _write(
    store: GraphStore, question: Question, query: str, syntax: Format, *, cut: bool = False
) -> WrittenAnswer | None:
    """An answer, None where it is too long.

    The result of the engine is gone afterwards, for no other thread may see it.
    """
    found, out = _ask(store, question, query), _Bounded(question.most_bytes)
    has_rows = found.boolean is None
    try:
        triples, more = found.write_to(out, syntax, question.most_rows)
    except _Full:
        return None
    body = out.getvalue()
    if not has_rows:
        return WrittenAnswer(body, syntax)
    rows = triples if syntax.holds == "graph" else count_rows(body, syntax.name)
    return WrittenAnswer(body, syntax, cut or more, rows)


def _ask(store: GraphStore, question: Question, query: str) -> Answer:
    seen = question.seen if query is question.query else None
    default_graphs, named_graphs = list(question.default_graphs), list(question.named_graphs)
    return store.query(query, default_graphs=default_graphs, named_graphs=named_graphs, seen=seen)


class _Full(Exception):
    """A file that would take more than it may."""


class _Bounded(io.BytesIO):
    """A file that takes no more than so many bytes. Raises _Full."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._left = most

    def write(self, content: bytes, /) -> int:  # type: ignore[override] # the engine writes bytes
        self._left -= len(content)
        if self._left < 0:
            raise _Full
        return super().write(content)
