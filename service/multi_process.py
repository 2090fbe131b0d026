"""Several server processes behind one address: `kaifaqu serve --processes N`.

The parent loads each dataset once and prepares it once, stage by stage. It listens, and starts the server processes.
Each asks it for a copy of the fork server in each stage: a fork, so that all share the memory of the graph and of its
indexes. If a server process ends, the parent starts it again. SIGHUP reaches all of them; each takes up the new build
by itself.
"""

from __future__ import annotations

import asyncio
import json
import logging
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import suppress
from typing import TYPE_CHECKING

from graph.core.errors import KaifaquError
from graph.store.builds import current_build
from service.core.errors import SettingInvalid
from service.loaded_datasets import CopyRequest, LoadedDatasets, read_request
from service.workers.fork_client import readable
from service.workers.fork_server import MOST_MESSAGE, send_message
from service.workers.orphans import adopt_orphans

if TYPE_CHECKING:
    from collections.abc import Coroutine, Sequence
    from pathlib import Path

    from service.run_server import Address

_LOG = logging.getLogger("kaifaqu.processes")
_BACKLOG = 2048
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 5.0  # seconds before a server process is started again
_SETTLED = 10.0  # seconds after which the next pause is the first one again


class Parent:
    """Starts the server processes of an address, and gives them copies of fork servers."""

    def __init__(self, folder: Path, files: Sequence[Path], address: Address, processes: int) -> None:
        self._folder, self._files, self._address, self._processes = folder, tuple(map(str, files)), address, processes
        self._datasets = LoadedDatasets()
        self._tasks = set[asyncio.Task[None]]()
        self._fronts: dict[int, subprocess.Popen[bytes]] = {}
        self._stopping = False

    async def run(self) -> None:
        """Serve until SIGTERM or SIGINT. Raises KaifaquError if the dataset cannot be loaded, and OSError."""
        loop = asyncio.get_running_loop()
        adopt_orphans()
        with _bound(self._address) as listener:
            await self._datasets.load(self._first_request())
            listener.listen(_BACKLOG)
            _LOG.info("%d server processes listen on %s port %d.", self._processes, *listener.getsockname()[:2])
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(number, self._stop)
            loop.add_signal_handler(signal.SIGHUP, self._send_to_all, signal.SIGHUP)
            with tempfile.TemporaryDirectory(prefix="kaifaqu-") as peers:
                fronts = (self._keep_front(number, listener, peers) for number in range(self._processes))
                await asyncio.gather(*fronts)
        self._datasets.close()

    def _first_request(self) -> CopyRequest:
        """The request for the dataset that the others serve, or the current build. Raises BuildMissing."""
        if newest := self._datasets.newest():
            return CopyRequest(*newest)
        return CopyRequest(None if self._files else str(current_build(self._folder).folder), self._files)

    def _stop(self) -> None:
        self._stopping = True
        self._send_to_all(signal.SIGTERM)

    def _send_to_all(self, number: int) -> None:
        for front in self._fronts.values():
            front.send_signal(number)

    async def _keep_front(self, number: int, listener: socket.socket, peers: str) -> None:
        """Run a server process, again and again until the service stops."""
        pause, loop = _FIRST_PAUSE, asyncio.get_running_loop()
        while not self._stopping:
            started = loop.time()
            try:
                status = await self._run_front(number, listener, peers)
            except (KaifaquError, OSError) as error:
                _LOG.error("Server process %d cannot be started: %s", number, error)
            else:
                if self._stopping:
                    return
                _LOG.error("Server process %d has ended with status %d; it is started again.", number, status)
            pause = _FIRST_PAUSE if loop.time() - started > _SETTLED else min(2 * pause, _LONGEST_PAUSE)
            await asyncio.sleep(pause)

    async def _run_front(self, number: int, listener: socket.socket, peers: str) -> int:
        """Run a server process and answer its requests until it ends; its status."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        told = {
            "control": theirs.fileno(),
            "listener": listener.fileno(),
            "number": number,
            "processes": self._processes,
            "folder": str(self._folder),
            "files": self._files,
            "current": self._first_request().folder,
            "address": self._address,
            "peers": peers,
        }
        command = [sys.executable, "-m", "service.server_process", json.dumps(told)]
        descriptors = [theirs.fileno(), listener.fileno()]
        # A session of its own, so that Ctrl+C reaches it once, from the parent. The parent's main thread starts it, so
        # that the kernel ends it with the parent.
        with theirs:
            front = subprocess.Popen(command, stdin=subprocess.DEVNULL, pass_fds=descriptors, start_new_session=True)  # noqa: ASYNC220, S603  our own module, and fork takes no time
        self._fronts[number] = front
        ours.settimeout(0)
        with ours, suppress(ConnectionError):  # it has ended, and some of what was sent to it is unread
            while True:
                await readable(ours)
                content, descriptors, _, _ = socket.recv_fds(ours, MOST_MESSAGE, 1)
                if not content:
                    break
                for descriptor in descriptors:  # without one, the process learns that there is no reply
                    self._create_task(self._give_copy(socket.socket(fileno=descriptor), content))
        status = await asyncio.to_thread(front.wait)
        del self._fronts[number]
        return status

    def _create_task(self, work: Coroutine[None, None, None]) -> None:
        self._tasks.add(task := asyncio.get_running_loop().create_task(work))
        task.add_done_callback(self._tasks.discard)

    async def _give_copy(self, reply: socket.socket, content: bytes) -> None:
        with reply:
            try:
                copy, stage, identity = await self._datasets.copy(read_request(content))
            except (KaifaquError, OSError) as error:
                send_message(reply, {"error": str(error)})
                return
            with copy.stream:
                send_message(reply, {**identity._asdict(), "stage": stage}, (copy.stream.fileno(), copy.pidfd))


def _bound(address: Address) -> socket.socket:
    """A socket that is bound to an address, and does not listen yet. Raises SettingInvalid."""
    listener = socket.socket(socket.AF_INET6 if ":" in address.host else socket.AF_INET)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((address.host, address.port))
    except OSError as error:
        listener.close()
        raise SettingInvalid(
            f"{address.host}:{address.port} cannot be listened on: {error.strerror}; choose another --host or --port."
        ) from error
    return listener


def serve_with_processes(folder: Path, files: Sequence[Path], address: Address, processes: int) -> None:
    """Serve until a signal ends this process, see `Parent.run`."""
    logging.basicConfig(format="%(levelname)s: %(message)s", level=logging.INFO)
    asyncio.run(Parent(folder, files, address, processes).run())
