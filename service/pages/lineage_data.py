"""The lineage as data: a table of events and the things before and after them, and the network of these things."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from graph.core.iris import ENTITIES
from service.pages.edge_data import network_of, sentence_columns
from service.pages.page_download import MOST_NAMED, SOURCE, ViewData, query_naming

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from graph.network.model import Edge
    from service.pages.lineage_cell import EventCell
    from service.pages.lineage_view import ShownRow
    from service.pages.sentence_panel import Sentence, Text
    from service.pages.sentence_reader import SentenceReader

_COLUMNS = (
    *("event", "event_name", "side", "thing", "thing_name", "kind", "standing", "effect", "portion", "fate"),
    *("origin", "force", *SOURCE, "statement"),
)
_QUERY = """SELECT ?event ?change ?thing ?effect ?words WHERE {
  VALUES ?event { %s }
  ?event kq:changeType ?change .
  { ?event kq:participation ?participation . ?participation kq:participant ?thing .
    OPTIONAL { ?participation kq:effect|kq:effectOneOf ?effect } }
  UNION { ?event kq:plate ?thing . OPTIONAL { ?event kq:plateAction ?effect } }
  UNION { ?event kq:endsCustody ?thing }
  OPTIONAL { ?event kq:evidence/(kq:quote|kq:citation) ?words }
} ORDER BY ?event ?thing"""


def lineage_data(
    rows: Iterable[ShownRow], sentences: Mapping[str, Sentence], edges: Iterable[Edge], reader: SentenceReader
) -> ViewData:
    """The rows of the lineage: a line for the event, for each thing before it and for each after it.

    Args:
        rows: The rows that are shown.
        sentences: Those of the page, by id.
        edges: The edges of the network at the events.
        reader: The reader of the page.
    """
    rows = list({row.event: row for row in rows}.values())
    events = [ENTITIES + row.event for row in rows]
    if len(events) > MOST_NAMED:
        query = _QUERY.replace("  VALUES ?event { %s }\n", "")
    else:
        query = query_naming(_QUERY, events) if events else ""
    shown = {statement for row in rows for cell in (*row.before, *row.after) for statement in (cell.sentence, *cell.by)}
    by_id = {edge.id.removeprefix("edge-"): edge for edge in edges}
    drawn = partial(network_of, reader, "lineage", [one for one in by_id if one in shown], by_id, events)

    def lines() -> Iterator[dict[str, str]]:
        return (line for row in rows for line in _event_lines(row, sentences))

    return ViewData("lineage", _COLUMNS, lines, query, drawn)


def _event_lines(row: ShownRow, sentences: Mapping[str, Sentence]) -> Iterator[dict[str, str]]:
    event = {"event": row.event, "event_name": row.name.text}
    yield {**event, "side": "event", "kind": row.sentence.object.text, **sentence_columns(row.sentence)}
    for side, cells in (("before", row.before), ("after", row.after)):
        for cell in cells:
            yield {**event, "side": side, **_cell(cell), **sentence_columns(sentences.get(cell.sentence))}


def _cell(cell: EventCell) -> dict[str, str]:
    return {
        "thing": cell.iri.removeprefix(ENTITIES),
        "thing_name": _text(cell.name),
        "kind": cell.kind,
        "standing": cell.standing,
        "effect": _text(cell.effect),
        "portion": cell.portion,
        "fate": cell.fate,
    }


def _text(shown: Text | None) -> str:
    return shown.text if shown else ""
