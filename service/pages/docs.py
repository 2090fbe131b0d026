"""`/docs`: the API to read and to try, by Swagger UI from this service's own address."""

from importlib.resources import files

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from graph.core.errors import UnknownEntity
from service.web.headers import CONTENT_SECURITY_POLICY
from service.web.pages import Pages

_ASSETS = {"swagger-ui-bundle.js": "text/javascript; charset=utf-8", "swagger-ui.css": "text/css; charset=utf-8"}
# Swagger UI is a program and styles its parts itself.
_POLICY = CONTENT_SECURITY_POLICY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'").replace(
    "img-src 'self'", "img-src 'self' data:; script-src 'self'; connect-src 'self'"
)


def docs_routes(pages: Pages) -> APIRouter:
    """The page and the files that it uses."""
    router = APIRouter(include_in_schema=False)
    contents = {name: (files("fastapi_offline") / "static" / name).read_bytes() for name in _ASSETS}

    def page(request: Request) -> Response:
        return pages.render(request, "docs.html", {}, headers={"Content-Security-Policy": _POLICY})

    def asset(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in _ASSETS:
            raise UnknownEntity(f"There is no file {name}; there are {', '.join(_ASSETS)}.")
        return Response(contents[name], media_type=_ASSETS[name])

    router.get("/docs")(page)
    router.get("/docs/{name}")(asset)
    return router
