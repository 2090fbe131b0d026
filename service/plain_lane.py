"""The lane of plain queries: from the bytes of a head to the workers, and back to the connection, by callbacks.

A plain query is not made a request of ASGI, and no task waits for its answer: either takes longer than to answer it.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from starlette.requests import Request

from service.answered import Answered, ask
from service.answering import LONG
from service.plain_query import PATH
from service.question import NotPlain
from service.sparql_request import SparqlRequest

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import Message, Scope

    from service.app import Application
    from service.channel import Asked, Outcome
    from service.evaluation import Written
    from service.headers import OwnHeaders
    from service.plain_query import PlainQuery
    from service.pool import Pool

    Tell = Callable[[Answered, OwnHeaders], None]


_LIGHT = 0.005  # seconds of evaluation


class PlainLane:
    """Answers plain queries by the workers of a pool; what turns out to want more is asked of the application."""

    def __init__(self, app: Application, pool: Pool) -> None:
        self.app, self.pool = app, pool

    def ask(self, plain: PlainQuery, scope: Scope, tell: Tell, over: Callable[[], None]) -> UnderWay:
        """Have a plain query answered; `tell` is called with the answer, but not before this returns.

        scope: what ASGI would say of the request beside its path and its headers; over: is called before the answer is
        told, or when it is left.
        """
        path = scope["root_path"] + PATH
        scope["path"], scope["raw_path"], scope["query_string"] = path, path.encode(), plain.query_string
        scope["headers"] = plain.wishes.headers
        under_way = UnderWay(self, plain, scope, tell, over)
        under_way.begin()
        return under_way


class UnderWay:
    """A plain query that is being answered."""

    __slots__ = (
        "_answering",
        "_asked",
        "_endpoint",
        "_exchange",
        "_lane",
        "_over",
        "_question",
        "_started",
        "_tell",
        "_work",
    )

    def __init__(self, lane: PlainLane, plain: PlainQuery, scope: Scope, tell: Tell, over: Callable[[], None]) -> None:
        self._lane, self._tell, self._over, wishes = lane, tell, over, plain.wishes
        self._answering, self._endpoint = lane.app.answer, lane.app.endpoint
        self._exchange = self._answering.begin(scope, wishes.asked, wishes.encoding)
        self._question = self._endpoint.plain_question(plain.value, wishes.accept)
        self._asked: Asked | None = None
        self._work: asyncio.Handle | asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Look for the answer, or have it made."""
        known = self._answering.known(self._exchange)
        if known is not None:
            self._work = asyncio.get_running_loop().call_soon(self._end, known)
            return
        try:
            self._answering.check_host(self._exchange.headers)  # the head is shorter than any may be
            self._started = self._endpoint.begin(self._exchange.scope)
            seconds = self._endpoint.settings.query_seconds
            self._asked = self._lane.pool.ask(self._question, seconds, self._evaluated)
        except Exception as error:  # noqa: BLE001  whatever it is, it is told in one place
            self._go_on(error)

    def leave(self) -> None:
        """The client has left, before it was told the answer."""
        self._over()
        if self._work:
            self._work.cancel()
        if self._asked:
            self._lane.pool.leave(self._asked)
            self._charge(None)
        self._answering.lose(self._exchange)

    def _evaluated(self, outcome: Outcome) -> None:
        self._asked = None
        answer = None if isinstance(outcome, Exception) else outcome
        if answer is None or len(answer.body) > LONG:
            self._charge(answer)
            self._go_on(outcome)
            return
        try:
            answered = self._answering.finish(self._exchange, self._written(answer))
        except Exception as error:  # noqa: BLE001  as above
            self._charge(answer)
            self._go_on(error)
        else:
            self._end(answered, answer)

    def _charge(self, answer: Written | None) -> None:
        self._endpoint.end(self._exchange.scope, self._question, self._started, answer)

    def _written(self, answer: Written) -> Answered:
        return self._endpoint.written(answer, partial(self._rest, answer))

    def _rest(self, answer: Written) -> str:
        return self._endpoint.rest(Request(self._exchange.scope), SparqlRequest(self._question.text), answer)

    def _end(self, answered: Answered, answer: Written | None = None) -> None:
        """Tell the answer, and then what there is to tell of it, which the client need not wait for."""
        own, light = self._answering.own(self._exchange), False
        self._over()
        self._tell(answered, own)
        if answer:
            self._charge(answer)
            light = answer.seconds is not None and answer.seconds < _LIGHT
        self._answering.end(self._exchange, answered, own, light=light)

    def _go_on(self, outcome: Written | Exception) -> None:
        """A long answer is finished, an error told, and what is not plain asked anew, as of any other request."""
        self._work = asyncio.get_running_loop().create_task(self._find(outcome))

    async def _find(self, outcome: Written | Exception) -> None:
        async def asking(scope: Scope) -> Answered:
            if isinstance(outcome, NotPlain):
                return await ask(self._lane.app.express, scope, _receive)
            if isinstance(outcome, Exception):
                raise outcome
            return self._written(outcome)

        self._end(await self._answering.find(self._exchange, asking))


async def _receive() -> Message:
    """Nothing comes of a request without a body; that its client leaves is told by cancelling what waits."""
    never: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
    return await never
