"""The surroundings of a thing as data: a table of relations, and the network that is drawn."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from service.pages.edge_data import network_of, sentence_columns
from service.pages.explore_query import explore_query
from service.pages.explore_view import node_path
from service.pages.page_download import SOURCE, ViewData

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from graph.network.model import Edge
    from service.pages.explore_view import ShownGroup, SurroundingsReader
    from service.pages.sentence_panel import Sentence

_COLUMNS = (
    *("place", "source", "source_name", "relation", "relation_name", "through", "target", "target_name", "kind"),
    *("change", "also", "origin", "force", *SOURCE, "statement"),
)


def explore_data(
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
    drawn = partial(network_of, reader.reader, "surroundings", shown, edges)
    query = explore_query(reader.subject, (edges[one] for one in shown))

    def told() -> object:
        return {**json(), "query": query}

    return ViewData("surroundings", _COLUMNS, lines, query, drawn, told)


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
        **sentence_columns(sentence),
    }
