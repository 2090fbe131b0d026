"""The express lane: queries by GET go straight to the endpoint.

The walk through the framework's routes, parameters and dependencies takes several times as long as a light query.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.requests import Request

from graph.errors import KaifaquError

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from service.problems import Teller
    from service.sparql import Endpoint


class Express:
    """Middleware of ASGI. Whatever is no query by GET goes the long way, where the same endpoint is asked."""

    def __init__(self, app: ASGIApp, endpoint: Endpoint, teller: Teller) -> None:
        self._app, self._endpoint, self._teller = app, endpoint, teller

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: D102 the class says it
        if scope["type"] != "http" or scope["method"] != "GET" or scope["path"] != f"{scope['root_path']}/sparql":
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        try:
            response = await self._endpoint.get(request)
        except KaifaquError as error:
            response = await self._teller.ours(request, error)
        await response(scope, receive, send)
