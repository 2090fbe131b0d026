"""CSV for people, who open it in a spreadsheet: it is taken for UTF-8, and no cell of it for a formula."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MEDIA_TYPE = "text/csv; charset=utf-8"
BYTE_ORDER_MARK = "\ufeff"  # without it, Excel reads a file as the code page of its country
# What begins a formula in Excel, LibreOffice and Google Sheets, full-width forms too; a number is none.
_FORMULA = re.compile(r"(?![+-]?\d+(\.\d+)?\Z)[=+\-@\t\r\n＝＋－＠]")


def guarded(value: object) -> str:
    """A cell; what would be a formula begins with an apostrophe, which spreadsheets take for the mark of a text."""
    text = str(value)
    return f"'{text}" if _FORMULA.match(text) else text


def csv_lines(columns: Iterable[object], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """The lines of a table after RFC 4180, each with its end, the first with the byte order mark."""
    yield BYTE_ORDER_MARK + _line(columns)
    for row in rows:
        yield _line(map(guarded, row))


def _line(cells: Iterable[object]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(list(cells))
    return out.getvalue()
