"""The parsing of HTTP requests after the SPARQL 1.1 Protocol, section 2.1. Pure: bytes in, values out."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import Message
from urllib.parse import parse_qsl

from service.core.errors import MalformedRequest, UnsupportedMediaType, UpdateRefused

_FORM, _QUERY, _UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
_HOW = f"give it as the parameter query, or as a body of the media type {_QUERY}"
_OF_THE_PAGE = frozenset({"format", "lang", "show", "sort"})
"""The parameters that make no query: the format and the language, and how the page shows an answer."""
_READ_ONLY = "Updates are not taken; the graph is made by `kaifaqu build` from the curated sources."


@dataclass(frozen=True)
class SparqlRequest:
    """A request.

    Attributes:
        query: The query.
        default_graphs: The parameters default-graph-uri.
        named_graphs: The parameters named-graph-uri.
        format_names: The parameters format, by which a client asks for a format in place of Accept.
        seconds: The time limit that the client sets itself; None if it sets none.
        bare: There is no query: the client gets the service description or the query page.
    """

    query: str = ""
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    format_names: tuple[str, ...] = ()
    seconds: float | None = None
    bare: bool = False

    @property
    def graph_parameters(self) -> tuple[tuple[str, str], ...]:
        """The graphs as parameters of an address."""
        return (
            *(("default-graph-uri", graph) for graph in self.default_graphs),
            *(("named-graph-uri", graph) for graph in self.named_graphs),
        )


def read_get(query_string: bytes) -> SparqlRequest:
    """The request of a GET. Raises MalformedRequest and UpdateRefused, each with what to do instead."""
    parameters = _parameters(query_string)
    if all(name in _OF_THE_PAGE for name, _ in parameters):
        return SparqlRequest(bare=True, format_names=_all(parameters, "format"))
    return _request(parameters)


def read_post(query_string: bytes, content_type: str, body: bytes) -> SparqlRequest:
    """The request of a POST, in either of its two forms; parameters of the address count in both.

    Raises MalformedRequest, UpdateRefused and UnsupportedMediaType, each with what to do instead.
    """
    media_type = _media_type(content_type)
    if media_type == _UPDATE:
        raise UpdateRefused(_READ_ONLY)
    if media_type == _FORM:
        return _request(_parameters(query_string) + _parameters(body))
    if media_type == _QUERY:
        return _request([*_parameters(query_string), ("query", _utf8(body, "body"))])
    given = f"of the media type {media_type}" if media_type else "without a media type"
    raise UnsupportedMediaType(f"The body is {given}; send {_QUERY} or {_FORM}.")


def _media_type(content_type: str) -> str:
    """The media type of a body that is UTF-8 or says nothing of its encoding."""
    header = Message()
    header["Content-Type"] = content_type
    charset = str(header.get_param("charset") or "utf-8").lower()
    if charset not in {"utf-8", "utf8", "us-ascii"}:
        raise UnsupportedMediaType(f"The body is in {charset}; a query is sent in UTF-8.")
    return header.get_content_type() if content_type.strip() else ""


def _request(parameters: list[tuple[str, str]]) -> SparqlRequest:
    if any(name == "update" for name, _ in parameters):
        raise UpdateRefused(_READ_ONLY)
    queries = _all(parameters, "query")
    if not queries:
        raise MalformedRequest(f"The request has no query; {_HOW}.")
    if len(queries) > 1:
        raise MalformedRequest(f"The request has {len(queries)} queries; send one.")
    return SparqlRequest(
        query=queries[0],
        default_graphs=tuple(filter(None, _all(parameters, "default-graph-uri"))),
        named_graphs=tuple(filter(None, _all(parameters, "named-graph-uri"))),
        format_names=_all(parameters, "format"),
        seconds=_seconds(_all(parameters, "timeout")),
    )


def _seconds(given: tuple[str, ...]) -> float | None:
    """The time limit that a client sets itself, in seconds; an empty one is none, and so is 0."""
    for text in filter(None, given):
        if not text.isascii() or not text.replace(".", "", 1).isdecimal():
            raise MalformedRequest(f"The parameter timeout is {text}; give a number of seconds such as 5.")
        return float(text) or None
    return None


def _all(parameters: list[tuple[str, str]], name: str) -> tuple[str, ...]:
    return tuple(value for given, value in parameters if given == name)


def _parameters(text: bytes) -> list[tuple[str, str]]:
    """Names and values, decoded once."""
    try:
        return parse_qsl(_utf8(text, "address or form"), keep_blank_values=True, errors="strict")
    except UnicodeDecodeError as error:
        raise MalformedRequest("The parameters are not UTF-8; encode them as UTF-8 before percent-encoding.") from error


def _utf8(text: bytes, what: str) -> str:
    try:
        return text.decode()
    except UnicodeDecodeError as error:
        raise MalformedRequest(f"The {what} is not UTF-8 at byte {error.start}; send it in UTF-8.") from error
