"""A fair queue: the client that has used least is next, and the jobs of each client keep their order.

This is start-time fair queuing (Goyal, Vin, Cheng 1996) with the cost of a job charged as it becomes known. Pure: no
clock, no I/O. A lane is a fair queue with the jobs that have been taken from it and run.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from service.workers.actions import Job


class Owned(Protocol):
    """Something that belongs to a client."""

    @property
    def client(self) -> str:
        """The key of the client."""


T = TypeVar("T", bound=Owned)


@dataclass
class FairQueue(Generic[T]):
    """Jobs by client. `used` holds the virtual time of each client: the seconds charged to it, never less than `now`.

    A client that was idle starts at the virtual time of the job taken last, so idleness earns no credit.
    """

    now: float = 0.0
    used: dict[str, float] = field(default_factory=dict)
    _waiting: dict[str, deque[T]] = field(default_factory=dict)

    def __len__(self) -> int:
        return sum(map(len, self._waiting.values()))

    def __iter__(self) -> Iterator[T]:
        for jobs in self._waiting.values():
            yield from jobs

    def waiting_of(self, client: str) -> int:
        """How many jobs of a client wait."""
        return len(self._waiting.get(client, ()))

    def most_of_one(self) -> int:
        """How many jobs wait of the client that has most."""
        return max(map(len, self._waiting.values()), default=0)

    def others_wait(self, client: str) -> bool:
        """Whether any client but this one waits."""
        return any(other != client for other in self._waiting)

    def append(self, job: T) -> None:
        """Add a job behind the others of its client."""
        self.used[job.client] = max(self.used.get(job.client, 0.0), self.now)
        self._waiting.setdefault(job.client, deque()).append(job)

    def remove(self, job: T) -> bool:
        """Remove a job; whether it was there."""
        jobs = self._waiting.get(job.client, deque())
        if job not in jobs:
            return False
        jobs.remove(job)
        if not jobs:
            del self._waiting[job.client]
        return True

    def take(self, allowed: Callable[[str], bool]) -> T | None:
        """Remove and return the first job of the client that has used least among those `allowed`; None if none is."""
        client = min(filter(allowed, self._waiting), key=self.used.__getitem__, default=None)
        if client is None:
            return None
        job = self._waiting[client][0]
        self.remove(job)
        self.now = max(self.now, self.used[client])
        return job

    def evict(self) -> list[T]:
        """Remove and return the newest job of the client with most jobs; of several, of the one that has used most."""
        client = max(self._waiting, key=lambda client: (len(self._waiting[client]), self.used[client]), default=None)
        if client is None:
            return []
        job = self._waiting[client][-1]
        self.remove(job)
        return [job]

    def charge(self, client: str, seconds: float) -> None:
        """Add seconds to what a client has used. Clients that are behind the virtual time are forgotten."""
        self.used[client] = max(self.used.get(client, 0.0), self.now) + seconds
        if len(self.used) > 2 * len(self._waiting) + 1000:
            self.used = {c: used for c, used in self.used.items() if used > self.now or c in self._waiting}


@dataclass
class Lane:
    """The jobs that run in a lane by worker, and those that wait for a place in it."""

    running: dict[int, Job] = field(default_factory=dict)
    queue: FairQueue[Job] = field(default_factory=FairQueue)
