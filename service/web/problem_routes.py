"""Problems (RFC 9457) for the errors of the framework, and the routes that explain each type of problem."""

import inspect
from functools import partial
from http import HTTPStatus

from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Match

from graph.core.errors import KaifaquError, UnknownEntity
from graph.core.iris import kebab
from service.core.errors import InvalidParameter, MalformedRequest, RequestTooLarge
from service.web.disconnect import CLIENT_LEFT
from service.web.headers import preflight
from service.web.openapi import LANG, content_of, path_parameter
from service.web.pages import VARY, Pages, accepted
from service.web.problems import PROBLEMS, Problem, ProblemRenderer, http_problem, prefers_page, problem_of, type_of

_METHODS = ("GET", "POST", "QUERY", "PUT", "PATCH", "DELETE")


def add_problem_handlers(app: FastAPI, renderer: ProblemRenderer) -> None:
    """Make an application answer every error with a problem, and explain each type of problem at its IRI."""
    app.add_exception_handler(KaifaquError, partial(_ours, renderer))
    app.add_exception_handler(HTTPException, partial(_framework, renderer))
    app.add_exception_handler(ClientDisconnect, _left)
    app.add_exception_handler(RequestValidationError, partial(_invalid, renderer))
    app.include_router(_explanations(renderer.pages))


async def _ours(renderer: ProblemRenderer, request: Request, error: Exception) -> Response:
    return renderer.render_error(request, error)


async def _framework(renderer: ProblemRenderer, request: Request, error: Exception) -> Response:
    """A path or a method without a route; OPTIONS is answered here, with the methods of the routes."""
    if not isinstance(error, HTTPException):
        raise TypeError("Only errors of the framework come here.")
    if error.status_code == HTTPStatus.BAD_REQUEST and error.__cause__:
        return await _unreadable(renderer, request, error.__cause__)
    if error.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
        return renderer.render(request, http_problem(error.status_code, f"There is nothing at {request.url.path}."))
    allow = _allowed(request)
    headers = {"Allow": allow, "Access-Control-Allow-Methods": allow}
    if request.method == "OPTIONS":
        asked = request.headers.get("access-control-request-headers", "")
        return Response(status_code=HTTPStatus.NO_CONTENT, headers={**headers, **preflight(asked)})
    detail = f"{request.method} is not offered at {request.url.path}; there are {allow}."
    return renderer.render(request, http_problem(HTTPStatus.METHOD_NOT_ALLOWED, detail), headers)


async def _unreadable(renderer: ProblemRenderer, request: Request, cause: BaseException) -> Response:
    """A body that the framework failed to read; the reason is the cause of its error."""
    if isinstance(cause, ClientDisconnect):
        return await _left(request, cause)
    if isinstance(cause, KaifaquError):
        return renderer.render_error(request, cause)
    reason = "it is nested too deeply" if isinstance(cause, RecursionError) else str(cause)
    return renderer.render_error(request, MalformedRequest(f"The body is no JSON that can be read: {reason}."))


async def _left(_request: Request, _error: Exception) -> Response:
    """The client disconnected before it had sent its body; nobody receives this response."""
    return Response(status_code=CLIENT_LEFT)


async def _invalid(renderer: ProblemRenderer, request: Request, error: Exception) -> Response:
    """Parameters or a body that the framework cannot read."""
    if not isinstance(error, RequestValidationError):
        raise TypeError("Only what the framework cannot read comes here.")
    batch = [fault for fault in error.errors() if fault["type"] == "too_long" and fault["loc"][0] == "body"]
    if batch and isinstance(batch[0]["input"], list):
        most, given = batch[0]["ctx"]["max_length"], len(batch[0]["input"])
        return renderer.render_error(request, RequestTooLarge(f"There are {given} parts; send at most {most} at once."))
    faults = [f"{' '.join(map(str, fault['loc'][1:])) or 'the body'}: {fault['msg']}" for fault in error.errors()]
    return renderer.render(request, problem_of(InvalidParameter(f"{'; '.join(faults[:5])}; see /openapi.json.")))


def _allowed(request: Request) -> str:
    """All methods offered at a path; the framework names only those of the first route that knows it."""
    routes = request.app.routes
    offered = [m for m in _METHODS if any(r.matches({**request.scope, "method": m})[0] is Match.FULL for r in routes)]
    return ", ".join([*offered, "HEAD", "OPTIONS"])


def _explanations(pages: Pages) -> APIRouter:
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
