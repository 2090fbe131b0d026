"""The routes of the endpoint, and of the dataset in VoID."""

from functools import cache

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from graph.core.formats import FORMATS, formats_for
from service.sparql.completion_terms import TermIndex
from service.sparql.endpoint import Endpoint
from service.sparql.protocol import read_post
from service.web.openapi import LANG, QUERY_CHECK, QUERY_GET, QUERY_POST, content_of
from service.web.pages import VARY, language_of


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

    @cache
    def terms() -> TermIndex:  # made when it is first asked for, which the warm-up does
        return TermIndex(endpoint.store)

    def get_terms(request: Request) -> Response:
        """The prefixes, and the terms of the ontology with labels, pinyin and definitions, for editors of queries."""
        return Response(terms().json(language_of(request)), media_type="application/json", headers=VARY)

    async def check(request: Request) -> Response:
        """What there is to say of a query before it runs; with `empty=yes` also why its answer is empty.

        Each advice has a kind (error, hint, empty), a sentence in Chinese and English, a place and a mend.
        """
        media_type, empty = request.headers.get("content-type", ""), request.query_params.get("empty") == "yes"
        asked = read_post(request.scope["query_string"], media_type, await request.body())
        advice = await run_in_threadpool(endpoint.advisor.advise, asked.query, empty=empty)
        return JSONResponse({"advice": advice})

    router.add_api_route(
        "/sparql/check",
        check,
        methods=["POST"],
        summary="Check a query",
        response_class=Response,
        responses=content_of((), "application/json", page=False),
        openapi_extra=QUERY_CHECK,
    )
    router.add_api_route(
        "/sparql/terms",
        get_terms,
        summary="Terms to write queries with",
        response_class=Response,
        responses=content_of((), "application/json", page=False),
        openapi_extra={"parameters": [LANG]},
    )
    for path in ("/sparql", "/sparql/"):
        router.add_api_route(path, post, methods=["QUERY"], include_in_schema=False)
    router.get("/sparql/", include_in_schema=False)(get)
    router.post("/sparql/", include_in_schema=False)(post)
    return router
