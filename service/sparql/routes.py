"""The routes of the endpoint, and of the dataset in VoID."""

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from graph.core.formats import FORMATS, formats_for
from service.sparql.endpoint import Endpoint
from service.web.openapi import QUERY_GET, QUERY_POST, content_of


def sparql_routes(endpoint: Endpoint) -> APIRouter:
    """The routes of the endpoint."""
    router = APIRouter(tags=["SPARQL"])

    def get(request: Request) -> Response:
        """A query in the parameter `query`; without any parameter, the description of the service or its page."""
        return endpoint.respond(request, b"").to_starlette()

    async def post(request: Request) -> Response:
        """A query as a form, or as a body of the media type application/sparql-query; also by the method QUERY."""
        return (await run_in_threadpool(endpoint.respond, request, await request.body())).to_starlette()

    for method, handler, summary, parameters in (
        ("GET", get, "Ask by GET", QUERY_GET),
        ("POST", post, "Ask by POST", QUERY_POST),
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
        router.add_api_route(path, post, methods=["QUERY"], include_in_schema=False)
    router.get("/sparql/", include_in_schema=False)(get)
    router.post("/sparql/", include_in_schema=False)(post)
    return router
