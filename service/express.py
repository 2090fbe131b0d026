"""The express lane: queries by GET, and whether the service answers, go straight to whom they are for.

The walk through the framework's routes, parameters and dependencies takes several times as long as a light query, and
the framework is not there yet when the service has just started.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.requests import Request

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send


class Express:
    """Middleware of ASGI. Whatever is no GET of one of the paths goes the long way, where the same are asked.

    lanes: each path below the root, with whom it is for.
    """

    def __init__(self, app: ASGIApp, lanes: Mapping[str, Callable[[Request], Awaitable[Response]]]) -> None:
        self._app, self._lanes = app, lanes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: D102 the class says it
        get = scope["type"] == "http" and scope["method"] == "GET"
        answer = self._lanes.get(scope["path"].removeprefix(scope["root_path"])) if get else None
        if answer is None:
            await self._app(scope, receive, send)
        else:
            response = await answer(Request(scope, receive))
            await response(scope, receive, send)
