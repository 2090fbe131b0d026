"""The fork servers of a pool that were replaced: each ends after the last worker that came from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from service.workers.fork_client import ForkClient


class ReplacedForkServers:
    """Ends fork servers that were replaced. A worker ends with its fork server, which must outlive it therefore.

    A fork server that goes on would keep the memory that its successors have changed: 30 to 50 MB each with the build
    of this repository.
    """

    def __init__(self) -> None:
        self._of_workers: dict[int, ForkClient] = {}
        self._replaced: list[ForkClient] = []

    def started(self, worker: int, client: ForkClient) -> None:
        """A worker comes from this fork server."""
        self._of_workers[worker] = client

    def ended(self, worker: int) -> None:
        """A worker has ended, or is being killed."""
        self._of_workers.pop(worker, None)
        self._retire_unused()

    def add(self, client: ForkClient) -> None:
        """No more workers are demanded from this fork server."""
        self._replaced.append(client)
        self._retire_unused()

    def close(self) -> None:
        """End them now, with their workers."""
        for client in self._replaced:
            client.close()
        self._replaced.clear()

    def _retire_unused(self) -> None:
        for client in self._replaced.copy():
            if client not in self._of_workers.values():
                self._replaced.remove(client)
                client.retire()
