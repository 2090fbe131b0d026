"""The pool of workers: carries out what the scheduler decides."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

from service.workers.actions import Assign, Charge, Demote, Fail, Job, Kill, Spawn
from service.workers.channel import Channel
from service.workers.failures import error_of
from service.workers.fork_client import ForkedProcess
from service.workers.messages import TimeLimit
from service.workers.replaced_fork_servers import ReplacedForkServers
from service.workers.scheduler import Scheduler

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from graph.core.errors import KaifaquError
    from service.web.response import HttpResponse
    from service.workers.actions import Action
    from service.workers.budget import Budget
    from service.workers.fork_client import ForkClient
    from service.workers.pool_limits import PoolLimits

_LOG = logging.getLogger("uvicorn.error")
_TICK = 0.02  # seconds between two looks at what runs and waits
_FIRST_PAUSE, _LONGEST_PAUSE = 0.05, 5.0  # seconds until a worker that could not be started is tried again


@dataclass(eq=False)
class Pending(Job):
    """A submitted request. `on_done` is called once, with the response or the reason why there is none.

    stage: what a fork server must have prepared whose workers can answer it.
    """

    message: bytes = b""
    stage: int = 0
    on_done: Callable[[HttpResponse | KaifaquError], None] = field(default=lambda _outcome: None)


class Load(NamedTuple):
    """The state of the pool: workers alive, starting and wanted, requests that wait, the longest wait in seconds."""

    alive: int
    starting: int
    wanted: int
    waiting: int
    oldest_wait: float


class Pool:
    """Answers requests by workers of a fork server. Not thread-safe: used in one event loop."""

    def __init__(self, limits: PoolLimits, budget: Budget, most_bytes: int, worker_bytes: int) -> None:
        """most_bytes: the longest body of a response; worker_bytes: the memory that an idle worker may hold.

        Both are in bytes. A worker that has taken more memory is replaced after its next long request.
        """
        self._budget, self._most_bytes = budget, most_bytes
        self._scheduler = Scheduler(
            limits,
            affords=lambda client, now: not budget.wait(client, now),
            computed=lambda worker: self._channels[worker].computed(),
            is_large=lambda worker: self._channels[worker].memory_taken() > worker_bytes,
        )
        self._channels: dict[int, Channel] = {}
        self._replaced = ReplacedForkServers()
        self._running: dict[int, Pending] = {}
        self._numbers, self._pause = count(), _FIRST_PAUSE
        self._client: ForkClient | None = None
        self._unmet = 0  # workers that are wanted while there is no fork server
        self._ticking: asyncio.TimerHandle | None = None
        self._closed = False

    def attach(self, client: ForkClient) -> None:
        """Take workers from this fork server from now on, and replace those that came from another."""
        before, self._client, unmet, self._unmet = self._client, client, self._unmet, 0
        for _ in range(unmet):
            self._spawn()
        self._do(self._scheduler.replace_all(monotonic()))
        if before:
            self._replaced.add(before)

    def detach(self) -> None:
        """The fork server has ended; workers are wanted from the next one, which has no stage prepared yet."""
        self._client = None
        self._replaced.close()
        self._do(self._scheduler.withdraw(lambda job: isinstance(job, Pending) and job.stage > 0))

    def close(self) -> None:
        """Kill all workers, and end the fork servers before the current one."""
        self._closed = True
        if self._ticking:
            self._ticking.cancel()
        for channel in self._channels.values():
            channel.close()
        self._channels.clear()
        self._replaced.close()

    def load(self) -> Load:
        """The current state of the pool."""
        scheduler = self._scheduler
        oldest = scheduler.oldest_wait(monotonic())
        starting = scheduler.starting if self._client else 0  # without a fork server none is
        return Load(scheduler.alive, starting, scheduler.limits.places, scheduler.waiting, oldest)

    def submit(
        self,
        message: bytes,
        client: str,
        seconds: float,
        on_done: Callable[[HttpResponse | KaifaquError], None],
        stage: int = 0,
    ) -> Pending:
        """Submit a request that may run for so many seconds, and wait for as many before.

        `on_done` is called once, after this has returned: with the response, or with TooBusy, QueryTimeout, WorkerLost
        or BudgetSpent.
        """
        pending = Pending(client, seconds, monotonic(), message=message, stage=stage, on_done=on_done)
        self._do(self._scheduler.submit(pending, pending.asked))
        return pending

    def cancel(self, pending: Pending) -> None:
        """Give up a request, because its client has disconnected: `on_done` is not called any more."""
        pending.on_done = _ignore
        self._do(self._scheduler.cancel(pending, monotonic()))

    async def run(self, message: bytes, client: str, seconds: float, stage: int) -> HttpResponse:
        """The response to a request. Cancelling it gives up the request.

        stage: what the current fork server has prepared and must have. Raises the errors of `submit`, and Unprepared.
        """
        outcome: asyncio.Future[HttpResponse] = asyncio.get_running_loop().create_future()
        pending = self.submit(message, client, seconds, partial(_settle, outcome), stage)
        try:
            return await outcome
        except asyncio.CancelledError:
            self.cancel(pending)
            raise

    def _do(self, actions: Iterable[Action]) -> None:
        for action in actions:
            match action:
                case Assign(worker, Pending() as job):
                    self._running[worker] = job
                    self._channels[worker].send(job.message)
                case Charge(client, seconds):
                    self._budget.charge(client, seconds, monotonic())
                case Fail(Pending() as job, reason):
                    now = monotonic()
                    error = error_of(job, reason, self._scheduler.waiting, self._budget.wait(job.client, now))
                    asyncio.get_running_loop().call_soon(partial(_call_on_done, job, error))
                case Kill(worker):
                    self._running.pop(worker, None)
                    self._close_channel(worker)
                case Demote(worker):
                    self._channels[worker].lower_priority()
                case Spawn():
                    self._spawn()
        if self._ticking is None and not self._closed and (self._running or self._scheduler.waiting):
            self._ticking = asyncio.get_running_loop().call_later(_TICK, self._tick)

    def _tick(self) -> None:
        self._ticking = None
        self._do(self._scheduler.tick(monotonic()))

    def _spawn(self) -> None:
        client = self._client
        if client is None:
            self._unmet += 1
        else:
            client.demand_worker(lambda outcome: self._spawned(client, outcome))

    def _spawned(self, client: ForkClient, outcome: ForkedProcess | str) -> None:
        if self._closed:
            if isinstance(outcome, ForkedProcess):
                self._channel(outcome).close()
        elif isinstance(outcome, ForkedProcess) and client is self._client:
            self._pause = _FIRST_PAUSE
            number = next(self._numbers)
            self._channels[number] = self._channel(outcome, number)
            self._replaced.started(number, client)
            self._do(self._scheduler.worker_started(number, monotonic()))
        elif isinstance(outcome, ForkedProcess) or client is not self._client:  # it is not the current fork server's
            if isinstance(outcome, ForkedProcess):
                self._channel(outcome).close()
            self._spawn()
        else:
            _LOG.error("A worker cannot be started: %s. Trying again in %g seconds.", outcome, self._pause)
            self._scheduler.spawn_failed()
            asyncio.get_running_loop().call_later(self._pause, self._try_again)
            self._pause = min(2 * self._pause, _LONGEST_PAUSE)

    def _try_again(self) -> None:
        if not self._closed:
            self._do(self._scheduler.dispatch(monotonic()))

    def _channel(self, process: ForkedProcess, number: int = -1) -> Channel:
        heard, ended = partial(self._reply_received, number), partial(self._ended, number)
        return Channel(process, self._most_bytes, heard, ended)

    def _reply_received(self, worker: int, reply: HttpResponse | TimeLimit) -> None:
        if isinstance(reply, TimeLimit):
            self._scheduler.limit_seconds(worker, reply.seconds)
            return
        pending = self._running.pop(worker, None)
        if pending is None:  # it had no request
            self._close_channel(worker)
            self._do(self._scheduler.worker_ended(worker, monotonic()))
            return
        self._do(self._scheduler.completed(worker, monotonic()))  # before the response is sent
        pending.on_done(reply)

    def _ended(self, worker: int) -> None:
        self._running.pop(worker, None)
        self._channels.pop(worker, None)
        self._replaced.ended(worker)
        self._do(self._scheduler.worker_ended(worker, monotonic()))

    def _close_channel(self, worker: int) -> None:
        self._channels.pop(worker).close()
        self._replaced.ended(worker)


def _call_on_done(job: Pending, error: KaifaquError) -> None:
    job.on_done(error)  # looked up now, because the client may have disconnected since


def _ignore(_outcome: object) -> None:
    """Do nothing: the client has disconnected."""


def _settle(future: asyncio.Future[HttpResponse], outcome: HttpResponse | KaifaquError) -> None:
    if future.done():  # it was cancelled at the same time
        return
    if isinstance(outcome, Exception):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)
