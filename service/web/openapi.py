"""The OpenAPI description of parameters and bodies that the signature of a route cannot express."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.core.formats import FORMATS, formats_for
from graph.core.iris import asserted_graph

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graph.core.formats import Format


def content(*media_types: str) -> dict[str, Any]:
    """The content of an answer in some media types: JSON of any shape, else text or bytes."""
    return {name: {"schema": {} if "json" in name else {"type": "string"}} for name in media_types}


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
            **content("text/html"),
        },
    }
}
"""The error responses of every route."""


def parameter(name: str, place: str, description: str, *, required: bool = False, **schema: Any) -> dict[str, Any]:  # noqa: ANN401  JSON Schema
    """A parameter of text, unless the schema says otherwise."""
    return {
        "name": name,
        "in": place,
        "description": description,
        "required": required,
        "schema": {"type": "string", **schema},
    }


def path_parameter(name: str, description: str, example: str) -> dict[str, Any]:
    """A parameter in a path, with an example."""
    return parameter(name, "path", description, required=True, example=example)


def content_of(formats: Sequence[Format], *more: str, page: bool = True) -> dict[int | str, dict[str, Any]]:
    """The responses of a route that answers in some formats, in more media types and as a page."""
    media_types = [*(f.media_types[0] for f in formats), *more, *(["text/html"] if page else [])]
    return {200: {"description": "The answer.", "content": content(*media_types)}, **PROBLEM_RESPONSES}


def json_body(description: str, example: object) -> dict[str, Any]:
    """The body of a request that is a JSON object."""
    return _body(description, {"application/json": {"schema": {"type": "object"}, "example": example}})


def form_body(description: str, fields: dict[str, str], **example: str) -> dict[str, Any]:
    """The body of a request that is a form, with the fields that there are and what they mean."""
    properties = {name: {"type": "string", "description": meaning} for name, meaning in fields.items()}
    schema = {"type": "object", "properties": properties}
    return _body(description, {"application/x-www-form-urlencoded": {"schema": schema, "example": example}})


def _body(description: str, told: dict[str, Any]) -> dict[str, Any]:
    return {"requestBody": {"required": True, "description": description, "content": told}}


LANG = parameter("lang", "query", "The language of the page; else as Accept-Language asks.", enum=["zh", "en"])
"""The parameter of every page."""


def page_parameters(formats: Sequence[Format]) -> list[dict[str, Any]]:
    """The parameters that go before the headers: the format and the language of pages."""
    names = [*(f.name for f in formats), "html"]
    return [parameter("format", "query", "The format of the answer; else as Accept asks.", enum=names), LANG]


ENTITY = page_parameters(formats_for("graph"))
"""The parameters of a description."""

_EXAMPLE = "SELECT ?park WHERE { ?park kq:absorbedInto zone:zhizao-new-city }"
_ASKED = [
    *(
        parameter(
            f"{kind}-graph-uri",
            "query",
            f"A {kind} graph of the dataset that is asked.",
            type="array",
            items={"type": "string", "format": "iri"},
            example=[asserted_graph("quzhou-2021").value],
        )
        for kind in ("default", "named")
    ),
    parameter(
        "timeout",
        "query",
        "How many seconds the query may take, if fewer than the service allows; 0 sets no limit of its own.",
        type="number",
        minimum=0,
        example=5,
    ),
    *page_parameters(FORMATS),
]
QUERY_GET = {"parameters": [parameter("query", "query", "A query in SPARQL 1.1.", example=_EXAMPLE), *_ASKED]}
"""The parameters of a query by GET."""

_FORM = form_body("The query", {"query": "A query in SPARQL 1.1."}, query=_EXAMPLE)["requestBody"]["content"]
_QUERY_BODY = _body(
    "The query, as it is or in a form.",
    {"application/sparql-query": {"schema": {"type": "string"}, "example": _EXAMPLE}, **_FORM},
)
QUERY_POST = {"parameters": _ASKED, **_QUERY_BODY}
"""The parameters and the body of a query by POST."""

QUERY_CHECK = {
    "parameters": [parameter("empty", "query", "`yes` where the answer was empty, to learn why.", enum=["yes", "no"])],
    **_QUERY_BODY,
}
"""The parameters and the body of a check of a query."""
