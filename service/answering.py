"""What surrounds the application, in one pass over each request.

An answer that the client has is told by 304, one that was given before is given again; any other is asked of the
application, compressed, tagged, kept, given the common headers, logged and counted.
"""

from __future__ import annotations

import logging
from http import HTTPStatus
from time import perf_counter
from typing import TYPE_CHECKING

from starlette.requests import Request

from service.answered import Answered, ask, joined
from service.body import bounded
from service.conditional import give_tag, has, not_modified, tag_of
from service.encoding import choose_encoding, encode
from service.errors import HeadersTooLarge, TargetTooLong, WrongHost
from service.headers import COMMON_LINES
from service.observation import Observer, Seen

_LOG = logging.getLogger("uvicorn.error")

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import ASGIApp, Receive, Scope, Send

    from graph.errors import KaifaquError
    from service.answers_cache import AnswersCache
    from service.problems import Teller
    from service.settings import Settings

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
        started, answered = perf_counter(), Answered(0)
        method, asked = scope["method"], joined(scope["headers"])
        encoding = choose_encoding(asked.get(b"accept-encoding", b"").decode("latin-1"))
        tag = tag_of(self._version, scope, asked, encoding) if method in {"GET", "HEAD"} else b""
        scope = {**scope, "method": "GET"} if method == "HEAD" else scope
        known = self._known(asked, tag) if tag else None
        if known is not None:
            answered = known
        else:
            await self._ask(scope, receive, asked, answered)
            encode(answered, encoding)
            _add_common(answered)
            if tag and give_tag(answered, tag):
                self._cache.put(tag, answered)
        body = b"" if method == "HEAD" else answered.body
        seconds, seen = perf_counter() - started, Seen.of(scope, method)
        request_id = self._observer.tell(seen, answered.status, len(body), seconds)
        if HEAD in scope and tag and answered.status == HTTPStatus.OK:
            self._cache.put_for(scope[HEAD], tag, seen)
        headers = [*answered.headers, *own_lines(request_id, seconds)]
        await send({"type": "http.response.start", "status": answered.status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _ask(self, scope: Scope, receive: Receive, asked: Mapping[bytes, bytes], answered: Answered) -> None:
        try:
            refusal = self._refusal(scope, asked)
            app = await self._teller.ours(Request(scope), refusal) if refusal else self._app
            await ask(app, scope, bounded(receive, self._settings), answered)
        except Exception as error:  # noqa: BLE001  whatever fails, the client is told that it did, and the log has all
            _LOG.exception("%s %s failed", scope["method"], scope["path"])
            response = await self._teller.unexpected(Request(scope), error)
            await ask(response, scope, receive, answered)

    def _known(self, asked: Mapping[bytes, bytes], tag: bytes) -> Answered | None:
        if has(asked.get(b"if-none-match", b""), tag):
            return not_modified(tag)
        kept = self._cache.get(tag)
        return Answered(headers=list(kept.headers), body=kept.body) if kept else None

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


def _add_common(answered: Answered) -> None:
    given = {name for name, _ in answered.headers}
    answered.headers += [line for line in COMMON_LINES if line[0] not in given]


def own_lines(request_id: str, seconds: float) -> list[tuple[bytes, bytes]]:
    """The headers that no two answers share."""
    return [(b"x-request-id", request_id.encode()), (b"server-timing", b"total;dur=%.2f" % (1000 * seconds))]
