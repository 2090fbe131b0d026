"""What surrounds the application, in one pass over each request.

An answer that the client has is told by 304, one that was given before is given again; any other is asked of the
application, compressed, tagged, kept, given the common headers, logged and counted.
"""

from __future__ import annotations

import asyncio
import logging
from http import HTTPStatus
from time import perf_counter
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from graph.errors import KaifaquError
from service.answered import Answered, ask, joined
from service.body import bounded
from service.client import CLIENT_LEFT
from service.conditional import give_tag, has, not_modified, tag_of
from service.encoding import choose_encoding, encode
from service.errors import HeadersTooLarge, TargetTooLong, WrongHost
from service.headers import own_lines, with_common
from service.observation import TOLD, Observer, seen

_LOG = logging.getLogger("uvicorn.error")

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from starlette.types import ASGIApp, Receive, Scope, Send

    from service.answers_cache import AnswersCache
    from service.headers import OwnHeaders
    from service.observation import Told
    from service.problems import Teller
    from service.settings import Settings

HEAD = "kaifaqu.head"
"""Where the connection leaves the bytes of a request's head, if they alone say what is asked."""
LONG = 2**18
"""The bytes of an answer that takes long to compress: all others would wait for it."""
MOST_TARGET, MOST_HEADERS = 64_000, 64_000  # bytes
TARGET_TOO_LONG = f"The address is longer than {MOST_TARGET} bytes; send what it asks by POST."


class Exchange:
    """A request that is being answered.

    headers: its own, joined; encoding: the coding of the answer's body; tag: the ETag of a sound answer, empty where
    there is none.
    """

    __slots__ = ("encoding", "headers", "scope", "started", "tag", "told")

    def __init__(self, scope: Scope, headers: Mapping[bytes, bytes], encoding: str) -> None:
        self.started, self.tag = perf_counter(), b""
        self.scope, self.headers, self.encoding = scope, headers, encoding
        self.told: Told = scope.setdefault(TOLD, {})


class Answering:
    """The application with its surroundings. HEAD is answered as GET without the body.

    version: of the data and of the software.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        version: str,
        cache: AnswersCache,
        observer: Observer,
        teller: Teller,
        settings: Settings,
    ) -> None:
        self._app, self._version, self._cache = app, version, cache
        self._observer, self._teller, self._settings = observer, teller, settings
        self._hosts = settings.host_names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: D102 the class says it
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = joined(scope["headers"])
        encoding = choose_encoding(headers.get(b"accept-encoding", b"").decode("latin-1"))
        exchange = self.begin(dict(scope), headers, encoding)
        answered = self.known(exchange)
        if answered is None:
            receive = bounded(receive, self._settings)
            try:
                answered = await self.find(exchange, lambda get: ask(self._app, get, receive))
            except asyncio.CancelledError:
                self.lose(exchange)
                raise
        own = self.own(exchange)
        self.end(exchange, answered, own)
        lines = [*answered.headers.items(), *own_lines(own)]
        await send({"type": "http.response.start", "status": answered.status, "headers": lines})
        body = b"" if scope["method"] == "HEAD" else answered.body
        await send({"type": "http.response.body", "body": body})

    def begin(self, scope: Scope, headers: Mapping[bytes, bytes], encoding: str) -> Exchange:
        """A request has come; its scope is the exchange's from now on."""
        exchange = Exchange(scope, headers, encoding)
        if scope["method"] in {"GET", "HEAD"}:
            exchange.tag = tag_of(self._version, scope, headers, encoding)
        return exchange

    def known(self, exchange: Exchange) -> Answered | None:
        """The answer if it was given before, or that the client has it."""
        tag = exchange.tag
        there = exchange.headers.get(b"if-none-match")
        return not_modified(tag) if tag and there and has(there, tag) else self._cache.get(tag)

    async def find(self, exchange: Exchange, asking: Callable[[Scope], Awaitable[Answered]]) -> Answered:
        """The answer that `asking` finds, or what keeps it from answering; finished."""
        scope = exchange.scope
        try:
            self.check(exchange)
            answered = await asking({**scope, "method": "GET"} if scope["method"] == "HEAD" else scope)
            if len(answered.body) > LONG:
                return await run_in_threadpool(self.finish, exchange, answered)
            return self.finish(exchange, answered)
        except KaifaquError as error:
            answered = Answered.by(await self._teller.ours(Request(scope), error))
        except Exception as error:  # noqa: BLE001  whatever fails, the client is told that it did, and the log has all
            _LOG.exception("%s %s failed", scope["method"], scope["path"])
            answered = Answered.by(await self._teller.unexpected(Request(scope), error))
        return self.finish(exchange, answered)

    def check(self, exchange: Exchange) -> None:
        """Raises WrongHost, TargetTooLong or HeadersTooLarge, where nobody need look further."""
        scope, headers = exchange.scope, exchange.headers
        self.check_host(headers)
        if len(scope["raw_path"]) + len(scope["query_string"]) > MOST_TARGET:
            raise TargetTooLong(TARGET_TOO_LONG)
        if sum(map(len, headers)) + sum(map(len, headers.values())) > MOST_HEADERS:
            raise HeadersTooLarge(f"The headers are longer than {MOST_HEADERS} bytes; send fewer or shorter ones.")

    def check_host(self, headers: Mapping[bytes, bytes]) -> None:
        """Raises WrongHost where the service does not answer for the host that the headers name."""
        hosts = self._hosts
        if hosts and (host := headers.get(b"host", b"").decode("latin-1")) not in hosts:
            raise WrongHost(f"This service does not answer for {host}; it does for {', '.join(sorted(hosts))}.")

    def finish(self, exchange: Exchange, answered: Answered) -> Answered:
        """An answer that was just found, compressed, tagged, with the common headers and what the log tells of it."""
        answered.told = exchange.told
        encode(answered, exchange.encoding)
        answered.headers = with_common(answered.headers)
        if not give_tag(answered, exchange.tag):
            exchange.tag = b""
        return answered

    def own(self, exchange: Exchange) -> OwnHeaders:
        """The headers that an answer has this one time, when it is sent now."""
        return self._observer.own(exchange.started)

    def end(self, exchange: Exchange, answered: Answered, own: OwnHeaders, *, light: bool = False) -> None:
        """Tell of an answer that is sent with these headers of its own, and keep it. light: it is soon made again."""
        scope = exchange.scope
        size = 0 if scope["method"] == "HEAD" else len(answered.body)
        told = seen(scope, answered.status, size, answered.told)
        tag = exchange.tag
        if tag and answered.status == HTTPStatus.OK and (not light or self._cache.asked_before(tag)):
            self._cache.put(tag, answered)
            if head := scope.get(HEAD):
                self._cache.put_for(head, tag, told)
        self._observer.tell(told, exchange.started, own)

    def lose(self, exchange: Exchange) -> None:
        """Tell that the client has left."""
        told = seen(exchange.scope, CLIENT_LEFT, 0, exchange.told)
        self._observer.tell(told, exchange.started, self.own(exchange))
