"""The pool of workers: each question goes to an idle one, and one that is late, lost or unreadable is replaced."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING

from service.channel import Asked, Outcome, Worker
from service.errors import QueryTimeout, TooBusy, WorkerLost
from service.evaluation import Written
from service.worker import question_message

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.nursery import Nursery
    from service.question import AnyQuestion
    from service.settings import Settings

_LOG = logging.getLogger("uvicorn.error")


class Pool:
    """Evaluates in worker processes; who waits for one gets it in the order of coming.

    Short questions are sent ahead to a worker that is likely to be over soon: to sleep and to be woken between any two
    takes a worker, and the server, longer than a light query. What does not end soon is waited behind by nobody.
    """

    def __init__(self, nursery: Nursery, settings: Settings) -> None:
        self._nursery, self._most_waiting = nursery, settings.max_waiting
        self._wanted = settings.workers
        self._workers = [self._born() for _ in range(self._wanted)]
        self._idle, self._waiting = list(self._workers), deque[Asked]()
        self._timer: asyncio.TimerHandle | None = None
        self._rings, self._watching = 0.0, False

    def close(self) -> None:
        """End the workers and their nursery; when nobody waits for an answer any more."""
        for worker in self._workers:
            worker.kill()
        self._wanted = 0
        self._workers.clear()
        self._idle.clear()
        if self._timer:
            self._timer.cancel()
        self._nursery.close()

    def ask(self, question: AnyQuestion, seconds: float, tell: Callable[[Outcome], None]) -> Asked:
        """Have a question evaluated; `tell` is called with the outcome, but not before this returns.

        That is the answer, or what the worker tells of, TooBusy where no worker becomes idle, QueryTimeout after so
        many seconds of evaluation, or WorkerLost where the worker died of the question.
        """
        if not self._watching:
            self._watching = True
            for worker in self._workers:
                worker.watch()
        asked = Asked(question_message(question), question.most_bytes, seconds, tell)
        self._send(asked)
        self._wind(asked.ends)
        return asked

    def leave(self, asked: Asked) -> None:
        """Give up a question, whose outcome will not be told; a worker that stays at it is lost."""
        asked.leave()
        if asked in self._waiting:
            self._waiting.remove(asked)
        self._wind(asked.ends)

    async def evaluate(self, question: AnyQuestion, seconds: float) -> Written:
        """The written answer. Raises any other outcome. A caller that is cancelled leaves."""
        outcome: asyncio.Future[Written] = asyncio.get_running_loop().create_future()
        asked = self.ask(question, seconds, partial(_settle, outcome))
        try:
            return await outcome
        except asyncio.CancelledError:
            self.leave(asked)
            raise

    def _born(self) -> Worker:
        return Worker(*self._nursery.bear(), self._over, self._broken)

    def _send(self, asked: Asked) -> None:
        """To an idle worker; ahead to a busy one, where nobody waits longer; or it waits."""
        if self._idle:
            self._idle.pop().ask(asked)
            return
        behind = len(self._waiting) + sum(len(worker.questions) - 1 for worker in self._workers)
        if not self._wanted and not self._workers:
            _soon(asked, WorkerLost("No process is left that evaluates queries; the service has to be started again."))
        elif behind >= self._most_waiting:
            _soon(asked, TooBusy(f"All workers are busy and {behind} queries wait already; try again in a moment."))
        elif self._waiting or not self._send_ahead(asked):
            self._waiting.append(asked)

    def _send_ahead(self, asked: Asked) -> bool:
        worker = min(self._workers, key=lambda worker: len(worker.questions), default=None)
        if worker is None or not worker.takes(asked):
            return False
        worker.ask(asked)
        self._wind(worker.slow)
        return True

    def _over(self, worker: Worker, asked: Asked, outcome: Outcome) -> None:
        if worker.questions:
            self._wind(worker.slow)
        if self._waiting or not worker.questions:
            self._give(worker)  # it evaluates while the answer is sent
        asked.tell(outcome)

    def _broken(self, worker: Worker) -> None:
        self._replace(worker)
        if worker.questions:
            reason = "The process that evaluated the query broke down, most likely for want of memory."
            worker.questions[0].tell(WorkerLost(reason))

    def _give(self, worker: Worker) -> None:
        """To a worker those who wait first, as many as it takes; with none it is idle."""
        if self._waiting and not worker.questions:
            worker.ask(self._waiting.popleft())
        while self._waiting and worker.takes(self._waiting[0]):
            worker.ask(self._waiting.popleft())
            self._wind(worker.slow)
        if not worker.questions:
            self._idle.append(worker)

    def _replace(self, worker: Worker) -> None:
        """End a worker; its successor is born soon, when others that leave in the same moment have left."""
        worker.kill()
        self._workers.remove(worker)
        if worker in self._idle:
            self._idle.remove(worker)
        self._take_back(worker)
        asyncio.get_running_loop().call_soon(self._fill)

    def _take_back(self, worker: Worker) -> None:
        """What was sent ahead waits before all others, for it came before them."""
        self._waiting.extendleft(reversed(worker.take_back()))

    def _fill(self) -> None:
        while len(self._workers) < self._wanted:
            try:
                worker = self._born()
            except OSError as error:
                _LOG.error("No more workers: %s", error)
                self._wanted = 0
            else:
                worker.watch()
                self._workers.append(worker)
                self._give(worker)

    def _wind(self, moment: float) -> None:
        """Have the one timer ring by then. To make one for each question would take longer than to read its answer."""
        if self._timer is not None:
            if self._rings <= moment:
                return
            self._timer.cancel()
        self._rings = moment
        self._timer = asyncio.get_running_loop().call_later(max(0.0, moment - monotonic()), self._ring)

    def _ring(self) -> None:
        """Tell those whose time is over, let nobody wait behind a slow query, and wind the timer for the others."""
        self._timer, now = None, monotonic()
        for asked in [asked for asked in self._waiting if asked.ends <= now]:
            self._waiting.remove(asked)
            asked.tell(TooBusy(f"All workers have been busy for {asked.seconds:g} seconds; try again in a moment."))
        for worker in [worker for worker in self._workers if worker.questions]:
            first = worker.questions[0]
            if first.ends <= now:
                self._replace(worker)
                late = f"The query took longer than {first.seconds:g} seconds; ask for less, or more exactly."
                first.tell(QueryTimeout(late))
            elif worker.due <= now:
                self._take_back(worker)
        while self._idle and self._waiting:
            self._idle.pop().ask(self._waiting.popleft())
        for worker in [worker for worker in self._workers if worker.questions]:
            self._wind(worker.due)
        if self._waiting:
            self._wind(min(asked.ends for asked in self._waiting))


def _soon(asked: Asked, outcome: Outcome) -> None:
    asyncio.get_running_loop().call_soon(lambda: asked.tell(outcome))


def _settle(future: asyncio.Future[Written], outcome: Outcome) -> None:
    if future.done():  # it was cancelled in the same moment
        return
    if isinstance(outcome, Written):
        future.set_result(outcome)
    else:
        future.set_exception(outcome)
