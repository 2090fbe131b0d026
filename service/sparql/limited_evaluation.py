"""Evaluation of a query: a request goes in, the written answer comes out."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, NamedTuple

from graph.core.formats import FORMATS
from graph.store.query_analysis import outline
from graph.store.query_rewriting import sliced
from service.core.errors import AnswerTooLarge
from service.sparql.row_count import count_rows

if TYPE_CHECKING:
    from graph.core.formats import Format
    from graph.store.query_analysis import Outline
    from graph.store.store import Answer, GraphStore

_SYNTAX = {syntax.name: syntax for syntax in FORMATS}


class QueryRequest(NamedTuple):
    """A query with the options of its evaluation.

    Attributes:
        query: The text.
        format_name: The name of the format of the answer.
        default_graphs: The default graphs of the SPARQL Protocol.
        named_graphs: The named graphs of the SPARQL Protocol.
        most_bytes: The limit of the written answer in bytes.
        most_rows: The limit of the written answer in rows or triples.
        seen: The outline of the query, where it was made before.
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

    Attributes:
        body: Its bytes.
        syntax: The format.
        cut: Whether there are more rows or triples than it holds.
        rows: The number of rows or triples that it holds; None for an ASK query.
    """

    body: bytes
    syntax: Format
    cut: bool = False
    rows: int | None = None


def answer(store: GraphStore, request: QueryRequest) -> WrittenAnswer:
    """Evaluate a request. An answer with too many rows or triples is cut at the limit.

    Raises:
        QueryRejected: The query is malformed, or asks for what is not offered.
        UnknownFormat: The format cannot hold this kind of answer.
        AnswerTooLarge: The answer has too many bytes, even after the cut.
    """
    syntax = _SYNTAX[request.format_name]
    written = _write(store, request, request.query, syntax)
    too_long = written is None or (written.rows or 0) > request.most_rows
    if too_long and outline(request.query).form == "SELECT":
        written = _write(store, request, sliced(request.query, 0, request.most_rows), syntax, cut=True)
    if written is None:
        raise AnswerTooLarge(
            f"The answer has more than the limit of {request.most_bytes} bytes; "
            "ask for a part of it with ORDER BY, LIMIT and OFFSET."
        )
    return written


def _write(
    store: GraphStore, request: QueryRequest, query: str, syntax: Format, *, cut: bool = False
) -> WrittenAnswer | None:
    """Write the answer; None if it is too long.

    The engine's result is dropped on return, because it must be freed in the thread that made it.
    """
    found, out = _ask(store, request, query), _Bounded(request.most_bytes)
    has_rows = found.boolean is None
    try:
        triples, more = found.write_to(out, syntax, request.most_rows)
    except _LimitReached:
        return None
    body = out.getvalue()
    if not has_rows:
        return WrittenAnswer(body, syntax)
    rows = triples if syntax.holds == "graph" else count_rows(body, syntax.name)
    return WrittenAnswer(body, syntax, cut or more, rows)


def _ask(store: GraphStore, request: QueryRequest, query: str) -> Answer:
    seen = request.seen if query is request.query else None
    default_graphs, named_graphs = list(request.default_graphs), list(request.named_graphs)
    return store.query(query, default_graphs=default_graphs, named_graphs=named_graphs, seen=seen)


class _LimitReached(Exception):
    """More bytes were written than the limit; `_write` catches it."""


class _Bounded(io.BytesIO):
    """A file in memory with a limit of bytes. Raises _LimitReached."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._left = most

    def write(self, content: bytes, /) -> int:  # type: ignore[override] # the engine writes bytes
        self._left -= len(content)
        if self._left < 0:
            raise _LimitReached
        return super().write(content)
