"""What surrounds the application, in one pass over each request.

An answer that the client has is told by 304, one that was given before is given again; any other is asked of the
application, compressed, tagged, kept, given the common headers, logged and counted.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from time import perf_counter
from typing import TYPE_CHECKING

from starlette.requests import Request

from service.answered import Answered, ask, joined
from service.body import bounded
from service.client import CLIENT_LEFT
from service.conditional import give_tag, has, not_modified, tag_of
from service.encoding import choose_encoding, encode
from service.errors import HeadersTooLarge, TargetTooLong, WrongHost
from service.headers import OwnHeaders, own_lines, with_common
from service.observation import TOLD, Observer, Seen

_LOG = logging.getLogger("uvicorn.error")

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import ASGIApp, Receive, Scope, Send

    from graph.errors import KaifaquError
    from service.answers_cache import AnswersCache
    from service.observation import Told
    from service.problems import Teller
    from service.settings import Settings

Reply = tuple["Answered", OwnHeaders]
"""An answer, and the headers that it has this one time."""
Asking = Callable[["Scope"], Awaitable["Answered"]]
HEAD = "kaifaqu.head"
"""Where the connection leaves the bytes of a request's head, if they alone say what is asked."""
MOST_TARGET, MOST_HEADERS = 64_000, 64_000  # bytes
TARGET_TOO_LONG = f"The address is longer than {MOST_TARGET} bytes; send what it asks by POST."


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

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: D102 the class says it
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        asked = joined(scope["headers"])
        encoding = choose_encoding(asked.get(b"accept-encoding", b"").decode("latin-1"))
        receive = bounded(receive, self._settings)
        answered, own = await self.answer(scope, asked, encoding, lambda get: ask(self._app, get, receive))
        headers = [*answered.headers.items(), *own_lines(own)]
        await send({"type": "http.response.start", "status": answered.status, "headers": headers})
        body = b"" if scope["method"] == "HEAD" else answered.body
        await send({"type": "http.response.body", "body": body})

    async def answer(
        self,
        scope: Scope,
        asked: Mapping[bytes, bytes],
        encoding: str,
        asking: Asking,
    ) -> Reply:
        """What a request is answered with, in a coding of its body.

        asked: the headers of the request; asking: finds the answer if there is none yet.
        """
        started, method = perf_counter(), scope["method"]
        status, size = CLIENT_LEFT, 0
        told: Told = {}
        tag = tag_of(self._version, scope, asked, encoding) if method in {"GET", "HEAD"} else b""
        try:
            answered = self._known(asked, tag) if tag else None
            if answered is None:
                get = {**scope, "method": "GET" if method == "HEAD" else method, TOLD: told}
                answered = await self._ask(get, asked, asking)
                answered.told = told
                encode(answered, encoding)
                answered.headers = with_common(answered.headers)
                if not give_tag(answered, tag):
                    tag = b""
            status, size, told = answered.status, 0 if method == "HEAD" else len(answered.body), answered.told
        finally:  # who cancels has lost the client
            seen = Seen(method, scope["path"], scope["query_string"], status, size, told)
            own = self._observer.tell(seen, started)
        if tag and status == HTTPStatus.OK:  # kept while the client reads it
            asyncio.get_running_loop().call_soon(self._keep, tag, answered, scope.get(HEAD), seen)
        return answered, own

    def _keep(self, tag: bytes, answered: Answered, head: bytes | None, seen: Seen) -> None:
        seen.settle()
        self._cache.put(tag, answered)
        if head:
            self._cache.put_for(head, tag, seen)

    async def _ask(self, scope: Scope, asked: Mapping[bytes, bytes], asking: Asking) -> Answered:
        try:
            refusal = self._refusal(scope, asked)
            return Answered.by(await self._teller.ours(Request(scope), refusal)) if refusal else await asking(scope)
        except Exception as error:  # noqa: BLE001  whatever fails, the client is told that it did, and the log has all
            _LOG.exception("%s %s failed", scope["method"], scope["path"])
            return Answered.by(await self._teller.unexpected(Request(scope), error))

    def _known(self, asked: Mapping[bytes, bytes], tag: bytes) -> Answered | None:
        if has(asked.get(b"if-none-match", b""), tag):
            return not_modified(tag)
        return self._cache.get(tag)

    def _refusal(self, scope: Scope, asked: Mapping[bytes, bytes]) -> KaifaquError | None:
        host = asked.get(b"host", b"").decode("latin-1")
        hosts = self._settings.host_names
        if hosts and host not in hosts:
            return WrongHost(f"This service does not answer for {host}; it does for {', '.join(sorted(hosts))}.")
        if len(scope["raw_path"]) + len(scope["query_string"]) > MOST_TARGET:
            return TargetTooLong(TARGET_TOO_LONG)
        if sum(len(name) + len(value) for name, value in scope["headers"]) > MOST_HEADERS:
            return HeadersTooLarge(f"The headers are longer than {MOST_HEADERS} bytes; send fewer or shorter ones.")
        return None
