"""One of several server processes: `python -m service.server_process`, which `service.multi_process` starts.

It serves a listener that the parent has opened. Its fork server is a copy of the one that the parent has loaded, so all
processes share the memory of the graph. It has a cache, a queue, budgets and workers of its own.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
from functools import partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from graph.core.errors import KaifaquError
from graph.process.jail import die_with_parent
from service.core.errors import BuildRefused
from service.core.settings import read_settings
from service.pooled_backend import DatasetSource
from service.run_server import Address, run_server
from service.served_build import Identity
from service.web.process_metrics import Peers
from service.workers.fork_client import ForkClient, ForkedProcess
from service.workers.fork_server import MOST_MESSAGE

if TYPE_CHECKING:
    from collections.abc import Callable

_RETRY_SECONDS = 30.0  # until a stage is tried again that could not be prepared


class ParentLink:
    """The connection to the parent, which gives copies of fork servers."""

    def __init__(self, control: socket.socket) -> None:
        self._control, self._lock = control, Lock()

    def copy(self, request: dict[str, object], stage: int) -> tuple[ForkedProcess, Identity]:
        """A copy of the fork server of a dataset in a stage of its preparation. Raises BuildRefused."""
        with self._lock:
            self._control.send(json.dumps({**request, "stage": stage}).encode())
            content, descriptors, _, _ = socket.recv_fds(self._control, MOST_MESSAGE, 2)
        told = json.loads(content) if content else {"error": "The parent process has ended."}
        if "error" in told or len(descriptors) < 2:  # noqa: PLR2004  its stream and its pidfd
            raise BuildRefused(told.get("error", "No file descriptors are left."))
        stream, pidfd = descriptors
        return ForkedProcess(0, socket.socket(fileno=stream), pidfd), Identity(**told)


class SharedForkClient(ForkClient):
    """A copy of a fork server. Its successor is a copy of the parent's next stage, which the parent prepares once."""

    def __init__(self, control: socket.socket, parent: ParentLink, request: dict[str, object], stage: int = 0) -> None:
        super().__init__(control)
        self._parent, self._request, self._stage = parent, request, stage
        self._asking: asyncio.Task[None] | None = None

    def demand_successor(self, then: Callable[[ForkedProcess | str], None]) -> None:
        """Request a copy of the next stage; `then` is called with it, or with the reason why there is none."""

        async def ask() -> None:
            try:
                copy, _ = await asyncio.to_thread(self._parent.copy, self._request, self._stage + 1)
            except BuildRefused as error:
                await asyncio.sleep(_RETRY_SECONDS)
                then(str(error))
            else:
                then(copy)

        self._asking = asyncio.get_running_loop().create_task(ask())

    def successor(self, control: socket.socket) -> ForkClient:
        """The client of the copy of the next stage."""
        return SharedForkClient(control, self._parent, self._request, self._stage + 1)


class SharedDatasetSource(DatasetSource):
    """A dataset that the parent loads for all server processes."""

    def __init__(self, parent: ParentLink, folder: Path | None = None, files: tuple[Path, ...] = ()) -> None:
        super().__init__(folder, files)
        self._parent = parent

    def start(self, *, check: bool = False) -> tuple[ForkClient, Identity]:
        """A copy of the process that has loaded it, see `DatasetSource`."""
        request = {**self.where(), "check": check}
        copy, identity = self._parent.copy(request, 0)
        os.close(copy.pidfd)
        client = SharedForkClient(copy.stream, self._parent, request)
        client.first_message()
        return client, identity


def main() -> None:
    """Serve until a signal. The argument is a JSON object, see `service.multi_process`."""
    die_with_parent()
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # until the server handles it
    told = json.loads(sys.argv[1])
    parent = ParentLink(socket.socket(fileno=told["control"]))
    files, current = tuple(map(Path, told["files"])), told["current"]
    dataset = SharedDatasetSource(parent, Path(current) if current else None, files)
    try:
        run_server(
            read_settings(os.environ),
            dataset,
            None if files else Path(told["folder"]),
            Address(*told["address"]),
            source=partial(SharedDatasetSource, parent),
            listener=socket.socket(fileno=told["listener"]),
            peers=Peers(Path(told["peers"]), told["number"], told["processes"]),
        )
    except KaifaquError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)


if __name__ == "__main__":
    main()
