"""The short way to an answer, for a request that is one whole GET head, with nothing else under way on its connection.

An answer that was given to the same bytes is sent again before they are read as HTTP; a plain query is answered without
being made a request of ASGI. Everything else, and all that is unusual, is read by `HttpProtocol`.
"""

from __future__ import annotations

from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING, Any

from service.core.errors import TooBusy
from service.core.scope import HEAD
from service.fast.lane import FastLane
from service.fast.plain_query import read_plain
from service.fast.whole_head import read_whole
from service.http.protocol import HttpProtocol
from service.http.proxies import forwarded_scheme
from service.web.headers import CLOSE, own_sent
from service.web.problems import answer_of, problem_of
from service.web.sending import PIECE

if TYPE_CHECKING:
    from starlette.types import Scope

    from service.fast.lane import PendingQuery
    from service.fast.whole_head import WholeHead
    from service.gateway import Gateway
    from service.http.connection import Services
    from service.http.proxies import Address
    from service.http.reader import Request
    from service.web.headers import OwnHeaders
    from service.web.response import HttpResponse


class FastProtocol(HttpProtocol):
    """The protocol that looks for the short way first. `lane` answers, `services` are the connections' own."""

    def __init__(self, lane: FastLane, services: Services, *arguments: Any, **named: Any) -> None:  # noqa: ANN401  uvicorn's own
        super().__init__(services, *arguments, **named)
        self._lane = lane
        self._whole: WholeHead | None = None  # the head that is read as HTTP now, if it came whole and alone
        self._under_way: PendingQuery | None = None
        self._closes = False  # whether the request that is under way is the last
        self._client = ""  # for whom the last request was made
        self._large = b""  # the body that waits to be taken, while it is counted in the ledger

    def data_received(self, data: bytes) -> None:
        """Some bytes have come: a request that was answered before, a plain query, or anything else."""
        whole = None
        if self.is_writable and self._under_way is None and self.is_between_requests():
            whole = read_whole(data, trusted=self.trusted)
            if whole and (self._answer_again(whole) or self._answer_plainly(whole)):
                return
        self._whole = whole
        super().data_received(data)
        self._whole = None

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is over; work for it is given up."""
        under_way, self._under_way = self._under_way, None
        if under_way:
            under_way.leave()
        self._give_back()
        super().connection_lost(exc)

    def resume_writing(self) -> None:
        """The client has taken most of what was sent."""
        self._give_back()
        super().resume_writing()

    def shutdown(self) -> None:
        """The server is about to end: what is being answered is the last."""
        self._closes = True
        super().shutdown()

    def must_hold(self) -> bool:
        """Whether what comes now waits as bytes."""
        return self._under_way is not None or super().must_hold()

    def is_busy(self) -> bool:
        """Whether requests are being answered."""
        return self._under_way is not None or super().is_busy()

    def mark(self, scope: Scope, request: Request) -> None:
        """Tell the application by which bytes the same request is known again, if they say all of it."""
        if self._whole and not (request.head.has_body or request.head.expects):
            scope[HEAD] = self._whole.key

    def _answer_again(self, whole: WholeHead) -> bool:
        started = perf_counter()
        found = self._lane.known(whole.key)
        if found is None:
            return False
        answered, told = found
        observer = self.services.observer
        own = observer.own(started)
        self._begin_short(whole)
        if self._send(answered, own):
            observer.tell(told, started, own)
        return True

    def _answer_plainly(self, whole: WholeHead) -> bool:
        plain = read_plain(whole.key)
        if plain is None:
            return False
        client = self._begin_short(whole)
        proto = plain.wishes.asked.get(b"x-forwarded-proto", b"") if self.trusted else b""
        scope: Scope = {
            "type": "http",
            "method": "GET",
            "scheme": forwarded_scheme(proto.decode("ascii"), self.scheme),
            "root_path": self.config.root_path,
            "client": client,
            "server": self.own_address,
            HEAD: whole.key,
        }
        self.services.limits.busy(self)
        self._under_way = self._lane.ask(plain, scope, self._take_answer)
        return True

    def _begin_short(self, whole: WholeHead) -> Address | None:
        """Note what is known of a request that goes the short way; its client."""
        self._closes = self._closes or whole.closes
        named = self.proxies.client(whole.forwarded_for.decode("ascii")) if whole.forwarded_for else None
        client = named or self.peer
        self._client = client[0] if client else ""
        return client

    def _take_answer(self, answered: HttpResponse, own: OwnHeaders) -> None:
        self._under_way = None
        self._send(answered, own)

    def _send(self, answered: HttpResponse, own: OwnHeaders) -> bool:
        """Send an answer, or that too much waits to be taken; whether it was the answer."""
        sound = True
        if len(answered.body) > PIECE:
            try:
                self.services.ledger.take(self._client, answered.body)
            except TooBusy as error:
                answered, sound = answer_of(problem_of(error)), False
            else:
                self._large = answered.body
        self.send_answered(answered, own_sent(own) + CLOSE if self._closes else own_sent(own))
        if self.is_writable:
            self._give_back()
        self._server.total_requests += 1
        if self._closes:
            self.close()
        elif self._held:
            self.go_on()
        else:
            self.allow(self.config.timeout_keep_alive)
            self.services.limits.idle(self)
        return sound

    def _give_back(self) -> None:
        """The client has taken the large body, or has left."""
        if self._large:
            body, self._large = self._large, b""
            self.services.ledger.give_back(self._client, body)


def fast_protocol_of(gateway: Gateway, services: Services) -> Any:  # noqa: ANN401  uvicorn wants a class
    """What makes the protocol of each connection."""
    return partial(FastProtocol, FastLane(gateway), services)
