"""The query seconds of each client: a bucket that time fills and queries empty. Pure: the caller has the clock."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

_MOST_CLIENTS = 10_000


@dataclass
class Budget:
    """Each client may spend `seconds` at once; what is spent comes back at `refill` seconds a second."""

    seconds: float
    refill: float = 1.0
    _spent: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    def wait(self, client: str, now: float) -> float:
        """How many seconds a client has to wait before its next query; 0 where it may ask."""
        return max(0.0, (self._debt(client, now) - self.seconds) / self.refill)

    def charge(self, client: str, seconds: float, now: float) -> None:
        """Take the seconds of a query from a client. Of very many clients those not seen for longest are forgotten."""
        self._spent[client] = (self._debt(client, now) + seconds, now)
        self._spent.move_to_end(client)
        if len(self._spent) > _MOST_CLIENTS:
            self._spent.popitem(last=False)

    def _debt(self, client: str, now: float) -> float:
        spent, at = self._spent.get(client, (0.0, now))
        return max(0.0, spent - (now - at) * self.refill)
