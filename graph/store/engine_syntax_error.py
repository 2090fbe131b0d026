"""Turns a syntax error of the engine into one sentence with its position in the original query."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from graph.core.errors import QueryRejected
from graph.store.prefixed_name_check import unknown_prefix
from graph.store.query_analysis import PROLOGUE, declarations
from graph.store.sparql_escapes import original_place, place, unescaped
from graph.store.sparql_tokens import WORD, tokenize

if TYPE_CHECKING:
    from graph.store.sparql_tokens import Token

_ERROR = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_UPDATES = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"})
# What the engine says in words, and how it is told.
_SAID = (
    (
        "contains a variable that is unbound",
        "SELECT names a variable that is neither in a pattern nor in GROUP BY, or one beside a COUNT, SUM or the like.",
        "SELECT 里的变量没有出现在模式或 GROUP BY 中，或者与 COUNT、SUM 等并列而没有分组。",
    ),
    (
        "overrides an existing variable",
        "BIND or AS names a variable that has a value already; choose another name.",
        "BIND 或 AS 用的变量已经有值；请换一个名称。",
    ),
)


def explain(query: str, error: SyntaxError, known_prefixes: list[str]) -> QueryRejected:
    """Explain a syntax error of a query whose codepoint escapes were replaced, with its position in the original.

    Raises QueryRejected itself where the query cannot be read to the end.
    """
    explained = _explained(unescaped(query), error, known_prefixes)
    if explained.line is None or explained.column is None:
        return explained
    return explained.moved_to(*original_place(query, explained.line, explained.column))


def _explained(query: str, error: SyntaxError, known_prefixes: list[str]) -> QueryRejected:
    tokens = list(tokenize(query))
    first = next((token for token in tokens if token[0] == WORD and token[1].upper() not in PROLOGUE), None)
    if first is None:
        message = "The query is empty; write SELECT, ASK, CONSTRUCT or DESCRIBE and what to look for."
        return QueryRejected(message, zh="查询是空的；请写 SELECT、ASK、CONSTRUCT 或 DESCRIBE，以及要找的内容。")
    if first[1].upper() in _UPDATES:
        message = "This is an update; only queries are answered here."
        return QueryRejected(message, *place(query, first[2]), zh="这是更新操作；这里只回答查询。")
    unknown = unknown_prefix(query, tokens, declarations(tokens), known_prefixes)
    if unknown:
        return unknown
    match = _ERROR.match(str(error))
    if not match:
        said = str(error).splitlines()[0]
        return QueryRejected(f"The query is malformed: {said}.", zh=f"查询不合语法：{said}。")
    return _at_place(query, tokens, int(match[1]), int(match[2]), " ".join(match[3].split()))


def _at_place(query: str, tokens: list[Token], line: int, column: int, said: str) -> QueryRejected:
    """The error at the first token that the engine did not take, with what it says beyond a list of what may follow."""
    offset = sum(len(text) + 1 for text in query.split("\n")[: line - 1]) + column - 1
    told = next(((en, zh) for sign, en, zh in _SAID if sign in said), None)
    if told:
        return QueryRejected(f"The query is malformed: {told[0]}", line, column, zh=f"查询不合语法：{told[1]}")
    before = next((text for _, text, start, _ in reversed(tokens) if start < offset), "")
    after = next((token for token in tokens if token[2] >= offset), None)
    if after is None and before == "}":  # the engine has read all, and does not say where the mistake is
        message = "a pattern is incomplete or has a word too many, or BIND names a variable that has a value."
        zh = "有一条模式不完整，或者多了一个词，或者 BIND 用了已经有值的变量。"
    elif after is None:
        message, zh = f"it ends too early behind {before}.", f"{before} 后面还缺内容。"
    else:
        line, column = place(query, after[2])
        message, zh = f"{after[1]} cannot stand here, behind {before}.", f"{before} 后面不能是 {after[1]}。"
    return QueryRejected(f"The query is malformed: {message}", line, column, zh=f"查询不合语法：{zh}")
