"""CSV for spreadsheets: a byte order mark declares UTF-8, and cells that look like formulas are escaped."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MEDIA_TYPE = "text/csv; charset=utf-8"
BYTE_ORDER_MARK = "\ufeff"  # without it, Excel assumes the code page of the system
# The start of a formula in Excel, LibreOffice and Google Sheets, in full-width forms too; numbers are excluded.
_FORMULA = re.compile(r"(?![+-]?\d+(\.\d+)?\Z)[=+\-@\t\r\n＝＋－＠]")


def guarded(value: object) -> str:
    """Return a cell as text. An apostrophe before a formula makes spreadsheets treat it as text."""
    text = str(value)
    return f"'{text}" if _FORMULA.match(text) else text


def csv_lines(columns: Iterable[object], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Yield the lines of a table (RFC 4180) with their line ends; the first begins with the byte order mark."""
    yield BYTE_ORDER_MARK + _line(columns)
    for row in rows:
        yield _line(map(guarded, row))


def _line(cells: Iterable[object]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(list(cells))
    return out.getvalue()
