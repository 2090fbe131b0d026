"""The connector: the only process that sends requests to a remote engine, for workers that can open no socket.

`python -m graph.store.connector` is that process. It asks the addresses that it was started with and no other. Each
client has a stream of its own to it, which it gets over a control socket before it gives up opening files. The
connections to the engine, and what is known of its replicas, are shared by all clients.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import struct
import subprocess
import sys
from threading import Lock, Thread
from typing import TYPE_CHECKING

from graph.core.errors import EngineUnavailable, QueryRejected
from graph.process.jail import die_with_parent
from graph.store.transport import PASSWORD, TOKEN, USER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graph.store.transport import Graphs, Transport

_LENGTH = struct.Struct(">Q")
_DONE, _DOWN, _REFUSED = b"+", b"d", b"r"


class Connector:
    """The client's end: a transport that works in a process without network."""

    def __init__(self, control: socket.socket, process: subprocess.Popen[bytes]) -> None:
        self._control, self._process, self._lock = control, process, Lock()
        self._is_worker = False
        self._stream = self._new_stream()

    @classmethod
    def start(cls, addresses: Sequence[str], seconds: float) -> Connector:
        """Start the process for some addresses of an engine. Credentials leave the environment of this one.

        Raises EngineUnavailable if it does not start.
        """
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            command = [sys.executable, "-m", "graph.store.connector", str(theirs.fileno()), str(seconds), *addresses]
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()])  # noqa: S603  our own module
        for name in (USER, PASSWORD, TOKEN):
            os.environ.pop(name, None)
        return cls(ours, process)

    def close(self) -> None:
        """End the process."""
        self._control.close()
        self._stream.close()
        self._process.wait()

    def ask(self, query: str, accept: str, graphs: Graphs = ()) -> bytes:
        """The body of an answer, see `Transport`."""
        try:
            with self._lock:
                _send(self._stream, json.dumps([query, accept, graphs]).encode())
                kind, content = _receive(self._stream, 1), _receive_all(self._stream)
        except OSError as error:
            self._lost()
            raise EngineUnavailable("The process that asks the engine has ended; it is started again.") from error
        if kind == _REFUSED:
            raise QueryRejected(content.decode())
        if kind == _DOWN:
            raise EngineUnavailable(content.decode())
        return content

    def in_worker(self) -> tuple[int, ...]:
        """Take a stream of its own for this process, a worker that is a child of a fork server."""
        self._is_worker = True
        self._stream.close()  # of the process that was forked
        self._stream, self._lock = self._new_stream(), Lock()
        return (self._stream.fileno(),)

    def _new_stream(self) -> socket.socket:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        with theirs:
            try:
                socket.send_fds(self._control, [b"+"], [theirs.fileno()])
            except OSError as error:
                self._lost()
                raise EngineUnavailable("The process that asks the engine has ended.") from error
        return ours

    def _lost(self) -> None:
        """End the fork server of this worker, whose supervisor starts it again, with a new connector."""
        if self._is_worker:
            os.kill(os.getppid(), signal.SIGKILL)


def _send(stream: socket.socket, content: bytes) -> None:
    stream.sendall(_LENGTH.pack(len(content)) + content)


def _receive_all(stream: socket.socket) -> bytes:
    (length,) = _LENGTH.unpack(_receive(stream, _LENGTH.size))
    return _receive(stream, length)


def _receive(stream: socket.socket, size: int) -> bytes:
    """Read exactly `size` bytes. Raises ConnectionResetError where the other end has closed the stream."""
    pieces, left = list[bytes](), size
    while left:
        piece = stream.recv(min(left, 2**20))
        if not piece:
            raise ConnectionResetError
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)


def _serve_client(stream: socket.socket, transport: Transport) -> None:
    """Answer the queries of one client until it closes its stream."""
    with stream:
        while True:
            try:
                query, accept, graphs = json.loads(_receive_all(stream))
                kind, content = _answer(transport, query, accept, graphs)
                stream.sendall(kind)
                _send(stream, content)
            except OSError:
                return


def _answer(transport: Transport, query: str, accept: str, graphs: Graphs) -> tuple[bytes, bytes]:
    try:
        return _DONE, transport.ask(query, accept, graphs)
    except QueryRejected as error:
        return _REFUSED, str(error).encode()
    except EngineUnavailable as error:
        return _DOWN, str(error).encode()


def main() -> None:
    """Serve clients until all have closed the control socket. Arguments: its descriptor, seconds, and addresses."""
    from graph.store.remote_http import HttpTransport

    die_with_parent()
    control = socket.socket(fileno=int(sys.argv[1]))
    transport = HttpTransport(sys.argv[3:], float(sys.argv[2]))
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, 1, 1)
        if not message:
            return
        for descriptor in descriptors:
            Thread(target=_serve_client, args=(socket.socket(fileno=descriptor), transport), daemon=True).start()


if __name__ == "__main__":
    main()
