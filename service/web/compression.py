"""Compression of responses as the client accepts it (RFC 9110, 12.5.3): zstd, gzip or none."""

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
"""The content codings that are offered, the preferred one first."""
_LEAST_BYTES = 512  # below, the header costs more than compression saves
_NOT_TWICE = (b"image/png", b"application/gzip")


@lru_cache(maxsize=256)
def choose_encoding(accept_encoding: str) -> str:
    """The content coding with the highest weight, of equal ones the first offered; identity if none is accepted."""
    given = weights(accept_encoding)
    any_other = given.get("*", 0.0)
    weighed = {name: given.get(name, any_other) for name in ENCODINGS}
    best = max(weighed, key=lambda name: weighed[name])
    return best if weighed[best] > 0 and weighed[best] >= given.get(IDENTITY, 0.0) else IDENTITY


def encode(answered: HttpResponse, encoding: str) -> None:
    """Compress the body of a response if it is long enough, and set Content-Encoding and Vary."""
    headers = answered.headers
    headers[b"vary"] = headers[b"vary"] + b", Accept-Encoding" if b"vary" in headers else b"Accept-Encoding"
    fit = b"content-encoding" not in headers and not headers.get(b"content-type", b"").startswith(_NOT_TWICE)
    if encoding != IDENTITY and fit and len(answered.body) >= _LEAST_BYTES:
        answered.body = ENCODINGS[encoding](answered.body)
        headers[b"content-encoding"] = encoding.encode()
        headers[b"content-length"] = str(len(answered.body)).encode()
