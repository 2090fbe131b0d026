"""Which of several replicas is asked, and when one that failed is tried again. Pure: the caller has the clock."""

from __future__ import annotations

from dataclasses import dataclass

_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0  # seconds


@dataclass
class Replica:
    """An address of an engine. After a failure it rests, twice as long each time; then one request tries it again."""

    address: str
    failures: int = 0
    rests_until: float = 0.0

    def failed(self, now: float) -> None:
        """A request found it down."""
        self.failures += 1
        self.rests_until = now + min(_FIRST_PAUSE * 2 ** (self.failures - 1), _LONGEST_PAUSE)

    def answered(self) -> None:
        """A request found it up."""
        self.failures, self.rests_until = 0, 0.0


class Replicas:
    """The addresses of an engine that hold the same data. They take turns; those that rest are left out."""

    def __init__(self, addresses: list[str]) -> None:
        self._replicas, self._turn = [Replica(address) for address in addresses], 0

    def next(self, now: float) -> Replica | None:
        """The replica that is asked now, None where all rest."""
        for step in range(len(self._replicas)):
            replica = self._replicas[(self._turn + step) % len(self._replicas)]
            if replica.rests_until <= now:
                self._turn = (self._turn + step + 1) % len(self._replicas)
                if replica.failures:  # one request tries it; others leave it out until that is decided
                    replica.rests_until = now + _FIRST_PAUSE
                return replica
        return None

    def wait(self, now: float) -> float:
        """In how many seconds the first replica is tried again; 0 where one may be asked."""
        return max(0.0, min(replica.rests_until for replica in self._replicas) - now)
