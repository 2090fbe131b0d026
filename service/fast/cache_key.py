"""The cache key of a GET request that came as the bytes of one complete head and nothing else. Pure.

The key is the bytes of the head. They contain everything that a response depends on besides the listener's address and
scheme: the target, the version, Host and every other header. X-Forwarded-Proto decides the scheme of links and stays
in the key. X-Forwarded-For and X-Real-IP name the client, on which no response depends, and are removed. All three are
believed only from a trusted proxy, so a head with one of them from another peer has no key.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_END = b"\r\n\r\n"
_CLIENT = re.compile(rb"\r\n(x-forwarded-for|x-real-ip): ?([0-9a-f.:, \[\]]*)(?=\r\n)", re.IGNORECASE)
_CLOSES = re.compile(rb"\r\nconnection:[^\r]*\bclose\b")
_MOST_BYTES = 16_384


class WholeHead(NamedTuple):
    """A complete head. key: its bytes without the client's address; closes: whether the connection ends afterwards.

    forwarded_for: the addresses that a trusted proxy names.
    """

    key: bytes
    closes: bool
    forwarded_for: bytes = b""


@lru_cache(maxsize=512)
def read_whole(data: bytes, *, trusted: bool) -> WholeHead | None:
    """The head in some bytes; None if they are anything else or have no cache key.

    trusted: whether the peer is a trusted proxy. The head is not validated as HTTP, because only the heads of requests
    that were parsed as HTTP are stored in the cache.
    """
    if not data.startswith(b"GET ") or len(data) > _MOST_BYTES or data.find(_END) != len(data) - len(_END):
        return None
    lowered, forwarded_for = data.lower(), b""
    if b"\r\nx-forwarded-" in lowered or b"\r\nx-real-ip" in lowered:
        if not trusted:
            return None
        named = [value for name, value in _CLIENT.findall(data) if name.lower() == b"x-forwarded-for"]
        data, forwarded_for = _CLIENT.sub(b"", data), b", ".join(named)
        lowered = data.lower()
        if b"\r\nx-forwarded-for" in lowered:  # it has more than addresses
            return None
    line_end = lowered.find(b"\r\n")
    closes = lowered.endswith(b" http/1.0", 0, line_end) or _CLOSES.search(lowered) is not None
    return WholeHead(data, closes, forwarded_for)
