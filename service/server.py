"""The server: starts the backend, reloads the build at SIGHUP, and ends at SIGTERM within a time limit."""

from __future__ import annotations

import asyncio
import logging
import signal
from typing import TYPE_CHECKING

from graph.core.errors import KaifaquError
from graph.store.builds import current_build
from service.gateway import Gateway
from service.pooled_backend import DatasetSource, PooledBackend
from service.server_state import ServerState
from service.workers.orphans import adopt_orphans

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from pathlib import Path

    from starlette.types import Receive, Scope, Send

    from service.core.settings import Settings
    from service.served_build import Identity
    from service.web.log_writer import LogWriter
    from service.web.process_metrics import Peers
    from service.workers.fork_client import ForkClient

_LOG = logging.getLogger("uvicorn.error")


class Server:
    """The ASGI application with its lifespan: the gateway, and the backend of the current build.

    folder: where builds are published, or None to serve files, which are not reloaded; log: takes the lines of the
    request log.
    """

    def __init__(
        self,
        settings: Settings,
        folder: Path | None,
        log: LogWriter,
        source: Callable[[Path], DatasetSource] = DatasetSource,
        peers: Peers | None = None,
    ) -> None:
        """source: the dataset in the folder of a build; peers: the other processes that serve the same address."""
        self.settings, self._folder, self._source, self._peers = settings, folder, source, peers
        self._state = ServerState.of(settings, log.put)
        self._state.request_log.add_source(log)
        self._reloading = asyncio.Lock()
        self._tasks = set[asyncio.Task[None]]()

    def start(self, dataset: DatasetSource) -> None:
        """Load the dataset, before the event loop runs. Raises BuildRefused and OSError."""
        self._first, identity = asyncio.run(dataset.start())
        self._backend = self._new_backend(dataset, identity)
        self.gateway = Gateway(self.settings, self._state, self._backend, self._peers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: D102  the class says it
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        else:
            await self.gateway(scope, receive, send)

    async def reload(self) -> None:
        """Serve the current build if it has changed and can be loaded."""
        if self._folder is None:
            return
        async with self._reloading:
            try:
                build = current_build(self._folder)
                if build.folder.name == self._backend.identity.name:
                    return
                dataset = self._source(build.folder)
                client, identity = await dataset.start(check=True)
            except (KaifaquError, OSError) as error:
                _LOG.error("The new build is refused, the old one goes on: %s", error)
                return
            self._take_up(dataset, client, identity)

    def _take_up(self, dataset: DatasetSource, client: ForkClient, identity: Identity) -> None:
        old, self._backend = self._backend, self._new_backend(dataset, identity)
        self._backend.supervisor.adopt(client)
        self.gateway.swap(self._backend)
        _LOG.info("Serving build %s instead of %s.", identity.name, old.identity.name)

    def _new_backend(self, dataset: DatasetSource, identity: Identity) -> PooledBackend:
        """A backend; if its build can no longer be loaded, the server reloads the current build."""
        return PooledBackend(
            dataset, self.settings, self._state.budget, identity, lambda: self._create_task(self.reload())
        )

    def _create_task(self, work: Coroutine[None, None, None]) -> None:
        self._tasks.add(task := asyncio.get_running_loop().create_task(work))
        task.add_done_callback(self._tasks.discard)

    async def _live(self, receive: Receive, send: Send) -> None:
        """Handle start-up and shutdown by the lifespan protocol of ASGI."""
        loop = asyncio.get_running_loop()
        await receive()
        adopt_orphans()
        loop.add_signal_handler(signal.SIGHUP, lambda: self._create_task(self.reload()))
        self._backend.supervisor.adopt(self._first)
        self._create_task(self.reload())  # a SIGHUP that came before the handler is lost
        if self._peers:
            await self._peers.serve(self.gateway.request_log.metrics)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        loop.remove_signal_handler(signal.SIGHUP)
        self._backend.close()
        self.gateway.request_log.flush()
        await send({"type": "lifespan.shutdown.complete"})
