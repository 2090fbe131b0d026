"""Connections: a client has so long to ask and to take an answer, and what cannot be read as HTTP is told our way."""

from __future__ import annotations

import asyncio
import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from service.answered import Answered, written
from service.answering import MOST_HEADERS, MOST_TARGET, TARGET_TOO_LONG
from service.headers import CLOSE, with_common
from service.problems import PROBLEM_JSON, http_problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.answered import Line
    from service.settings import Settings

TAKE_SECONDS = 60


class ImpatientProtocol(HttpToolsProtocol):
    """The server's protocol, which by itself waits for ever for what a client has begun."""

    def __init__(self, settings: Settings, *arguments: Any, **named: Any) -> None:  # noqa: ANN401  the server's own
        super().__init__(*arguments, **named)
        self._settings, self._unread, self.url = settings, 0, b""
        self._has_sent, self._common = False, b""
        self._common_of: list[Line] | None = None
        self._for_head: asyncio.TimerHandle | None = None
        self._for_taking: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as the server has it
        """A client has connected and is to ask something soon."""
        super().connection_made(transport)
        self._for_head = self._after(self._settings.body_seconds, transport.close)

    def data_received(self, data: bytes) -> None:
        """Some bytes of a request have come."""
        answering = self.cycle is not None and not self.cycle.response_complete
        if self._for_head is None and not answering:
            self._for_head = self._after(self._settings.body_seconds, self.transport.close)
        before = self.cycle
        self._unread += len(data)
        super().data_received(data)
        if self.cycle is not before:
            self._stop_waiting_for_head()
            self._unread = 0
        elif not answering and self._unread > MOST_TARGET + MOST_HEADERS and not self.transport.is_closing():
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "The address and the headers are too long.")

    def send_400_response(self, msg: str) -> None:
        """What came is no HTTP, or an address that is too long for the parser."""
        if len(self.url) > MOST_TARGET:
            self._refuse(HTTPStatus.REQUEST_URI_TOO_LONG, TARGET_TOO_LONG)
        else:
            self._refuse(HTTPStatus.BAD_REQUEST, msg)

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

    def _send(self, answered: Answered, own: bytes) -> None:
        """Send an answer that the server has not asked for, with the headers that it has this one time."""
        if self._common_of is not self.server_state.default_headers:  # the server makes them anew each second
            self._common_of = self.server_state.default_headers
            self._common = written(self._common_of)
        self.transport.write(b"".join((answered.start, self._common, own, b"\r\n", answered.body)))
        self._has_sent = True
        if self.timeout_keep_alive_task is None:
            self._keep_alive()

    def timeout_keep_alive_handler(self) -> None:
        """Nothing has come for some seconds, or little: a timer for each answer would take a tenth of its time."""
        if self._has_sent:
            self._keep_alive()
        else:
            super().timeout_keep_alive_handler()

    def _keep_alive(self) -> None:
        self._has_sent = False
        self.timeout_keep_alive_task = self._after(self.timeout_keep_alive, self.timeout_keep_alive_handler)

    def _refuse(self, status: HTTPStatus, detail: str) -> None:
        """Tell that a request cannot even be read, and close."""
        body = json.dumps(http_problem(status, detail).members()).encode()
        headers = {
            b"content-type": PROBLEM_JSON.media_types[0].encode(),
            b"content-length": str(len(body)).encode(),
        }
        self._send(Answered(status, with_common(headers), body), CLOSE)
        self.transport.close()

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
