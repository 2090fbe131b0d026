"""The front page: what the graph holds, and questions with their answers."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.requests import Request  # noqa: TC002  the framework reads the annotation
from starlette.responses import HTMLResponse, Response

from graph.rdf.catalogue import DESCRIPTIONS
from service.pages.questions import answer_questions, ask_questions
from service.pages.sentence_reader import SentenceReader
from service.sparql.void import count_statements
from service.web.dataset_jsonld import dataset_jsonld
from service.web.openapi import LANG, PROBLEM_RESPONSES
from service.web.pages import language_of, links_of

if TYPE_CHECKING:
    from graph.core.terms import Term
    from service.api.indexes import Indexes
    from service.core.settings import Settings
    from service.pages.lists import ListPages
    from service.pages.questions import Question
    from service.web.pages import Pages

_COUNTED_FIRST = ("Zone", "Plate", "ChangeEvent", "Document")


def front_routes(indexes: Indexes, settings: Settings, pages: Pages, lists: ListPages) -> APIRouter:
    """The route of the front page."""
    router = APIRouter()
    router.get(
        "/",
        summary="The front page",
        tags=["pages"],
        response_class=HTMLResponse,
        responses=PROBLEM_RESPONSES,
        openapi_extra={"parameters": [LANG]},
    )(FrontPage(indexes, settings, pages, lists).page)
    return router


class FrontPage:
    """Answers what the graph is as a whole."""

    def __init__(self, indexes: Indexes, settings: Settings, pages: Pages, lists: ListPages) -> None:
        self.indexes, self.store, self.lists = indexes, indexes.store, lists
        self.settings, self.pages = settings, pages

    @cached_property
    def _asked(self) -> list[tuple[Question, list[dict[str, Term]]]]:
        return ask_questions(self.store)

    def page(self, request: Request) -> Response:
        """What this is, what is in it, and how to ask."""
        classes, is_own = self.lists.classes, self.store.build.is_own
        first = sorted((c for c in classes if c.name in _COUNTED_FIRST), key=lambda c: _COUNTED_FIRST.index(c.name))
        base = self.settings.public_address(str(request.base_url))
        reader = SentenceReader(self.indexes, language_of(request), links_of(request))
        values = {
            "classes": classes,
            "first": first,
            "statements": count_statements(self.store),
            "answered": answer_questions(reader, self._asked) if is_own else [],
            "lead": DESCRIPTIONS,
            "described": dataset_jsonld(self.store, base) if is_own else None,
        }
        return self.pages.render(request, "front.html", values)
