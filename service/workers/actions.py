"""The values that the scheduler works with: jobs, and what it decides to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

Reason = Literal["late", "lost", "busy", "spent", "unprepared"]
"""Why a job has no response: over its time limit, its worker died, no worker in time, no budget left, or withdrawn."""


@dataclass(eq=False)
class Job:
    """One request of a client. `computed` is the CPU time of its worker before the job, in seconds.

    client: the key it is charged to; seconds: how long it may run, and wait; asked: when it was submitted.
    """

    client: str
    seconds: float
    asked: float
    started: float = 0.0
    computed: float = 0.0
    charged: float = 0.0
    left: float | None = None


class Assign(NamedTuple):
    """Send a job to a worker."""

    worker: int
    job: Job


class Fail(NamedTuple):
    """End a job without a response."""

    job: Job
    reason: Reason


class Demote(NamedTuple):
    """Lower the priority of a worker."""

    worker: int


class Kill(NamedTuple):
    """Kill a worker and ignore what it still sends."""

    worker: int


class Spawn(NamedTuple):
    """Start a worker. The pool then calls `Scheduler.worker_started` or `Scheduler.spawn_failed`."""


class Charge(NamedTuple):
    """Charge a client for so many seconds."""

    client: str
    seconds: float


Action = Assign | Fail | Demote | Kill | Spawn | Charge
