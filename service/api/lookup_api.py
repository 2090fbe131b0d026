"""`/api/v1`: names, lineages and states, for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request  # noqa: TC002  the framework reads the annotations
from starlette.responses import JSONResponse, Response

from graph.history.lineage import Lineage, lineage
from graph.history.lookup import Wanted
from graph.history.silences import OF_FATE
from graph.history.status import state_of, when_of
from service.api import models as out
from service.api import parameters as given
from service.api.cursor import read_cursor, write_cursor
from service.api.model_mapping import Renderer
from service.api.models import LookupIn  # noqa: TC001  the framework reads the annotation
from service.api.parameters import NameIn, SearchIn  # noqa: TC001  as above
from service.web.openapi import PROBLEM_RESPONSES
from service.web.pages import links_of

if TYPE_CHECKING:
    from service.api.indexes import Indexes
    from service.api.models import LookupQueryIn


def lookup_routes(indexes: Indexes) -> APIRouter:
    """The routes of names, lineages and states."""
    router = APIRouter(prefix="/api/v1", tags=["API"], responses=PROBLEM_RESPONSES)
    api = LookupApi(indexes)
    for path, method, handler, model in (
        ("/search", "GET", api.search, out.SearchOut),
        ("/lookup", "GET", api.look_up, out.LookupOut),
        ("/lookup", "POST", api.look_up_many, out.LookupsOut),
        ("/lineage/{id:path}", "GET", api.lineage, out.LineageOut),
        ("/state", "GET", api.states, out.StatesOut),
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

    def lineage(
        self,
        request: Request,
        id: given.InPath,
        direction: given.LineageDirection = "both",
        depth: given.Changes = 5,
    ) -> Response:
        """Follow a zone or a plate: what it came from, what became of it, change by change, and what stands now."""
        found = lineage(self.indexes.iri_of(id), self.indexes.changes, direction, depth)
        return json_response(self._lineage(self._renderer(request), found))

    def states(
        self,
        request: Request,
        when: given.When = "after",
        type: given.ZoneOrPlate = "",
        limit: given.Limit = 100,
        cursor: given.Cursor = "",
    ) -> Response:
        """Tell which zones and plates stand before the changes, after them, or on a day; what is not stated is said."""
        renderer, lookup, time = self._renderer(request), self.indexes.lookup, when_of(when)
        wanted = {type} if type else {"Zone", "Plate"}
        things = sorted(iri for iri, kind in lookup.index.types.items() if kind in wanted)
        start = read_cursor(cursor, when, type)
        end = start + limit
        states = [renderer.state(lookup.state_of(thing, time)) for thing in things[start:end]]
        following = write_cursor(end, when, type) if end < len(things) else None
        return json_response(out.StatesOut(when=when, total=len(things), states=states, next=following))

    def _renderer(self, request: Request) -> Renderer:
        return Renderer(self.indexes, links_of(request))

    def _wanted(self, text: str, asked: NameIn | LookupQueryIn) -> Wanted:
        place = self.indexes.iri_of(asked.place) if asked.place else ""
        return Wanted(text, asked.type, place, asked.system)

    def _looked_up(self, renderer: Renderer, wanted: Wanted) -> out.LookupOut:
        result = self.indexes.lookup.look_up(wanted)
        candidates = [renderer.candidate(candidate) for candidate in result.candidates]
        return out.LookupOut(text=wanted.text, outcome=result.outcome, candidates=candidates)

    def _lineage(self, renderer: Renderer, found: Lineage) -> out.LineageOut:
        changes = self.indexes.changes
        silences = self.indexes.silences.of((found.start, *found.now), OF_FATE)
        self.indexes.read_labels(silence.silence for silence in silences)
        return out.LineageOut(
            start=renderer.thing(found.start),
            steps=list(map(renderer.step, found.steps)),
            origins=[renderer.state(state_of(iri, changes, "before")) for iri in found.origins],
            now=[renderer.state(state_of(iri, changes, "after")) for iri in found.now],
            plates=list(map(renderer.change, self.indexes.plate_changes(found))),
            not_stated=list(map(renderer.silence, silences)),
            cut=found.cut,
        )


def json_response(model: out.Model) -> Response:
    """A model as JSON."""
    return JSONResponse(model.model_dump(mode="json"))
