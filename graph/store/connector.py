"""The client of the connector: the transport of a process that can open no socket (see `connector_process.py`).

A client has one stream to the connector. It sends a message and waits for the reply, so that whatever else happens on
the stream while it waits is its end. Messages are JSON, replies a kind and bytes; both have their length before them.
An answer comes in pages of about 1 MB. The client asks for the next one when it has read the one before.
"""

from __future__ import annotations

import io
import json
import os
import signal
import socket
import struct
import subprocess
import sys
from collections import deque
from itertools import count
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from graph.core.errors import EngineUnavailable, QueryRejected
from graph.process.jail import OpenFiles
from graph.store.transport import PASSWORD, TOKEN, USER

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import BinaryIO

    from _typeshed import WriteableBuffer

    from graph.store.transport import Graphs

LENGTH, HEAD = struct.Struct(">Q"), struct.Struct(">cQ")
"""What stands before a message, and before a reply."""
LAST, PAGE, DOWN, REFUSED = b"+", b"p", b"d", b"r"
"""The kinds of replies: the last page of an answer, another page, or the reason why there is none."""


class PagedAnswer(io.RawIOBase):
    """The body of an answer that comes in pages. If it is closed before its end, the rest is not fetched."""

    def __init__(self, connector: Connector, number: int, page: bytes) -> None:
        self._connector, self._number, self._page, self._is_last = connector, number, memoryview(page), False

    def readable(self) -> bool:
        """It can be read."""
        return True

    def readinto(self, to: WriteableBuffer, /) -> int:
        """Read some bytes. Raises EngineUnavailable if the next page does not come."""
        target = memoryview(to).cast("B")
        while not self._page and not self._is_last:
            page, self._is_last = self._connector.next_page(self._number)
            self._page = memoryview(page)
        size = min(len(target), len(self._page))
        target[:size], self._page = self._page[:size], self._page[size:]
        return size

    def close(self) -> None:
        """Give up the rest."""
        if not self.closed and not self._is_last:
            self._connector.drop(self._number)
        super().close()


class Connector:
    """Sends queries to a remote engine by way of the connector process."""

    def __init__(self, control: socket.socket, process: subprocess.Popen[bytes]) -> None:
        self._control, self._process, self._lock = control, process, Lock()
        self._numbers, self._dropped = count(), deque[int]()
        self._fork_server = 0
        """The process that this one was forked from, if it has loaded the same dataset."""
        self._stream = self._new_stream()

    @classmethod
    def start(cls, addresses: Sequence[str], seconds: float) -> Connector:
        """Start the process for some addresses of an engine. Credentials leave the environment of this one.

        Raises EngineUnavailable if it does not start.
        """
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            module = "graph.store.connector_process"
            command = [sys.executable, "-m", module, str(theirs.fileno()), str(seconds), *addresses]
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()])  # noqa: S603  our own module
        for name in (USER, PASSWORD, TOKEN):
            os.environ.pop(name, None)
        return cls(ours, process)

    @property
    def pid(self) -> int:
        """The id of the process."""
        return self._process.pid

    def close(self) -> None:
        """End the process."""
        self._control.close()
        self._stream.close()
        self._process.wait()

    def ask(self, query: str, accept: str, graphs: Graphs = ()) -> BinaryIO:
        """The body of an answer, see `Transport`."""
        number = next(self._numbers)
        dropped = [self._dropped.popleft() for _ in range(len(self._dropped))]
        page, is_last = self._exchange([number, query, accept, graphs, dropped])
        return io.BytesIO(page) if is_last else io.BufferedReader(PagedAnswer(self, number, page), 2**16)

    def next_page(self, number: int) -> tuple[bytes, bool]:
        """The next page of an answer, and whether it is the last. Raises EngineUnavailable."""
        return self._exchange([number])

    def drop(self, number: int) -> None:
        """Give up the rest of an answer.

        It may be called by a finalizer in the middle of an exchange, so the connector learns of it with the next query.
        """
        self._dropped.append(number)

    def _exchange(self, message: list[object]) -> tuple[bytes, bool]:
        try:
            with self._lock:
                _send(self._stream, json.dumps(message).encode())
                kind, length = HEAD.unpack(_receive(self._stream, HEAD.size))
                content = _receive(self._stream, length)
        except OSError as error:
            self._lost()
            raise EngineUnavailable("The process that asks the engine has ended; it is started again.") from error
        if kind == REFUSED:
            raise QueryRejected(content.decode())
        if kind == DOWN:
            raise EngineUnavailable(content.decode())
        return content, kind == LAST

    def in_worker(self) -> OpenFiles:
        """Take a stream of its own for this process, a worker or a copy that is a child of a fork server."""
        parent = os.getppid()
        self._fork_server = parent if _command_of(parent) == _command_of(os.getpid()) else 0
        self._stream.close()  # of the process that was forked
        self._stream, self._lock = self._new_stream(), Lock()
        self._dropped.clear()
        return OpenFiles((self._stream.fileno(),))

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
        if self._fork_server and os.getppid() == self._fork_server:  # else it has ended, and another process adopted us
            os.kill(self._fork_server, signal.SIGKILL)


def _command_of(pid: int) -> bytes:
    """The command line of a process, which a fork has from the process that it was forked from."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def _send(stream: socket.socket, content: bytes) -> None:
    stream.sendall(LENGTH.pack(len(content)) + content)


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
