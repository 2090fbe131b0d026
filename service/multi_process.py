"""Several server processes behind one address: `kaifaqu serve --processes N`.

The parent loads each dataset once and prepares it once, stage by stage. It listens, and starts the server processes.
Each asks it for copies of the fork server in each stage: forks, so that all share the memory of the graph and of its
indexes. If a server process ends, the parent starts it again. SIGHUP reaches all of them; each takes up the new build
by itself.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from graph.core.errors import KaifaquError
from graph.store.builds import current_build
from service.core.errors import BuildRefused, SettingInvalid
from service.pooled_backend import DatasetSource
from service.workers.fork_server import MOST_MESSAGE, send_message

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from service.run_server import Address
    from service.served_build import Identity
    from service.workers.fork_client import ForkClient, ForkedProcess

_LOG = logging.getLogger("kaifaqu.processes")
_BACKLOG = 2048
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 5.0  # seconds before a server process is started again
_SETTLED = 10.0  # seconds after which the next pause is the first one again


class _Loaded:
    """A dataset that is loaded: its fork server in each stage, and the pidfds of their copies.

    ended: called when one of the fork servers has ended.
    """

    def __init__(self, client: ForkClient, identity: Identity, ended: Callable[[_Loaded], None]) -> None:
        self.identity, self.copies = identity, set[int]()
        self._stages, self._preparing, self._ended = [client], asyncio.Lock(), ended
        client.watch(lambda: ended(self))

    async def copy(self, stage: int) -> ForkedProcess:
        """A copy of the fork server in a stage, which is prepared before if it is not. Raises BuildRefused."""
        async with self._preparing:
            while len(self._stages) <= stage:
                before = self._stages[-1]
                successor = await _demand(before.demand_successor)
                os.close(successor.pidfd)
                client = before.successor(successor.stream)
                await asyncio.to_thread(client.first_message)
                client.watch(lambda: self._ended(self))
                self._stages.append(client)
        return await _demand(self._stages[stage].demand_copy)

    def close(self) -> None:
        """End the fork servers."""
        for client in self._stages:
            client.close()


class Parent:
    """Starts the server processes of an address, and gives them copies of fork servers."""

    def __init__(self, folder: Path, files: Sequence[Path], address: Address, processes: int) -> None:
        self._folder, self._files, self._address, self._processes = folder, list(map(str, files)), address, processes
        self._loaded: dict[str, _Loaded] = {}
        self._loading = asyncio.Lock()
        self._fronts: dict[int, subprocess.Popen[bytes]] = {}
        self._stopping = False

    async def run(self) -> None:
        """Serve until SIGTERM or SIGINT. Raises KaifaquError if the dataset cannot be loaded, and OSError."""
        loop = asyncio.get_running_loop()
        with _bound(self._address) as listener:
            await self._load(json.dumps(self._first_request()))
            listener.listen(_BACKLOG)
            _LOG.info("%d server processes listen on %s port %d.", self._processes, *listener.getsockname()[:2])
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(number, self._stop)
            loop.add_signal_handler(signal.SIGHUP, self._send_to_all, signal.SIGHUP)
            with tempfile.TemporaryDirectory(prefix="kaifaqu-") as peers:
                fronts = (self._keep_front(number, listener, peers) for number in range(self._processes))
                await asyncio.gather(*fronts)
        for loaded in self._loaded.values():
            loaded.close()

    def _first_request(self) -> dict[str, object]:
        """The request for the dataset that the others serve, or the current build. Raises BuildMissing."""
        if self._loaded:
            folder, files = json.loads(next(reversed(self._loaded)))
        else:
            folder, files = None if self._files else str(current_build(self._folder).folder), self._files
        return {"folder": folder, "files": files, "check": False}

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
            "current": self._first_request()["folder"],
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
        loop = asyncio.get_running_loop()
        with ours, suppress(ConnectionError):  # it has ended, and some of what was sent to it is unread
            while request := await loop.sock_recv(ours, MOST_MESSAGE):
                await self._give_copy(ours, request.decode())
        status = await asyncio.to_thread(front.wait)
        del self._fronts[number]
        return status

    async def _give_copy(self, control: socket.socket, request: str) -> None:
        try:
            loaded = await self._load(request)
            copy = await loaded.copy(json.loads(request)["stage"])
        except (KaifaquError, OSError) as error:
            send_message(control, {"error": str(error)})
            return
        self._watch(loaded, copy.pidfd)
        with copy.stream:
            send_message(control, loaded.identity._asdict(), (copy.stream.fileno(), copy.pidfd))

    async def _load(self, request: str) -> _Loaded:
        """The dataset of a request, loaded if it is not. Raises KaifaquError and OSError."""
        told = json.loads(request)
        key = json.dumps([told["folder"], told["files"]])
        async with self._loading:
            if loaded := self._loaded.pop(key, None):
                self._loaded[key] = loaded  # the newest now
                return loaded
            source = DatasetSource(told["folder"] and Path(told["folder"]), list(map(Path, told["files"])))
            client, identity = await asyncio.to_thread(source.start, check=told["check"])
            loaded = self._loaded[key] = _Loaded(client, identity, lambda loaded: self._forget(key, loaded))
            return loaded

    def _watch(self, loaded: _Loaded, pidfd: int) -> None:
        """Learn when a copy ends, and then close what is loaded of an old build that no copy is left of."""
        loop = asyncio.get_running_loop()

        def ended() -> None:
            loop.remove_reader(pidfd)
            os.close(pidfd)
            loaded.copies.discard(pidfd)
            newest = next(reversed(self._loaded.values()), None)
            for key, one in list(self._loaded.items()):
                if not one.copies and one is not newest:
                    del self._loaded[key]
                    one.close()

        loaded.copies.add(pidfd)
        loop.add_reader(pidfd, ended)

    def _forget(self, key: str, loaded: _Loaded) -> None:
        """A process that has loaded a dataset has ended; the next request loads it again."""
        if self._loaded.get(key) is loaded:
            del self._loaded[key]
            loaded.close()


async def _demand(demand: Callable[[Callable[[ForkedProcess | str], None]], None]) -> ForkedProcess:
    """What a fork server gives on a demand. Raises BuildRefused if it fails."""
    outcome: asyncio.Future[ForkedProcess | str] = asyncio.get_running_loop().create_future()
    demand(outcome.set_result)
    forked = await outcome
    if isinstance(forked, str):
        raise BuildRefused(f"The process that has loaded the dataset cannot be forked: {forked}.")
    return forked


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
