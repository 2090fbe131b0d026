"""The limits of the pool: how many requests run at once, how many of one client, and how many wait."""

from __future__ import annotations

from typing import NamedTuple


class PoolLimits(NamedTuple):
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
