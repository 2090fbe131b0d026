"""The headers that every answer carries, errors included, and what pages may do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from service.web.response import Line

HINT = "X-Hint"
"""Tells in ASCII what may be wrong with a question, or why there is no answer."""
COMMON = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": (
        "Allow, ETag, Link, Server-Timing, Vary, X-Build, X-Hint, X-Request-Id, X-Truncated"
    ),
    "X-Content-Type-Options": "nosniff",
}
CLOSE = b"connection: close\r\n"
_ALLOWED_HEADERS = "Accept, Accept-Language, Content-Type"
_NAMES = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+(?:[ \t]*,[ \t]*[!#$%&'*+.^_`|~0-9A-Za-z-]+)*", re.ASCII)

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Pages are whole without scripts and load nothing from elsewhere."""
SCRIPTED_POLICY = f"{CONTENT_SECURITY_POLICY}; script-src 'self'; connect-src 'self'"
"""That of pages where the scripts were built: they come from this service, and ask nobody else."""


def as_sent(headers: Mapping[str, str]) -> dict[bytes, bytes]:
    """Headers as ASGI has them."""
    return {name.lower().encode(): value.encode() for name, value in headers.items()}


def preflight(asked: str) -> dict[str, str]:
    """What a browser is told before it sends a request from another site: the headers that it asks for are allowed.

    asked: Access-Control-Request-Headers; no header has a meaning here that another site might not use.
    """
    return {
        "Access-Control-Allow-Headers": asked if _NAMES.fullmatch(asked) else _ALLOWED_HEADERS,
        "Access-Control-Max-Age": "86400",
        "Vary": "Access-Control-Request-Headers",
    }


_COMMON = as_sent(COMMON)


def with_common(headers: Mapping[bytes, bytes], build: bytes = b"") -> dict[bytes, bytes]:
    """The headers of an answer with the common ones that it has not itself.

    build: the name of the build that answered, empty where none did.
    """
    return {**_COMMON, **headers, **({b"x-build": build} if build else {})}


TraceHeaders = tuple[str, str, float]
"""What no two answers share: the id of the request, and how long it took, in milliseconds and in seconds."""


def trace_lines(own: TraceHeaders) -> tuple[Line, Line]:
    """The headers that no two answers share, as ASGI has them."""
    request_id, ms, _ = own
    return (b"x-request-id", request_id.encode()), (b"server-timing", f"total;dur={ms}".encode())


def trace_bytes(own: TraceHeaders) -> bytes:
    """The same headers as bytes. Made from `trace_lines` they cost 1.4 µs more, of 15 for a response from the cache."""
    request_id, ms, _ = own
    return f"x-request-id: {request_id}\r\nserver-timing: total;dur={ms}\r\n".encode()
