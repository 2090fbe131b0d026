"""The exception handlers of the application: every error is answered with a problem (RFC 9457)."""

from functools import partial
from http import HTTPStatus

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from graph.core.errors import KaifaquError
from service.core.errors import InvalidParameter, MalformedRequest, RequestTooLarge
from service.web.disconnect import CLIENT_LEFT
from service.web.options import allowed_methods, method_headers, options_response
from service.web.problems import ProblemRenderer, http_problem, problem_of


def add_problem_handlers(app: FastAPI, renderer: ProblemRenderer) -> None:
    """Make an application answer every error with a problem."""
    app.add_exception_handler(KaifaquError, partial(_ours, renderer))
    app.add_exception_handler(HTTPException, partial(_framework, renderer))
    app.add_exception_handler(ClientDisconnect, _left)
    app.add_exception_handler(RequestValidationError, partial(_invalid, renderer))


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
    allow = allowed_methods(request)
    if request.method == "OPTIONS":
        return options_response(request, allow)
    detail = f"{request.method} is not offered at {request.url.path}; there are {allow}."
    return renderer.render(request, http_problem(HTTPStatus.METHOD_NOT_ALLOWED, detail), method_headers(allow))


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
