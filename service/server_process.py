"""One of several server processes: `python -m service.server_process`, which `service.multi_process` starts.

It serves a listener that the parent has opened. Its fork server is a copy of the one that the parent has loaded, so all
processes share the memory of the graph. It has a cache, a queue, budgets and workers of its own.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from graph.core.errors import KaifaquError
from graph.process.jail import die_with_parent
from service.core.errors import BuildRefused
from service.core.settings import read_settings
from service.loaded_datasets import CopyRequest, request_message
from service.pooled_backend import DatasetSource
from service.run_server import Address, run_server
from service.served_build import Identity
from service.web.process_metrics import Peers
from service.workers.fork_client import ForkClient, readable
from service.workers.fork_server import MOST_MESSAGE


class ParentLink:
    """The connection to the parent, which gives copies of fork servers."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control

    async def copy(self, request: CopyRequest) -> tuple[SharedForkClient, Identity]:
        """A copy of the fork server of a dataset in a stage of its preparation or a later one. Raises BuildRefused.

        Each request has a socket of its own for its reply, so none waits for another.
        """
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with ours:
            with theirs, suppress(OSError):  # the parent has ended, which the reply shows
                socket.send_fds(self._control, [request_message(request)], [theirs.fileno()])
            await readable(ours)
            content, descriptors, _, _ = socket.recv_fds(ours, MOST_MESSAGE, 2)
        told: dict[str, Any] = json.loads(content) if content else {"error": "The parent process does not reply."}
        if "error" in told or len(descriptors) < 2:  # noqa: PLR2004  its stream and its pidfd
            for descriptor in descriptors:  # the kernel drops those that exceed the limit of open files
                os.close(descriptor)
            raise BuildRefused(told.get("error", "No file descriptors are left."))
        os.close(descriptors[1])
        client = SharedForkClient(socket.socket(fileno=descriptors[0]), told.pop("stage"), self, request)
        await client.ready()
        return client, Identity(**told)


class SharedForkClient(ForkClient):
    """A copy of a fork server. Its successor is a copy of the parent's next stage, which the parent prepares once."""

    def __init__(self, control: socket.socket, stage: int, parent: ParentLink, request: CopyRequest) -> None:
        super().__init__(control, stage=stage)
        self._parent, self._request = parent, request

    async def next_stage(self) -> ForkClient:
        """A copy of what the parent has prepared further. Raises BuildRefused."""
        client, _ = await self._parent.copy(self._request._replace(stage=self.stage + 1))
        return client


class SharedDatasetSource(DatasetSource):
    """A dataset that the parent loads for all server processes."""

    def __init__(self, parent: ParentLink, folder: Path | None = None, files: tuple[Path, ...] = ()) -> None:
        super().__init__(folder, files)
        self._parent = parent

    async def _start(self, *, check: bool) -> tuple[ForkClient, Identity]:
        return await self._parent.copy(CopyRequest(*self.where(), check))


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
