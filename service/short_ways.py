"""The short ways to an answer, for a request that comes in one piece and has no body.

It is known by the bytes of its head, which say all that an answer can hang on. An answer that was given to the same
bytes is sent again before they are read as HTTP; a plain query is answered without being made a request of ASGI.
"""

from __future__ import annotations

import re
from time import perf_counter
from typing import TYPE_CHECKING, Any

from service.answering import HEAD
from service.connections import ImpatientProtocol
from service.headers import CLOSE, own_sent
from service.plain_query import NOT_ALL, read_plain

if TYPE_CHECKING:
    from starlette.types import Scope

    from service.answered import Answered
    from service.headers import OwnHeaders
    from service.plain_lane import UnderWay
    from service.reload import Reloadable

_END = b"\r\n\r\n"
_NOT_ALL = re.compile(rb"\r\n(" + NOT_ALL + rb"|connection[ \t]*:(?![ \t]*keep-alive[ \t]*\r))", re.IGNORECASE)


class ShortWaysProtocol(ImpatientProtocol):
    """The protocol that looks for a short way first."""

    def __init__(self, reloadable: Reloadable, *arguments: Any, **named: Any) -> None:  # noqa: ANN401  the server's own
        super().__init__(reloadable.settings, *arguments, **named)
        self._reloadable, self._observer = reloadable, reloadable.observer
        self._wakefulness = reloadable.wakefulness
        self._head, self._later, self._last = b"", b"", False
        self._under_way: UnderWay | None = None

    def data_received(self, data: bytes) -> None:
        """Some bytes have come: a request that was answered before, a whole one, or a piece."""
        if self._under_way:
            self._later += data
            self.flow.pause_reading()
            return
        cycle = self.cycle
        over = cycle is None or (cycle.response_complete and not cycle.more_body)
        idle = over and not self._unread and not self.flow.write_paused  # who takes no answers gets no more of them
        if idle and self._answer_again(data):
            return
        self._head = data if idle and _is_whole_head(data) else b""
        if not self._head or not self._answer_plainly(self._head):
            super().data_received(data)

    def on_message_begin(self) -> None:
        """A request begins that is read as HTTP."""
        super().on_message_begin()
        if self._head and not _NOT_ALL.search(self._head):
            self.scope[HEAD] = self._head  # type: ignore[literal-required]  # ours, beside what ASGI has

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is over; work for it is given up."""
        if self._under_way:
            self._under_way.leave()
            self._under_way = None
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """The server is about to end: what is being answered is the last."""
        self._last = True
        if not self._under_way:
            super().shutdown()

    def timeout_keep_alive_handler(self) -> None:
        """Nothing has come for some seconds, or little."""
        if self._under_way:
            self._keep_alive()
        else:
            super().timeout_keep_alive_handler()

    def _answer_again(self, head: bytes) -> bool:
        started = perf_counter()
        found = self._reloadable.current.answers.get_for(head)
        if found is None:
            return False
        self._stop_waiting_for_head()
        answered, seen = found
        own = self._observer.own(started)
        self._send(answered, own_sent(own))
        self._observer.tell(seen, started, own)
        if self._wakefulness.answered is self:
            self._wakefulness.stay()
        self._wakefulness.answered = self
        return True

    def _answer_plainly(self, head: bytes) -> bool:
        plain = read_plain(head)
        if plain is None:
            return False
        scope: Scope = {
            "type": "http",
            "method": "GET",
            "scheme": self.scheme,
            "root_path": self.root_path,
            "client": self.client,
            "server": self.server,
            HEAD: head,
        }
        self._stop_waiting_for_head()
        self._under_way = self._reloadable.ask(plain, scope, self._take_answer)
        return True

    def _take_answer(self, answered: Answered, own: OwnHeaders) -> None:
        self._under_way = None
        self._send(answered, own_sent(own) + CLOSE if self._last else own_sent(own))
        if self._last:
            self.transport.close()
        elif self._later:
            data, self._later = self._later, b""
            self.flow.resume_reading()
            self.data_received(data)


def _is_whole_head(data: bytes) -> bool:
    """Whether the bytes are the head of one GET and nothing else."""
    return data.startswith(b"GET ") and data.find(_END) == len(data) - len(_END)
