"""Compressed answers, as the client accepts them (RFC 9110, 12.5.3): zstd, gzip, or as they are."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import zstandard
from starlette.datastructures import Headers, MutableHeaders

from service.middleware import HttpMiddleware
from service.negotiation import weights

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import Message, Receive, Scope, Send

IDENTITY = "identity"
_LEVEL_GZIP, _LEVEL_ZSTD = 5, 3
ENCODINGS: dict[str, Callable[[bytes], bytes]] = {
    "zstd": lambda body: zstandard.ZstdCompressor(level=_LEVEL_ZSTD).compress(body),
    "gzip": lambda body: gzip.compress(body, _LEVEL_GZIP, mtime=0),  # the same bytes each time
}
"""The codings that are offered, the best first."""
_LEAST_BYTES = 512  # below, the headers outweigh what is saved
_NOT_TWICE = ("image/png", "application/gzip")


def choose_encoding(accept_encoding: str) -> str:
    """The coding with the highest weight, ours first where they are equal; identity where nothing else is accepted."""
    given = weights(accept_encoding)
    any_other = given.get("*", 0.0)
    weighed = {name: given.get(name, any_other) for name in ENCODINGS}
    best = max(weighed, key=lambda name: weighed[name])
    return best if weighed[best] > 0 and weighed[best] >= given.get(IDENTITY, 0.0) else IDENTITY


class Encoded(HttpMiddleware):
    """Compresses whole bodies of answers and says so; `Vary` tells caches what the choice hung on."""

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer in the coding that the client likes best."""
        encoding = choose_encoding(", ".join(Headers(scope=scope).getlist("accept-encoding")))
        start: Message = {}
        body = bytearray()

        async def collect(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
                return
            body.extend(message.get("body", b""))
            if not message.get("more_body", False):
                await self._send(start, bytes(body), encoding, send)

        await self.app(scope, receive, collect)

    async def _send(self, start: Message, body: bytes, encoding: str, send: Send) -> None:
        headers = MutableHeaders(scope=start)
        headers.add_vary_header("Accept-Encoding")
        fit = "content-encoding" not in headers and not headers.get("content-type", "").startswith(_NOT_TWICE)
        if encoding != IDENTITY and fit and len(body) >= _LEAST_BYTES:
            body = ENCODINGS[encoding](body)
            headers["content-encoding"] = encoding
            headers["content-length"] = str(len(body))
        await send(start)
        await send({"type": "http.response.body", "body": body})
