"""The routes of the framework, in the order in which paths are matched."""

from importlib.metadata import version

from fastapi import APIRouter, FastAPI
from starlette.requests import Request
from starlette.responses import Response

from service.api.exports import export_routes
from service.api.indexes import Indexes
from service.api.lineage_api import lineage_api_routes
from service.api.lookup_api import lookup_routes
from service.api.mcp_route import mcp_routes
from service.api.network_api import path_routes
from service.api.reconcile import reconcile_routes
from service.api.relations import relation_routes
from service.pages.ask import ask_routes
from service.pages.cached_check_report import CheckReport
from service.pages.checks import check_routes
from service.pages.compare import compare_routes
from service.pages.docs import docs_routes
from service.pages.embed import embed_routes
from service.pages.entities import entity_routes
from service.pages.explore import explore_routes
from service.pages.front import front_routes
from service.pages.lineage import lineage_routes
from service.pages.lists import ListPages, list_routes
from service.pages.ontology import ontology_routes
from service.pages.read import PaperPages, reader_routes
from service.pages.search import search_routes
from service.sparql.endpoint import Endpoint
from service.sparql.routes import sparql_routes
from service.web.assets import IMMUTABLE, load_assets
from service.web.exception_handlers import add_problem_handlers
from service.web.openapi import PROBLEM_RESPONSES
from service.web.pages import Pages
from service.web.problem_pages import problem_routes
from service.web.problems import ProblemRenderer

_DESCRIPTION = (
    "A knowledge graph about how official papers reorganise China's development zones, each statement with the words "
    "that it was read from. 官方文件如何整合开发区：逐句成图，条条有据。 "
    "Within /api/v1 members and parameters are added, and none is taken away or changes its meaning; what would change "
    "one becomes /api/v2. 在 /api/v1 之内只增不减、不改其义。"
)


def make_routes(
    endpoint: Endpoint, indexes: Indexes, checks: CheckReport, renderer: ProblemRenderer, pages: Pages
) -> FastAPI:
    """The FastAPI application over the store of the endpoint."""
    settings, papers, lists = endpoint.settings, PaperPages(indexes, pages), ListPages(indexes, pages)
    # The documentation pages of the framework load from a CDN; the description itself is at /openapi.json.
    app = FastAPI(
        title="kaifaqu 开发区", version=version("kaifaqu"), description=_DESCRIPTION, docs_url=None, redoc_url=None
    )
    add_problem_handlers(app, renderer)
    app.include_router(problem_routes(renderer.pages))
    app.include_router(_static_routes())
    app.get("/health", summary="Whether the service answers", tags=["service"], responses=PROBLEM_RESPONSES)(health)
    app.include_router(front_routes(indexes, settings, pages, lists))
    app.include_router(list_routes(lists))
    app.include_router(sparql_routes(endpoint))
    app.include_router(lookup_routes(indexes))
    app.include_router(lineage_api_routes(indexes))
    app.include_router(path_routes(indexes))
    app.include_router(relation_routes(indexes))
    app.include_router(reconcile_routes(indexes, settings, pages))
    app.include_router(export_routes(indexes, endpoint))
    app.include_router(search_routes(indexes, pages))
    app.include_router(explore_routes(indexes, pages))
    app.include_router(lineage_routes(indexes, pages))
    app.include_router(compare_routes(indexes, pages))
    app.include_router(ask_routes(indexes, endpoint, pages))
    app.include_router(reader_routes(papers))
    app.include_router(embed_routes(indexes, settings, pages, papers))
    app.include_router(docs_routes(pages))
    app.router.routes.extend(mcp_routes(indexes, settings))
    app.include_router(check_routes(checks, pages))
    app.include_router(ontology_routes(indexes, settings, pages))
    app.include_router(entity_routes(indexes, settings, pages))
    return app


def health() -> None:
    """The build, how many workers are alive and wanted, how many requests wait, and the longest wait."""
    raise NotImplementedError("The gateway answers this path; it is a route for the description of the API alone.")


def _static_routes() -> APIRouter:
    """The static files of pages."""
    router, assets = APIRouter(include_in_schema=False), load_assets()

    def static(request: Request) -> Response:
        asset = assets.get(request.path_params["path"])
        headers = {"Cache-Control": IMMUTABLE} if asset.is_immutable else {}
        return Response(asset.content, media_type=asset.media_type, headers=headers)

    router.get("/static/{path:path}")(static)
    return router
