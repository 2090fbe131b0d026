"""Supervises the fork server of a build: prepares it stage by stage, and restarts it when it ends."""

from __future__ import annotations

import asyncio
import logging
import sys
import time
from typing import TYPE_CHECKING, Any

from service.core.errors import BuildRefused

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from service.workers.fork_client import ForkClient
    from service.workers.pool import Pool

_LOG = logging.getLogger("uvicorn.error")
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 5.0  # seconds before a fork server is started again
_LONGEST_STAGE_PAUSE = 300.0  # seconds before a stage is prepared again, which may take minutes of computing


class Supervisor:
    """Supervises the fork server that a pool takes its workers from.

    start: starts one and returns it when it says that it is ready; raises BuildRefused or OSError; lost: is called each
    time that it cannot be started again, as when its build is gone; preload: whether all stages are prepared at once,
    or each when it is first waited for.
    """

    def __init__(
        self, start: Callable[[], Awaitable[ForkClient]], pool: Pool, lost: Callable[[], None], *, preload: bool = True
    ) -> None:
        self._start, self._pool, self._lost = start, pool, lost
        self._wanted = sys.maxsize if preload else 0  # the stage up to which stages are prepared
        self._current: ForkClient | None = None
        self._tasks = set[asyncio.Task[None]]()
        self._closed = False
        self._changed = asyncio.Event()  # set when workers come from another fork server
        self._preparing: ForkClient | None = None
        self._stage_began = time.monotonic()

    def adopt(self, client: ForkClient) -> None:
        """Take workers from a fork server that is ready, and have it prepare what is wanted."""
        self._use(client)
        self._prepare_wanted(client)

    async def reached(self, stage: int) -> None:
        """Wait until workers come from a fork server that has prepared so many stages."""
        self._wanted = max(self._wanted, stage)
        if self._current:
            self._prepare_wanted(self._current)
        while not self._current or self._current.stage < stage:
            await self._changed.wait()

    def preparing(self) -> tuple[int, float]:
        """The stage that is prepared next, and for how many seconds it has been."""
        return (self._current.stage if self._current else 0) + 1, time.monotonic() - self._stage_began

    def close(self) -> None:
        """End the fork server, its successor and all workers."""
        self._closed = True
        for task in self._tasks:
            task.cancel()
        self._pool.close()
        if self._current:
            self._current.close()

    def _use(self, client: ForkClient) -> None:
        self._current = client
        client.watch(lambda: self._ended(client))
        self._pool.attach(client)
        self._changed.set()
        self._changed = asyncio.Event()

    def _prepare_wanted(self, client: ForkClient) -> None:
        if client.stage < self._wanted and not client.is_complete and client is not self._preparing:
            self._preparing = client
            self._stage_began = time.monotonic()
            self._create_task(self._prepare(client))

    def _create_task(self, work: Any) -> None:  # noqa: ANN401  a coroutine
        self._tasks.add(task := asyncio.get_running_loop().create_task(work))
        task.add_done_callback(self._tasks.discard)

    async def _prepare(self, before: ForkClient) -> None:
        """Wait until a successor has prepared its stage, take workers from it, and go on to the next stage.

        A stage that fails is tried again, for what it wanted, such as memory, may be there later.
        """
        pause = _FIRST_PAUSE
        while before is self._current:
            try:
                client = await before.next_stage()
            except BuildRefused as error:
                if before is not self._current:
                    return
                _LOG.error("The next stage cannot be prepared: %s Trying again in %g seconds.", error, pause)
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_STAGE_PAUSE)
                continue
            if before is not self._current:
                client.close()
                return
            self._use(client)
            self._prepare_wanted(client)

    def _ended(self, client: ForkClient) -> None:
        """A fork server has ended. Only the last one is in use; without it all are started anew."""
        if self._closed or client is not self._current:
            return
        _LOG.error("The process that forks workers has ended; it is started again.")
        self._pool.detach()
        self._current = None
        client.close()
        self._create_task(self._restart())

    async def _restart(self) -> None:
        pause = _FIRST_PAUSE
        while True:
            try:
                client = await self._start()
            except (BuildRefused, OSError) as error:
                _LOG.error("The process that forks workers cannot be started: %s. Trying again.", error)
                self._lost()
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
            else:
                self.adopt(client)
                return
