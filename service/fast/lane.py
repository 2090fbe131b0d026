"""Sends plain queries to a worker and the response back by callbacks.

A task of the event loop and the calls of ASGI take the server longer than the rest of a light query. The gateway's own
methods do the same work here as for any other request, without the task and ASGI.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from graph.core.errors import KaifaquError
from service.engine.messages import request_message
from service.fast.plain_query import PATH
from service.gateway import client_of
from service.pooled_backend import PooledBackend

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import Scope

    from service.engine.pool import Pending
    from service.fast.plain_query import PlainQuery
    from service.gateway import Gateway
    from service.web.headers import TraceHeaders
    from service.web.request_log import LogEntry
    from service.web.response import HttpResponse

    Tell = Callable[[HttpResponse, TraceHeaders], None]


class FastLane:
    """Answers plain queries from the gateway's cache or the workers of its backend."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway

    def known(self, key: bytes) -> tuple[HttpResponse, LogEntry] | None:
        """The cached response to a request with this head, and its log entry; None if there is none."""
        return self.gateway.current.answers.get_for(key)

    def ask(self, plain: PlainQuery, scope: Scope, tell: Tell) -> PendingQuery:
        """Answer a plain query; `tell` is called with the response, after this has returned.

        scope: the ASGI scope of the request without its path, query string and headers, which are added.
        """
        path = scope["root_path"] + PATH
        scope["path"], scope["raw_path"], scope["query_string"] = path, path.encode(), plain.query_string
        scope["headers"] = plain.client.headers
        return PendingQuery(self.gateway, plain, scope, tell)


class PendingQuery:
    """A plain query in progress."""

    __slots__ = ("_exchange", "_gateway", "_pending", "_pool", "_tell", "_telling")

    def __init__(self, gateway: Gateway, plain: PlainQuery, scope: Scope, tell: Tell) -> None:
        self._gateway, self._tell = gateway, tell
        self._exchange = exchange = gateway.begin(scope, plain.client.joined, plain.client.encoding)
        self._pending: Pending | None = None
        self._telling: asyncio.Handle | None = None
        backend = exchange.build.backend
        if not isinstance(backend, PooledBackend):
            raise TypeError("The fast lane needs a pool of workers.")
        self._pool = backend.pool
        known = gateway.known(exchange) or self._refusal()
        if known:
            self._telling = asyncio.get_running_loop().call_soon(self._end, known)
        else:
            message, seconds = request_message(scope, b""), gateway.settings.query_seconds
            self._pending = self._pool.submit(message, client_of(scope), seconds, self._answered)

    def leave(self) -> None:
        """Give up the query, because the client has disconnected."""
        if self._telling:
            self._telling.cancel()
        if self._pending:
            self._pool.leave(self._pending)
        self._gateway.lose(self._exchange)
        self._exchange.build.request_ended()

    def _refusal(self) -> HttpResponse | None:
        try:
            self._gateway.check_host(self._exchange.headers)  # heads of plain queries are below the limits
        except KaifaquError as error:
            return self._gateway.problem(self._exchange, error)
        return None

    def _answered(self, outcome: HttpResponse | KaifaquError) -> None:
        self._end(self._gateway.problem(self._exchange, outcome) if isinstance(outcome, KaifaquError) else outcome)

    def _end(self, answered: HttpResponse) -> None:
        """Pass on the response, then log and cache it, so that the client does not wait for that."""
        own = self._gateway.own(self._exchange)
        self._tell(answered, own)
        self._gateway.end(self._exchange, answered, own)
        self._exchange.build.request_ended()
