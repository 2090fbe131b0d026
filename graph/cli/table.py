"""The answer to a query as a table on a terminal, with prefixed names and columns that fit Chinese characters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table

from graph.core.iris import XSD, shorten
from graph.core.terms import Literal, NamedNode

if TYPE_CHECKING:
    from rich.console import Console

    from graph.store.answer_writing import Answer

_PLAIN = {f"{XSD}{name}" for name in ("string", "integer", "decimal", "boolean", "date", "gYear", "dateTime")}
_LEAST_WIDTH = 200  # a table in a pipe is not cut to the width of a terminal


def print_table(answer: Answer, console: Console) -> None:
    """Print the rows of a SELECT and their number, or yes or no for an ASK.

    Raises:
        TypeError: The answer is a graph.
    """
    if answer.boolean is not None:
        console.print("yes" if answer.boolean else "no")
        return
    found = answer.table()
    table = Table(*(f"?{column}" for column in found.columns), title_justify="left")
    for row in found:
        table.add_row(*map(_cell, row))
    if not console.is_terminal:
        console.width = max(console.width, _LEAST_WIDTH)
    console.print(table, markup=False)
    console.print(f"{table.row_count} row{'s'[: table.row_count != 1]}")


def _cell(term: object) -> str:
    if isinstance(term, NamedNode):
        return shorten(term.value)
    if isinstance(term, Literal):
        if term.language or term.datatype.value in _PLAIN:
            return term.value
        return f"{term.value}^^{shorten(term.datatype.value)}"
    return "" if term is None else str(term)
