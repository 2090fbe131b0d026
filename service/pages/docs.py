"""`/docs`: the API to read, from its own description; `/docs/try`: to try in Swagger UI, which this service sends."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter
from starlette.requests import Request  # noqa: TC002  the framework reads the annotation
from starlette.responses import Response

from graph.core.errors import UnknownEntity
from service.pages.docs_words import summary_of
from service.web.headers import CONTENT_SECURITY_POLICY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.web.pages import Pages

_ASSETS = {"swagger-ui-bundle.js": "text/javascript; charset=utf-8", "swagger-ui.css": "text/css; charset=utf-8"}
# Swagger UI is a program and styles its parts itself.
_POLICY = CONTENT_SECURITY_POLICY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'").replace(
    "img-src 'self'", "img-src 'self' data:; script-src 'self'; connect-src 'self'"
)
_METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Parameter:
    """A parameter of an operation."""

    name: str
    place: str
    description: str
    required: bool
    example: str


@dataclass(frozen=True)
class Operation:
    """What a method does at a path. attempt: the address of an example, empty where there is none to open.

    zh: the summary in Chinese, empty where there is none; summary and description: in English.
    """

    method: str
    path: str
    zh: str
    summary: str
    description: str
    parameters: tuple[Parameter, ...]
    attempt: str


def docs_routes(pages: Pages) -> APIRouter:
    """The pages and the files that they use."""
    router = APIRouter(include_in_schema=False)
    contents = {name: (files("fastapi_offline") / "static" / name).read_bytes() for name in _ASSETS}

    def page(request: Request) -> Response:
        groups = read_operations(request.app.openapi(), request.scope.get("root_path", ""))
        return pages.render(request, "docs.html", {"groups": groups})

    def attempt(request: Request) -> Response:
        return pages.render(request, "docs_try.html", {}, headers={"Content-Security-Policy": _POLICY})

    def asset(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in _ASSETS:
            raise UnknownEntity(f"There is no file {name}; there are {', '.join(_ASSETS)}.")
        return Response(contents[name], media_type=_ASSETS[name])

    router.get("/docs")(page)
    router.get("/docs/try")(attempt)
    router.get("/docs/{name}")(asset)
    return router


def read_operations(described: dict[str, Any], root: str) -> dict[str, list[Operation]]:
    """The operations of a description in OpenAPI by their first tag.

    root: the path under which the service is mounted.
    """
    groups: dict[str, list[Operation]] = {}
    for path, methods in described["paths"].items():
        for method in _METHODS:
            if method in methods:
                told = methods[method]
                tag = next(iter(told.get("tags", ())), "")
                groups.setdefault(tag, []).append(_operation(method, path, told, root))
    return groups


def _operation(method: str, path: str, told: dict[str, Any], root: str) -> Operation:
    parameters, description = tuple(_parameters(told)), told.get("description", "")
    zh, en = summary_of(method.upper(), path, told.get("summary", ""), description)
    return Operation(
        method=method.upper(),
        path=path,
        zh=zh,
        summary=en,
        description="" if description == zh else description,
        parameters=parameters,
        attempt=_attempt(path, parameters, root) if method == "get" else "",
    )


def _parameters(told: dict[str, Any]) -> Iterator[Parameter]:
    for given in told.get("parameters", ()):
        schema = given.get("schema", {})
        examples = [given.get("example"), schema.get("example"), *schema.get("examples", ())]
        example = next((str(one) for one in examples if one is not None and not isinstance(one, list)), "")
        values = schema.get("enum", ())
        description = given.get("description", "") + (f" ({', '.join(map(str, values))})" if values else "")
        yield Parameter(given["name"], given["in"], description, bool(given.get("required")), example)


def _attempt(path: str, parameters: tuple[Parameter, ...], root: str) -> str:
    """The address of an operation with the examples of what it requires; empty where one is missing."""
    required = [one for one in parameters if one.required]
    if not all(one.example for one in required):
        return ""
    for one in required:
        path = path.replace(f"{{{one.name}}}", quote(one.example)) if one.place == "path" else path
    query = urlencode([(one.name, one.example) for one in required if one.place == "query"])
    return f"{root}{path}" + (f"?{query}" if query else "")
