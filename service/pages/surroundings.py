"""`/explore`: what surrounds a thing, 图景."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from graph.core.names import ENTITIES
from service.api.indexes import Indexes
from service.pages.sentence_reader import SentenceReader
from service.pages.sentences import panel_of
from service.web.openapi import LANG, PROBLEM_RESPONSES, parameter, path_parameter
from service.web.pages import Pages, language_of, links_of

_START = f"{ENTITIES}zone/zhizao-new-city"
_EDGE = parameter("edge", "query", "The relation whose sentence is pinned.", example="8d3ba1dc6d65")


def explore_routes(knowledge: Indexes, pages: Pages) -> APIRouter:
    """The routes of the page."""
    router = APIRouter(tags=["pages"], responses=PROBLEM_RESPONSES)

    def show(request: Request) -> Response:
        """The relations of a thing, each with its sentence."""
        language, links = language_of(request), links_of(request)
        path = request.path_params.get("path", "")
        iri = knowledge.iri_of(ENTITIES + path if "/" in path else path) if path else _START
        reader = SentenceReader(knowledge, language, links)
        edges = knowledge.network.touching.get(iri, [])
        reader.read_ahead(words for edge in edges for words in edge.words)
        sentences = [reader.edge(edge) for edge in edges]
        panel = panel_of(language, sentences, request.query_params.get("edge", ""))
        return pages.render(request, "explore.html", {"panel": panel, "subject": reader.shown(iri)})

    of = path_parameter("path", "A path below id/, an IRI or a name.", "zone/zhizao-new-city")
    for path, parameters in (("/explore", [_EDGE, LANG]), ("/explore/{path:path}", [of, _EDGE, LANG])):
        router.get(
            path,
            summary="The surroundings of a thing",
            response_class=HTMLResponse,
            openapi_extra={"parameters": parameters},
        )(show)
    return router
