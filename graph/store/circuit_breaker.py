"""Chooses among the replicas of an engine, and when to try one again that failed. Pure: the caller passes the time."""

from __future__ import annotations

from dataclasses import dataclass

_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0  # seconds


@dataclass
class Replica:
    """An address of an engine.

    After a failure it gets no requests for a pause, which doubles with each further failure. Then one request tries it
    again.
    """

    address: str
    failures: int = 0
    paused_until: float = 0.0

    def failed(self, now: float) -> None:
        """Note that a request failed."""
        self.failures += 1
        self.paused_until = now + min(_FIRST_PAUSE * 2 ** (self.failures - 1), _LONGEST_PAUSE)

    def answered(self) -> None:
        """Note that a request succeeded."""
        self.failures, self.paused_until = 0, 0.0


class Replicas:
    """The addresses of an engine that hold the same data. They are used in turn, without those in a pause."""

    def __init__(self, addresses: list[str]) -> None:
        self._replicas, self._turn = [Replica(address) for address in addresses], 0

    def next(self, now: float) -> Replica | None:
        """The replica for the next request; None if all are in a pause."""
        for step in range(len(self._replicas)):
            replica = self._replicas[(self._turn + step) % len(self._replicas)]
            if replica.paused_until <= now:
                self._turn = (self._turn + step + 1) % len(self._replicas)
                if replica.failures:  # others skip it until this request has ended
                    replica.paused_until = now + _FIRST_PAUSE
                return replica
        return None

    def wait(self, now: float) -> float:
        """The seconds until the first replica is tried again; 0 if one can be used now."""
        return max(0.0, min(replica.paused_until for replica in self._replicas) - now)
