"""What the routes say of themselves in OpenAPI where their signature cannot: they read requests as the protocols do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.formats import FORMATS, formats_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graph.formats import Format


PROBLEM_RESPONSES: dict[int | str, dict[str, Any]] = {
    "4XX": {
        "description": "A problem (RFC 9457).",
        "content": {
            "application/problem+json": {
                "schema": {
                    "type": "object",
                    "required": ["type", "title", "status", "detail"],
                    "properties": {
                        "type": {"type": "string"},
                        "title": {"type": "string"},
                        "status": {"type": "integer"},
                        "detail": {"type": "string"},
                        "line": {"type": "integer"},
                        "column": {"type": "integer"},
                    },
                }
            },
            "text/html": {},
        },
    }
}
"""How every route tells that it cannot answer."""


def path_parameter(name: str, example: str) -> dict[str, Any]:
    """A parameter in a path, with an example."""
    return {"parameters": [_parameter(name, "path", "string", required=True, example=example)]}


def content_of(formats: Sequence[Format], *more: str, page: bool = True) -> dict[int | str, dict[str, Any]]:
    """The responses of a route that answers in some formats, in more media types and as a page."""
    media_types = [*(f.media_types[0] for f in formats), *more, *(["text/html"] if page else [])]
    return {
        200: {"description": "The answer.", "content": {media_type: {} for media_type in media_types}},
        **PROBLEM_RESPONSES,
    }


def page_parameters(formats: Sequence[Format]) -> list[dict[str, Any]]:
    """The parameters that go before the headers: the format and the language of pages."""
    return [
        _parameter("format", "query", "string", enum=[*(f.name for f in formats), "html"]),
        _parameter("lang", "query", "string", enum=["zh", "en"]),
    ]


def search_parameter(example: str) -> dict[str, Any]:
    """The parameter that a page of results is asked with."""
    return {"parameters": [_parameter("q", "query", "string", example=example)]}


def _parameter(name: str, place: str, kind: str, *, required: bool = False, **schema: object) -> dict[str, Any]:
    return {"name": name, "in": place, "required": required, "schema": {"type": kind, **schema}}


ENTITY = {"parameters": page_parameters(formats_for("graph"))}
"""The parameters of a description."""

_GRAPHS = [
    {"name": name, "in": "query", "schema": {"type": "array", "items": {"type": "string", "format": "iri"}}}
    for name in ("default-graph-uri", "named-graph-uri")
]
_TIMEOUT = _parameter("timeout", "query", "number", exclusiveMinimum=0, example=5)
QUERY_GET = {
    "parameters": [
        _parameter("query", "query", "string", example="ASK {}"),
        *_GRAPHS,
        _TIMEOUT,
        *page_parameters(FORMATS),
    ]
}
"""The parameters of a query by GET."""

QUERY_POST = {
    "parameters": [*_GRAPHS, _TIMEOUT, *page_parameters(FORMATS)],
    "requestBody": {
        "required": True,
        "content": {
            "application/sparql-query": {"schema": {"type": "string"}},
            "application/x-www-form-urlencoded": {
                "schema": {"type": "object", "required": ["query"], "properties": {"query": {"type": "string"}}}
            },
        },
    },
}
"""The parameters and the body of a query by POST."""
