"""Parses the requests of a connection with httptools (llhttp), and refuses those that are not valid.

Only the events of the parser decide where a request ends, however the bytes are split into segments.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple, Protocol

import httptools

from service.http.head import HEADERS_TOO_LONG, MOST_HEADERS, MOST_TARGET, TARGET_TOO_LONG, Refused, read_head
from service.web.response import Line

if TYPE_CHECKING:
    from service.http.head import Head

_MOST_FRAMING = 8  # bytes of chunk sizes, extensions and trailers for each byte of a chunked body, beside MOST_HEADERS


class Request(NamedTuple):
    """A request whose head is complete."""

    method: str
    version: str
    head: Head
    keep_alive: bool


class Receiver(Protocol):
    """Receives the events of a reader."""

    def request_begun(self) -> None:
        """The first byte of a request has arrived."""

    def request_read(self, request: Request) -> None:
        """The head of a request is read; its body, if there is one, follows."""

    def body_read(self, body: bytes) -> None:
        """A part of the body is read."""

    def request_ended(self) -> None:
        """The request is complete."""


class RequestReader:
    """Parses requests and calls a receiver. `in_head`, `in_body`: which part the next byte belongs to."""

    def __init__(self, receiver: Receiver) -> None:
        self._receiver, self._parser = receiver, httptools.HttpRequestParser(self)
        self._url, self._headers, self._head_bytes, self._unfinished = b"", list[Line](), 0, 0
        self.in_head, self.in_body = False, False
        self._framing, self._body_bytes = 0, 0
        self._resumed = False  # a parser goes on with the body of a request whose head another one has read

    def feed(self, data: bytes) -> None:
        """Parse some bytes. Raises Refused if they are not valid HTTP; the reader cannot be used after that."""
        was_in_head, was_in_body, before = self.in_head, self.in_body, self._body_bytes
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade as offered:
            self._ignore_upgrade(data[offered.args[0] :])
        except httptools.HttpParserCallbackError as error:
            if isinstance(error.__context__, Refused):
                raise error.__context__ from None
            raise
        except httptools.HttpParserError as error:
            told = f"This is not HTTP/1.1 as RFC 9112 has it: {str(error).rstrip('.')}."
            more = (
                " In an address, characters outside ASCII are percent-encoded: 衢 is %E8%A1%A2."
                if not data.isascii() and not was_in_body
                else ""
            )
            raise Refused(HTTPStatus.BAD_REQUEST, told + more) from error
        if was_in_head and self.in_head:
            self._count_head(len(data))
        if was_in_body and self.in_body:
            self._framing += len(data) - (self._body_bytes - before)
            if self._framing > MOST_HEADERS + _MOST_FRAMING * self._body_bytes:
                raise Refused(HTTPStatus.BAD_REQUEST, "The chunks of the body have more framing than content.")

    def on_message_begin(self) -> None:
        """The first byte of a request has arrived."""
        if not self._resumed:
            self._url, self._headers, self._head_bytes, self._unfinished = b"", [], 0, 0
            self.in_head = True
            self._receiver.request_begun()

    def on_url(self, url: bytes) -> None:
        """Some of the target has come."""
        self._url += url
        if len(self._url) > MOST_TARGET:
            raise Refused(HTTPStatus.REQUEST_URI_TOO_LONG, TARGET_TOO_LONG)

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header; fields of a trailer are read and left out (RFC 9110, 6.5.1)."""
        if self.in_head:
            self._headers.append((name.lower(), value.strip(b" \t")))
        self._head_bytes += len(name) + len(value) + 4
        if self._head_bytes > MOST_HEADERS:
            raise Refused(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, HEADERS_TOO_LONG)

    def on_headers_complete(self) -> None:
        """The head is whole."""
        if self._resumed:
            return
        method, version = self._parser.get_method().decode("ascii"), self._parser.get_http_version()
        head = read_head(method, version, self._url, self._headers)
        may_go_on = version != "1.0" and (self._parser.should_keep_alive() or self._parser.should_upgrade())
        self.in_head, self.in_body = False, head.has_body
        self._framing, self._body_bytes, self._head_bytes = 0, 0, 0
        self._receiver.request_read(Request(method, version, head, may_go_on))

    def on_body(self, body: bytes) -> None:
        """Some of the body has come."""
        self._body_bytes += len(body)
        self._receiver.body_read(body)

    def on_message_complete(self) -> None:
        """The request is whole, unless an upgrade is offered: then the parser takes the body for the new protocol."""
        if self.in_body and self._parser.should_upgrade() and not self._resumed:
            return
        self.in_body = self._resumed = False
        self._receiver.request_ended()

    def _ignore_upgrade(self, rest: bytes) -> None:
        """Read on after a request that offers another protocol, which is not taken (RFC 9110, 7.8).

        The parser ends at such a head. A new one reads what follows it; if that is the body, it is first told how the
        body is framed.
        """
        self._parser = httptools.HttpRequestParser(self)
        if self.in_body:
            framing = next(line for line in self._headers if line[0] in {b"content-length", b"transfer-encoding"})
            self._resumed = True
            self._parser.feed_data(b"POST / HTTP/1.1\r\n%b: %b\r\n\r\n" % framing)
        if rest:
            self.feed(rest)

    def _count_head(self, size: int) -> None:
        """Count a segment that ends within the head it began in; the parser tells of no header before its end."""
        self._unfinished += size
        if self._unfinished > MOST_TARGET + MOST_HEADERS:
            raise Refused(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, HEADERS_TOO_LONG)
