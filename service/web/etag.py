"""Entity tags and 304 for responses that a client has already (RFC 9110, 13), before anything is evaluated. Pure.

A build never changes, so the request, some of its headers, the build and the version of the software identify a
response. The tags are weak (RFC 9110, 8.8.1): a response means the same each time, but its bytes may differ, as in
JSON-LD, whose members have no order.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from http import HTTPStatus
from typing import TYPE_CHECKING

from service.web.headers import with_common
from service.web.pages import VARY
from service.web.response import HttpResponse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import Scope

CACHE_CONTROL = b"no-cache"
"""Caches may store responses but must revalidate them, because a new build may give others."""
_VARY = f"{VARY['Vary']}, Accept-Encoding".encode()
_TAG_BYTES = 12
_DECIDING = (b"accept", b"accept-language", b"host")


def etag_of(version: str, scope: Scope, asked: Mapping[bytes, bytes], encoding: str) -> bytes:
    """The ETag of the response to a GET by this version of data and software, with these headers and this encoding."""
    place = (version, scope.get("root_path", ""), scope.get("scheme", ""), encoding)
    stamp = _stamp(place, tuple([asked.get(name) for name in _DECIDING])).copy()
    stamp.update(scope["raw_path"] + b"?" + scope["query_string"])
    return b'W/"%b"' % stamp.hexdigest().encode()


@lru_cache(maxsize=256)
def _stamp(place: tuple[str, ...], deciding: tuple[bytes | None, ...]) -> blake2b:
    """The beginning of the hash, which is the same for all requests of a client with the same headers."""
    return blake2b(repr((place, deciding)).encode(), digest_size=_TAG_BYTES)


def matches(if_none_match: bytes, tag: bytes) -> bool:
    """Whether If-None-Match has the tag, by weak comparison (RFC 9110, 13.1.2).

    `*` never matches: whether there is a response at all is not known yet.
    """
    opaque = tag.removeprefix(b"W/")
    return opaque in (one.strip().removeprefix(b"W/") for one in if_none_match.split(b","))


def not_modified(tag: bytes, build: bytes) -> HttpResponse:
    """The response 304, for a client that has the response already."""
    headers = {b"etag": tag, b"cache-control": CACHE_CONTROL, b"vary": _VARY}
    return HttpResponse(HTTPStatus.NOT_MODIFIED, with_common(headers, build))


def add_etag(answered: HttpResponse, tag: bytes) -> bool:
    """Add the tag to a response of status 200; whether it was added.

    Requests other than GET and HEAD have no tag. A response with its own Cache-Control gets none either: one that
    differs each time, as with RAND() or NOW(), has `no-store`. A file that never changes (RFC 8246) has a tag all the
    same, because the server may cache it too.
    """
    said = answered.headers.get(b"cache-control")
    if not tag or answered.status != HTTPStatus.OK or (said is not None and b"immutable" not in said):
        return False
    answered.headers.setdefault(b"cache-control", CACHE_CONTROL)
    answered.headers[b"etag"] = tag
    return True
