"""What there is to say of a query: mistakes, terms that the graph does not have, and why its answer is empty.

Editors ask for it before a query runs, and after an empty answer. A query is parsed against an empty dataset, so that
nothing is evaluated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypedDict

from graph.core.errors import QueryRejected
from graph.store.empty_answer import explain_empty
from graph.store.query_analysis import outline
from graph.store.sparql_escapes import original_place, place, unescaped
from graph.store.store import GraphStore

if TYPE_CHECKING:
    from graph.store.query_hints import Hint, Hints

Kind = Literal["error", "hint", "empty"]


class Advice(TypedDict):
    """One thing to say.

    Members:
        kind: `error`: the query cannot run; `hint`: a part of it cannot match; `empty`: why the answer was empty.
        zh: The sentence in Chinese.
        en: The sentence in English.
        line: The line of the part that is meant, from 1; None for the whole query.
        column: Its column in code points, from 1.
        length: Its length in code points; 0 where that is not known.
        mend: What to write in its place; empty where nothing is known.
        located: Whether the place is exact. The engine does not tell where some mistakes of grammar are.
    """

    kind: Kind
    zh: str
    en: str
    line: int | None
    column: int | None
    length: int
    mend: str
    located: bool


class Advisor:
    """Says what there is to say of queries to a store."""

    def __init__(self, store: GraphStore, hints: Hints) -> None:
        self._store, self._hints = store, hints
        self._empty = GraphStore.of([])

    def advise(self, query: str, *, empty: bool = False) -> list[Advice]:
        """The advice on a query, errors first.

        Args:
            query: The text.
            empty: Whether its answer was empty, which is then explained.
        """
        try:
            outline(query)
        except QueryRejected as error:
            return [_of_error(query, error, located=True)]
        try:
            self._empty.query(query)
        except QueryRejected as error:
            return [_of_error(query, error, located=False)]
        found = [_at(query, "hint", hint) for hint in self._hints.of(query, 0 if empty else None)]
        explained = explain_empty(self._store, query) if empty else None
        return [*found, *([_at(query, "empty", explained)] if explained else [])]


def _of_error(query: str, error: QueryRejected, *, located: bool) -> Advice:
    length = _length_at(query, error.line, error.column) if located else 0
    return Advice(
        kind="error",
        zh=error.zh or error.sentence,
        en=error.sentence,
        line=error.line,
        column=error.column,
        length=length,
        mend=error.mend,
        located=located,
    )


def _length_at(query: str, line: int | None, column: int | None) -> int:
    """The length of the word or sign at a place."""
    if line is None or column is None:
        return 0
    lines = query.split("\n")
    rest = lines[line - 1][column - 1 :] if line <= len(lines) else ""
    length = next((at for at, character in enumerate(rest) if not _is_of_word(character)), len(rest))
    return max(1, length)


def _is_of_word(character: str) -> bool:
    return character.isalnum() or character in "_:-?$"


def _at(query: str, kind: Kind, said: Hint) -> Advice:
    line, column = None, None
    if said.start is not None:
        line, column = original_place(query, *place(unescaped(query), said.start))
    return Advice(
        kind=kind,
        zh=said.zh,
        en=said.en,
        line=line,
        column=column,
        length=said.length,
        mend=said.mend,
        located=True,
    )
