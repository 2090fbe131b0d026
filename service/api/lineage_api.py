"""`/api/v1/lineage` and `/api/v1/state`: what zones and plates came from and became, and which stand when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.requests import Request  # noqa: TC002  the framework reads the annotations
from starlette.responses import Response  # noqa: TC002  as above

from graph.history.lineage import Lineage, lineage
from graph.history.silences import OF_FATE
from graph.history.status import state_of, when_of
from service.api import models as out
from service.api import parameters as given
from service.api.cursor import read_cursor, write_cursor
from service.api.model_mapping import Renderer, json_response
from service.web.openapi import PROBLEM_RESPONSES
from service.web.pages import links_of

if TYPE_CHECKING:
    from service.api.indexes import Indexes


def lineage_api_routes(indexes: Indexes) -> APIRouter:
    """The routes of lineages and states."""
    router = APIRouter(prefix="/api/v1", tags=["API"], responses=PROBLEM_RESPONSES)
    api = LineageApi(indexes)
    router.add_api_route("/lineage/{id:path}", api.lineage, methods=["GET"], response_model=out.LineageOut)
    router.add_api_route("/state", api.states, methods=["GET"], response_model=out.StatesOut)
    return router


class LineageApi:
    """Answers from one build."""

    def __init__(self, indexes: Indexes) -> None:
        self.indexes = indexes

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
