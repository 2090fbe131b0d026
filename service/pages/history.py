"""`/lineage`: which zones became which, 沿革."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from service.api.indexes import Indexes
from service.web.openapi import LANG, PROBLEM_RESPONSES, parameter
from service.web.pages import Pages

_OF = parameter("of", "query", "A zone or a plate, by its path below id/ or its name.", example="zone/zhizao-new-city")


def lineage_routes(knowledge: Indexes, pages: Pages) -> APIRouter:
    """The route of the page."""
    router = APIRouter(tags=["pages"], responses=PROBLEM_RESPONSES)

    def show(request: Request) -> Response:
        """The changes that the papers tell of, before and after."""
        return pages.render(request, "lineage.html", {"changes": knowledge.changes}, names=("of",))

    router.get(
        "/lineage",
        summary="Before, change and after",
        response_class=HTMLResponse,
        openapi_extra={"parameters": [_OF, LANG]},
    )(show)
    return router
