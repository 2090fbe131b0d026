"""`/read`: the papers, and each with all that was read from it, 原文."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from service.api.indexes import Indexes
from service.web.openapi import LANG, PROBLEM_RESPONSES, parameter, path_parameter
from service.web.pages import Pages

_AT = parameter("at", "query", "The characters that are shown, from and to.", example="2029-2055")


def reader_routes(knowledge: Indexes, pages: Pages) -> APIRouter:
    """The routes of the list of papers and of each paper."""
    router = APIRouter(tags=["pages"], responses=PROBLEM_RESPONSES)

    def show(request: Request) -> Response:
        """A paper, or the list of all."""
        return pages.render(request, "read.html", {"paper": request.path_params.get("paper", ""), "known": knowledge})

    of = path_parameter("paper", "The identifier of a paper.", "quzhou-2021")
    for path, summary, parameters in (
        ("/read", "List the papers", [LANG]),
        ("/read/{paper}", "Read a paper", [of, _AT, LANG]),
    ):
        router.get(path, summary=summary, response_class=HTMLResponse, openapi_extra={"parameters": parameters})(show)
    return router
