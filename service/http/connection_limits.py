"""Limits of open connections, in all and for one client, and which one is closed for a new one."""

from __future__ import annotations

import resource
from collections import Counter, OrderedDict
from typing import TYPE_CHECKING, Protocol

from service.web.metrics import MetricSample

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.core.settings import Settings

MOST_REFUSALS = 64
"""The most connections that get a 503 at once; further ones are closed without a response."""
_OTHER_DESCRIPTORS = 256  # files, pipes to workers, listeners, and the connections that are turned away


class Closable(Protocol):
    """A connection that can be closed while it is idle."""

    def close_idle(self) -> None:
        """Close the connection."""


def raise_descriptor_limit() -> int:
    """Raise the limit of open files of this process to the hard limit, and return it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


class ConnectionLimits:
    """Counts connections. At the limit, the one that has been idle for longest is closed for a new one.

    most: in all; most_per_client: of one address. Not thread-safe: used in the event loop.
    """

    def __init__(self, most: int, most_per_client: int) -> None:
        self._most, self._most_per_client = most, most_per_client
        self._clients: dict[Closable, str | None] = {}
        self._per_client = Counter[str]()
        self._idle: OrderedDict[Closable, None] = OrderedDict()
        self._refusing = set[Closable]()
        self.turned_away = 0
        """Connections that were refused since the start."""

    @classmethod
    def of(cls, settings: Settings, descriptors: int) -> ConnectionLimits:
        """The limits of the settings, lower where the process may open fewer descriptors."""
        most = min(settings.max_connections, max(1, descriptors - _OTHER_DESCRIPTORS))
        return cls(most, settings.max_connections_per_client)

    def __len__(self) -> int:
        return len(self._clients)

    def samples(self) -> Iterator[MetricSample]:
        """The metrics."""
        yield MetricSample("connections", "Connections that are open.", len(self), is_counter=False)
        yield MetricSample(
            "connections_turned_away", "Connections that there was no room for.", self.turned_away, is_counter=True
        )

    def admit(self, connection: Closable, client: str | None) -> bool:
        """Count a new connection, which is idle; whether it may stay.

        client: whose share it takes, None for a trusted proxy, which speaks for many.
        """
        if client is not None and self._per_client[client] >= self._most_per_client:
            self.turned_away += 1
            return False
        if len(self._clients) >= self._most:
            if not self._idle:
                self.turned_away += 1
                return False
            longest, _ = self._idle.popitem(last=False)
            self.release(longest)
            longest.close_idle()
        self._clients[connection] = client
        if client is not None:
            self._per_client[client] += 1
        self._idle[connection] = None
        return True

    def may_send_refusal(self, connection: Closable) -> bool:
        """Whether a refused connection may get a response."""
        if len(self._refusing) >= MOST_REFUSALS:
            return False
        self._refusing.add(connection)
        return True

    def busy(self, connection: Closable) -> None:
        """A connection has a request in progress."""
        self._idle.pop(connection, None)

    def idle(self, connection: Closable) -> None:
        """A connection has no request in progress from now on."""
        if connection in self._clients:
            self._idle[connection] = None
            self._idle.move_to_end(connection)

    def release(self, connection: Closable) -> None:
        """A connection is closed; nothing happens for one that was not admitted or was released before."""
        self._idle.pop(connection, None)
        self._refusing.discard(connection)
        client = self._clients.pop(connection, None)
        if client is not None:
            self._per_client[client] -= 1
            if not self._per_client[client]:
                del self._per_client[client]
