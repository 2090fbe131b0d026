"""Connections that do not hold the server: a client has so long to send the head of a request and to take an answer."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

HEAD_SECONDS, TAKE_SECONDS = 10, 60


class ImpatientProtocol(H11Protocol):
    """The server's protocol, which by itself waits for ever for what a client has begun."""

    def __init__(self, *arguments: Any, **named: Any) -> None:  # noqa: ANN401  the server's own
        super().__init__(*arguments, **named)
        self._for_head: asyncio.TimerHandle | None = None
        self._for_taking: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as the server has it
        """A client has connected and is to ask something soon."""
        super().connection_made(transport)
        self._for_head = self._after(HEAD_SECONDS, transport.close)

    def data_received(self, data: bytes) -> None:
        """Some bytes have come: the rest of the head is to follow, or the request is complete enough to begin."""
        answering = self.cycle is not None and not self.cycle.response_complete
        if self._for_head is None and not answering:
            self._for_head = self._after(HEAD_SECONDS, self.transport.close)
        before = self.cycle
        super().data_received(data)
        if self.cycle is not before:
            self._stop_waiting_for_head()

    def pause_writing(self) -> None:
        """The client does not take what is sent."""
        super().pause_writing()
        self._for_taking = self._after(TAKE_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """The client has taken it."""
        super().resume_writing()
        self._stop_waiting_for_taking()

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is over."""
        self._stop_waiting_for_head()
        self._stop_waiting_for_taking()
        super().connection_lost(exc)

    def _after(self, seconds: float, then: Callable[[], None]) -> asyncio.TimerHandle:
        return asyncio.get_running_loop().call_later(seconds, then)

    def _stop_waiting_for_head(self) -> None:
        if self._for_head is not None:
            self._for_head.cancel()
            self._for_head = None

    def _stop_waiting_for_taking(self) -> None:
        if self._for_taking is not None:
            self._for_taking.cancel()
            self._for_taking = None
