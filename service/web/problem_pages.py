"""The pages that explain each type of problem, at the IRI of the type."""

import inspect

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from graph.core.errors import UnknownEntity
from graph.core.iris import kebab
from service.web.openapi import LANG, content_of, path_parameter
from service.web.pages import VARY, Pages, accepted
from service.web.problems import PROBLEMS, Problem, prefers_page, type_of


def problem_routes(pages: Pages) -> APIRouter:
    """The route of the types of problem."""
    router = APIRouter(tags=["problems"])
    kinds = {kebab(kind.__name__): kind for kind in PROBLEMS}

    def explain(request: Request) -> Response:
        """What a type of problem means."""
        name = request.path_params["name"]
        if name not in kinds:
            raise UnknownEntity(f"There is no type of problem {name}; there are {', '.join(kinds)}.")
        kind = kinds[name]
        meaning, stop, _ = (inspect.getdoc(kind) or "").partition(".")
        problem = Problem(type_of(kind), *PROBLEMS[kind], meaning + stop)
        if prefers_page(accepted(request)):
            return pages.render(request, "problem.html", {"problem": problem})
        return JSONResponse(problem.members(), headers=VARY)

    router.get(
        "/problem/{name}",
        summary="Explain a type of problem",
        response_class=Response,
        responses=content_of([], "application/json"),
        openapi_extra={
            "parameters": [path_parameter("name", "The name of a type of problem.", "unknown-entity"), LANG]
        },
    )(explain)
    return router
