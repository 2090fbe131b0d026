"""`/search`: what a name could mean, as a page; programs ask `/api/v1/search`."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from graph.history.lookup import Wanted
from service.api.knowledge import Knowledge
from service.web.openapi import LANG, PROBLEM_RESPONSES, parameter
from service.web.pages import Pages, links_of
from service.web.view import show

_MOST = 50
_LONGEST = 400


def search_routes(knowledge: Knowledge, pages: Pages) -> APIRouter:
    """The route of the page."""
    router = APIRouter(tags=["pages"], responses=PROBLEM_RESPONSES)

    def search(request: Request) -> Response:
        """The candidates, the likeliest first, each with why it is offered."""
        asked, links = request.query_params.get("q", "")[:_LONGEST], links_of(request)
        answer = knowledge.lookup.look_up(Wanted(asked))
        found = [
            (show(knowledge.node(c.iri), (c.zh, c.en), links), c) for c in knowledge.lookup.search(Wanted(asked), _MOST)
        ]
        values = {"asked": asked, "outcome": answer.outcome if asked else "", "found": found}
        return pages.render(request, "search.html", values)

    router.get(
        "/search",
        summary="Search by name",
        response_class=HTMLResponse,
        openapi_extra={
            "parameters": [parameter("q", "query", "A name, an alias, pinyin or an IRI.", example="智造新城"), LANG]
        },
    )(search)
    return router
