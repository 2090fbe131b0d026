"""The routes of the framework: what is mounted where, in the order in which paths are tried."""

from importlib.metadata import version
from pathlib import Path

from fastapi import APIRouter, FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from service.api import api_routes
from service.checks import check_routes
from service.docs_page import docs_routes
from service.entities import entity_routes
from service.exports import export_routes
from service.front import front_routes
from service.health import Health
from service.knowledge import Knowledge
from service.mcp_route import mcp_routes
from service.metrics import METRICS
from service.observation import Observer
from service.problem_routes import add_problem_handlers
from service.problems import Teller
from service.reconcile import reconcile_routes
from service.relations import relation_routes
from service.search_page import search_routes
from service.sparql import Endpoint
from service.sparql_routes import sparql_routes

_STATIC = Path(__file__).parent / "static"
_DESCRIPTION = (
    "A knowledge graph about how official papers reorganise China's development zones, each statement with the words "
    "that it was read from. 官方文件如何整合开发区：逐句成图，条条有据。 "
    "Within /api/v1 members and parameters are added, and none is taken away or changes its meaning; what would change "
    "one becomes /api/v2. 在 /api/v1 之内只增不减、不改其义。"
)


def make_routes(endpoint: Endpoint, teller: Teller, health: Health, observer: Observer) -> FastAPI:
    """The application of the framework, which answers from the store of the endpoint."""
    store, settings, pages = endpoint.store, endpoint.settings, endpoint.pages
    # The documentation pages of the framework load from a CDN; the description itself is at /openapi.json.
    app = FastAPI(
        title="kaifaqu 开发区", version=version("kaifaqu"), description=_DESCRIPTION, docs_url=None, redoc_url=None
    )
    knowledge = Knowledge(store)
    add_problem_handlers(app, teller)
    app.include_router(_plain_routes(observer))
    app.include_router(front_routes(store, pages, health))
    app.include_router(sparql_routes(endpoint))
    app.include_router(api_routes(knowledge))
    app.include_router(relation_routes(knowledge))
    app.include_router(reconcile_routes(knowledge, settings))
    app.include_router(export_routes(knowledge, endpoint))
    app.include_router(search_routes(knowledge, pages))
    app.include_router(docs_routes(pages))
    app.router.routes.extend(mcp_routes(knowledge, endpoint.evaluator, settings))
    app.include_router(check_routes(store, pages))
    app.include_router(entity_routes(store, settings, pages))
    return app


def _plain_routes(observer: Observer) -> APIRouter:
    """The files of pages and the metrics, as routes like any other, so that other methods are told as everywhere."""
    router, folder = APIRouter(include_in_schema=False), StaticFiles(directory=_STATIC)

    async def static(request: Request) -> Response:
        return await folder.get_response(request.path_params["name"], request.scope)

    async def count() -> Response:
        return Response(observer.metrics(), headers={"Content-Type": METRICS, "Cache-Control": "no-store"})

    router.get("/static/{name}")(static)
    router.get("/metrics")(count)
    return router
