"""The gateway: what the server does with each request before and after a worker handles it.

It answers 304 if the client has the response, and sends a cached response again. It checks any other request against
the limits and sends it to the backend of the current build. It logs and counts every response. The gateway holds no
graph and evaluates nothing, so the event loop never waits for one client.
"""

from __future__ import annotations

import asyncio
import logging
from http import HTTPStatus
from time import perf_counter
from typing import TYPE_CHECKING

from starlette.requests import Request

from graph.core.errors import KaifaquError
from service.core.errors import TooBusy, WrongHost
from service.core.scope_keys import ENCODING, ETAG, HEAD, LOG_FIELDS
from service.health import health_response
from service.served_build import ServedBuild
from service.web.body_limit import read_body
from service.web.compression import choose_encoding
from service.web.disconnect import CLIENT_LEFT, while_connected
from service.web.etag import etag_of, matches, not_modified
from service.web.headers import trace_lines, with_common
from service.web.metrics import METRICS
from service.web.request_log import log_entry
from service.web.response import HttpResponse, headers_by_name
from service.web.response_cache import ResponseCache
from service.web.sending import send_body

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from starlette.types import Receive, Scope, Send

    from service.core.settings import Settings
    from service.served_build import Backend
    from service.server_state import ServerState
    from service.web.headers import TraceHeaders
    from service.web.process_metrics import Peers
    from service.web.response import LogFields

_LOG = logging.getLogger("uvicorn.error")
_LIGHT = 0.005
"""Seconds: a response that took less is cached only from the second time, so that unique queries displace no others."""
TRACEBACK = "traceback"
"""The member in which a backend passes on the traceback of an unexpected error."""


class Exchange:
    """A request in progress.

    headers: those of the request by name; encoding: the content coding of the response; tag: the entity tag of a
    response that may be cached, empty for other requests.
    """

    __slots__ = ("build", "encoding", "headers", "log_fields", "scope", "started", "tag")

    def __init__(self, build: ServedBuild, scope: Scope, headers: Mapping[bytes, bytes], encoding: str) -> None:
        self.started, self.tag = perf_counter(), b""
        self.build, self.scope, self.headers, self.encoding = build, scope, headers, encoding
        self.log_fields: LogFields = scope.setdefault(LOG_FIELDS, {})


