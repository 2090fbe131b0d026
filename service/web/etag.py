"""Answers that a client has already: ETag and 304 (RFC 9110, 13), told before anything is evaluated. Pure.

A build never changes, so what is asked, by what headers, of which build and software says which answer it has. The
tags are weak (RFC 9110, 8.8.1): the answer is the same each time, its bytes need not be, as those of JSON-LD, whose
members have no order.
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
"""Answers may be kept, and are asked for again with their ETag: a new build may answer otherwise."""
_VARY = f"{VARY['Vary']}, Accept-Encoding".encode()
_TAG_BYTES = 12
_DECIDING = (b"accept", b"accept-language", b"host")


def tag_of(version: str, scope: Scope, asked: Mapping[bytes, bytes], encoding: str) -> bytes:
    """The ETag of what a GET asks: of this version of data and software, by these headers, in this encoding."""
    place = (version, scope.get("root_path", ""), scope.get("scheme", ""), encoding)
    stamp = _stamp(place, tuple([asked.get(name) for name in _DECIDING])).copy()
    stamp.update(scope["raw_path"] + b"?" + scope["query_string"])
    return b'W/"%b"' % stamp.hexdigest().encode()


@lru_cache(maxsize=256)
def _stamp(place: tuple[str, ...], deciding: tuple[bytes | None, ...]) -> blake2b:
    """The beginning of a hash, which is the same for all that a client asks in its usual way."""
    return blake2b(repr((place, deciding)).encode(), digest_size=_TAG_BYTES)


def has(if_none_match: bytes, tag: bytes) -> bool:
    """Whether a client names the tag, which is compared weakly (RFC 9110, 13.1.2).

    `*` would ask whether there is an answer at all, which is not known yet.
    """
    opaque = tag.removeprefix(b"W/")
    return opaque in (one.strip().removeprefix(b"W/") for one in if_none_match.split(b","))


def not_modified(tag: bytes, build: bytes) -> HttpResponse:
    """What is told to a client that has the answer."""
    headers = {b"etag": tag, b"cache-control": CACHE_CONTROL, b"vary": _VARY}
    return HttpResponse(HTTPStatus.NOT_MODIFIED, with_common(headers, build))


def give_tag(answered: HttpResponse, tag: bytes) -> bool:
    """Tag a sound answer; whether it was one that may be kept.

    There is no tag where more is asked than to read, and none where the application says how it may be cached: what
    changes from one request to the next, as an answer with RAND() or NOW() does, says `no-store`. A file that never
    changes (RFC 8246) has a tag all the same, since it may be kept here as well.
    """
    said = answered.headers.get(b"cache-control")
    if not tag or answered.status != HTTPStatus.OK or (said is not None and b"immutable" not in said):
        return False
    answered.headers.setdefault(b"cache-control", CACHE_CONTROL)
    answered.headers[b"etag"] = tag
    return True
