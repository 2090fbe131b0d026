"""Recognises a plain query in the bytes of a head: a GET of the endpoint whose only parameter is `query`.

Most requests are plain queries, and to parse one as HTTP and pass it through ASGI takes longer than to answer it. A
head with anything unusual, valid or not, is not one; `service.http.reader` parses it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from service.http.head import Refused, valid_host
from service.web.compression import choose_encoding
from service.web.problems import prefers_page
from service.web.response import headers_by_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from service.web.response import Line

PATH = "/sparql"
_BEGINS = f"GET {PATH}?query=".encode()
_VERSIONS = (b" HTTP/1.1\r\n", b" HTTP/1.0\r\n")
_VALUE = re.compile(rb"[A-Za-z0-9._~%!$'()*+,;:@/?=-]+")  # RFC 3986, 3.4, without & and #
_LINE = re.compile(rb"([A-Za-z0-9-]+): ?([!-~](?:[ -~]*[!-~])?)\r\n")
_MOST = 16_384  # bytes
_UNUSUAL = {b"content-length", b"transfer-encoding", b"expect", b"upgrade", b"if-none-match"}


class ClientHeaders(NamedTuple):
    """The headers of a request, and what follows from them.

    by_name: values by name; accept: the media types; encoding: the content coding of the response.
    """

    headers: tuple[Line, ...]
    by_name: Mapping[bytes, bytes]
    accept: str
    encoding: str


class PlainQuery(NamedTuple):
    """A percent-encoded query and the headers of its client."""

    value: bytes
    client: ClientHeaders

    @property
    def query_string(self) -> bytes:
        """The query string of the request."""
        return b"query=" + self.value


def read_plain(head: bytes) -> PlainQuery | None:
    """The plain query in a complete head; None if the head is anything else."""
    if len(head) > _MOST or not head.startswith(_BEGINS):
        return None
    target, ends, lines = head.partition(_VERSIONS[0])
    if not ends:
        target, ends, lines = head.partition(_VERSIONS[1])
    if not ends or not _VALUE.fullmatch(target, len(_BEGINS)):
        return None
    client = _client_headers(lines)
    return PlainQuery(target[len(_BEGINS) :], client) if client else None


@lru_cache(maxsize=256)
def _client_headers(lines: bytes) -> ClientHeaders | None:
    """The headers in these lines; None if they ask for more than a response in some format."""
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
    by_name = headers_by_name(headers)
    accept = by_name.get(b"accept", b"").decode("ascii")
    if prefers_page(accept):
        return None
    return ClientHeaders(
        tuple(headers), by_name, accept, choose_encoding(by_name.get(b"accept-encoding", b"").decode("ascii"))
    )
