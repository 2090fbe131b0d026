"""The server's connection to a fork server: starts one, and requests workers and a successor from it."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NamedTuple

from graph.process.child import how_it_ended
from service.core.errors import BuildRefused
from service.workers.fork_server import COPY, MOST_MESSAGE, SUCCESSOR, WORKER

_DESCRIPTORS = 2  # of a forked process: its stream and its pidfd
_TUNABLES = {"GLIBC_TUNABLES": "glibc.malloc.tcache_count=1000"}
"""Environment of a fork server, unless the environment sets the same variable.

The engine allocates some hundred small blocks for a query. With the default of 7 blocks of each size in glibc's
per-thread cache, the rest are found in a heap that loading has fragmented: a light query takes 155 µs instead of 110.
Other C libraries ignore the variable.
"""


class ForkedProcess(NamedTuple):
    """A process that a fork server has forked, with the server's descriptors of it.

    stream: of a worker, or the control socket of a successor or copy.
    """

    pid: int
    stream: socket.socket
    pidfd: int


class ForkClient:
    """A fork server as the server sees it."""

    def __init__(self, control: socket.socket, process: subprocess.Popen[bytes] | None = None) -> None:
        """process: the one that was started by `start`; a successor is forked and has none."""
        self._control, self._process = control, process
        self._demands = deque[Callable[[ForkedProcess | str], None]]()
        self._has_ended = False

    @classmethod
    def start(cls, module: str, *arguments: str) -> ForkClient:
        """Run a module in a process of its own; its first argument is the descriptor of the control socket.

        Raises OSError.
        """
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            command = [sys.executable, "-m", module, str(theirs.fileno()), *arguments]
            process = subprocess.Popen(  # noqa: S603  our own module
                command,
                env={**_TUNABLES, **os.environ},
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        return cls(ours, process)

    def first_message(self) -> dict[str, Any]:
        """Wait for the message that it is ready. Raises BuildRefused if it reports an error or has ended."""
        self._control.settimeout(None)
        try:
            content = self._control.recv(MOST_MESSAGE)
        except OSError:
            content = b""
        told: dict[str, Any] = json.loads(content) if content else {"error": self._how_it_ended()}
        if "error" in told:
            self.close()
            raise BuildRefused(told["error"])
        return told

    def watch(self, ended: Callable[[], None]) -> None:
        """Read replies in the running event loop; `ended` is called once, when the fork server has ended."""
        self._control.settimeout(0)
        loop = asyncio.get_running_loop()

        def read() -> None:
            reply = self._read()
            if reply is not None:
                self._demands.popleft()(reply)
            elif self._has_ended:
                loop.remove_reader(self._control)
                self._fail()
                ended()

        loop.add_reader(self._control, read)

    def demand_worker(self, then: Callable[[ForkedProcess | str], None]) -> None:
        """Request a worker; `then` is called with it, or with the reason why there is none."""
        self._demand(WORKER, then)

    def demand_successor(self, then: Callable[[ForkedProcess | str], None]) -> None:
        """Request a successor; `then` is called with it, or with the reason why there is none."""
        self._demand(SUCCESSOR, then)

    def successor(self, control: socket.socket) -> ForkClient:
        """The client of a successor."""
        return ForkClient(control)

    def demand_copy(self, then: Callable[[ForkedProcess | str], None]) -> None:
        """Request a copy; `then` is called with it, or with the reason why there is none."""
        self._demand(COPY, then)

    def close(self) -> None:
        """End it and its workers. Requests without a reply fail."""
        with suppress(RuntimeError):  # no event loop runs before the server does
            asyncio.get_running_loop().remove_reader(self._control)
        self._control.close()
        self._fail()
        if self._process:
            self._process.kill()
            threading.Thread(target=self._process.wait, daemon=True).start()  # a large process takes a while to end

    def _fail(self) -> None:
        demands, self._demands = self._demands, deque()
        for then in demands:
            then("the process that forks has ended")

    def _demand(self, what: bytes, then: Callable[[ForkedProcess | str], None]) -> None:
        self._demands.append(then)
        with suppress(OSError):  # it has ended, which is about to be read
            self._control.send(what)

    def _read(self) -> ForkedProcess | str | None:
        """A reply, None where there is none."""
        try:
            content, descriptors, _, _ = socket.recv_fds(self._control, MOST_MESSAGE, 2)
        except BlockingIOError:
            return None
        except OSError:
            content, descriptors = b"", []
        self._has_ended = not content
        told = json.loads(content) if content else {}
        if "pid" in told and len(descriptors) == _DESCRIPTORS:
            return ForkedProcess(told["pid"], socket.socket(fileno=descriptors[0]), descriptors[1])
        for descriptor in descriptors:  # the kernel drops those that exceed the limit of open files
            os.close(descriptor)
        return str(told.get("failed", "no file descriptors are left")) if content else None

    def _how_it_ended(self) -> str:
        status = self._process.wait() if self._process else 0
        return f"The process that loads the dataset {how_it_ended(status)}"
