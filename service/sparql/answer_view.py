"""The answer to a query as the query page shows it: a table of terms with labels, yes or no, or Turtle."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from graph.core.formats import Format, formats_for
from graph.core.parsing import read_json_results
from graph.core.terms import NamedNode
from service.web.view import Shown, show

if TYPE_CHECKING:
    from graph.core.formats import Holds
    from graph.core.names import Term
    from graph.store.store import GraphStore
    from service.web.links import Links


@dataclass(frozen=True)
class AnswerView:
    """What the page shows: one of `rows`, `boolean` and `text`. `cut`: there are more rows than the page shows."""

    holds: Holds
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Shown | None, ...], ...] | None = None
    cut: bool = False
    boolean: bool | None = None
    text: str | None = None

    @property
    def formats(self) -> list[Format]:
        """The formats that hold the whole answer."""
        return formats_for(self.holds)


def page_format(holds: Holds) -> Format:
    """The format of an answer that a page is made from: JSON for a table, Turtle for a graph."""
    return formats_for(holds)[0]


def view_answer(body: bytes, holds: Holds, store: GraphStore, links: Links, most_rows: int) -> AnswerView:
    """The view of an answer in the format of pages, with at most `most_rows` rows of a table."""
    if holds == "graph":
        return AnswerView("graph", text=body.decode())
    result = read_json_results(body)
    if isinstance(result, bool):
        return AnswerView("table", boolean=result)
    rows = list(islice(result, most_rows + 1))
    labels = store.labels({term for row in rows[:most_rows] for term in row if isinstance(term, NamedNode)})
    return AnswerView(
        "table",
        columns=result.columns,
        rows=tuple(tuple(_cell(term, labels, links) for term in row) for row in rows[:most_rows]),
        cut=len(rows) > most_rows,
    )


def _cell(term: Term | None, labels: dict[Term, tuple[str, str]], links: Links) -> Shown | None:
    return None if term is None else show(term, labels.get(term, ("", "")), links)
