"""Connections: a client has so long to ask and to take an answer, and who asks the same again is served at once.

A request that is there in one piece and has no body is known by the bytes of its head, which say all that an answer can
hang on. An answer that was given to the same bytes is sent again before they are read as HTTP.
"""

from __future__ import annotations

import asyncio
import json
import re
from http import HTTPStatus
from time import perf_counter
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from service.answering import HEAD, MOST_HEADERS, MOST_TARGET, TARGET_TOO_LONG, own_lines
from service.headers import COMMON_LINES
from service.problems import PROBLEM_JSON, http_problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.reload import Reloadable

TAKE_SECONDS = 60
_KEEP_ALIVE_ANEW = 1  # seconds: a timer for each answer that is given again would take a tenth of the time
_END = b"\r\n\r\n"
# What makes a head say less than all: a body, the end of the connection, a proxy that speaks for somebody else.
_NOT_ALL = re.compile(
    rb"\r\n(content-length|transfer-encoding|expect|upgrade|forwarded|x-forwarded-[\w-]+|"
    rb"connection[ \t]*:(?![ \t]*keep-alive[ \t]*\r))",
    re.IGNORECASE,
)


class ImpatientProtocol(HttpToolsProtocol):
    """The server's protocol, which by itself waits for ever for what a client has begun."""

    def __init__(self, reloadable: Reloadable, *arguments: Any, **named: Any) -> None:  # noqa: ANN401  the server's own
        super().__init__(*arguments, **named)
        self._reloadable, self._head, self._unread, self.url = reloadable, b"", 0, b""
        self._kept_alive = 0.0
        self._for_head: asyncio.TimerHandle | None = None
        self._for_taking: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as the server has it
        """A client has connected and is to ask something soon."""
        super().connection_made(transport)
        self._for_head = self._after(self._reloadable.settings.body_seconds, transport.close)

    def data_received(self, data: bytes) -> None:
        """Some bytes have come: a request that was answered before, a whole one, or a piece."""
        self._head = data if self._is_whole_head(data) else b""
        if self._head and self._answer_again(self._head):
            return
        answering = self.cycle is not None and not self.cycle.response_complete
        if self._for_head is None and not answering:
            self._for_head = self._after(self._reloadable.settings.body_seconds, self.transport.close)
        before = self.cycle
        self._unread += len(data)
        super().data_received(data)
        if self.cycle is not before:
            self._stop_waiting_for_head()
            self._unread = 0
        elif not answering and self._unread > MOST_TARGET + MOST_HEADERS and not self.transport.is_closing():
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "The address and the headers are too long.")

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        if self._head and not _NOT_ALL.search(self._head):
            self.scope[HEAD] = self._head  # type: ignore[literal-required]  # ours, beside what ASGI has

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

    def _is_whole_head(self, data: bytes) -> bool:
        """Whether nothing is under way, and the bytes are the head of one GET and nothing else."""
        idle = self.cycle is None or (self.cycle.response_complete and not self.cycle.more_body)
        return idle and not self._unread and data.startswith(b"GET ") and data.find(_END) == len(data) - len(_END)

    def _answer_again(self, head: bytes) -> bool:
        started = perf_counter()
        kept = self._reloadable.answers.get_for(head)
        if kept is None:
            return False
        self._stop_waiting_for_head()
        seconds = perf_counter() - started
        request_id = self._reloadable.observer.tell(kept.heads[head], HTTPStatus.OK, len(kept.body), seconds)
        lines = [*self.server_state.default_headers, *own_lines(request_id, seconds)]
        own = b"".join(name + b": " + value + b"\r\n" for name, value in lines)
        self.transport.write(b"".join((b"HTTP/1.1 200 OK\r\n", kept.lines, own, b"\r\n", kept.body)))
        self.server_state.total_requests += 1
        if started - self._kept_alive > _KEEP_ALIVE_ANEW:
            self._kept_alive = started
            self._unset_keepalive_if_required()
            self.timeout_keep_alive_task = self._after(self.timeout_keep_alive, self.timeout_keep_alive_handler)
        return True

    def _refuse(self, status: HTTPStatus, detail: str) -> None:
        """Tell that a request cannot even be read, and close."""
        body = json.dumps(http_problem(status, detail).members()).encode()
        lines = [
            *COMMON_LINES,
            (b"content-type", PROBLEM_JSON.media_types[0].encode()),
            (b"content-length", str(len(body)).encode()),
            (b"connection", b"close"),
        ]
        head = f"HTTP/1.1 {status.value} {status.phrase}\r\n".encode()
        self.transport.write(head + b"".join(name + b": " + value + b"\r\n" for name, value in lines) + b"\r\n" + body)
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
