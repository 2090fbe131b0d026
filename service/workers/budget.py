"""The query seconds of each client, as a token bucket. Pure: the caller passes the time."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

_MOST_CLIENTS = 10_000


@dataclass
class Budget:
    """Each client may spend `seconds` at once; they are restored at `refill` seconds per second."""

    seconds: float
    refill: float = 1.0
    _spent: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    def wait(self, client: str, now: float) -> float:
        """The seconds until a client may send its next query; 0 if it may now."""
        return max(0.0, (self._debt(client, now) - self.seconds) / self.refill)

    def charge(self, client: str, seconds: float, now: float) -> None:
        """Charge a client for a query. Beyond 10,000 clients, those not charged for longest are forgotten."""
        self._spent[client] = (self._debt(client, now) + seconds, now)
        self._spent.move_to_end(client)
        if len(self._spent) > _MOST_CLIENTS:
            self._spent.popitem(last=False)

    def _debt(self, client: str, now: float) -> float:
        spent, at = self._spent.get(client, (0.0, now))
        return max(0.0, spent - (now - at) * self.refill)
