"""The headers that every answer carries, errors included, and what pages may do."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from service.answered import Line

COMMON = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Allow, ETag, Link, Server-Timing, Vary, X-Request-Id, X-Truncated",
    "X-Content-Type-Options": "nosniff",
}
CLOSE = b"connection: close\r\n"
PREFLIGHT = {
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type",
    "Access-Control-Max-Age": "86400",
}
"""What a browser asks for before it sends a query from another site."""

# Pages need no script and load nothing from elsewhere.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def as_sent(headers: Mapping[str, str]) -> dict[bytes, bytes]:
    """Headers as ASGI has them."""
    return {name.lower().encode(): value.encode() for name, value in headers.items()}


_COMMON = as_sent(COMMON)


def with_common(headers: Mapping[bytes, bytes]) -> dict[bytes, bytes]:
    """The headers of an answer with the common ones that it has not itself."""
    return {**_COMMON, **headers}


OwnHeaders = tuple[str, str, float]
"""What no two answers share: the id of the request, and how long it took, in milliseconds and in seconds."""


def own_lines(own: OwnHeaders) -> tuple[Line, Line]:
    """The headers that no two answers share, as ASGI has them."""
    request_id, ms, _ = own
    return (b"x-request-id", request_id.encode()), (b"server-timing", f"total;dur={ms}".encode())


def own_sent(own: OwnHeaders) -> bytes:
    """They as they are sent; to write them from the lines would take a fifth of the time of a repeated answer."""
    request_id, ms, _ = own
    return f"x-request-id: {request_id}\r\nserver-timing: total;dur={ms}\r\n".encode()
