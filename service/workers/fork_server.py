"""The process that holds the graph and forks workers, which share its memory.

It has one thread, since a process with threads must not fork, and is started by `exec`, so the server may have threads
and may start another one at any time. It ends when the server closes the control socket or dies, and takes its workers
along.

The control socket keeps message boundaries (SOCK_SEQPACKET). The server demands a worker, a successor or a copy. A
successor is a fork of this process that first prepares the next stage of the application, such as loading the
framework's routes, and then serves the same demands. A copy serves them as this process does, for another server
process. Every demand has one reply.
"""

from __future__ import annotations

import fcntl
import json
import os
import select
import signal
import socket
import sys
import traceback
from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn, Protocol

from service.workers.worker import serve_requests

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from service.workers.worker import Responder

WORKER, SUCCESSOR, COPY = b"worker", b"successor", b"copy"
MOST_MESSAGE = 65_536
"""Bytes of a message of the control socket."""


class Application(Protocol):
    """The application. A fork server prepares it stage by stage; a worker runs it."""

    @property
    def worker_megabytes(self) -> int:
        """The memory that a worker may take beside what the fork server has mapped."""

    def prepare_next(self) -> int:
        """Prepare the next stage; the number of stages that are left."""

    def separate(self) -> int:
        """Share no open connection with the process that this one was forked from; the number of stages left."""

    def responder(self) -> Responder:
        """What answers requests, created in a worker before it can open no more files."""


def serve(control: socket.socket, application: Application) -> None:
    """Fork workers and successors on demand, until the other end is closed."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # the server decides when to end, and closes the control socket
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel collects children that end
    while demand := received(control):
        try:
            _fork(control, application, demand)
        except OSError as error:  # no descriptors, processes or memory are left: the server tries again
            send_message(control, {"failed": error.strerror or str(error)})


def received(control: socket.socket) -> bytes:
    """The next message of a control socket, empty if the other end is closed."""
    try:
        return control.recv(MOST_MESSAGE)
    except ConnectionResetError:  # the other end was closed with messages that it had not read
        return b""


@contextmanager
def ended_with(control: socket.socket) -> Iterator[None]:
    """Let the kernel end this process when the other end of a socket is closed, even while it computes.

    The kernel sends SIGIO, whose default action ends the process (fcntl(2), F_SETOWN and O_ASYNC), whenever something
    happens to the socket. So nothing must be sent or received meanwhile. A successor outlives its parent, the fork
    server before it, so it cannot die with its parent.
    """
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    flags = fcntl.fcntl(control, fcntl.F_GETFL)
    fcntl.fcntl(control, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(control, fcntl.F_SETFL, flags | os.O_ASYNC)
    if select.select([control], [], [], 0)[0]:  # it was closed before
        os._exit(1)
    try:
        yield
    finally:
        fcntl.fcntl(control, fcntl.F_SETFL, flags)


def send_message(control: socket.socket, message: dict[str, Any], descriptors: tuple[int, ...] = ()) -> None:
    """Send a message with descriptors. If the server has ended, the next receive shows it."""
    content = json.dumps(message).encode()
    if len(content) > MOST_MESSAGE:
        content = json.dumps({"error": str(message.get("error", ""))[: MOST_MESSAGE // 8]}).encode()
    with suppress(BrokenPipeError, ConnectionResetError):
        socket.send_fds(control, [content], descriptors)


def _fork(control: socket.socket, application: Application, demand: bytes) -> None:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM if demand == WORKER else socket.SOCK_SEQPACKET)
    with ours, theirs:
        parent, pid = os.getpid(), os.fork()
        if pid == 0:
            control.close()
            ours.close()
            live = partial(_work, parent) if demand == WORKER else _copy if demand == COPY else _succeed
            run_and_exit(partial(live, theirs, application))
        pidfd = os.pidfd_open(pid)
        try:
            send_message(control, {"pid": pid}, (ours.fileno(), pidfd))
        finally:
            os.close(pidfd)


def _work(parent: int, stream: socket.socket, application: Application) -> None:
    serve_requests(stream, application.responder(), application.worker_megabytes, parent)


def _succeed(control: socket.socket, application: Application) -> None:
    with ended_with(control):
        left = application.prepare_next()
    send_message(control, {"stages_left": left})
    serve(control, application)


def _copy(control: socket.socket, application: Application) -> None:
    send_message(control, {"stages_left": application.separate()})
    serve(control, application)


def run_and_exit(live: Callable[[], None]) -> NoReturn:
    """Run a forked process and end it, so that no code of its parent runs on in it."""
    status = 1
    try:
        live()
        status = 0
    except BaseException:  # noqa: BLE001  whatever it is, the process ends here
        traceback.print_exc()
    finally:
        with suppress(OSError, ValueError):
            sys.stderr.flush()
        os._exit(status)
