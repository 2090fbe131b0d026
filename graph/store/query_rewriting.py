"""Rewrites the text of a query: a query for some of its rows, and its text without comments, IRIs and strings."""

from __future__ import annotations

import re
from itertools import pairwise

from graph.core.errors import QueryRejected
from graph.store.sparql_escapes import unescaped
from graph.store.sparql_tokens import CLOSING, IRIREF, MARK, OPENING, STRING, WORD, tokenize

_NOT_SPACE = re.compile(r"[^\s]")


def sliced(query: str, offset: int, most: int | None = None) -> str:
    """A SELECT query for some of its rows: those from `offset` on, `most` at the most, within its own OFFSET and LIMIT.

    The clauses are looked for where the outermost SELECT may have them (SPARQL 1.1, 19.8, SolutionModifier).
    """
    query = unescaped(query)
    own: dict[str, int] = {}
    kept, at, end, depth, after_where = "", 0, len(query), 0, False
    for (kind, text, start, _), (_, following, behind, _) in pairwise(tokenize(query)):
        depth += (kind == MARK and text in OPENING) - (kind == MARK and text in CLOSING)
        after_where = after_where or (kind == MARK and text == "}")
        word = text.upper() if kind == WORD and after_where and not depth else ""
        if word in {"OFFSET", "LIMIT"} and following.isdecimal():
            own[word] = int(following)
            kept, at = kept + query[at:start], behind + len(following)
        elif word == "VALUES":
            end = start
    limits = [max(0, own["LIMIT"] - offset)] if "LIMIT" in own else []
    limits += [] if most is None else [most]
    clauses = [f"LIMIT {min(limits)}"] if limits else []
    clauses.append(f"OFFSET {own.get('OFFSET', 0) + offset}")
    return f"{kept}{query[at:end]}\n{' '.join(clauses)}\n{query[end:]}"


def blanked(query: str) -> str:
    """The query with its comments, IRIs and strings made blank, so that every keyword and brace left is one.

    What cannot be read stays as it is.
    """
    read, at = [], 0
    try:
        for kind, text, start, _ in tokenize(query):
            read += [_NOT_SPACE.sub(" ", query[at:start]), " " * len(text) if kind in {IRIREF, STRING} else text]
            at = start + len(text)
        read.append(_NOT_SPACE.sub(" ", query[at:]))
    except QueryRejected:
        read.append(query[at:])
    return "".join(read)
