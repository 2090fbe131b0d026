"""A connection with the fast path, for a segment that is one complete GET head while nothing else is in progress.

If the same bytes were answered before, the cached response is sent without parsing them as HTTP. A plain query goes to
a worker without ASGI. `HttpProtocol` handles everything else.
"""

from __future__ import annotations

from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING, Any

from service.core.errors import TooBusy
from service.core.scope_keys import HEAD
from service.fast.cache_key import read_whole
from service.fast.lane import FastLane
from service.fast.plain_query import read_plain
from service.http.protocol import HttpProtocol
from service.http.proxies import forwarded_scheme
from service.web.headers import CLOSE, trace_bytes
from service.web.problems import json_response, problem_of
from service.web.sending import PIECE

if TYPE_CHECKING:
    from starlette.types import Scope

    from service.fast.cache_key import WholeHead
    from service.fast.lane import PendingQuery
    from service.gateway import Gateway
    from service.http.connection import Services
    from service.http.proxies import Address
    from service.http.reader import Request
    from service.web.headers import TraceHeaders
    from service.web.response import HttpResponse


class FastProtocol(HttpProtocol):
    """The protocol that tries the fast path first. lane: answers requests; services: shared by all connections."""

    def __init__(self, lane: FastLane, services: Services, *arguments: Any, **named: Any) -> None:  # noqa: ANN401  uvicorn's own
        super().__init__(services, *arguments, **named)
        self._lane = lane
        self._whole: WholeHead | None = None  # the head that is being parsed, if it came complete and alone
        self._pending: PendingQuery | None = None
        self._closes = False  # whether the connection ends after the current request
        self._client = ""  # the client of the last request
        self._large = b""  # the body being sent, while the ledger counts it

    def data_received(self, data: bytes) -> None:
        """Handle received bytes: a request answered before, a plain query, or anything else."""
        whole = None
        if self.is_writable and self._pending is None and self.is_between_requests():
            whole = read_whole(data, trusted=self.trusted)
            if whole and (self._answer_from_cache(whole) or self._answer_plain_query(whole)):
                return
        self._whole = whole
        super().data_received(data)
        self._whole = None

    def connection_lost(self, exc: Exception | None) -> None:
        """Give up what is in progress: the connection is closed."""
        pending, self._pending = self._pending, None
        if pending:
            pending.cancel()
        self._give_back()
        super().connection_lost(exc)

    def resume_writing(self) -> None:
        """Go on: the client has read most of what was sent."""
        self._give_back()
        super().resume_writing()

    def shutdown(self) -> None:
        """Close after the response in progress, because the server shuts down."""
        self._closes = True
        super().shutdown()

    def must_buffer(self) -> bool:
        """Whether received bytes are buffered unread."""
        return self._pending is not None or super().must_buffer()

    def is_busy(self) -> bool:
        """Whether a request is in progress."""
        return self._pending is not None or super().is_busy()

    def mark(self, scope: Scope, request: Request) -> None:
        """Put the cache key of the request into its scope, if its head is the whole request."""
        if self._whole and not (request.head.has_body or request.head.expects):
            scope[HEAD] = self._whole.key

    def _answer_from_cache(self, whole: WholeHead) -> bool:
        started = perf_counter()
        found = self._lane.cached_response(whole.key)
        if found is None:
            return False
        answered, entry = found
        request_log = self.services.request_log
        trace = request_log.trace(started)
        self._begin_fast(whole)
        if self._send(answered, trace):
            request_log.add(entry, started, trace)
        return True

    def _answer_plain_query(self, whole: WholeHead) -> bool:
        plain = read_plain(whole.key)
        if plain is None:
            return False
        client = self._begin_fast(whole)
        proto = plain.client.by_name.get(b"x-forwarded-proto", b"") if self.trusted else b""
        scope: Scope = {
            "type": "http",
            "method": "GET",
            "scheme": forwarded_scheme(proto.decode("ascii"), self.scheme),
            "root_path": self.config.root_path,
            "client": client,
            "server": self.own_address,
            HEAD: whole.key,
        }
        self.services.limits.busy(self)
        self._pending = self._lane.ask(plain, scope, self._send_response)
        return True

    def _begin_fast(self, whole: WholeHead) -> Address | None:
        """Note whether the connection closes after a request of the fast path; the client of the request."""
        self._closes = self._closes or whole.closes
        named = self.proxies.client(whole.forwarded_for.decode("ascii")) if whole.forwarded_for else None
        client = named or self.peer
        self._client = client[0] if client else ""
        return client

    def _send_response(self, answered: HttpResponse, trace: TraceHeaders) -> None:
        self._pending = None
        self._send(answered, trace)

    def _send(self, answered: HttpResponse, trace: TraceHeaders) -> bool:
        """Send a response, or 503 if too much data waits for clients; whether it was the response."""
        is_sent = True
        if len(answered.body) > PIECE:
            try:
                self.services.ledger.take(self._client, answered.body)
            except TooBusy as error:
                answered, is_sent = json_response(problem_of(error)), False
            else:
                self._large = answered.body
        self.send_response(answered, trace_bytes(trace) + CLOSE if self._closes else trace_bytes(trace))
        if self.is_writable:
            self._give_back()
        self._server.total_requests += 1
        if self._closes:
            self.close()
        elif self._buffered:
            self.continue_reading()
        else:
            self.allow(self.config.timeout_keep_alive)
            self.services.limits.idle(self)
        return is_sent

    def _give_back(self) -> None:
        """Uncount the large body, which the client has read or will not read."""
        if self._large:
            body, self._large = self._large, b""
            self.services.ledger.give_back(self._client, body)


def fast_protocol_of(gateway: Gateway, services: Services) -> Any:  # noqa: ANN401  uvicorn wants a class
    """The factory of the protocol of each connection."""
    return partial(FastProtocol, FastLane(gateway), services)
