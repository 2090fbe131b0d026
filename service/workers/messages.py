"""The messages between the server and a worker, as bytes on a stream socket.

A request is its length (4 bytes) and a marshalled pair: the scope of ASGI, reduced to plain values, and the body. A
worker is not trusted, so nothing that it sends is unmarshalled: a reply is a fixed head (`_REPLY`: kind, status, three
lengths), then the header lines of the response, a JSON object for the log, and the body.
"""

from __future__ import annotations

import json
import marshal
import struct
from typing import TYPE_CHECKING, NamedTuple

from service.core.scope_keys import ENCODING, ETAG
from service.web.response import HttpResponse, header_lines

if TYPE_CHECKING:
    from starlette.types import Scope

LENGTH = struct.Struct("!I")
_REPLY = struct.Struct("!BHIII")
_RESPONSE, _LIMIT = 0, 1
_SCOPE = (
    "type",
    "method",
    "scheme",
    "http_version",
    "path",
    "raw_path",
    "query_string",
    "root_path",
    "headers",
    "client",
    "server",
    ETAG,
    ENCODING,
)
_MOST_HEAD = 2**20  # bytes of header lines, and of the members for the log
_STATUSES = range(200, 600)


class Broken(Exception):
    """A worker has sent what cannot be parsed."""


class TimeLimit(NamedTuple):
    """The seconds that the client allows its request."""

    seconds: float


def request_message(scope: Scope, body: bytes) -> bytes:
    """A request as it goes to a worker."""
    content = marshal.dumps(({name: scope[name] for name in _SCOPE if name in scope}, body))
    return LENGTH.pack(len(content)) + content


def read_request(content: bytes) -> tuple[Scope, bytes]:
    """The scope and the body of a request, from the bytes behind its length."""
    scope, body = marshal.loads(content)  # noqa: S302  the server tells the worker, never the other way round
    return scope, body


def response_message(answered: HttpResponse) -> bytes:
    """The head of a response as it goes to the server; the body is sent after it."""
    head, note = header_lines(answered.headers.items()), json.dumps(answered.log_fields).encode()
    return _REPLY.pack(_RESPONSE, answered.status, len(head), len(note), len(answered.body)) + head + note


def limit_message(seconds: float) -> bytes:
    """The time limit of a request, which goes to the server before the response."""
    note = json.dumps(seconds).encode()
    return _REPLY.pack(_LIMIT, 0, 0, len(note), 0) + note


class ReplyReader:
    """Parses replies of a worker from a stream of bytes. `most_bytes`: the longest body."""

    def __init__(self, most_bytes: int) -> None:
        self._most, self._read = most_bytes, bytearray()

    def feed(self, piece: bytes) -> None:
        """Add received bytes."""
        self._read += piece

    def next(self) -> HttpResponse | TimeLimit | None:
        """The next complete reply; None if there is none yet. Raises Broken."""
        read = self._read
        if len(read) < _REPLY.size:
            return None
        kind, status, head_size, note_size, body_size = _REPLY.unpack_from(read)
        if kind > _LIMIT or head_size > _MOST_HEAD or note_size > _MOST_HEAD or body_size > self._most:
            raise Broken
        note_at = _REPLY.size + head_size
        body_at, end = note_at + note_size, note_at + note_size + body_size
        if len(read) < end:
            return None
        with memoryview(read) as view:
            head, note, body = (
                bytes(view[_REPLY.size : note_at]),
                bytes(view[note_at:body_at]),
                bytes(view[body_at:end]),
            )
        del read[:end]
        try:
            told = json.loads(note)
            return TimeLimit(float(told)) if kind == _LIMIT else _response(status, head, told, body)
        except (ValueError, TypeError) as error:
            raise Broken from error


def _response(status: int, head: bytes, told: object, body: bytes) -> HttpResponse:
    """Raises ValueError where it is not one."""
    if status not in _STATUSES or not isinstance(told, dict):
        raise ValueError(status)
    lines = (line.partition(b": ") for line in head.split(b"\r\n") if line)
    return HttpResponse(status, {name: value for name, _, value in lines}, body, told)
