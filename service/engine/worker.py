"""A worker: a process that answers one request after another and can open no file and no socket."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

from graph.process.jail import enter_jail
from service.core.scope import SET_TIME_LIMIT
from service.engine.messages import LENGTH, limit_message, read_request, response_message

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from starlette.types import Scope

    from service.web.response import HttpResponse


class Responder(Protocol):
    """Answers requests in a worker."""

    descriptors: tuple[int, ...]
    """Those that it needs, opened before the worker can open no more."""

    def respond(self, scope: Scope, body: bytes) -> HttpResponse:
        """The response to a request. Raises MemoryError; any other error is part of the response."""


def serve_requests(stream: socket.socket, responder: Responder, megabytes: int, parent: int) -> None:
    """Answer requests until the server closes the stream. Only in a process that was forked for it.

    megabytes: the memory that it may take beside what is mapped now; parent: the process without which it ends.
    """
    quiet = os.open(os.devnull, os.O_RDWR)
    for standard in range(3):  # a full pipe behind standard error must not stop a worker
        os.dup2(quiet, standard)
    enter_jail((0, 1, 2, stream.fileno(), *responder.descriptors), megabytes)
    if os.getppid() != parent:
        return
    while header := _receive(stream, LENGTH.size):
        scope, body = read_request(_receive(stream, LENGTH.unpack(header)[0]))
        scope[SET_TIME_LIMIT] = _limiter(stream)
        answered = responder.respond(scope, body)
        stream.sendall(response_message(answered))
        stream.sendall(answered.body)


def _limiter(stream: socket.socket) -> Callable[[float], None]:
    return lambda seconds: stream.sendall(limit_message(seconds))


def _receive(stream: socket.socket, size: int) -> bytes:
    """So many bytes; fewer where the server has closed the stream."""
    pieces, left = list[bytes](), size
    with suppress(ConnectionResetError):
        while left and (piece := stream.recv(min(left, 2**20))):
            pieces.append(piece)
            left -= len(piece)
    return b"".join(pieces) if not left else b""
