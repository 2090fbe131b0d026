"""How many rows a written table has, counted in its bytes. Pure.

To walk through the solutions one by one would take longer than to write them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_JSON_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"')
_CSV_QUOTED = re.compile(rb'"[^"]*"')


def count_rows(body: bytes, format_name: str) -> int:
    """The rows of a table that the engine has written as json, xml, csv or tsv."""
    return _COUNT[format_name](body)


def _in_json(body: bytes) -> int:
    """Rows stand between braces; in a string no quote follows a brace without a backslash."""
    between = body.count(b"},{")
    if between != body.count(b'},{"'):  # rows without a value, or braces in strings
        body = _JSON_STRING.sub(b"", body)
        between = body.count(b"},{")
    return 0 if body.endswith(b"[]}}") else between + 1


def _in_xml(body: bytes) -> int:
    return body.count(b"<result>")


def _in_csv(body: bytes) -> int:
    """Lines after the first; quoted values may hold the ends of lines."""
    return (_CSV_QUOTED.sub(b"", body) if b'"' in body else body).count(b"\r\n") - 1


def _in_tsv(body: bytes) -> int:
    return body.count(b"\n") - 1


_COUNT: dict[str, Callable[[bytes], int]] = {"json": _in_json, "xml": _in_xml, "csv": _in_csv, "tsv": _in_tsv}
