"""The express lane: queries by GET, and whether the service answers, go straight to whom they are for.

The walk through the framework's routes, parameters and dependencies takes several times as long as a light query, and
the framework is not there yet when the service has just started. A plain query is not even made a request of ASGI.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from starlette.requests import Request

from graph.errors import KaifaquError
from service.answered import Answered, ask
from service.plain_query import PATH, PlainQuery
from service.question import NotPlain
from service.sparql_request import SparqlRequest

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from service.answering import Answering, Reply
    from service.problems import Teller
    from service.sparql import Endpoint


class Express:
    """Middleware of ASGI. Whatever is no GET of one of the paths goes the long way, where the same are asked.

    lanes: each path below the root, with whom it is for.
    """

    def __init__(
        self, app: ASGIApp, lanes: Mapping[str, Callable[[Request], Awaitable[Response]]], teller: Teller
    ) -> None:
        self._app, self._lanes, self._teller = app, lanes, teller

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: D102 the class says it
        get = scope["type"] == "http" and scope["method"] == "GET"
        answer = self._lanes.get(scope["path"].removeprefix(scope["root_path"])) if get else None
        if answer is None:
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        try:
            response = await answer(request)
        except KaifaquError as error:
            response = await self._teller.ours(request, error)
        await response(scope, receive, send)


class PlainLane:
    """Answers plain queries; what turns out to want more is asked of the application."""

    def __init__(self, app: ASGIApp, answering: Answering, endpoint: Endpoint, teller: Teller) -> None:
        self._app, self._answering, self._endpoint, self._teller = app, answering, endpoint, teller

    async def answer(self, plain: PlainQuery, scope: Scope) -> Reply:
        """What a plain query is answered with; whoever cancels it has lost the client.

        scope: what ASGI would say of the request beside its path and its headers.
        """
        path, wishes = scope["root_path"] + PATH, plain.wishes
        place = {"path": path, "raw_path": path.encode(), "query_string": plain.query_string}
        scope = {**scope, **place, "headers": wishes.headers}
        return await self._answering.answer(scope, wishes.asked, wishes.encoding, partial(self._ask, plain))

    async def _ask(self, plain: PlainQuery, scope: Scope) -> Answered:
        endpoint, question = self._endpoint, self._endpoint.plain_question(plain.value, plain.wishes.accept)
        try:
            answer = await endpoint.evaluate(scope, question, endpoint.settings.query_seconds)
        except NotPlain:
            return await ask(self._app, scope, _receive)
        except KaifaquError as error:
            return Answered.by(await self._teller.ours(Request(scope), error))
        return endpoint.written(answer, lambda: endpoint.rest(Request(scope), SparqlRequest(question.text), answer))


async def _receive() -> Message:
    """Nothing comes of a request without a body; that its client leaves is told by cancelling what waits."""
    never: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
    return await never
