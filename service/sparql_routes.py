"""The routes of the endpoint, and of the dataset in VoID."""

from fastapi import APIRouter
from starlette.responses import Response

from graph.formats import FORMATS, formats_for
from service.openapi import QUERY_GET, QUERY_POST, content_of
from service.sparql import Endpoint


def sparql_routes(endpoint: Endpoint) -> APIRouter:
    """The routes of the endpoint."""
    router = APIRouter(tags=["SPARQL"])
    for method, handler, summary, parameters in (
        ("GET", endpoint.get, "Ask by GET", QUERY_GET),
        ("POST", endpoint.post, "Ask by POST", QUERY_POST),
    ):
        router.add_api_route(
            "/sparql",
            handler,
            methods=[method],
            summary=summary,
            response_class=Response,
            responses=content_of(FORMATS),
            openapi_extra=parameters,
        )
    router.get(
        "/.well-known/void",
        summary="The dataset in VoID",
        response_class=Response,
        responses=content_of(formats_for("graph"), page=False),
    )(endpoint.void)
    for path in ("/sparql", "/sparql/"):
        router.add_api_route(path, endpoint.post, methods=["QUERY"], include_in_schema=False)
    router.get("/sparql/", include_in_schema=False)(endpoint.get)
    router.post("/sparql/", include_in_schema=False)(endpoint.post)
    return router
