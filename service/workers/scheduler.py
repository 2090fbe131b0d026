"""Decides which job runs in which worker, and when one is moved, ended or refused. Pure: the caller passes the time.

There are two lanes. A job starts in the *regular* lane. One that has run for `LONG` seconds while another job runs or
waits moves, with its worker and at low priority, to the *long* lane, and a new worker takes the regular place. If the
long lane is full, its worker is killed and the job waits for a place there, where it starts again (queries only read,
so only that tenth of a second is lost). So light jobs never wait for long ones.

A job that has the pool to itself stays where it is, so that its worker lives on: a new one must first copy the pages in
which the engine counts references, which takes 0.2 s for each million quads that a query reads.

Each lane has one place more than `workers`, and one client holds at most `workers` of them, or half of `workers` while
another client waits. The last place is therefore always free for another client.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from service.workers.actions import Action, Assign, Charge, Demote, Fail, Kill, Spawn
from service.workers.fair_queue import FairQueue, Lane

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from service.workers.actions import Job
    from service.workers.pool_limits import PoolLimits

LONG = 0.1
"""Seconds after which a job moves to the long lane."""
PATIENCE = 0.5
"""Seconds after which it moves even with little CPU time: on a busy machine light jobs wait for the processor."""
GRACE = 0.05
"""Seconds that a job of a disconnected client may still run: most end by then, and a fork costs about as much."""
DEATH = 5.0
"""Seconds charged to a client whose job kills its worker, beside those that it ran."""


class Scheduler:
    """Workers are numbers. Every method that changes something returns the actions that follow, in order."""

    def __init__(
        self,
        limits: PoolLimits,
        *,
        affords: Callable[[str, float], bool] | None = None,
        computed: Callable[[int], float] | None = None,
        is_large: Callable[[int], bool] | None = None,
    ) -> None:
        """affords: whether a client has budget left at a time; by default all have.

        computed: the CPU time that a worker has used, in seconds; by default a running job uses it all the time.
        is_large: whether a worker may hold too much memory to live on after a long job; by default none does.
        """
        self.limits, self._affords = limits, affords or (lambda _client, _now: True)
        self._computed, self._is_large = computed, is_large or (lambda _worker: False)
        self.idle: list[int] = []
        self.starting = 0
        self.regular, self.long = Lane(), Lane()
        self.retiring: set[int] = set()

    @property
    def waiting(self) -> int:
        """How many jobs wait."""
        return len(self.regular.queue) + len(self.long.queue)

    @property
    def alive(self) -> int:
        """How many workers there are."""
        return len(self.idle) + len(self.regular.running) + len(self.long.running)

    def oldest_wait(self, now: float) -> float:
        """How long the job that has waited longest waits, in seconds; 0 where none waits."""
        return max((now - job.asked for job in self._queued()), default=0.0)

    def submit(self, job: Job, now: float) -> list[Action]:
        """Add a job. If too many wait, one job of the client with most is refused."""
        if not self._affords(job.client, now):
            return [Fail(job, "spent")]
        self.regular.queue.append(job)
        actions = [*self._clear_regular(now), *self.dispatch(now)]
        if self.waiting > self.limits.waiting:
            fullest = max((self.long.queue, self.regular.queue), key=FairQueue.most_of_one)
            actions += [Fail(evicted, "busy") for evicted in fullest.evict()]
        return actions

    def cancel(self, job: Job, now: float) -> list[Action]:
        """The client of a job has disconnected. A running job gets a moment to end, which saves its worker."""
        if not self.regular.queue.remove(job) and not self.long.queue.remove(job):
            job.left = now
        return []

    def completed(self, worker: int, now: float) -> list[Action]:
        """A worker has answered its job. One from the long lane ends, because its priority cannot be raised again."""
        if worker in self.long.running:
            job = self.long.running.pop(worker)
            actions: list[Action] = [*self._charge(self.long, job, now), Kill(worker)]
        else:
            job = self.regular.running.pop(worker)
            actions = list(self._charge(self.regular, job, now))
            if worker in self.retiring or (now >= job.started + LONG and self._is_large(worker)):
                self.retiring.discard(worker)
                actions.append(Kill(worker))
            else:
                self.idle.append(worker)
        return actions + self.dispatch(now)

    def worker_ended(self, worker: int, now: float) -> list[Action]:
        """A worker has died. The client of its job is charged for it."""
        actions = list[Action]()
        self.retiring.discard(worker)
        if worker in self.idle:
            self.idle.remove(worker)
        for lane in (self.regular, self.long):
            if job := lane.running.pop(worker, None):
                actions += [*self._charge(lane, job, now, DEATH), Fail(job, "lost")]
        return actions + self.dispatch(now)

    def worker_started(self, worker: int, now: float) -> list[Action]:
        """A worker has started."""
        self.starting -= 1
        self.idle.append(worker)
        return self.dispatch(now)

    def withdraw(self, which: Callable[[Job], bool]) -> list[Action]:
        """Take waiting jobs back, for workers that are to come cannot do them."""
        withdrawn = [job for job in self._queued() if which(job)]
        for job in withdrawn:
            _ = self.regular.queue.remove(job) or self.long.queue.remove(job)
        return [Fail(job, "unprepared") for job in withdrawn]

    def spawn_failed(self) -> None:
        """A worker could not be started; the caller calls `dispatch` again after a pause."""
        self.starting -= 1

    def limit_seconds(self, worker: int, seconds: float) -> None:
        """The client of a worker's job allows it only so many seconds."""
        for lane in (self.regular, self.long):
            if job := lane.running.get(worker):
                job.seconds = min(job.seconds, seconds)

    def replace_all(self, now: float) -> list[Action]:
        """Replace every worker: idle ones at once, others when they have answered."""
        self.retiring.update(self.regular.running)
        idle, self.idle = self.idle, []
        return [*map(Kill, idle), *self.dispatch(now)]

    def tick(self, now: float) -> list[Action]:
        """Time has passed: move, end and refuse jobs, and charge what has run."""
        actions = list[Action]()
        for lane in (self.long, self.regular):
            for worker, job in list(lane.running.items()):
                actions += self._check(lane, worker, job, now)
        actions += self._clear_regular(now)
        for lane in (self.regular, self.long):
            for job in [job for job in lane.queue if now >= job.asked + job.seconds]:
                lane.queue.remove(job)
                actions.append(Fail(job, "busy"))
        return actions + self.dispatch(now)

    def _check(self, lane: Lane, worker: int, job: Job, now: float) -> list[Action]:
        """The actions that a running job needs now."""
        if job.left is not None:
            return self._end(lane, worker, now) if now >= job.left + GRACE else []
        if now >= job.started + job.seconds:
            return [*self._end(lane, worker, now), Fail(job, "late")]
        return self._charge(lane, job, now) if now >= job.started + LONG else []

    def _clear_regular(self, now: float) -> list[Action]:
        """Move long jobs out of the regular lane, except one that has the pool to itself."""
        actions = list[Action]()
        for worker, job in list(self.regular.running.items()):
            alone = len(self.regular.running) + len(self.long.running) == 1 and not self.waiting
            if not alone and self._is_long(worker, job, now):
                actions += self._make_long(worker, job, now)
        return actions

    def _is_long(self, worker: int, job: Job, now: float) -> bool:
        """Whether a job has used CPU time for long, instead of waiting for the processor."""
        if now < job.started + LONG:
            return False
        if self._computed is None or now >= job.started + PATIENCE:
            return True
        return self._computed(worker) - job.computed >= LONG / 2

    def _queued(self) -> Iterable[Job]:
        yield from self.regular.queue
        yield from self.long.queue

    def _make_long(self, worker: int, job: Job, now: float) -> list[Action]:
        actions = self._charge(self.regular, job, now)
        if self._allowed(self.long, job.client):
            del self.regular.running[worker]
            self.retiring.discard(worker)
            self.long.running[worker] = job
            return [*actions, Demote(worker)]
        self.long.queue.append(job)
        return [*actions, *self._end(self.regular, worker, now)]

    def _end(self, lane: Lane, worker: int, now: float) -> list[Action]:
        job = lane.running.pop(worker)
        self.retiring.discard(worker)
        return [*self._charge(lane, job, now), Kill(worker)]

    def _charge(self, lane: Lane, job: Job, now: float, more: float = 0.0) -> list[Action]:
        """Charge a job for what it has run since it was last charged."""
        seconds = max(0.0, now - job.charged) + more
        job.charged = now
        lane.queue.charge(job.client, seconds)
        return [Charge(job.client, seconds)] if seconds else []

    def _allowed(self, lane: Lane, client: str) -> bool:
        """Whether a client may take one more place of a lane."""
        held = Counter(job.client for job in lane.running.values())
        most = self.limits.share if lane.queue.others_wait(client) else self.limits.workers
        return held.total() < self.limits.places and held[client] < most

    def dispatch(self, now: float) -> list[Action]:
        """Assign waiting jobs to idle workers, as far as the places of each lane go; then start missing workers."""
        actions = list[Action]()
        for lane in (self.regular, self.long):
            while self.idle:
                job = lane.queue.take(lambda client, lane=lane: self._allowed(lane, client))  # type: ignore[misc]
                if job is None:
                    break
                if not self._affords(job.client, now):
                    actions.append(Fail(job, "spent"))
                    continue
                worker = self.idle.pop()
                job.started = job.charged = now
                job.computed = self._computed(worker) if self._computed else 0.0
                lane.running[worker] = job
                actions.append(Assign(worker, job))
                if lane is self.long:
                    actions.append(Demote(worker))
        return actions + self._staff()

    def _staff(self) -> list[Action]:
        """Enough workers for the regular places, and for those who wait for a long one that is free; no more."""
        long_wanted = min(len(self.long.queue), self.limits.places - len(self.long.running))
        wanted = self.limits.places + max(0, long_wanted)
        missing = wanted - len(self.idle) - len(self.regular.running) - self.starting
        if missing < 0 and self.idle:
            return [Kill(self.idle.pop()) for _ in range(min(-missing, len(self.idle)))]
        self.starting += max(0, missing)
        return [Spawn()] * missing
