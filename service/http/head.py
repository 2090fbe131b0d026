"""The rules of RFC 9110 and RFC 9112 for the head of a request that the parser does not enforce. Pure.

The parser (llhttp) refuses malformed lines, folded headers, bare line feeds, wrong lengths and wrong chunks. What it
accepts is refused here: versions other than 1.0 and 1.1, a missing, repeated or malformed Host, malformed targets,
unsupported transfer codings, and heads that are too long.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Sequence

    from service.web.response import Line

MOST_TARGET, MOST_HEADERS = 64_000, 64_000
"""The longest target and the longest headers of a request, in bytes."""
TARGET_TOO_LONG = f"The address is longer than {MOST_TARGET} bytes; send what it asks by POST."
HEADERS_TOO_LONG = f"The headers are longer than {MOST_HEADERS} bytes; send fewer or shorter ones."
SERVER = b"*"
"""The target of an OPTIONS request about the server as a whole (RFC 9112, 3.2.4)."""

_VERSIONS = ("1.0", "1.1")
_HOST = re.compile(
    rb"(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*(?::[0-9]{0,5})?|\[[0-9A-Fa-f:.]+\](?::[0-9]{0,5})?"
)
_ABSOLUTE = re.compile(rb"https?://([^/?#]*)", re.IGNORECASE)
_NOT_IN_TARGET = re.compile(rb"[^!-~]|#")
_BAD_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")


class Refused(Exception):
    """A request that is refused, with the status and the sentence for the client."""

    def __init__(self, status: HTTPStatus, detail: str) -> None:
        self.status, self.detail = status, detail
        super().__init__(detail)


class Head(NamedTuple):
    """The head of a request. `has_body`: whether a body follows; `expects`: whether the client awaits 100 Continue."""

    path: str
    raw_path: bytes
    query_string: bytes
    headers: list[Line]
    has_body: bool
    expects: bool


def read_head(method: str, version: str, target: bytes, headers: Sequence[Line]) -> Head:
    """The head of a request, with the host in lower case and that of an absolute target in place of Host.

    headers: names in lower case. Raises Refused.
    """
    if version not in _VERSIONS:
        raise Refused(HTTPStatus.BAD_REQUEST, f"The request is of HTTP/{version}; send HTTP/1.1 or HTTP/1.0.")
    host, has_body, expects = _host_of(version, headers), _has_body(version, headers), _expects(version, headers)
    if target == SERVER and method == "OPTIONS":
        return Head("*", SERVER, b"", list(headers), has_body, expects)
    if absolute := _ABSOLUTE.match(target):
        host, target = valid_host(absolute[1]), target[absolute.end() :]
        target = target if target.startswith(b"/") else b"/" + target
    raw_path, _, query_string = target.partition(b"?")
    _check_target(target, raw_path)
    told = [line for line in headers if line[0] != b"host"]
    return Head(
        path=unquote(raw_path.decode("ascii")),
        raw_path=raw_path,
        query_string=query_string,
        headers=told if host is None else [(b"host", host), *told],
        has_body=has_body,
        expects=expects,
    )


def valid_host(value: bytes) -> bytes:
    """The value of a Host header in lower case, as hosts are compared (RFC 3986, 3.2.2). Raises Refused."""
    if not _HOST.fullmatch(value):
        raise Refused(HTTPStatus.BAD_REQUEST, "The Host is none; send a name or an address, and a port if need be.")
    return value.lower()


def _host_of(version: str, headers: Sequence[Line]) -> bytes | None:
    """The only Host (RFC 9112, 3.2); HTTP/1.0 may leave it out."""
    hosts = [value for name, value in headers if name == b"host"]
    if len(hosts) > 1:
        raise Refused(HTTPStatus.BAD_REQUEST, f"The request has {len(hosts)} Host headers; send one.")
    if not hosts and version != "1.0":
        raise Refused(HTTPStatus.BAD_REQUEST, "The request has no Host header; HTTP/1.1 needs one.")
    return valid_host(hosts[0]) if hosts else None


def _has_body(version: str, headers: Sequence[Line]) -> bool:
    """Whether a body follows; the parser has refused wrong lengths and lengths beside codings (RFC 9112, 6)."""
    codings = [value.lower() for name, value in headers if name == b"transfer-encoding"]
    if codings and version == "1.0":
        raise Refused(HTTPStatus.BAD_REQUEST, "HTTP/1.0 has no Transfer-Encoding; send Content-Length.")
    if codings and codings != [b"chunked"]:
        raise Refused(HTTPStatus.NOT_IMPLEMENTED, "The only Transfer-Encoding that is read is chunked.")
    return bool(codings) or any(name == b"content-length" and int(value) > 0 for name, value in headers)


def _expects(version: str, headers: Sequence[Line]) -> bool:
    """Whether the client waits for 100 Continue (RFC 9110, 10.1.1); HTTP/1.0 cannot."""
    expected = [value.lower() for name, value in headers if name == b"expect"]
    if any(value != b"100-continue" for value in expected):
        raise Refused(HTTPStatus.EXPECTATION_FAILED, "The only expectation that is met is 100-continue.")
    return bool(expected) and version != "1.0"


def _check_target(target: bytes, raw_path: bytes) -> None:
    if len(target) > MOST_TARGET:
        raise Refused(HTTPStatus.REQUEST_URI_TOO_LONG, TARGET_TOO_LONG)
    if not target.startswith(b"/") or _NOT_IN_TARGET.search(target):
        raise Refused(HTTPStatus.BAD_REQUEST, "The target is no path; send one such as /sparql, percent-encoded.")
    if _BAD_ESCAPE.search(raw_path):
        raise Refused(
            HTTPStatus.BAD_REQUEST, "The path has a % that no two hexadecimal digits follow; write it as %25."
        )
    if b"%00" in raw_path:
        raise Refused(HTTPStatus.BAD_REQUEST, "The path has an encoded NUL, which is part of no name.")
