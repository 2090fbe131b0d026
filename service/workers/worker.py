"""A worker: a process that answers one request after another and can open no file and no socket."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

from graph.process.jail import OpenFiles, enter_jail
from service.core.scope_keys import SET_TIME_LIMIT
from service.workers.messages import LENGTH, limit_message, read_request, response_message

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable
    from typing import BinaryIO

    from starlette.types import Scope

    from service.web.response import HttpResponse


_BUFFER = 65_536  # bytes of a response that are sent in one piece


class Responder(Protocol):
    """Answers requests in a worker."""

    files: OpenFiles
    """The files that it needs."""

    def respond(self, scope: Scope, body: bytes) -> HttpResponse:
        """The response to a request. Raises MemoryError; any other error is part of the response."""


def serve_requests(stream: socket.socket, responder: Responder, megabytes: int, parent: int) -> None:
    """Answer requests until the server closes the stream. Only in a process that was forked for it.

    megabytes: the memory that it may take beside what is mapped now; parent: the process without which it ends.
    """
    quiet = os.open(os.devnull, os.O_RDWR)
    for standard in range(3):  # a full pipe behind standard error must not stop a worker
        os.dup2(quiet, standard)
    kept = (0, 1, 2, stream.fileno(), *responder.files.kept)
    enter_jail(OpenFiles(kept, responder.files.more), megabytes)
    if os.getppid() != parent:
        return
    descriptor = stream.fileno()
    # Buffered files need one system call for a request and one for a light response, which wakes the server once.
    with (
        open(descriptor, "rb", closefd=False) as requests,
        open(descriptor, "wb", _BUFFER, closefd=False) as replies,
        suppress(ConnectionError),  # the server has gone
    ):
        while header := requests.read(LENGTH.size):
            scope, body = read_request(requests.read(LENGTH.unpack(header)[0]))
            scope[SET_TIME_LIMIT] = _limiter(replies)
            answered = responder.respond(scope, body)
            replies.write(response_message(answered))
            replies.write(answered.body)
            replies.flush()


def _limiter(replies: BinaryIO) -> Callable[[float], None]:
    def limit(seconds: float) -> None:
        replies.write(limit_message(seconds))
        replies.flush()

    return limit
