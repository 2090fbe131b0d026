"""The IRIs of the project, answered under the service's own address: as RDF in any format, and as a page."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from graph.core.formats import formats_for
from graph.rdf.serialize import write_rdf
from graph.store.repeats import once
from graph.store.store import GraphStore
from service.api.parameters import PageNumber
from service.core.settings import Settings
from service.pages.description import Describer
from service.pages.entity_view import view_entity
from service.web.links import Links, requested_iris
from service.web.negotiation import Page, choose_format
from service.web.openapi import ENTITY, content_of, path_parameter
from service.web.pages import VARY, Pages, accepted, links_of
from service.web.view import Paging

_ROUTES = (
    ("/id/{path:path}", "Describe an entity", "zone/zhizao-new-city"),
    ("/vocab/{path:path}", "Describe a vocabulary or a concept", "modality/ordered"),
    ("/rule/{path:path}", "Describe a derivation rule", "absorbed-into"),
    ("/{path:path}", "Describe any other IRI of the project", "ontology"),
)


def entity_routes(store: GraphStore, settings: Settings, pages: Pages) -> APIRouter:
    """The routes of the IRIs. The last takes every path, so it must be mounted after all others."""
    router, describer = APIRouter(tags=["entities"]), Describer(store)

    def answer(request: Request, page: PageNumber = 1) -> Response:
        links = links_of(request)
        raw_path = request.scope.get("raw_path") or request.scope["path"].encode()
        iri, quads = describer.describe_first(requested_iris(raw_path, links.root))
        headers = {**VARY, "Link": _alternates(iri, links)}
        syntax = choose_format(accepted(request), tuple(request.query_params.getlist("format")), "graph")
        if isinstance(syntax, Page):
            view = view_entity(iri, once(quads), links, Paging(page, settings.page_values))
            values = {"entity": view, "page": page, "formats": formats_for("graph")}
            return pages.render(request, "entity.html", values, headers=headers)
        return Response(write_rdf(quads, syntax), media_type=syntax.content_type, headers=headers)

    for path, summary, example in _ROUTES:
        parameters = [path_parameter("path", "The rest of the IRI.", example), *ENTITY] if example else ENTITY
        router.get(
            path,
            summary=summary,
            response_class=Response,
            responses=content_of(formats_for("graph")),
            openapi_extra={"parameters": parameters},
        )(answer)
    return router


def _alternates(iri: str, links: Links) -> str:
    return ", ".join(
        f'<{links.document(iri, syntax.name)}>; rel="alternate"; type="{syntax.media_types[0]}"'
        for syntax in formats_for("graph")
    )
