"""The application: what is mounted where, in the order in which paths are tried."""

import os
from importlib.metadata import version
from pathlib import Path

from fastapi import APIRouter, FastAPI
from fastapi.responses import Response
from starlette.requests import Request
from starlette.staticfiles import StaticFiles

from graph.store import GraphStore
from service.checks import check_routes
from service.conditional import Conditional
from service.encoding import Encoded
from service.entities import entity_routes
from service.evaluation import Evaluator, InThread
from service.front import front_routes
from service.headers import CommonHeaders
from service.observation import Metrics, Observed, metrics_route
from service.pages import Pages
from service.problems import add_problem_handlers
from service.settings import Settings, read_settings
from service.sparql import sparql_routes

_STATIC = Path(__file__).parent / "static"
_DESCRIPTION = (
    "A knowledge graph about how official papers reorganise China's development zones, each statement with the words "
    "that it was read from. 官方文件如何整合开发区：逐句成图，条条有据。"
)


def create_app(
    store: GraphStore,
    settings: Settings | None = None,
    evaluator: Evaluator | None = None,
    metrics: Metrics | None = None,
) -> FastAPI:
    """The application that answers from a store.

    The settings come from the environment unless they are given; queries are evaluated in threads unless there is an
    evaluator.
    """
    metrics = metrics or Metrics()
    settings, pages = settings or read_settings(os.environ), Pages(store.build)
    # The documentation pages of the framework load from a CDN; the description itself is at /openapi.json.
    app = FastAPI(
        title="kaifaqu 开发区", version=version("kaifaqu"), description=_DESCRIPTION, docs_url=None, redoc_url=None
    )
    app.add_middleware(Encoded)
    app.add_middleware(
        Conditional,
        version=f"{version('kaifaqu')} {store.build.folder.name}",
        cache_bytes=settings.cache_megabytes * 2**20,
    )
    app.add_middleware(CommonHeaders)
    app.add_middleware(Observed, metrics=metrics)
    add_problem_handlers(app, pages)
    app.include_router(_static_route())
    app.include_router(metrics_route(metrics))
    app.include_router(front_routes(store, pages))
    app.include_router(sparql_routes(store, settings, pages, evaluator or InThread(store)))
    app.include_router(check_routes(store, pages))
    app.include_router(entity_routes(store, settings, pages))
    return app


def _static_route() -> APIRouter:
    """The files that pages use, as a route like any other, so that other methods are told as everywhere."""
    router, folder = APIRouter(include_in_schema=False), StaticFiles(directory=_STATIC)

    async def static(request: Request) -> Response:
        return await folder.get_response(request.path_params["name"], request.scope)

    router.get("/static/{name}")(static)
    return router