class Gateway:
    """The application of ASGI that the server runs. HEAD is answered as GET without the body."""

    def __init__(self, settings: Settings, state: ServerState, backend: Backend, peers: Peers | None = None) -> None:
        """peers: the other processes that serve the same address."""
        self._peers = peers
        self.settings, self.request_log, self.ledger = settings, state.request_log, state.ledger
        self._hosts = settings.host_names
        self.current = self._served_build(backend)
        self._routes: dict[str, Callable[[ServedBuild], Awaitable[HttpResponse]]] = {
            "/health": self._health,
            "/metrics": self._metrics,
        }

    def _served_build(self, backend: Backend) -> ServedBuild:
        """The build of a backend, with an empty cache."""
        return ServedBuild(backend, ResponseCache(self.settings.cache_bytes))

    def swap(self, backend: Backend) -> None:
        """Send requests to another backend from now on; the one before finishes those in progress."""
        old, self.current = self.current, self._served_build(backend)
        old.retire()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: D102  the class says it
        if scope["type"] != "http":
            return
        headers = headers_by_name(scope["headers"])
        encoding = choose_encoding(headers.get(b"accept-encoding", b"").decode("latin-1"))
        exchange = self.begin(dict(scope), headers, encoding)
        try:
            answered = self.cached_response(exchange) or await self._respond(exchange, receive)
        except asyncio.CancelledError:
            self.log_disconnect(exchange)
            raise
        finally:
            exchange.build.request_ended()
        if answered.status == CLIENT_LEFT:
            self.log_disconnect(exchange)
            return
        try:
            await self._send(exchange, answered, send)
        except TooBusy as error:
            await self._send(exchange, self.problem_response(exchange, error), send)

    def begin(self, scope: Scope, headers: Mapping[bytes, bytes], encoding: str) -> Exchange:
        """Begin a request. The exchange owns its scope from now on; its build counts it until `request_ended`."""
        exchange = Exchange(self.current, scope, headers, encoding)
        exchange.build.requests += 1
        if scope["method"] in {"GET", "HEAD"}:
            exchange.tag = etag_of(exchange.build.version, scope, headers, encoding)
        scope[ETAG], scope[ENCODING] = exchange.tag, encoding
        return exchange

    def cached_response(self, exchange: Exchange) -> HttpResponse | None:
        """The cached response, or 304 if the client has it; None if there is neither."""
        tag = exchange.tag
        if_none_match = exchange.headers.get(b"if-none-match")
        if tag and if_none_match and matches(if_none_match, tag):
            return not_modified(tag, exchange.build.name)
        return exchange.build.answers.get(tag)

    def trace(self, exchange: Exchange) -> TraceHeaders:
        """The id and duration of a request whose response is sent now."""
        return self.request_log.trace(exchange.started)

    def log_and_cache(self, exchange: Exchange, answered: HttpResponse, trace: TraceHeaders) -> None:
        """Log a response, and cache it if it may be cached."""
        scope, tag, answers = exchange.scope, exchange.tag, exchange.build.answers
        if traceback := answered.log_fields.pop(TRACEBACK, None):
            _LOG.error("%s %s failed:\n%s", scope["method"], scope["path"], traceback)
        size = 0 if scope["method"] == "HEAD" else len(answered.body)
        entry = log_entry(scope, answered.status, size, answered.log_fields)
        may_be_kept = answered.status == HTTPStatus.OK and tag and answered.headers.get(b"etag") == tag
        if may_be_kept and (trace[2] > _LIGHT or answers.was_requested(tag)):
            answers.put(tag, answered)
            if head := scope.get(HEAD):
                answers.put_head(head, tag, entry)
        self.request_log.add(entry, exchange.started, trace)

    def log_disconnect(self, exchange: Exchange) -> None:
        """Log that the client has disconnected."""
        entry = log_entry(exchange.scope, CLIENT_LEFT, 0, exchange.log_fields)
        self.request_log.add(entry, exchange.started, self.trace(exchange))

    def problem_response(self, exchange: Exchange, error: Exception) -> HttpResponse:
        """The problem response for an error."""
        scope, renderer = exchange.scope, exchange.build.renderer
        if isinstance(error, KaifaquError):
            response = renderer.render_error(Request(scope), error)
        else:
            _LOG.error("%s %s failed", scope["method"], scope["path"], exc_info=error)
            response = renderer.render_unexpected(Request(scope), error)
        answered = HttpResponse.from_starlette(response)
        answered.headers = with_common(answered.headers, exchange.build.name)
        answered.log_fields = exchange.log_fields
        return answered

    def check_host(self, headers: Mapping[bytes, bytes]) -> None:
        """Raise WrongHost if the service does not accept the host that the headers name."""
        hosts = self._hosts
        if hosts and (host := headers.get(b"host", b"").decode("latin-1").lower()) not in hosts:
            raise WrongHost(f"This service does not answer for {host}; it does for {', '.join(sorted(hosts))}.")

    async def _send(self, exchange: Exchange, answered: HttpResponse, send: Send) -> None:
        """Send a response. Raises TooBusy before anything is sent."""
        body = b"" if exchange.scope["method"] == "HEAD" else answered.body
        with self.ledger.reserve(client_of(exchange.scope), body):
            trace = self.trace(exchange)
            self.log_and_cache(exchange, answered, trace)
            lines = [*answered.headers.items(), *trace_lines(trace)]
            await send({"type": "http.response.start", "status": answered.status, "headers": lines})
            await send_body(send, body)

    async def _respond(self, exchange: Exchange, receive: Receive) -> HttpResponse:
        """Have a response made; its status is CLIENT_LEFT if the client disconnects."""
        scope = exchange.scope
        try:
            self.check_host(exchange.headers)
            is_read = scope["method"] in {"GET", "HEAD"}
            if is_read and (route := self._routes.get(scope["path"].removeprefix(scope["root_path"]))):
                answered = await route(exchange.build)
                answered.headers = with_common(answered.headers, exchange.build.name)
                return answered
            body = await read_body(receive, self.settings)
            if body is None:
                return HttpResponse(CLIENT_LEFT)
            asked = {**scope, "method": "GET"} if scope["method"] == "HEAD" else scope
            work = exchange.build.backend.run(asked, body, client_of(scope))
            return await while_connected(receive, work) or HttpResponse(CLIENT_LEFT)
        except KaifaquError as error:
            return self.problem_response(exchange, error)
        except Exception as error:  # noqa: BLE001  any failure becomes a response, and the log has the traceback
            return self.problem_response(exchange, error)

    async def _health(self, build: ServedBuild) -> HttpResponse:
        return health_response(build.backend.identity, build.backend.load())

    async def _metrics(self, _build: ServedBuild) -> HttpResponse:
        headers = {b"content-type": METRICS.encode(), b"cache-control": b"no-store"}
        body = self.request_log.metrics()
        if self._peers:
            body = await self._peers.merged(body)
        return HttpResponse(HTTPStatus.OK, {**headers, b"content-length": b"%d" % len(body)}, body)


def client_of(scope: Scope) -> str:
    """The key by which a client is charged: its address, or the one that a trusted proxy forwards."""
    return scope["client"][0] if scope.get("client") else ""
