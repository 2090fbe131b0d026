"""The backend that a server uses: it starts the fork server of one build and sends requests to a pool of its workers.

The fork server is the process `python -m service.fork_server_main`.
"""

from __future__ import annotations

import asyncio
import json
from math import ceil
from typing import TYPE_CHECKING

from graph.store.build_lock import in_use
from service.core.errors import StillPreparing
from service.core.settings import YES
from service.served_build import Identity
from service.sparql.endpoint import Endpoint
from service.stages import COMPLETE, PREPARATIONS, QUERIES, stage_of
from service.workers.failures import Unprepared
from service.workers.fork_client import ForkClient
from service.workers.messages import request_message
from service.workers.pool import Pool
from service.workers.pool_limits import PoolLimits
from service.workers.supervisor import Supervisor

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from typing import IO

    from starlette.types import Scope

    from service.core.settings import Settings
    from service.web.response import HttpResponse
    from service.workers.budget import Budget
    from service.workers.pool import Load

_SOONEST, _LATEST = 1, 60
"""The least and the most seconds after which a client is asked to come back for what is still prepared."""


class DatasetSource:
    """Where the served data come from: the folder of a build, which is not removed meanwhile, or RDF files."""

    def __init__(self, folder: Path | None = None, files: Sequence[Path] = ()) -> None:
        self.folder, self.files = folder, tuple(files)
        self._lock: IO[bytes] | None = None

    async def start(self, *, check: bool = False) -> tuple[ForkClient, Identity]:
        """Start a process that loads it, and wait until it has.

        check: whether it is refused where the checks find a violation. Raises BuildRefused and OSError.
        """
        if self.folder and not self._lock:
            self._lock = in_use(self.folder)
        try:
            return await self._start(check=check)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Serve it no longer."""
        if self._lock:
            self._lock.close()
            self._lock = None

    def where(self) -> tuple[str | None, tuple[str, ...]]:
        """The folder and the files, for a message."""
        return str(self.folder) if self.folder else None, tuple(map(str, self.files))

    async def _start(self, *, check: bool) -> tuple[ForkClient, Identity]:
        folder, files = self.where()
        told = json.dumps({"folder": folder, "files": files, "check": check})
        client = ForkClient.start("service.fork_server_main", told)
        return client, Identity(**await client.ready())


class PooledBackend:
    """Answers requests with the workers of a pool."""

    def __init__(
        self,
        dataset: DatasetSource,
        settings: Settings,
        budget: Budget,
        identity: Identity,
        lost: Callable[[], None] = lambda: None,
    ) -> None:
        """lost: called when the fork server has ended and cannot be restarted."""
        self.identity, self._dataset, self._settings = identity, dataset, settings
        limits = PoolLimits(settings.workers, settings.max_waiting)
        self.pool = Pool(limits, budget, settings.answer_bytes, settings.worker_bytes)

        async def start_again() -> ForkClient:
            client, _ = await dataset.start()
            return client

        self.supervisor = Supervisor(start_again, self.pool, lost, preload=settings.preload == YES)

    def load(self) -> Load:
        """The state of the workers."""
        return self.pool.load()

    async def run(self, scope: Scope, body: bytes, client: str) -> HttpResponse:
        """The response to a request. Raises StillPreparing, and the errors of `Pool.submit`."""
        seconds = self._settings.query_seconds
        stage = QUERIES if Endpoint.handles(scope) else stage_of(scope["path"].removeprefix(scope["root_path"]))
        while True:
            if stage > QUERIES:
                try:
                    await asyncio.wait_for(self.supervisor.reached(stage), seconds)
                except TimeoutError as error:
                    raise self._still_preparing() from error
            try:
                return await self.pool.run(request_message(scope, body), client, seconds, stage)
            except Unprepared:  # the fork server has ended while the request waited for a worker
                continue

    def _still_preparing(self) -> StillPreparing:
        """The error for a request that has waited too long: what is prepared now, and when to come back.

        Nobody knows how long a stage takes. A client comes back after as long again as it has taken.
        """
        stage, seconds = self.supervisor.preparing()
        told, wait = PREPARATIONS[min(stage, COMPLETE)], min(max(ceil(seconds), _SOONEST), _LATEST)
        return StillPreparing(
            f"The service is preparing {told.en}, since {seconds:.0f} seconds; ask again in {wait} seconds.",
            f"服务正在准备{told.zh}，已用 {seconds:.0f} 秒；请 {wait} 秒后再试。",
            wait,
        )

    def close(self) -> None:
        """End all processes of the build."""
        self.supervisor.close()
        self._dataset.close()
