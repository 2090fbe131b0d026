"""A plain query: a GET of the endpoint that asks the query and nothing else, read from the bytes of its head.

Most requests are such. To read one as HTTP and to walk it through ASGI takes longer than to answer it. Whatever is
unusual in a head, be it right or wrong, makes it no plain query, and it is read by `http_reader`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from service.http.head import Refused, valid_host
from service.web.compression import choose_encoding
from service.web.problems import prefers_page
from service.web.response import joined

if TYPE_CHECKING:
    from collections.abc import Mapping

    from service.web.response import Line

PATH = "/sparql"
_BEGINS = f"GET {PATH}?query=".encode()
_VERSIONS = (b" HTTP/1.1\r\n", b" HTTP/1.0\r\n")
_VALUE = re.compile(rb"[A-Za-z0-9._~%!$'()*+,;:@/?=-]+")  # RFC 3986, 3.4, without what parts parameters
_LINE = re.compile(rb"([A-Za-z0-9-]+): ?([!-~](?:[ -~]*[!-~])?)\r\n")
_MOST = 16_384  # bytes
_UNUSUAL = {b"content-length", b"transfer-encoding", b"expect", b"upgrade", b"if-none-match"}


class PlainHeaders(NamedTuple):
    """The headers of a request, and what is chosen by them: the coding of the answer; accept: its media types."""

    headers: tuple[Line, ...]
    asked: Mapping[bytes, bytes]
    accept: str
    encoding: str


class PlainQuery(NamedTuple):
    """A query as it stands in the address, and the wishes of the client."""

    value: bytes
    wishes: PlainHeaders

    @property
    def query_string(self) -> bytes:
        """The part of the address that it was read from."""
        return b"query=" + self.value


def read_plain(head: bytes) -> PlainQuery | None:
    """The plain query that a whole head asks, None where it is anything else."""
    if len(head) > _MOST or not head.startswith(_BEGINS):
        return None
    target, ends, lines = head.partition(_VERSIONS[0])
    if not ends:
        target, ends, lines = head.partition(_VERSIONS[1])
    if not ends or not _VALUE.fullmatch(target, len(_BEGINS)):
        return None
    wishes = _wishes(lines)
    return PlainQuery(target[len(_BEGINS) :], wishes) if wishes else None


@lru_cache(maxsize=256)
def _wishes(lines: bytes) -> PlainHeaders | None:
    """The wishes of a client that sends these headers, None where they ask for more than an answer in some format."""
    headers: list[Line] = []
    at = 0
    while line := _LINE.match(lines, at):
        headers.append((line[1].lower(), line[2]))
        at = line.end()
    names = [name for name, _ in headers]
    if lines[at:] != b"\r\n" or names.count(b"host") != 1 or not _UNUSUAL.isdisjoint(names):
        return None
    try:
        headers = [(name, valid_host(value) if name == b"host" else value) for name, value in headers]
    except Refused:
        return None
    asked = joined(headers)
    accept = asked.get(b"accept", b"").decode("ascii")
    if prefers_page(accept):
        return None
    return PlainHeaders(
        tuple(headers), asked, accept, choose_encoding(asked.get(b"accept-encoding", b"").decode("ascii"))
    )
