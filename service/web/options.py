"""Answers to OPTIONS and to CORS preflights: the methods that a path or the server as a whole offers."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.responses import Response
from starlette.routing import Match

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import Receive, Scope, Send

_METHODS = ("GET", "POST", "QUERY", "PUT", "PATCH", "DELETE")
_ALLOWED_HEADERS = "Accept, Accept-Language, Content-Type"
_NAMES = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+(?:[ \t]*,[ \t]*[!#$%&'*+.^_`|~0-9A-Za-z-]+)*", re.ASCII)


def allowed_methods(request: Request) -> str:
    """All methods offered at a path; the framework names only those of the first route that knows it."""
    routes = request.app.routes
    offered = [m for m in _METHODS if any(r.matches({**request.scope, "method": m})[0] is Match.FULL for r in routes)]
    return ", ".join([*offered, "HEAD", "OPTIONS"])


def method_headers(allow: str) -> dict[str, str]:
    """The headers that name the methods of a path, to clients (`Allow`) and to browsers that ask for another site."""
    return {"Allow": allow, "Access-Control-Allow-Methods": allow}


def options_response(request: Request, allow: str) -> Response:
    """The response to OPTIONS at a path with some methods, which is also the response to a CORS preflight."""
    asked = request.headers.get("access-control-request-headers", "")
    return Response(status_code=HTTPStatus.NO_CONTENT, headers={**method_headers(allow), **_preflight(asked)})


def _preflight(asked: str) -> dict[str, str]:
    """The headers of a response to a CORS preflight: the request headers that it names are allowed.

    asked: Access-Control-Request-Headers. No request header has an effect that another site must not cause.
    """
    return {
        "Access-Control-Allow-Headers": asked if _NAMES.fullmatch(asked) else _ALLOWED_HEADERS,
        "Access-Control-Max-Age": "86400",
        "Vary": "Access-Control-Request-Headers",
    }


async def server_options(_scope: Scope, _receive: Receive, send: Send) -> None:
    """Answer `OPTIONS *` with the methods that the server has at all (RFC 9110, 9.3.7)."""
    headers = [(b"allow", b"GET, HEAD, POST, QUERY, OPTIONS")]
    await send({"type": "http.response.start", "status": HTTPStatus.NO_CONTENT, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
