"""The application: what is mounted where, in the order in which paths are tried."""

import os
from importlib.metadata import version
from pathlib import Path

from fastapi import APIRouter, FastAPI
from fastapi.responses import Response
from starlette.requests import Request
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from graph.store import GraphStore
from service.answering import Answering
from service.answers_cache import AnswersCache
from service.api import api_routes
from service.checks import check_routes
from service.docs_page import docs_routes
from service.entities import entity_routes
from service.evaluation import Evaluator, InThread
from service.exports import export_routes
from service.express import Express
from service.front import front_routes
from service.knowledge import Knowledge
from service.mcp_route import mcp_route
from service.observation import metrics_route
from service.pages import Pages
from service.problems import Teller, add_problem_handlers
from service.reconcile import reconcile_routes
from service.relations import relation_routes
from service.search_page import search_routes
from service.settings import Settings, read_settings
from service.shared import Shared
from service.sparql import Endpoint, sparql_routes

_STATIC = Path(__file__).parent / "static"
_DESCRIPTION = (
    "A knowledge graph about how official papers reorganise China's development zones, each statement with the words "
    "that it was read from. 官方文件如何整合开发区：逐句成图，条条有据。 "
    "Within /api/v1 members and parameters are added, and none is taken away or changes its meaning; what would change "
    "one becomes /api/v2. 在 /api/v1 之内只增不减、不改其义。"
)


def create_app(
    store: GraphStore,
    settings: Settings | None = None,
    evaluator: Evaluator | None = None,
    shared: Shared | None = None,
    answers: AnswersCache | None = None,
) -> ASGIApp:
    """The application that answers from a store.

    The settings come from the environment unless they are given; queries are evaluated in threads unless there is an
    evaluator. shared: what outlives the build; answers: those of this build that were given already.
    """
    settings = settings or read_settings(os.environ)
    shared, answers = shared or Shared.of(settings), answers or AnswersCache(settings.cache_bytes)
    pages = Pages(store.build)
    teller = Teller(pages)
    # The documentation pages of the framework load from a CDN; the description itself is at /openapi.json.
    app = FastAPI(
        title="kaifaqu 开发区", version=version("kaifaqu"), description=_DESCRIPTION, docs_url=None, redoc_url=None
    )
    knowledge = Knowledge(store)
    evaluator = evaluator or InThread(store)
    endpoint = Endpoint(store, settings, pages, evaluator, shared.budget)
    add_problem_handlers(app, teller)
    app.include_router(_static_route())
    app.include_router(metrics_route(shared.metrics))
    app.include_router(front_routes(store, pages))
    app.include_router(sparql_routes(endpoint))
    app.include_router(api_routes(knowledge))
    app.include_router(relation_routes(knowledge))
    app.include_router(reconcile_routes(knowledge, settings))
    app.include_router(export_routes(knowledge, endpoint))
    app.include_router(search_routes(knowledge, pages))
    app.include_router(docs_routes(pages))
    app.router.routes.append(mcp_route(knowledge, evaluator, settings))
    app.include_router(check_routes(store, pages))
    app.include_router(entity_routes(store, settings, pages))
    return Answering(
        Express(app, endpoint, teller),
        version=f"{version('kaifaqu')} {store.build.folder.name}",
        cache=answers,
        observer=shared.observer,
        teller=teller,
        settings=settings,
    )


def _static_route() -> APIRouter:
    """The files that pages use, as a route like any other, so that other methods are told as everywhere."""
    router, folder = APIRouter(include_in_schema=False), StaticFiles(directory=_STATIC)

    async def static(request: Request) -> Response:
        return await folder.get_response(request.path_params["name"], request.scope)

    router.get("/static/{name}")(static)
    return router
