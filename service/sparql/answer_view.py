"""The answer to a query as the query page shows it: a table of terms with labels, yes or no, or Turtle.

The page holds the answer once more for its script, so that the script does not ask for it again.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from markupsafe import Markup

from graph.core.formats import Format, format_named, formats_for
from graph.core.parsing import read_json_results, read_nquads
from graph.core.terms import NamedNode
from graph.rdf.serialize import write_rdf
from service.web.view_models import Shown, show

if TYPE_CHECKING:
    from graph.core.formats import Holds
    from graph.core.terms import Term
    from graph.store.store import GraphStore
    from service.web.links import Links


_MOST_EMBEDDED = 16_000_000  # bytes; the script asks for a larger answer itself


@dataclass(frozen=True)
class AnswerData:
    """The whole answer for the script of the page.

    Attributes:
        media_type: JSON for a table, N-Triples for a graph.
        text: The answer, written so that it can stand in an element `script`.
    """

    media_type: str
    text: Markup


@dataclass(frozen=True)
class AnswerView:
    """What the page shows: one of `rows`, `boolean` and `text`.

    Attributes:
        holds: What the answer is.
        columns: The variables of a table.
        rows: The first rows of a table.
        cut: Whether there are more rows than the page shows.
        boolean: The answer of an ASK.
        text: A graph, in Turtle.
        data: The whole answer for the script; None where it is too large.
        limit: After how many rows the service cut the whole answer; 0 if it did not.
    """

    holds: Holds
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Shown | None, ...], ...] | None = None
    cut: bool = False
    boolean: bool | None = None
    text: str | None = None
    data: AnswerData | None = None
    limit: int = 0

    @property
    def variables(self) -> list[str]:
        """The variables of a table as SPARQL writes them."""
        return [f"?{name}" for name in self.columns]

    @property
    def formats(self) -> list[Format]:
        """The formats that hold the whole answer."""
        return formats_for(self.holds)


def page_format(holds: Holds) -> Format:
    """The format of an answer that a page is made from: JSON for a table, N-Triples for a graph."""
    return formats_for("table")[0] if holds == "table" else format_named("ntriples", "graph")


def view_answer(body: bytes, holds: Holds, store: GraphStore, links: Links, most_rows: int) -> AnswerView:
    """The view of an answer in the format of pages.

    Args:
        body: The answer in `page_format(holds)`.
        holds: What it is.
        store: The dataset, for labels.
        links: The links of the request.
        most_rows: How many rows of a table are shown; the data for the script hold all.
    """
    data = _data(body, holds)
    if holds == "graph":
        turtle = write_rdf(read_nquads(body), formats_for("graph")[0])
        return AnswerView("graph", text=turtle.decode(), data=data)
    result = read_json_results(body)
    if isinstance(result, bool):
        return AnswerView("table", boolean=result, data=data)
    rows = list(islice(result, most_rows + 1))
    labels = store.labels({term for row in rows[:most_rows] for term in row if isinstance(term, NamedNode)})
    return AnswerView(
        "table",
        columns=result.columns,
        rows=tuple(tuple(_cell(term, labels, links) for term in row) for row in rows[:most_rows]),
        cut=len(rows) > most_rows,
        data=data,
    )


def _data(body: bytes, holds: Holds) -> AnswerData | None:
    """The answer as text of an element `script`, which ends at `</script` and changes its rules at `<!--`.

    In JSON `<` stands only within strings. In N-Triples `</` and `<!` do, because an IRI begins with its scheme. Both
    formats know the escape.
    """
    if len(body) > _MOST_EMBEDDED:
        return None
    if holds == "table":
        safe = body.replace(b"<", b"\\u003c")
    else:
        safe = body.replace(b"</", b"\\u003C/").replace(b"<!", b"\\u003C!")
    return AnswerData(page_format(holds).media_types[0], Markup(safe.decode()))  # noqa: S704  escaped above


def _cell(term: Term | None, labels: dict[Term, tuple[str, str]], links: Links) -> Shown | None:
    return None if term is None else show(term, labels.get(term, ("", "")), links)
