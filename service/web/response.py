"""Headers and complete responses as plain values, independent of ASGI and the framework."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.responses import Response

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.types import ASGIApp, Message, Receive, Scope

Line = tuple[bytes, bytes]
"""A header as ASGI represents it: its lower-case name and its value."""
LogFields = dict[str, str | int]
"""The members that a response adds to its log entry."""

_STATUS_LINES = {int(status): f"HTTP/1.1 {status:d} {status.phrase}\r\n".encode() for status in HTTPStatus}


@dataclass
class HttpResponse:
    """A response. It must not change once it is cached or sent.

    log_fields: the members for its log entry.
    """

    status: int = HTTPStatus.OK
    headers: dict[bytes, bytes] = field(default_factory=dict)
    body: bytes = b""
    log_fields: LogFields = field(default_factory=dict)
    _start: bytes = field(default=b"", init=False, repr=False, compare=False)

    @property
    def start(self) -> bytes:
        """The status line and the headers as they are sent (RFC 9112, 2.1); computed once."""
        if not self._start:
            self._start = status_line(self.status) + header_lines(self.headers.items())
        return self._start

    @classmethod
    def from_starlette(cls, response: Response) -> HttpResponse:
        """The same as a response of the framework that has its whole body."""
        return cls(response.status_code, headers_by_name(response.raw_headers), bytes(response.body))

    def to_starlette(self) -> Response:
        """The same as a response of the framework."""
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in self.headers.items()}
        return Response(self.body, self.status, headers)


def status_line(status: int) -> bytes:
    """The status line of a response (RFC 9112, 4)."""
    return _STATUS_LINES.get(status) or b"HTTP/1.1 %d \r\n" % status


def headers_by_name(headers: Iterable[Line]) -> dict[bytes, bytes]:
    """Headers by name, repeated ones joined by commas (RFC 9110, 5.3)."""
    found: dict[bytes, bytes] = {}
    for name, value in headers:
        found[name] = found[name] + b", " + value if name in found else value
    return found


def header_lines(lines: Iterable[Line]) -> bytes:
    """Headers as they are sent."""
    return b"".join([b"%b: %b\r\n" % line for line in lines])


async def call_app(app: ASGIApp, scope: Scope, receive: Receive) -> HttpResponse:
    """The complete response of an application."""
    answered, pieces = HttpResponse(), list[bytes]()

    async def collect(message: Message) -> None:
        if message["type"] == "http.response.start":
            answered.status, answered.headers = message["status"], headers_by_name(message["headers"])
        else:
            pieces.append(message.get("body", b""))

    await app(scope, receive, collect)
    answered.body = b"".join(pieces)
    return answered
