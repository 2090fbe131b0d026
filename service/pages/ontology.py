"""`/ontology`: an index of the terms by theme, and a page for each class, property and vocabulary. RDF as well."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.convertors import StringConvertor, register_url_convertor
from starlette.requests import Request  # noqa: TC002  the framework reads the annotation
from starlette.responses import Response

from graph.core.errors import UnknownEntity
from graph.core.formats import formats_for
from graph.core.iris import ONTOLOGY_GRAPH, ONTOLOGY_IRI, TERMS, VOCABULARY, local_name
from graph.schema.ontology_page import index_part, load_parts, scheme_part, term_part
from graph.schema.term_docs import KINDS, THEMES, read_docs
from service.api.parameters import PageNumber  # noqa: TC001  the framework reads the annotation
from service.pages.description import Describer
from service.pages.rdf_document import headers_of, rdf_document
from service.pages.sentence_reader import SentenceReader
from service.pages.term_uses import count_uses, uses_of
from service.web.negotiation import PageOffer, choose_format
from service.web.openapi import ENTITY, content_of, path_parameter
from service.web.pages import accepted, language_of, links_of
from service.web.view_models import Paging

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graph.schema.term_docs import Docs
    from service.api.indexes import Indexes
    from service.core.settings import Settings
    from service.web.pages import Pages


class _TermName(StringConvertor):
    """The local name of a term; the version of the ontology, such as 0.3.0, is none."""

    regex = "[A-Za-z][A-Za-z0-9]*"


register_url_convertor("term", _TermName())


def ontology_routes(indexes: Indexes, settings: Settings, pages: Pages) -> APIRouter:
    """The routes of the ontology, of its terms and of its vocabularies."""
    router, ontology = APIRouter(tags=["entities"]), OntologyPages(indexes, settings, pages)
    name = path_parameter("name", "The local name of a term.", "Zone")
    slug = path_parameter("slug", "A vocabulary.", "modality")
    for path, summary, parameters, answer in (
        ("/ontology", "Describe the ontology and all its terms", ENTITY, ontology.index),
        ("/ontology/{name:term}", "Describe a term of the ontology", [name, *ENTITY], ontology.term),
        ("/ontology/vocab/{slug}", "Describe a vocabulary with its concepts", [slug, *ENTITY], ontology.scheme),
    ):
        router.get(
            path,
            summary=summary,
            response_class=Response,
            responses=content_of(formats_for("graph")),
            openapi_extra={"parameters": parameters},
        )(answer)
    return router


class OntologyPages:
    """Answers about the ontology of one build, which is read when it is first asked for."""

    def __init__(self, indexes: Indexes, settings: Settings, pages: Pages) -> None:
        self._knowledge, self._settings, self._pages = indexes, settings, pages
        self._describer = Describer(indexes.store)
        load_parts()

    @cached_property
    def docs(self) -> Docs:
        """The documentation."""
        return read_docs(self._knowledge.store.match(None, None, None, ONTOLOGY_GRAPH))

    @cached_property
    def uses(self) -> Mapping[str, int]:
        """How often the graph uses each term and concept."""
        return count_uses(self._knowledge)

    def index(self, request: Request, page: PageNumber = 1) -> Response:
        """The index, or the whole ontology as RDF."""
        links, language = links_of(request), language_of(request)
        values = {"part": lambda: index_part(self.docs, language, links.term, self.uses), "themes": THEMES}
        return self._answer(request, ONTOLOGY_IRI, "ontology.html", values, page)

    def term(self, request: Request, page: PageNumber = 1) -> Response:
        """A class or a property."""
        name, links, language = request.path_params["name"], links_of(request), language_of(request)
        doc = self.docs.terms.get(name)
        if not doc:
            raise UnknownEntity(f"The ontology has no term {name}; /ontology lists them.")
        reader = SentenceReader(self._knowledge, language, links)
        values = {
            "doc": doc,
            "kind": KINDS[doc.kind],
            "theme": THEMES.get(doc.theme),
            "part": lambda: term_part(self.docs, doc, language, links.term),
            "count": self.uses.get(doc.iri, 0),
            "found": uses_of(name, doc.kind, reader),
        }
        return self._answer(request, doc.iri, "ontology_term.html", values, page)

    def scheme(self, request: Request, page: PageNumber = 1) -> Response:
        """A vocabulary."""
        slug, links, language = request.path_params["slug"], links_of(request), language_of(request)
        doc = self.docs.schemes.get(slug)
        if not doc:
            raise UnknownEntity(f"There is no vocabulary {slug}; there are {', '.join(self.docs.schemes)}.")
        values = {
            "doc": doc,
            "kind": ("词表", "vocabulary"),
            "theme": None,
            "part": lambda: scheme_part(self.docs, doc, language, links.term, uses=self.uses, concept_link=links.of),
            "count": None,
            "found": [],
        }
        return self._answer(request, VOCABULARY + local_name(doc.iri), "ontology_term.html", values, page)

    def _answer(
        self, request: Request, iri: str, template: str, values: dict[str, object], page: PageNumber
    ) -> Response:
        syntax = choose_format(accepted(request), tuple(request.query_params.getlist("format")), "graph")
        links = links_of(request)
        if not isinstance(syntax, PageOffer):
            paging = Paging(page, self._settings.page_values)
            return rdf_document(self._describer.describe_page([iri], paging), syntax, links, paging)
        given = {"formats": formats_for("graph"), "iri": iri, "schemes": self.docs.schemes, "terms_iri": TERMS}
        return self._pages.render(request, template, {**values, **given}, headers=headers_of(iri, links))
