"""Sends plain queries to a worker and the response back by callbacks.

A task of the event loop and the calls of ASGI take the server longer than the rest of a light query. The gateway's own
methods do the same work here as for any other request, without the task and ASGI.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from graph.core.errors import KaifaquError
from service.fast.plain_query import PATH
from service.gateway import client_of
from service.pooled_backend import PooledBackend
from service.workers.messages import request_message

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import Scope

    from service.fast.plain_query import PlainQuery
    from service.gateway import Gateway
    from service.web.headers import TraceHeaders
    from service.web.request_log import LogEntry
    from service.web.response import HttpResponse
    from service.workers.pool import Pending

    OnResponse = Callable[[HttpResponse, TraceHeaders], None]


class FastLane:
    """Answers plain queries from the gateway's cache or the workers of its backend."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway

    def cached_response(self, key: bytes) -> tuple[HttpResponse, LogEntry] | None:
        """The cached response to a request with this head, and its log entry; None if there is none."""
        return self.gateway.current.answers.get_by_head(key)

    def ask(self, plain: PlainQuery, scope: Scope, on_response: OnResponse) -> PendingQuery:
        """Answer a plain query; `on_response` is called with the response, after this has returned.

        scope: the ASGI scope of the request without its path, query string and headers, which are added.
        """
        path = scope["root_path"] + PATH
        scope["path"], scope["raw_path"], scope["query_string"] = path, path.encode(), plain.query_string
        scope["headers"] = plain.client.headers
        return PendingQuery(self.gateway, plain, scope, on_response)


class PendingQuery:
    """A plain query in progress."""

    __slots__ = ("_exchange", "_gateway", "_on_response", "_pending", "_pool", "_scheduled")

    def __init__(self, gateway: Gateway, plain: PlainQuery, scope: Scope, on_response: OnResponse) -> None:
        self._gateway, self._on_response = gateway, on_response
        self._exchange = exchange = gateway.begin(scope, plain.client.by_name, plain.client.encoding)
        self._pending: Pending | None = None
        self._scheduled: asyncio.Handle | None = None
        backend = exchange.build.backend
        if not isinstance(backend, PooledBackend):
            raise TypeError("The fast lane needs a pool of workers.")
        self._pool = backend.pool
        cached = gateway.cached_response(exchange) or self._refusal()
        if cached:
            self._scheduled = asyncio.get_running_loop().call_soon(self._end, cached)
        else:
            message, seconds = request_message(scope, b""), gateway.settings.query_seconds
            self._pending = self._pool.submit(message, client_of(scope), seconds, self._done)

    def cancel(self) -> None:
        """Give up the query, because the client has disconnected."""
        if self._scheduled:
            self._scheduled.cancel()
        if self._pending:
            self._pool.cancel(self._pending)
        self._gateway.log_disconnect(self._exchange)
        self._exchange.build.request_ended()

    def _refusal(self) -> HttpResponse | None:
        try:
            self._gateway.check_host(self._exchange.headers)  # heads of plain queries are below the limits
        except KaifaquError as error:
            return self._gateway.problem_response(self._exchange, error)
        return None

    def _done(self, outcome: HttpResponse | KaifaquError) -> None:
        if isinstance(outcome, KaifaquError):
            outcome = self._gateway.problem_response(self._exchange, outcome)
        self._end(outcome)

    def _end(self, answered: HttpResponse) -> None:
        """Pass on the response, then log and cache it, so that the client does not wait for that."""
        trace = self._gateway.trace(self._exchange)
        self._on_response(answered, trace)
        self._gateway.log_and_cache(self._exchange, answered, trace)
        self._exchange.build.request_ended()
