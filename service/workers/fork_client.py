"""The server's connection to a fork server: starts one, and requests workers, successors and copies from it.

Nothing here blocks the event loop or waits in a thread, so that a server ends at once whatever is being prepared.
"""

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
from service.workers.fork_server import COPY, MOST_MESSAGE, SUCCESSOR, WORKER, received
from service.workers.orphans import reap_group

_DESCRIPTORS = 2  # of a forked process: its stream and its pidfd
_ENDED = "the process that forks has ended"
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

    def close(self) -> None:
        """Close the descriptors; it ends if it waits for its stream."""
        self.stream.close()
        os.close(self.pidfd)


class ForkClient:
    """A fork server as the server sees it.

    stage: the stage that it has prepared; is_complete: whether that is the last one.
    """

    def __init__(self, control: socket.socket, process: subprocess.Popen[bytes] | None = None, stage: int = 0) -> None:
        """process: the one that was started by `start`; a successor is forked and has none."""
        self.stage, self.is_complete = stage, False
        self._control, self._process = control, process
        self._demands = deque[Callable[[ForkedProcess | str], None]]()
        self._has_ended = self._is_retired = False

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

    async def ready(self) -> dict[str, Any]:
        """Wait for the message that it is ready. Raises BuildRefused if it reports an error or has ended.

        It is ended if it fails, or if the wait is cancelled.
        """
        try:
            await readable(self._control)
        except asyncio.CancelledError:
            self.close()
            raise
        content = received(self._control)
        told: dict[str, Any] = json.loads(content) if content else {"error": await self._how_it_ended()}
        if "error" in told:
            self.close()
            raise BuildRefused(told["error"])
        if self._process:  # how a process ends that has loaded nothing is told by `_how_it_ended`
            reap_group(self._process.pid)
        self.is_complete = told.get("stages_left") == 0
        return told

    def watch(self, ended: Callable[[], None]) -> None:
        """Read replies in the running event loop; `ended` is called once, when the fork server has ended."""
        self._control.settimeout(0)
        loop = asyncio.get_running_loop()

        def read() -> None:
            reply = self._read()
            if reply is not None:
                self._demands.popleft()(reply)
                self._close_if_retired()
            elif self._has_ended:
                loop.remove_reader(self._control)
                self._fail()
                ended()

        loop.add_reader(self._control, read)

    def demand_worker(self, then: Callable[[ForkedProcess | str], None]) -> None:
        """Request a worker; `then` is called with it, or with the reason why there is none."""
        self._demand(WORKER, then)

    async def next_stage(self) -> ForkClient:
        """Its successor, once it has prepared its stage. Raises BuildRefused if it cannot be forked, fails or ends."""
        successor = await self._forked(SUCCESSOR)
        os.close(successor.pidfd)
        client = ForkClient(successor.stream, stage=self.stage + 1)
        await client.ready()
        return client

    async def copy(self) -> ForkedProcess:
        """A copy of it for another server process. Raises BuildRefused if it cannot be forked."""
        return await self._forked(COPY)

    def retire(self) -> None:
        """End it when it has answered what was demanded. It must have no workers, which would end with it."""
        self._is_retired = True
        self._close_if_retired()

    def close(self) -> None:
        """End it and its workers. Requests without a reply fail."""
        if self._control.fileno() < 0:  # it is closed
            return
        with suppress(RuntimeError):  # no event loop runs before the server does
            asyncio.get_running_loop().remove_reader(self._control)
        self._control.close()
        self._fail()
        if self._process:
            self._process.kill()
            threading.Thread(target=self._process.wait, daemon=True).start()  # a large process takes a while to end

    def _close_if_retired(self) -> None:
        if self._is_retired and not self._demands:
            self.close()

    def _fail(self) -> None:
        demands, self._demands = self._demands, deque()
        for then in demands:
            then(_ENDED)

    def _demand(self, what: bytes, then: Callable[[ForkedProcess | str], None]) -> None:
        if self._has_ended or self._control.fileno() < 0:
            asyncio.get_running_loop().call_soon(then, _ENDED)
            return
        self._demands.append(then)
        with suppress(OSError):  # it has ended, which is about to be read
            self._control.send(what)

    async def _forked(self, what: bytes) -> ForkedProcess:
        outcome: asyncio.Future[ForkedProcess | str] = asyncio.get_running_loop().create_future()

        def settle(forked: ForkedProcess | str) -> None:
            if not outcome.done():
                outcome.set_result(forked)
            elif isinstance(forked, ForkedProcess):  # nobody waits for it any more
                forked.close()

        self._demand(what, settle)
        forked = await outcome
        if isinstance(forked, str):
            raise BuildRefused(f"The process that has loaded the dataset cannot be forked: {forked}.")
        return forked

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

    async def _how_it_ended(self) -> str:
        if self._process is None:
            return "The process has ended; without a traceback before this line, most likely for want of memory."
        return f"The process that loads the dataset {how_it_ended(await asyncio.to_thread(self._process.wait))}"


async def readable(stream: socket.socket) -> None:
    """Wait until a socket has something to read or its other end is closed."""
    loop, event = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(stream, event.set)
    try:
        await event.wait()
    finally:
        loop.remove_reader(stream)
