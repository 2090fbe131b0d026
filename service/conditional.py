"""Answers that a client has already: ETag and 304 (RFC 9110, 13), told before anything is evaluated.

A build never changes, so what is asked, by what headers, of which build and software says which bytes the answer has.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders

from graph.names import digest
from service.answers_cache import AnswersCache
from service.encoding import choose_encoding
from service.middleware import HttpMiddleware
from service.pages import VARY

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

CACHE_CONTROL = "no-cache"
"""Answers may be kept, and are asked for again with their ETag: a new build may answer otherwise."""
_VARY = f"{VARY['Vary']}, Accept-Encoding".encode()
_DECIDING = ("accept", "accept-language", "host")


class Conditional(HttpMiddleware):
    """Gives each sound answer to GET an ETag, 304 to who has it, and the same bytes to who asks again.

    version: of the data and of the software; cache_bytes: how much is kept of what was answered.
    """

    def __init__(self, app: ASGIApp, version: str, cache_bytes: int) -> None:
        super().__init__(app)
        self.version, self.cache = version, AnswersCache(cache_bytes)

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from what is known, else by the application."""
        if scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        tag = f'"{self._digest(scope, headers)}"'
        if _has(", ".join(headers.getlist("if-none-match")), tag):
            known = [(b"etag", tag.encode()), (b"cache-control", CACHE_CONTROL.encode()), (b"vary", _VARY)]
            await send({"type": "http.response.start", "status": HTTPStatus.NOT_MODIFIED, "headers": known})
            await send({"type": "http.response.body", "body": b""})
            return

        kept = self.cache.get(tag)
        if kept is not None:
            await send({"type": "http.response.start", "status": HTTPStatus.OK, "headers": list(kept.headers)})
            await send({"type": "http.response.body", "body": kept.body})
            return
        headers_to_keep: list[tuple[bytes, bytes]] = []

        async def send_with_tag(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == HTTPStatus.OK:
                answered = MutableHeaders(scope=message)
                if "cache-control" not in answered:
                    answered["cache-control"] = CACHE_CONTROL
                    answered["etag"] = tag
                    headers_to_keep.extend(message["headers"])
            elif message["type"] == "http.response.body" and headers_to_keep:
                self.cache.put(tag, headers_to_keep, message["body"])  # the application sends whole bodies
            await send(message)

        await self.app(scope, receive, send_with_tag)

    def _digest(self, scope: Scope, headers: Headers) -> str:
        deciding = [", ".join(headers.getlist(name)) for name in _DECIDING]
        encoding = choose_encoding(", ".join(headers.getlist("accept-encoding")))
        asked = [scope[part].decode("latin-1") for part in ("raw_path", "query_string")]
        return digest(self.version, scope.get("root_path", ""), *asked, *deciding, encoding, length=24)


def _has(if_none_match: str, tag: str) -> bool:
    """Whether a client names the tag. `*` would ask whether there is an answer at all, which is not known yet."""
    return tag in (one.strip().removeprefix("W/") for one in if_none_match.split(","))
