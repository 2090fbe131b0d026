"""`/api/v1/search` and `/api/v1/lookup`: which things a text or a name means, for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request  # noqa: TC002  the framework reads the annotations
from starlette.responses import Response  # noqa: TC002  as above

from graph.history.lookup import Wanted
from service.api import models as out
from service.api.model_mapping import Renderer, json_response
from service.api.models import LookupIn  # noqa: TC001  the framework reads the annotation
from service.api.parameters import NameIn, SearchIn  # noqa: TC001  as above
from service.web.openapi import PROBLEM_RESPONSES
from service.web.pages import links_of

if TYPE_CHECKING:
    from service.api.indexes import Indexes
    from service.api.models import LookupQueryIn


def lookup_routes(indexes: Indexes) -> APIRouter:
    """The routes of search and lookup."""
    router = APIRouter(prefix="/api/v1", tags=["API"], responses=PROBLEM_RESPONSES)
    api = LookupApi(indexes)
    for path, method, handler, model in (
        ("/search", "GET", api.search, out.SearchOut),
        ("/lookup", "GET", api.look_up, out.LookupOut),
        ("/lookup", "POST", api.look_up_many, out.LookupsOut),
    ):
        router.add_api_route(path, handler, methods=[method], response_model=model)
    return router


class LookupApi:
    """Answers from one build."""

    def __init__(self, indexes: Indexes) -> None:
        self.indexes = indexes

    def search(self, request: Request, asked: Annotated[SearchIn, Query()]) -> Response:
        """Find what a text could mean, by names, parts of names and pinyin, and the sentences that have its words."""
        renderer, wanted = self._renderer(request), self._wanted(asked.q, asked)
        found = self.indexes.lookup.search(wanted, asked.limit)
        is_narrowed = asked.type or asked.place or asked.system
        sentences = [] if is_narrowed else self.indexes.sentences.search(asked.q)[: asked.limit]
        return json_response(
            out.SearchOut(
                text=asked.q,
                candidates=list(map(renderer.candidate, found)),
                sentences=list(map(renderer.sentence, sentences)),
            )
        )

    def look_up(self, request: Request, asked: Annotated[NameIn, Query()]) -> Response:
        """Find the one thing that a name, a code (with its system) or an IRI means, or learn why none is named."""
        return json_response(self._looked_up(self._renderer(request), self._wanted(asked.q, asked)))

    def look_up_many(self, request: Request, body: LookupIn) -> Response:
        """Look up to 5,000 names at once."""
        renderer = self._renderer(request)
        wanted = [self._wanted(one.text, one) for one in body.queries]
        return json_response(out.LookupsOut(answers=[self._looked_up(renderer, one) for one in wanted]))

    def _renderer(self, request: Request) -> Renderer:
        return Renderer(self.indexes, links_of(request))

    def _wanted(self, text: str, asked: NameIn | LookupQueryIn) -> Wanted:
        place = self.indexes.iri_of(asked.place) if asked.place else ""
        return Wanted(text, asked.type, place, asked.system)

    def _looked_up(self, renderer: Renderer, wanted: Wanted) -> out.LookupOut:
        result = self.indexes.lookup.look_up(wanted)
        candidates = [renderer.candidate(candidate) for candidate in result.candidates]
        return out.LookupOut(text=wanted.text, outcome=result.outcome, candidates=candidates)
