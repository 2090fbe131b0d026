"""A GET that came as the bytes of one whole head and nothing else: what is known of it before it is read as HTTP. Pure.

The bytes of the head are the key under which its answer is kept. They hold all that an answer depends on, beside the
address and the scheme of the listener: the target, the version, Host and every other header. Of the headers that a
proxy adds, X-Forwarded-Proto decides the scheme of links and stays in the key; X-Forwarded-For and X-Real-IP name the
client, on whom no answer depends, and are cut out. Either is believed only from a trusted proxy, so a head that has one
and comes from anybody else has no key.
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
    """A head. key: its bytes without the client's address; closes: whether the connection ends after the answer.

    forwarded_for: the addresses that a trusted proxy names.
    """

    key: bytes
    closes: bool
    forwarded_for: bytes = b""


@lru_cache(maxsize=512)
def read_whole(data: bytes, *, trusted: bool) -> WholeHead | None:
    """The head that some bytes are, None where they are anything else, or where no answer may be kept for them.

    trusted: whether the peer is a trusted proxy. That the head is sound HTTP is not looked at: only the heads of
    requests that were read as HTTP are ever kept.
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
        if b"\r\nx-forwarded-for" in lowered:  # not of addresses alone
            return None
    line_end = lowered.find(b"\r\n")
    closes = lowered.endswith(b" http/1.0", 0, line_end) or _CLOSES.search(lowered) is not None
    return WholeHead(data, closes, forwarded_for)
