"""The values that the scheduler works with: jobs, limits, and what it decides to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

Reason = Literal["late", "lost", "busy", "spent"]
"""Why a job has no answer: over its time limit, its worker died, no worker within the limit, or no budget left."""


@dataclass(eq=False)
class Job:
    """One request of a client. `computed` is what its worker had computed before, in seconds of the processor.

    client: the key it is charged to; seconds: how long it may run, and wait; asked: when it was asked for.
    """

    client: str
    seconds: float
    asked: float
    started: float = 0.0
    computed: float = 0.0
    charged: float = 0.0
    left: float | None = None
    is_long: bool = False


class Limits(NamedTuple):
    """workers: how many jobs of one client run at once in a lane; waiting: how many jobs wait in all."""

    workers: int
    waiting: int

    @property
    def places(self) -> int:
        """The places of each lane."""
        return self.workers + 1

    @property
    def share(self) -> int:
        """The places that one client holds at most while another waits."""
        return max(1, self.workers // 2)


class Give(NamedTuple):
    """Send a job to a worker."""

    worker: int
    job: Job


class Tell(NamedTuple):
    """Tell the client why there is no answer."""

    job: Job
    reason: Reason


class Demote(NamedTuple):
    """Let a worker go on at low priority."""

    worker: int


class Kill(NamedTuple):
    """Kill a worker. Nothing it says is heard any more."""

    worker: int


class Spawn(NamedTuple):
    """Start a worker; `Scheduler.born` tells that it is there, `Scheduler.failed` that it could not be started."""


class Charge(NamedTuple):
    """Charge a client for so many seconds."""

    client: str
    seconds: float


Action = Give | Tell | Demote | Kill | Spawn | Charge
