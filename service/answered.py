"""A request's headers and its whole answer as plain values, so that what surrounds the application is pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.types import ASGIApp, Message, Receive, Scope

Line = tuple[bytes, bytes]
"""A header as ASGI has it: its name in small letters and its value."""


@dataclass
class Answered:
    """An answer that is about to be sent."""

    status: int = HTTPStatus.OK
    headers: list[Line] = field(default_factory=list)
    body: bytes = b""

    def header(self, name: bytes) -> bytes | None:
        """The value of a header, None where there is none."""
        return next((value for given, value in self.headers if given == name), None)

    def set(self, name: bytes, value: bytes) -> None:
        """Give a header a value in the place of any that it has."""
        self.headers = [line for line in self.headers if line[0] != name]
        self.headers.append((name, value))


def joined(headers: Iterable[Line]) -> dict[bytes, bytes]:
    """The headers of a request, those that stand several times joined by commas (RFC 9110, 5.3)."""
    found: dict[bytes, bytes] = {}
    for name, value in headers:
        found[name] = found[name] + b", " + value if name in found else value
    return found


async def ask(app: ASGIApp, scope: Scope, receive: Receive, answered: Answered) -> None:
    """Fill in what an application answers, whole. Where the application raises, the rest stays empty."""
    pieces: list[bytes] = []

    async def collect(message: Message) -> None:
        if message["type"] == "http.response.start":
            answered.status, answered.headers = message["status"], list(message["headers"])
            return
        pieces.append(message.get("body", b""))
        if not message.get("more_body", False):
            answered.body = b"".join(pieces)

    await app(scope, receive, collect)
