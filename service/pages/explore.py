"""`/explore`: what surrounds a thing, 图景: in groups, as a network or as a list."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.requests import Request  # noqa: TC002  the framework reads the annotations
from starlette.responses import HTMLResponse, Response

from graph.core.errors import UnknownEntity
from graph.core.iris import ENTITIES
from graph.core.origins import ORIGINS
from service.pages.explore_cytoscape import network_data
from service.pages.explore_data import explore_data
from service.pages.explore_filter import SurroundingsParameters
from service.pages.explore_further import FurtherReader
from service.pages.explore_view import SurroundingsReader, sentences_of
from service.pages.page_download import DATA, DATA_TYPES, asked_form, file_of, links_to
from service.pages.poster import PRINT
from service.pages.sentence_panel import number_quotes, panel_of, passages_of
from service.pages.sentence_reader import SentenceReader
from service.web.openapi import LANG, PROBLEM_RESPONSES, content, parameter, path_parameter
from service.web.pages import Pages, language_of, links_of

if TYPE_CHECKING:
    from service.api.indexes import Indexes

_START = f"{ENTITIES}zone/zhizao-new-city"


def _choice(name: str, description: str, *values: str) -> dict[str, object]:
    return parameter(name, "query", description, enum=list(values))


def _some(name: str, description: str, example: str) -> dict[str, object]:
    return parameter(name, "query", description, type="array", items={"type": "string"}, example=[example])


PARAMETERS = [
    _choice("view", "Groups on both sides of the thing, a free network, or a list.", "grouped", "network", "list"),
    _choice("when", "All with what changes, or what stands before or after the changes.", "compare", "before", "after"),
    _choice("depth", "How many relations away things may be; farther ones are listed below.", "1", "2", "3"),
    _some("relation", "Only these relations.", "coversTownship"),
    _some("kind", "Only things of these classes.", "Township"),
    _some("paper", "Only what these papers state.", "quzhou-2021"),
    _some("modality", "Only what is said with this force.", "ordered"),
    parameter(
        "origin",
        "query",
        "Where relations come from; without it all but the derived ones.",
        type="array",
        items={"type": "string", "enum": list(ORIGINS)},
        example=["stated", "derived"],
    ),
    _some(
        "open",
        "Groups of which all neighbours are shown, by direction and relation, or steps; in a network also a thing.",
        "in:platform",
    ),
    parameter("edge", "query", "The relation whose sentence is pinned.", example="8d3ba1dc6d65"),
    PRINT,
    DATA,
    LANG,
]


def start_of(indexes: Indexes) -> str:
    """The thing that is shown where none is named: a zone of our paper, else the one with the most relations."""
    touching = indexes.network.touching
    return _START if _START in touching or not touching else max(sorted(touching), key=lambda iri: len(touching[iri]))


def explore_routes(indexes: Indexes, pages: Pages) -> APIRouter:
    """The routes of the page."""
    router = APIRouter(tags=["pages"], responses=PROBLEM_RESPONSES)

    def show(request: Request) -> Response:
        """The relations of a thing, each with its sentence."""
        language, links = language_of(request), links_of(request)
        path = request.path_params.get("path", "")
        iri = (
            indexes.iri_of(ENTITIES + path if "/" in path and not path.startswith("http") else path)
            if path
            else start_of(indexes)
        )
        if iri not in indexes.network.nodes:
            raise UnknownEntity(f"{path or iri} has no relations with other things; its own page is {links.of(iri)}.")
        reader = SentenceReader(indexes, language, links)
        asked = SurroundingsParameters.of(request.query_params.multi_items())
        surroundings = SurroundingsReader(reader, iri, asked)
        groups, further = surroundings.groups(), FurtherReader(surroundings)
        steps = further.steps()
        is_network = asked.one("view") == "network"
        far = further.edges if is_network else further.listed(steps)
        drawn = partial(network_data, surroundings, groups, far)
        data = explore_data(surroundings, groups, far, drawn)
        if form := asked_form(request):
            return file_of(form, data)
        said = [said.sentence for group in groups for one in group.neighbours for said in one.said]
        said += [row.sentence for step in steps for row in step.rows] + further.sentence(asked.one("edge"))
        values = {
            "asked": asked,
            "steps": steps,
            "subject": reader.shown(iri),
            "kind": indexes.network.nodes[iri].kind,
            "kind_name": reader.relation(indexes.network.nodes[iri].kind),
            "change": surroundings.change(iri),
            "groups": groups,
            "options": surroundings.options(),
            "panel": panel_of(language, said, asked.one("edge")),
            "quotes": number_quotes(passages_of(sentences_of(groups))),
            "here": links.explore(iri),
            "entity": links.of(iri),
            "lineage": links.history(iri),
            "data": drawn() if is_network else None,
            "files": links_to(request, data),
        }
        return pages.render(request, "explore.html", values)

    of = path_parameter("path", "A path below id/, an IRI or a name.", "zone/zhizao-new-city")
    for path, parameters in (("/explore", PARAMETERS), ("/explore/{path:path}", [of, *PARAMETERS])):
        router.get(
            path,
            summary="The surroundings of a thing",
            response_class=HTMLResponse,
            openapi_extra={"parameters": parameters},
            responses={200: {"content": content("text/html", *DATA_TYPES)}},
        )(show)
    return router
