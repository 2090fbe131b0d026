r"""Codepoint escapes of a query (SPARQL 1.1, 19.2), `\u0041` and `\U00000041`, and places in a query that has them.

They are replaced before anything is read, and the engine is given the result: by itself it knows them in strings and
IRIs alone. Those of a quotation mark, a backslash and a line end stay. In a string, the only place where they are of
use, the engine takes them for the character itself; replaced, they would end the string.
"""

from __future__ import annotations

import re

from graph.core.errors import QueryRejected

_ESCAPE = re.compile(
    r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|[^\n\r])"
)  # a backslash that is escaped escapes nothing
_KEPT = frozenset("\"'\\\n\r")
_LAST = 0x10FFFF
_SURROGATES = range(0xD800, 0xE000)


def unescaped(query: str) -> str:
    """The query with its codepoint escapes replaced, without a byte order mark; doing it again changes nothing.

    Raises QueryRejected, with the place, for an escape and for a character that is none of Unicode's.
    """
    if not query.isascii():
        query = query.removeprefix("\ufeff")
        try:
            query.encode()
        except UnicodeEncodeError as error:
            message = f"U+{ord(query[error.start]):04X} is half of a character; send the query in UTF-8."
            zh = f"U+{ord(query[error.start]):04X} 只是半个字符；请用 UTF-8 发送查询。"
            raise QueryRejected(message, *place(query, error.start), zh=zh) from None
    return _ESCAPE.sub(_replacement, query) if "\\" in query else query


def _replacement(escape: re.Match[str]) -> str:
    digits = escape[1] or escape[2]
    if not digits:
        return escape[0]
    code = int(digits, 16)
    if code > _LAST or code in _SURROGATES:
        at = place(escape.string, escape.start())
        raise QueryRejected(f"{escape[0]} is no character of Unicode.", *at, zh=f"{escape[0]} 不是 Unicode 字符。")
    return escape[0] if chr(code) in _KEPT else chr(code)


def place(text: str, offset: int) -> tuple[int, int]:
    """The line and the column of an offset, both counted from 1."""
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def original_place(query: str, line: int, column: int) -> tuple[int, int]:
    """Where a place in the unescaped query is in the query as it was given."""
    if "\\" not in query:
        return line, column
    start = sum(map(len, unescaped(query).split("\n")[: line - 1])) + line - 1
    left, at = start + column - 1, 0
    for escape in _ESCAPE.finditer(query):
        before, length = escape.start() - at, len(_replacement(escape))
        if left < before + length:
            return place(query, at + min(left, before))
        left, at = left - before - length, escape.end()
    return place(query, at + left)
