"""HTTP/1.0 and HTTP/1.1 on a connection (RFC 9112), strictly: requests are answered in order, one at a time.

While one is in progress, at most the next one is parsed; the bytes after it wait.
"""

from __future__ import annotations

from collections import deque
from http import HTTPStatus
from time import perf_counter
from typing import TYPE_CHECKING, Any

from service.http.asgi_scope import scope_of
from service.http.connection import ClientConnection
from service.http.exchange import MOST_UNREAD, HttpExchange
from service.http.head import SERVER, Refused
from service.http.reader import RequestReader
from service.web.headers import CLOSE, trace_bytes
from service.web.options import server_options
from service.web.problems import http_problem, json_response
from service.web.request_log import log_entry
from service.web.response import HttpResponse, Line, header_lines
from service.web.sending import PIECE

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Sequence

    from starlette.types import Scope
    from uvicorn import Config
    from uvicorn.server import ServerState

    from service.http.connection import Services
    from service.http.reader import Request

MOST_HELD = 262_144
"""The most bytes that wait behind requests in progress; beyond it the connection is not read."""


class HttpProtocol(ClientConnection):
    """The HTTP protocol of uvicorn. `services` comes first, uvicorn's own arguments follow."""

    def __init__(
        self,
        services: Services,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(services, config)
        self._server, self._app_state = server_state, app_state
        self._reader = RequestReader(self)
        self._reading: HttpExchange | None = None  # the exchange whose request is incomplete
        self._queue: deque[HttpExchange | HttpResponse] = deque()  # the first is in progress; a response is a refusal
        self._buffered, self._refused = bytearray(), False
        self._common, self._common_of = b"", list[Line]()

    # Called by the transport and uvicorn.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client has connected."""
        self._server.connections.add(self)  # type: ignore[arg-type]  # uvicorn names its own protocols
        super().connection_made(transport)

    def data_received(self, data: bytes) -> None:
        """Handle received bytes."""
        if self.ignores_input:
            return
        if self.must_buffer():
            self._buffered += data
            if len(self._buffered) > MOST_HELD:
                self.pause_reading()
            return
        try:
            self._reader.feed(data)
        except Refused as refused:
            self._refuse(refused.status, refused.detail)

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is closed."""
        super().connection_lost(exc)
        self._server.connections.discard(self)
        queue, self._queue = self._queue, deque()
        for entry in queue:
            if isinstance(entry, HttpExchange):
                entry.leave()

    def shutdown(self) -> None:
        """Close after the request in progress, because the server shuts down."""
        self.ignores_input = True
        for entry in self._queue:
            if isinstance(entry, HttpExchange):
                entry.keep_alive = False
        if not self.is_busy():
            self.close()

    # Called by the reader.

    def request_begun(self) -> None:
        """The first byte of a request has arrived."""
        self.allow(self.services.settings.body_seconds)

    def request_read(self, request: Request) -> None:
        """Enqueue a request whose head is complete."""
        head, scope = request.head, scope_of(request, self, self._app_state)
        self.mark(scope, request)
        app = server_options if head.raw_path == SERVER else self.config.loaded_app
        self._reading = HttpExchange(
            self, app, scope, has_body=head.has_body, expects=head.expects, keep_alive=request.keep_alive
        )
        self._enqueue(self._reading)

    def body_read(self, body: bytes) -> None:
        """Pass on a part of the body."""
        if self._reading:
            self._reading.feed(body)
            if self._reading.unread > MOST_UNREAD:
                self.pause_reading()

    def request_ended(self) -> None:
        """The request is complete."""
        if self._reading:
            self._reading.end_body()
            self.ignores_input = self.ignores_input or not self._reading.keep_alive
            self._reading = None

    # Called by an exchange.

    @property
    def default_headers(self) -> Sequence[Line]:
        """The headers that the server adds to every response."""
        return self._server.default_headers

    def resume_reading(self) -> None:
        """Read again, unless too many bytes wait."""
        if len(self._buffered) <= MOST_HELD:
            super().resume_reading()

    def answered(self, exchange: HttpExchange) -> None:
        """The response to the first request is sent."""
        self._server.total_requests += 1
        self._queue.popleft()
        if exchange.keep_alive:
            self.continue_reading()
        else:
            self.close()

    # Used and overridden by subclasses.

    def must_buffer(self) -> bool:
        """Whether received bytes wait: one request is in progress, and another is parsed."""
        return len(self._queue) > 1

    def mark(self, scope: Scope, request: Request) -> None:
        """Add something to the scope of a request."""

    def is_between_requests(self) -> bool:
        """Whether the next byte begins a request, and all requests before it are answered."""
        reader = self._reader
        return not (self._queue or self._buffered or reader.in_head or reader.in_body or self.ignores_input)

    def continue_reading(self) -> None:
        """Begin the next request, parse it from the bytes that wait, or wait for it."""
        self.allow(self.services.settings.body_seconds if self.has_partial_head() else self.config.timeout_keep_alive)
        if self._queue:
            self._begin(self._queue[0])
        elif self.ignores_input:
            self.close()
            return
        else:
            self.services.limits.idle(self)
        if self._buffered and not self.must_buffer():
            held = bytes(self._buffered)
            self._buffered.clear()
            self.data_received(held)
        self.resume_reading()

    def send_response(self, answered: HttpResponse, own: bytes) -> None:
        """Send a response that is not from an exchange. own: its additional headers, as bytes."""
        if self._common_of is not self._server.default_headers:  # the server makes them anew each second
            self._common_of = self._server.default_headers
            self._common = header_lines(self._common_of)
        head, body = answered.start + self._common + own + b"\r\n", answered.body
        if len(body) > PIECE:
            self.transport.writelines((head, body))  # the body is not copied
        else:
            self.transport.write(head + body)

    # Called by ClientConnection.

    def has_partial_head(self) -> bool:
        """Whether the head of a request has arrived in part."""
        return self._reader.in_head

    def is_busy(self) -> bool:
        """Whether a request is in progress."""
        return bool(self._queue)

    def has_unread(self) -> bool:
        """Whether received bytes are not parsed yet."""
        return bool(self._reading or self._buffered or self._refused)

    def refuse_slow_head(self) -> None:
        """Refuse the request whose head did not arrive in time."""
        seconds = self.services.settings.body_seconds
        self._refuse(HTTPStatus.REQUEST_TIMEOUT, f"The request has not come within {seconds} seconds; send it at once.")

    def refuse_connection(self) -> None:
        """Refuse the connection, because there are too many."""
        self._refuse(HTTPStatus.SERVICE_UNAVAILABLE, "There are too many connections; close some, or ask again.")

    def _enqueue(self, entry: HttpExchange | HttpResponse) -> None:
        self._queue.append(entry)
        self.services.limits.busy(self)
        if len(self._queue) == 1:
            self._begin(entry)

    def _begin(self, entry: HttpExchange | HttpResponse) -> None:
        if isinstance(entry, HttpResponse):
            self._send_refusal(entry)
        else:
            task = self.loop.create_task(entry.run())
            self._server.tasks.add(task)
            task.add_done_callback(self._server.tasks.discard)

    def _refuse(self, status: HTTPStatus, detail: str) -> None:
        """Refuse the request that is being parsed, after the responses before it, and close the connection."""
        refusal = json_response(http_problem(status, detail))
        reading, self._reading = self._reading, None
        self.ignores_input = self._refused = True
        if reading is None or reading not in self._queue:
            self._enqueue(refusal)
        elif reading is not self._queue[0]:
            self._queue[-1] = refusal
        elif reading.sent:
            self.drop()
        else:
            reading.leave()
            self._queue = deque([refusal])
            self._begin(refusal)

    def _send_refusal(self, refusal: HttpResponse) -> None:
        started, request_log = perf_counter(), self.services.request_log
        own = request_log.trace(started)
        self.send_response(refusal, trace_bytes(own) + CLOSE)
        self._queue.clear()
        self.close()
        unread: Scope = {"method": "other", "path": "-", "query_string": b""}
        request_log.add(log_entry(unread, refusal.status, len(refusal.body), {"outcome": "refused"}), started, own)
