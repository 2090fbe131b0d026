"""New data without downtime: a whole application for each build, swapped between one request and the next."""

from __future__ import annotations

import asyncio
import logging
import signal
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.build_files import current_build
from graph.errors import KaifaquError
from graph.store import GraphStore
from service.answers_cache import AnswersCache
from service.app import Application, assemble
from service.nursery import Nursery
from service.plain_lane import PlainLane
from service.pool import Pool
from service.shared import Shared

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from pathlib import Path

    from starlette.types import Receive, Scope, Send

    from service.plain_lane import Tell, UnderWay
    from service.plain_query import PlainQuery
    from service.settings import Settings

_LOG = logging.getLogger("uvicorn.error")


@dataclass
class Generation:
    """An application with its workers, and how many requests it is answering; one that is retired takes no more."""

    build: str
    app: Application
    lane: PlainLane
    pool: Pool
    nursery: Nursery
    answers: AnswersCache
    busy: int = 0
    retired: bool = False

    def over(self) -> None:
        """One of the requests is answered, or its client has left."""
        self.busy -= 1
        self._close_when_idle()

    def retire(self) -> None:
        """Take no more requests, and end the workers once the last is over."""
        self.retired = True
        self._close_when_idle()

    def _close_when_idle(self) -> None:
        if self.retired and self.busy == 0:
            self.pool.close()


class Reloadable:
    """Answers from the build that was current when a request came, and takes up a new one at SIGHUP.

    A build that cannot be loaded, or in which the checks find something wrong, is refused, and the old one goes on.
    folder: where builds are published, or None where the data is not reloaded; write: takes lines of requests;
    observer: whom requests are told to.
    """

    def __init__(
        self, store: GraphStore, settings: Settings, folder: Path | None, write: Callable[[str], None] | None = None
    ) -> None:
        """Before any thread is started, for the workers' nursery is forked here."""
        self._shared = Shared.of(settings, write)
        self.settings, self._folder, self._reloading = settings, folder, asyncio.Lock()
        self.current = self._generation(store, Nursery.fork(store, settings.worker_megabytes))
        self.observer = self._shared.observer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: D102 the class says it
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        generation = self.current
        generation.busy += 1
        try:
            await generation.app.answer(scope, receive, send)
        finally:
            generation.over()

    def ask(self, plain: PlainQuery, scope: Scope, tell: Tell) -> UnderWay:
        """Have a plain query answered as `PlainLane.ask` does."""
        generation = self.current
        under_way = generation.lane.ask(plain, scope, tell, generation.over)
        generation.busy += 1
        return under_way

    async def reload(self) -> None:
        """Take up the current build if it is another one and sound."""
        if self._folder is None:
            return
        async with self._reloading:
            try:
                build = current_build(self._folder)
                if build.folder.name == self.current.build:
                    return
                nursery = await asyncio.to_thread(self.current.nursery.successor, build)
                fresh = self._generation(await asyncio.to_thread(GraphStore.load, build), nursery)
                await asyncio.to_thread(fresh.app.routes.made)
            except (KaifaquError, OSError, SyntaxError) as error:
                _LOG.error("The new build is refused, the old one goes on: %s", error)
                return
            old, self.current = self.current, fresh
            old.retire()
            _LOG.info("Serving build %s instead of %s.", fresh.build, old.build)

    def _generation(self, store: GraphStore, nursery: Nursery) -> Generation:
        pool, answers = Pool(nursery, self.settings), AnswersCache(self.settings.cache_bytes)
        app = assemble(store, self.settings, pool, self._shared, answers)
        return Generation(store.build.folder.name, app, PlainLane(app, pool), pool, nursery, answers)

    async def _live(self, receive: Receive, send: Send) -> None:
        """Start and shutdown as ASGI tells them."""
        loop, tasks = asyncio.get_running_loop(), set()

        def begin(work: Coroutine[None, None, object]) -> None:
            tasks.add(task := loop.create_task(work))
            task.add_done_callback(tasks.discard)

        while (await receive())["type"] == "lifespan.startup":
            loop.add_signal_handler(signal.SIGHUP, lambda: begin(self.reload()))
            await send({"type": "lifespan.startup.complete"})
            begin(asyncio.to_thread(self.current.app.routes.made))
        loop.remove_signal_handler(signal.SIGHUP)
        self.observer.flush()
        await send({"type": "lifespan.shutdown.complete"})
