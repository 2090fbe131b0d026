"""The IRIs of the project, answered under the service's own address: as RDF in any format, and as a page."""

from collections.abc import Iterator

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from graph.core.formats import formats_for
from graph.store.repeated_triples import once
from service.api.indexes import Indexes
from service.api.parameters import PageNumber
from service.core.settings import Settings
from service.pages.card import card_of, kind_of, limits_of
from service.pages.description import Describer
from service.pages.entity_changes import life_of
from service.pages.entity_data import entity_data
from service.pages.entity_view import view_entity
from service.pages.folding import fold_repeats
from service.pages.page_download import TABLE_FORMS, asked_form, file_of, links_to, with_forms
from service.pages.rdf_document import headers_of, rdf_document
from service.pages.sentence_reader import SentenceReader
from service.web.links import Links, requested_iris
from service.web.negotiation import PAGE, PageOffer, choose_format
from service.web.openapi import ENTITY, content_of, parameter, path_parameter
from service.web.pages import Pages, accepted, language_of, links_of
from service.web.view_models import EntityView, Paging

_ROUTES = (
    ("/id/{path:path}", "Describe an entity", "zone/zhizao-new-city"),
    ("/vocab/{path:path}", "Describe a vocabulary or a concept", "modality/ordered"),
    ("/rule/{path:path}", "Describe a derivation rule", "absorbed-into"),
    ("/{path:path}", "Describe any other IRI of the project", "ontology"),
)
_WITH_LINEAGE = frozenset({"kq:Zone", "kq:Plate"})
_NamedLink = tuple[str, str, str]
"""The name of a link in Chinese and in English, and its address."""
_TABS = ("overview", "statements", "mentions", "data")
_TAB = parameter("tab", "query", "Which part of the page is shown.", enum=_TABS)


def entity_routes(indexes: Indexes, settings: Settings, pages: Pages) -> APIRouter:
    """The routes of the IRIs. The last takes every path, so it must be mounted after all others."""
    router, describer = APIRouter(tags=["entities"]), Describer(indexes.store)

    def answer(request: Request, page: PageNumber = 1) -> Response:
        links = links_of(request)
        raw_path = request.scope.get("raw_path") or request.scope["path"].encode()
        paging = Paging(page, settings.page_values)
        found = describer.describe_page(requested_iris(raw_path, links.root), paging)
        iri, quads = found.iri, found.quads
        form = asked_form(request, TABLE_FORMS)
        names = tuple(request.query_params.getlist("format"))
        syntax = PAGE if form else choose_format(accepted(request), names, "graph")
        if not isinstance(syntax, PageOffer):
            return rdf_document(found, syntax, links, paging)
        view, folded = fold_repeats(view_entity(iri, once(quads), links, paging, found.totals))
        tabs = _tabs_of(view)
        asked = request.query_params.get("tab", "")
        reader = SentenceReader(indexes, language_of(request), links)
        reader.know(quads)
        tab = asked if asked in tabs else tabs[0]
        card = card_of(view)
        life = life_of(iri, indexes, reader) if indexes.store.build.is_own else None
        data = entity_data(view, tab, card, life, reader.language)
        if form:
            return file_of(form, data)
        in_network = iri in indexes.kinds((iri,))
        values = {
            "entity": view,
            "folded": folded,
            "kind": kind_of(view).removeprefix("kq:"),
            "card": card,
            "limits_of": limits_of,
            "dates": reader.dates,
            "life": life,
            "buttons": list(_buttons(view, links)) if in_network else [],
            "drawings": _drawings(view, links),
            "counts": _counts(view),
            "tabs": tabs,
            "tab": tab,
            "data": links_to(request, data) if tab != "data" else [],
            "page": page,
            "formats": formats_for("graph"),
        }
        return pages.render(request, "entity.html", values, headers=headers_of(iri, links))

    for path, summary, example in _ROUTES:
        # The last route also has the paths of pages that have no such forms.
        told = ENTITY if path == _ROUTES[-1][0] else with_forms(ENTITY)
        parameters = [path_parameter("path", "The rest of the IRI.", example), *told] if example else told
        router.get(
            path,
            summary=summary,
            response_class=Response,
            responses=content_of(formats_for("graph"), "text/csv", "application/json"),
            openapi_extra={"parameters": [*parameters, _TAB]},
        )(answer)
    return router


def _buttons(view: EntityView, links: Links) -> Iterator[_NamedLink]:
    """The other pages about an entity: of zones and plates also the lineage, of zones also the comparison."""
    kind = kind_of(view)
    if view.is_text and kind == "kq:Document":
        yield "读原文", "Read the paper", links.read(view.iri.rpartition("/")[2])
    yield "看图景", "Surroundings", links.explore(view.iri)
    if kind in _WITH_LINEAGE:
        yield "看沿革", "Lineage", links.history(view.iri)
    if kind == "kq:Zone":
        yield "对比", "Compare", links.compare(view.iri)


def _drawings(view: EntityView, links: Links) -> list[_NamedLink]:
    """The files with pictures of an entity."""
    if kind_of(view) not in _WITH_LINEAGE:
        return []
    return [
        ("沿革 SVG", "lineage SVG", links.drawing("lineage.svg", view.iri)),
        ("图景 SVG", "surroundings SVG", links.drawing("network.svg", view.iri)),
        ("GEXF", "GEXF", links.drawing("network.gexf", view.iri)),
    ]


def _counts(view: EntityView) -> dict[str, int]:
    """How many statements the tabs hold, on all their pages."""
    totals = {"statements": view.outgoing, "mentions": view.incoming}
    return {name: sum(group.total for group in groups) for name, groups in totals.items() if groups}


def _tabs_of(view: EntityView) -> list[str]:
    """The tabs of a page, the one that is shown first before the others: of a text what was read from it."""
    there = {
        "overview": bool(kind_of(view)),
        "statements": bool(view.outgoing or view.fragments),
        "mentions": bool(view.incoming),
        "data": True,
    }
    tabs = [name for name in _TABS if there[name]]
    if view.is_text and "overview" not in tabs and "mentions" in tabs:
        tabs.sort(key=lambda name: name != "mentions")
    return tabs
