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
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse

from graph.core.errors import KaifaquError
from service.core.errors import TooBusy, WrongHost
from service.core.scope import ENCODING, ETAG, HEAD, TOLD
from service.served_build import ServedBuild
from service.web.body_limit import read_body
from service.web.compression import choose_encoding
from service.web.disconnect import CLIENT_LEFT, while_connected
from service.web.etag import has, not_modified, tag_of
from service.web.headers import trace_lines, with_common
from service.web.metrics import METRICS
from service.web.request_log import log_entry
from service.web.response import HttpResponse, joined
from service.web.response_cache import ResponseCache
from service.web.sending import send_body

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.types import Receive, Scope, Send

    from service.core.settings import Settings
    from service.served_build import Backend
    from service.server_state import ServerState
    from service.web.headers import TraceHeaders
    from service.web.request_log import Told

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

    __slots__ = ("build", "encoding", "headers", "scope", "started", "tag", "told")

    def __init__(self, build: ServedBuild, scope: Scope, headers: Mapping[bytes, bytes], encoding: str) -> None:
        self.started, self.tag = perf_counter(), b""
        self.build, self.scope, self.headers, self.encoding = build, scope, headers, encoding
        self.told: Told = scope.setdefault(TOLD, {})


class Gateway:
    """The application of ASGI that the server runs. HEAD is answered as GET without the body."""

    def __init__(self, settings: Settings, state: ServerState, backend: Backend) -> None:
        self.settings, self.observer, self.ledger = settings, state.observer, state.ledger
        self._hosts = settings.host_names
        self.current = self._served_build(backend)
        self._own: dict[str, Callable[[ServedBuild], HttpResponse]] = {
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
        headers = joined(scope["headers"])
        encoding = choose_encoding(headers.get(b"accept-encoding", b"").decode("latin-1"))
        exchange = self.begin(dict(scope), headers, encoding)
        try:
            answered = self.known(exchange) or await self._find(exchange, receive)
        except asyncio.CancelledError:
            self.lose(exchange)
            raise
        finally:
            exchange.build.request_ended()
        if answered.status == CLIENT_LEFT:
            self.lose(exchange)
            return
        try:
            await self._send(exchange, answered, send)
        except TooBusy as error:
            await self._send(exchange, self.problem(exchange, error), send)

    def begin(self, scope: Scope, headers: Mapping[bytes, bytes], encoding: str) -> Exchange:
        """Begin a request. The exchange owns its scope from now on; its build counts it until `request_ended`."""
        exchange = Exchange(self.current, scope, headers, encoding)
        exchange.build.requests += 1
        if scope["method"] in {"GET", "HEAD"}:
            exchange.tag = tag_of(exchange.build.version, scope, headers, encoding)
        scope[ETAG], scope[ENCODING] = exchange.tag, encoding
        return exchange

    def known(self, exchange: Exchange) -> HttpResponse | None:
        """The cached response, or 304 if the client has it; None if there is neither."""
        tag = exchange.tag
        there = exchange.headers.get(b"if-none-match")
        if tag and there and has(there, tag):
            return not_modified(tag, exchange.build.name)
        return exchange.build.answers.get(tag)

    def own(self, exchange: Exchange) -> TraceHeaders:
        """The id and duration of a request whose response is sent now."""
        return self.observer.own(exchange.started)

    def end(self, exchange: Exchange, answered: HttpResponse, own: TraceHeaders) -> None:
        """Log a response, and cache it if it may be cached."""
        scope, tag, answers = exchange.scope, exchange.tag, exchange.build.answers
        if trace := answered.told.pop(TRACEBACK, None):
            _LOG.error("%s %s failed:\n%s", scope["method"], scope["path"], trace)
        size = 0 if scope["method"] == "HEAD" else len(answered.body)
        told = log_entry(scope, answered.status, size, answered.told)
        may_be_kept = answered.status == HTTPStatus.OK and tag and answered.headers.get(b"etag") == tag
        if may_be_kept and (own[2] > _LIGHT or answers.asked_before(tag)):
            answers.put(tag, answered)
            if head := scope.get(HEAD):
                answers.put_for(head, tag, told)
        self.observer.tell(told, exchange.started, own)

    def lose(self, exchange: Exchange) -> None:
        """Log that the client has disconnected."""
        told = log_entry(exchange.scope, CLIENT_LEFT, 0, exchange.told)
        self.observer.tell(told, exchange.started, self.own(exchange))

    def problem(self, exchange: Exchange, error: Exception) -> HttpResponse:
        """The problem response for an error."""
        scope, renderer = exchange.scope, exchange.build.renderer
        if isinstance(error, KaifaquError):
            response = renderer.ours(Request(scope), error)
        else:
            _LOG.error("%s %s failed", scope["method"], scope["path"], exc_info=error)
            response = renderer.unexpected(Request(scope), error)
        answered = HttpResponse.by(response)
        answered.headers = with_common(answered.headers, exchange.build.name)
        answered.told = exchange.told
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
            own = self.own(exchange)
            self.end(exchange, answered, own)
            lines = [*answered.headers.items(), *trace_lines(own)]
            await send({"type": "http.response.start", "status": answered.status, "headers": lines})
            await send_body(send, body)

    async def _find(self, exchange: Exchange, receive: Receive) -> HttpResponse:
        """Obtain a response that is not cached; its status is CLIENT_LEFT if the client disconnects."""
        scope = exchange.scope
        try:
            self.check_host(exchange.headers)
            is_read = scope["method"] in {"GET", "HEAD"}
            if is_read and (own := self._own.get(scope["path"].removeprefix(scope["root_path"]))):
                answered = own(exchange.build)
                answered.headers = with_common(answered.headers, exchange.build.name)
                return answered
            body = await read_body(receive, self.settings)
            if body is None:
                return HttpResponse(CLIENT_LEFT)
            asked = {**scope, "method": "GET"} if scope["method"] == "HEAD" else scope
            work = exchange.build.backend.run(asked, body, client_of(scope))
            return await while_connected(receive, work) or HttpResponse(CLIENT_LEFT)
        except KaifaquError as error:
            return self.problem(exchange, error)
        except Exception as error:  # noqa: BLE001  any failure becomes a response, and the log has the traceback
            return self.problem(exchange, error)

    def _health(self, build: ServedBuild) -> HttpResponse:
        """Whether queries are answered, the build, and the state of the workers."""
        identity, load = build.backend.identity, build.backend.load()
        is_well = load is None or load.alive > 0
        told: dict[str, Any] = {
            "status": "ok" if is_well else "unavailable",
            "build": identity.name,
            "statements": identity.statements,
            "engine": identity.engine,
        }
        if load:
            told["workers"] = {"alive": load.alive, "wanted": load.wanted}
            told["queue"] = {"waiting": load.waiting, "oldest_seconds": round(load.oldest_wait, 3)}
        status = HTTPStatus.OK if is_well else HTTPStatus.SERVICE_UNAVAILABLE
        return HttpResponse.by(JSONResponse(told, status, headers={"Cache-Control": "no-store"}))

    def _metrics(self, _build: ServedBuild) -> HttpResponse:
        headers = {b"content-type": METRICS.encode(), b"cache-control": b"no-store"}
        body = self.observer.metrics()
        return HttpResponse(HTTPStatus.OK, {**headers, b"content-length": b"%d" % len(body)}, body)


def client_of(scope: Scope) -> str:
    """The key by which a client is charged: its address, or the one that a trusted proxy forwards."""
    return scope["client"][0] if scope.get("client") else ""
