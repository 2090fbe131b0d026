"""Compressed answers, as the client accepts them (RFC 9110, 12.5.3): zstd, gzip, or as they are."""

from __future__ import annotations

import gzip
from functools import lru_cache
from typing import TYPE_CHECKING

import zstandard

from service.web.negotiation import weights

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.web.response import HttpResponse

IDENTITY = "identity"
_LEVEL_GZIP, _LEVEL_ZSTD = 5, 3
ENCODINGS: dict[str, Callable[[bytes], bytes]] = {
    "zstd": lambda body: zstandard.ZstdCompressor(level=_LEVEL_ZSTD).compress(body),
    "gzip": lambda body: gzip.compress(body, _LEVEL_GZIP, mtime=0),  # the same bytes each time
}
"""The codings that are offered, the best first."""
_LEAST_BYTES = 512  # below, the headers outweigh what is saved
_NOT_TWICE = (b"image/png", b"application/gzip")


@lru_cache(maxsize=256)
def choose_encoding(accept_encoding: str) -> str:
    """The coding with the highest weight, ours first where they are equal; identity where nothing else is accepted."""
    given = weights(accept_encoding)
    any_other = given.get("*", 0.0)
    weighed = {name: given.get(name, any_other) for name in ENCODINGS}
    best = max(weighed, key=lambda name: weighed[name])
    return best if weighed[best] > 0 and weighed[best] >= given.get(IDENTITY, 0.0) else IDENTITY


def encode(answered: HttpResponse, encoding: str) -> None:
    """Compress the body of an answer where it is worth it, and say so; `Vary` tells caches what the choice hung on."""
    headers = answered.headers
    headers[b"vary"] = headers[b"vary"] + b", Accept-Encoding" if b"vary" in headers else b"Accept-Encoding"
    fit = b"content-encoding" not in headers and not headers.get(b"content-type", b"").startswith(_NOT_TWICE)
    if encoding != IDENTITY and fit and len(answered.body) >= _LEAST_BYTES:
        answered.body = ENCODINGS[encoding](answered.body)
        headers[b"content-encoding"] = encoding.encode()
        headers[b"content-length"] = str(len(answered.body)).encode()
