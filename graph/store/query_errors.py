"""Turns a syntax error of the engine into one sentence with its position in the original query."""

from __future__ import annotations

import re

from graph.core.errors import QueryRejected
from graph.store.prefixed_names import unknown_prefix
from graph.store.query_analysis import PROLOGUE, declarations
from graph.store.sparql_escapes import original_place, place, unescaped
from graph.store.sparql_tokens import WORD, tokenize

_ERROR = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_UPDATES = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"})
_CHARACTER_CLASS = re.compile(r"\[.*\]|\\u")  # the engine lists the ranges of characters that could go on a name


def explain(query: str, error: SyntaxError, known_prefixes: list[str]) -> QueryRejected:
    """Explain a syntax error of a query whose codepoint escapes were replaced, with its position in the original.

    Raises QueryRejected itself where the query cannot be read to the end.
    """
    explained = _explained(unescaped(query), error, known_prefixes)
    if explained.line is None or explained.column is None:
        return explained
    return QueryRejected(explained.sentence, *original_place(query, explained.line, explained.column))


def _explained(query: str, error: SyntaxError, known_prefixes: list[str]) -> QueryRejected:
    tokens = list(tokenize(query))
    first = next((token for token in tokens if token[0] == WORD and token[1].upper() not in PROLOGUE), None)
    if first is None:
        return QueryRejected("The query is empty; write SELECT, ASK, CONSTRUCT or DESCRIBE and what to look for.")
    if first[1].upper() in _UPDATES:
        return QueryRejected("This is an update; only queries are answered here.", *place(query, first[2]))
    unknown = unknown_prefix(query, tokens, declarations(tokens), known_prefixes)
    if unknown:
        return unknown
    match = _ERROR.match(str(error))
    if not match:
        return QueryRejected(f"The query is malformed: {str(error).splitlines()[0]}.")
    expected = " ".join(match[3].split())
    plain = [part for part in expected.split(", ") if not _CHARACTER_CLASS.search(part)]
    return QueryRejected(f"The query is malformed: {', '.join(plain)}.", int(match[1]), int(match[2]))
