"""The seam between HTTP and the engine: a question goes in, the written answer comes out, whoever evaluates it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from fastapi.concurrency import run_in_threadpool

from graph.formats import FORMATS
from service.errors import AnswerTooLarge

if TYPE_CHECKING:
    from graph.store import GraphStore


@dataclass(frozen=True)
class Question:
    """A query, the name of the format to answer in, the graphs of the protocol, and how long an answer may be."""

    query: str
    format_name: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    most_bytes: int | None = None


class Evaluator(Protocol):
    """Something that answers questions."""

    async def evaluate(self, question: Question, seconds: float) -> bytes:
        """The written answer, within so many seconds. Raises QueryRejected, and what keeps it from answering."""


def answer(store: GraphStore, question: Question) -> bytes:
    """Evaluate a question here and now. Raises QueryRejected, UnknownFormat and AnswerTooLarge."""
    (syntax,) = (syntax for syntax in FORMATS if syntax.name == question.format_name)
    default_graphs, named_graphs = list(question.default_graphs), list(question.named_graphs)
    body = store.query(question.query, default_graphs=default_graphs, named_graphs=named_graphs).write(syntax)
    if question.most_bytes and len(body) > question.most_bytes:
        raise AnswerTooLarge(
            f"The answer has {len(body)} bytes, more than the {question.most_bytes} that are sent; "
            "ask for a part of it with ORDER BY, LIMIT and OFFSET."
        )
    return body


class InThread:
    """Evaluates in a thread of this process: for tests and other hosts of the application. Nothing can stop a query."""

    def __init__(self, store: GraphStore) -> None:
        self.store = store

    async def evaluate(self, question: Question, _seconds: float) -> bytes:
        """The written answer, however long it takes."""
        return await run_in_threadpool(answer, self.store, question)
