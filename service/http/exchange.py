"""One request on a connection and its response, with the `receive` and `send` of ASGI."""

from __future__ import annotations

import asyncio
import logging
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Protocol

from service.web.response import header_lines, status_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.types import ASGIApp, Message, Scope

    from service.web.response import Line

MOST_UNREAD = 65_536
"""The most bytes of a body that wait for the application; while there are more, the connection is not read."""

_LOG = logging.getLogger("uvicorn.error")
_NAME = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110, 5.6.2
_NOT_IN_VALUE = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
_BODILESS = {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED}
_FAILED = b"The service failed to answer; the fault is ours and has been logged."


class Connection(Protocol):
    """The part of a connection that an exchange uses."""

    def send(self, pieces: Sequence[bytes | memoryview]) -> None:
        """Send some bytes."""

    async def drain(self) -> None:
        """Wait until the client has read enough of what was sent."""

    def resume_reading(self) -> None:
        """Read again after too much of a body waited."""

    def answered(self, exchange: HttpExchange) -> None:
        """The response is sent or given up."""

    def drop(self) -> None:
        """Close the connection at once, in the middle of a response."""

    @property
    def default_headers(self) -> Sequence[Line]:
        """The headers that the server adds to every response."""


class HttpExchange:
    """A request and its response.

    has_body: whether a body follows; expects: whether the client waits for 100 Continue; keep_alive: whether the
    connection may go on afterwards.
    """

    def __init__(
        self, connection: Connection, app: ASGIApp, scope: Scope, *, has_body: bool, expects: bool, keep_alive: bool
    ) -> None:
        self._connection, self._app, self.scope = connection, app, scope
        self.keep_alive, self.whole = keep_alive, not has_body
        self.started, self.complete, self.left = False, False, False
        self._expects, self._body, self._given = expects, bytearray(), False
        self._changed = asyncio.Event()
        self._head, self._chunked, self._length = b"", False, 0

    @property
    def unread(self) -> int:
        """The bytes of the body that the application has not received."""
        return len(self._body)

    @property
    def sent(self) -> bool:
        """Whether any part of the response is sent."""
        return self.started and not self._head

    def feed(self, body: bytes) -> None:
        """Add a received part of the body."""
        if not self.complete:
            self._body += body
            self._changed.set()

    def end_body(self) -> None:
        """The body is complete."""
        self.whole = True
        self._changed.set()

    def leave(self) -> None:
        """Discard what the application sends from now on: the client has disconnected or gets another response."""
        self.left = True
        self._changed.set()

    async def run(self) -> None:
        """Call the application; the connection learns that the exchange is over even if it fails."""
        try:
            await self._app(self.scope, self.receive, self.send)
            if not self.complete and not self.left:
                _LOG.error("%s %s was not answered to the end", self.scope["method"], self.scope["path"])
                await self._fail()
        except asyncio.CancelledError:
            self._connection.drop()
            raise
        except Exception:  # noqa: BLE001  any failure becomes a response, and the log has the traceback
            _LOG.exception("%s %s failed", self.scope["method"], self.scope["path"])
            await self._fail()

    async def receive(self) -> Message:
        """The next part of the body, and at last http.disconnect: the `receive` of ASGI."""
        if self._expects and not self.started and not self.left:
            self._expects = False
            self._connection.send([b"HTTP/1.1 100 Continue\r\n\r\n"])
        while not (self.left or self.complete or self._body or (self.whole and not self._given)):
            self._changed.clear()
            self._connection.resume_reading()
            await self._changed.wait()
        if self.left or self.complete:
            return {"type": "http.disconnect"}
        body, self._body, self._given = bytes(self._body), bytearray(), self.whole
        self._connection.resume_reading()
        return {"type": "http.request", "body": body, "more_body": not self.whole}

    async def send(self, message: Message) -> None:
        """Send the head or a part of the body: the `send` of ASGI. Waits while the client reads nothing."""
        await self._connection.drain()
        if self.left:
            return
        if self.complete:
            raise RuntimeError("The answer is sent already.")
        if message["type"] == "http.response.start" and not self.started:
            self._start(message["status"], list(message.get("headers", ())))
        elif message["type"] == "http.response.body" and self.started:
            self._send_body(message.get("body", b""), last=not message.get("more_body", False))
        else:
            raise RuntimeError(f"{message['type']} does not come now.")

    def _start(self, status: int, headers: list[Line]) -> None:
        """Write the head, which is sent with the first part of the body."""
        if not self.whole and (self._expects or not self._is_short()):  # the rest of the body will not be read
            self.keep_alive = False
        names = {name.lower(): value for name, value in headers}
        if b"close" in names.get(b"connection", b"").lower():
            self.keep_alive = False
        elif not self.keep_alive:
            headers.append((b"connection", b"close"))
        if status in _BODILESS:
            self._length = 0
        elif b"content-length" in names:
            self._length = int(names[b"content-length"])
        elif self.scope["method"] != "HEAD":
            self._chunked = self.scope["http_version"] != "1.0"
            if self._chunked:
                headers.append((b"transfer-encoding", b"chunked"))
            else:
                self.keep_alive, self._length = False, -1  # the end of the connection ends the body
        lines = [*self._connection.default_headers, *headers]
        if any(not _NAME.fullmatch(name) or _NOT_IN_VALUE.search(value) for name, value in lines):
            raise RuntimeError("A header of the answer has a character that no header may have.")
        self._head, self.started = status_line(status) + header_lines(lines) + b"\r\n", True

    def _is_short(self) -> bool:
        """Whether the body is known to be short, so that its rest is read and discarded before the next request."""
        lengths = [int(value) for name, value in self.scope["headers"] if name == b"content-length"]
        return bool(lengths) and lengths[0] <= MOST_UNREAD

    def _send_body(self, body: bytes | memoryview, *, last: bool) -> None:
        size = len(body)
        pieces: list[bytes | memoryview] = [self._head] if self._head else []
        self._head = b""
        if self.scope["method"] == "HEAD":
            self._length = 0
        elif self._chunked:
            pieces += [b"%x\r\n" % size, body, b"\r\n"] if size else []
            pieces += [b"0\r\n\r\n"] if last else []
        elif size:
            if self._length >= 0:
                self._length -= size
                if self._length < 0:
                    raise RuntimeError("The body of the answer is longer than its Content-Length.")
            pieces.append(body)
        if last and self._length > 0:
            raise RuntimeError("The body of the answer is shorter than its Content-Length.")
        self._connection.send(pieces)
        if last:
            self.complete = True
            self._changed.set()
            self._connection.answered(self)

    async def _fail(self) -> None:
        """Send status 500 if nothing is sent yet; else drop the connection, so that no part looks complete."""
        if self.left or self.complete:
            return
        if self.sent:
            self._connection.drop()
            return
        self.started, self._chunked = False, False
        length = str(len(_FAILED)).encode()
        headers = [(b"content-type", b"text/plain"), (b"content-length", length), (b"connection", b"close")]
        self._start(HTTPStatus.INTERNAL_SERVER_ERROR, headers)
        self._send_body(_FAILED, last=True)
