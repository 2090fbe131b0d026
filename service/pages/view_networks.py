"""The surroundings of a thing and the lineage as data: tables, and networks of the things that are drawn."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from graph.core.names import ENTITIES
from graph.network.export_model import draw
from graph.network.model import network
from service.pages.surroundings_query import surroundings_query
from service.pages.surroundings_view import node_path
from service.pages.view_data import MOST_NAMED, SOURCE, ViewData, query_naming, source_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from graph.network.export_model import ExportModel
    from graph.network.model import Edge
    from service.pages.history_view import EventCell, ShownRow
    from service.pages.sentence_reader import SentenceReader
    from service.pages.sentences import Sentence, Text
    from service.pages.surroundings_view import ShownGroup, SurroundingsReader

_SURROUNDINGS = (
    *("place", "source", "source_name", "relation", "relation_name", "through", "target", "target_name", "kind"),
    *("change", "also", "origin", "force", *SOURCE, "statement"),
)
_LINEAGE = (
    *("event", "event_name", "side", "thing", "thing_name", "kind", "standing", "effect", "portion", "fate"),
    *("origin", "force", *SOURCE, "statement"),
)
_LINEAGE_QUERY = """SELECT ?event ?change ?thing ?effect ?words WHERE {
  VALUES ?event { %s }
  ?event kq:changeType ?change .
  { ?event kq:participation ?participation . ?participation kq:participant ?thing .
    OPTIONAL { ?participation kq:effect|kq:effectOneOf ?effect } }
  UNION { ?event kq:plate ?thing . OPTIONAL { ?event kq:plateAction ?effect } }
  UNION { ?event kq:endsCustody ?thing }
  OPTIONAL { ?event kq:evidence/(kq:quote|kq:citation) ?words }
} ORDER BY ?event ?thing"""


def surroundings_data(
    reader: SurroundingsReader,
    groups: Sequence[ShownGroup],
    further: Sequence[Edge],
    json: Callable[[], dict[str, object]],
) -> ViewData:
    """The relations that the page of the surroundings shows.

    Args:
        reader: The reader of the page.
        groups: The groups beside the thing.
        further: The relations beyond its neighbours that the view draws.
        json: Makes the same as the script of the network takes it.
    """
    edges = {edge.id.removeprefix("edge-"): edge for edge in (*reader.edges, *further)}

    def lines() -> Iterator[dict[str, str]]:
        near = list(_near_lines(reader, groups, edges))
        yield from near
        known = {line["statement"] for line in near}
        far = [edge for edge in further if edge.id.removeprefix("edge-") not in known]
        reader.read_ahead(far)
        yield from (_edge(reader, "further", edge, reader.sentence(edge)) for edge in far)

    near = (said.sentence.id for group in groups for one in group.neighbours for said in one.said)
    shown = list(dict.fromkeys([*near, *(edge.id.removeprefix("edge-") for edge in further)]))
    drawn = partial(_network, reader.reader, "surroundings", shown, edges)
    query = surroundings_query(reader.subject, (edges[one] for one in shown))

    def told() -> object:
        return {**json(), "query": query}

    return ViewData("surroundings", _SURROUNDINGS, lines, query, drawn, told)


def _near_lines(
    reader: SurroundingsReader, groups: Iterable[ShownGroup], edges: Mapping[str, Edge]
) -> Iterator[dict[str, str]]:
    for group in groups:
        for one in group.neighbours:
            for said in one.said:
                edge = edges[said.sentence.id]
                also = " | ".join(text.text for text in said.also)
                yield {
                    **_edge(reader, "beside", edge, said.sentence),
                    "kind": one.kind,
                    "change": one.change,
                    "also": also,
                }


def _edge(reader: SurroundingsReader, place: str, edge: Edge, sentence: Sentence) -> dict[str, str]:
    name = reader.reader.name
    return {
        "place": place,
        "source": node_path(edge.source),
        "source_name": name(edge.source).text,
        "relation": edge.relation,
        "relation_name": sentence.relation.text,
        "through": node_path(edge.through),
        "target": node_path(edge.target),
        "target_name": name(edge.target).text,
        **_said(sentence),
    }


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
        query = _LINEAGE_QUERY.replace("  VALUES ?event { %s }\n", "")
    else:
        query = query_naming(_LINEAGE_QUERY, events) if events else ""
    shown = {statement for row in rows for cell in (*row.before, *row.after) for statement in (cell.sentence, *cell.by)}
    by_id = {edge.id.removeprefix("edge-"): edge for edge in edges}
    drawn = partial(_network, reader, "lineage", [one for one in by_id if one in shown], by_id, events)

    def lines() -> Iterator[dict[str, str]]:
        return (line for row in rows for line in _event_lines(row, sentences))

    return ViewData("lineage", _LINEAGE, lines, query, drawn)


def _event_lines(row: ShownRow, sentences: Mapping[str, Sentence]) -> Iterator[dict[str, str]]:
    event = {"event": row.event, "event_name": row.name.text}
    yield {**event, "side": "event", "kind": row.sentence.object.text, **_said(row.sentence)}
    for side, cells in (("before", row.before), ("after", row.after)):
        for cell in cells:
            yield {**event, "side": side, **_cell(cell), **_said(sentences.get(cell.sentence))}


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


def _said(sentence: Sentence | None) -> dict[str, str]:
    if sentence is None:
        return {}
    force = " | ".join(text.text for text in sentence.modality)
    return {"origin": sentence.origin, "force": force, "statement": sentence.id, **source_of(sentence)}


def _text(shown: Text | None) -> str:
    return shown.text if shown else ""


def _network(
    reader: SentenceReader, name: str, ids: Iterable[str], edges: Mapping[str, Edge], alone: Iterable[str] = ()
) -> ExportModel:
    """The network of some edges. alone: the IRIs of things that are drawn with edges or without."""
    drawn = [edges[id_] for id_ in dict.fromkeys(ids)]
    nodes = reader.indexes.network.nodes
    wanted = dict.fromkeys([*alone, *(end for edge in drawn for end in (edge.source, edge.target))])
    part = network({iri: nodes[iri] for iri in wanted if iri in nodes}, tuple(drawn))
    relations = {edge.relation: reader.relation(edge.relation).text for edge in drawn}
    return draw(name, part, {}, {}, {name: (text, text) for name, text in relations.items()}, reader.language)
