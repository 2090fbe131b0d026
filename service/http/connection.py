"""A client's connection below HTTP: its addresses, its time limits, and how it is closed."""

from __future__ import annotations

import asyncio
import socket
from functools import lru_cache
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from service.http.proxies import TrustedProxies

if TYPE_CHECKING:
    from collections.abc import Sequence

    from uvicorn import Config

    from service.core.settings import Settings
    from service.http.connection_limits import ConnectionLimits
    from service.http.proxies import Address
    from service.web.request_log import RequestLog
    from service.web.sending import SendLedger

TAKE_SECONDS = 60
"""The seconds after which a client that reads nothing is disconnected."""
_UNSENT = 131_072  # bytes that the kernel buffers for a client that reads nothing, instead of some megabytes
_LINGER_SECONDS = 2  # for a client to read the last response, while what it still sends is discarded


class Services(NamedTuple):
    """What all connections of a server share."""

    settings: Settings
    request_log: RequestLog
    limits: ConnectionLimits
    ledger: SendLedger


class ClientConnection(asyncio.Protocol):
    """A connection with time limits for reading and for writing; subclasses handle what is received.

    ignores_input: whether received bytes are discarded; closed: whether the connection is closing.
    """

    transport: asyncio.Transport

    def __init__(self, services: Services, config: Config) -> None:
        self.services, self.config = services, config
        self.loop = asyncio.get_running_loop()
        self.peer: Address | None = None
        self.own_address: Address | None = None
        self.scheme, self.trusted = "http", False
        allowed = config.forwarded_allow_ips
        self.proxies = _proxies(allowed if isinstance(allowed, str) else ",".join(allowed))
        self.ignores_input, self.closed = False, False
        self._since, self._allowed = perf_counter(), float(services.settings.body_seconds)
        self._read_paused = False
        self._writable = asyncio.Event()
        self._writable.set()
        self._timer: asyncio.TimerHandle | None = None
        self._taking: asyncio.TimerHandle | None = None

    # Called by the transport.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client has connected."""
        self.transport = transport  # type: ignore[assignment]  # it is one of streams
        self.peer, self.own_address = (_address(transport, name) for name in ("peername", "sockname"))
        self.scheme = "https" if transport.get_extra_info("sslcontext") else "http"
        self.trusted = self.proxies.trusts(self.peer[0] if self.peer else "")
        if self.peer and hasattr(socket, "TCP_NOTSENT_LOWAT"):
            transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, _UNSENT)
        self._timer = self.loop.call_later(self._allowed, self._watch)
        share = None if self.trusted or self.peer is None else self.peer[0]
        limits = self.services.limits
        if not limits.admit(self, share):
            if limits.may_send_refusal(self):
                self.refuse_connection()
            else:
                self.drop()

    def eof_received(self) -> None:
        """Let the transport close, because the client has disconnected."""

    def pause_writing(self) -> None:
        """The client reads more slowly than it is sent."""
        self._writable.clear()
        self._watch_taking()

    def resume_writing(self) -> None:
        """The client has read most of what was sent."""
        self._writable.set()
        if self._taking and not self.closed:
            self._taking.cancel()
            self._taking = None

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  the reason makes no difference
        """The connection is closed."""
        self.ignores_input = self.closed = True
        for timer in (self._timer, self._taking):
            if timer:
                timer.cancel()
        self.services.limits.release(self)
        self._writable.set()

    # Implemented by subclasses.

    def refuse_connection(self) -> None:
        """Refuse the connection, because there are too many."""
        raise NotImplementedError

    def refuse_slow_head(self) -> None:
        """Refuse the request whose head did not arrive in time."""
        raise NotImplementedError

    def has_partial_head(self) -> bool:
        """Whether the head of a request has arrived in part."""
        raise NotImplementedError

    def is_busy(self) -> bool:
        """Whether a request is in progress."""
        raise NotImplementedError

    def has_unread(self) -> bool:
        """Whether the client has sent, or is likely to send, bytes that will not be read."""
        raise NotImplementedError

    # Used by subclasses.

    @property
    def is_writable(self) -> bool:
        """Whether the client reads what it is sent."""
        return self._writable.is_set()

    def send(self, pieces: Sequence[bytes | memoryview]) -> None:
        """Send some bytes."""
        if pieces and not self.transport.is_closing():
            self.transport.writelines(pieces)

    async def drain(self) -> None:
        """Wait until the client has read enough of what was sent."""
        await self._writable.wait()

    def pause_reading(self) -> None:
        """Read nothing more for now."""
        if not self._read_paused and not self.transport.is_closing():
            self._read_paused = True
            self.transport.pause_reading()

    def resume_reading(self) -> None:
        """Read on."""
        if self._read_paused and not self.transport.is_closing():
            self._read_paused = False
            self.transport.resume_reading()

    def allow(self, seconds: float) -> None:
        """Give the client so many seconds from now for its next step."""
        self._since, self._allowed = perf_counter(), seconds

    def drop(self) -> None:
        """Close the connection at once."""
        self.ignores_input = self.closed = True
        self.transport.abort()

    def close(self) -> None:
        """Close the connection once the client has read what was sent; discard what it still sends for a moment.

        Without reading that, the kernel would reset the connection, and the client might not see the response
        (RFC 9112, 9.6).
        """
        if self.closed:
            return
        lingers = self.has_unread() and self.transport.can_write_eof() and not self.transport.is_closing()
        self.ignores_input = self.closed = True
        self.services.limits.busy(self)
        self._watch_taking()
        if lingers:
            self.transport.write_eof()
            self.resume_reading()
            if self._timer:
                self._timer.cancel()
            self._timer = self.loop.call_later(_LINGER_SECONDS, self.transport.close)
        else:
            self.transport.close()

    def close_idle(self) -> None:
        """Close to make room for another connection."""
        self.close()

    def _watch(self) -> None:
        """Close the connection if the time of the client is up, or else check again when it may be."""
        if self.closed:
            return
        keep_alive = float(self.config.timeout_keep_alive)
        left = keep_alive if self.is_busy() else self._since + self._allowed - perf_counter()
        if left > 0:
            self._timer = self.loop.call_later(min(left, keep_alive), self._watch)
        elif self.has_partial_head():
            self.refuse_slow_head()
        else:
            self.close()

    def _watch_taking(self) -> None:
        """Check later that the client has read some of what waits for it."""
        waiting = self.transport.get_write_buffer_size()
        if waiting and not self._taking:
            self._taking = self.loop.call_later(TAKE_SECONDS, self._check_taking, waiting)

    def _check_taking(self, before: int) -> None:
        waiting, self._taking = self.transport.get_write_buffer_size(), None
        if waiting >= before:
            self.drop()
        else:
            self._watch_taking()


@lru_cache(maxsize=8)
def _proxies(allowed: str) -> TrustedProxies:
    return TrustedProxies(allowed)


def _address(transport: asyncio.BaseTransport, name: str) -> Address | None:
    found = transport.get_extra_info(name)
    return (str(found[0]), int(found[1])) if isinstance(found, tuple) else None
