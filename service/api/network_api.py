"""`/api/v1`: paths between things, their neighbours, and things that are similar, for programs."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.requests import Request  # noqa: TC002  the framework reads the annotations
from starlette.responses import Response  # noqa: TC002  as above

from graph.network.neighbourhood import neighbourhood
from graph.network.paths import paths
from graph.network.similarity import similar
from service.api import models as out
from service.api import parameters as given
from service.api.model_mapping import Renderer, json_response
from service.web.openapi import PROBLEM_RESPONSES
from service.web.pages import links_of

if TYPE_CHECKING:
    from service.api.indexes import Indexes


def path_routes(indexes: Indexes) -> APIRouter:
    """The routes of paths, neighbours and similar things."""
    router = APIRouter(prefix="/api/v1", tags=["API"], responses=PROBLEM_RESPONSES)
    api = PathsApi(indexes)
    router.get("/paths", response_model=out.PathsOut)(api.paths)
    router.get("/neighbours", response_model=out.NeighboursOut)(api.neighbours)
    router.get("/similar", response_model=out.SimilarOut)(api.similar)
    return router


class PathsApi:
    """Answers from one build."""

    def __init__(self, indexes: Indexes) -> None:
        self.indexes = indexes

    def paths(
        self,
        request: Request,
        from_: given.Start,
        to: given.Name,
        max: given.Longest = 4,
        limit: given.PathLimit = 20,
    ) -> Response:
        """Find the ways between two things through their relations, the shortest first, each with its sentences."""
        renderer, start, end = self._renderer(request), self.indexes.iri_of(from_), self.indexes.iri_of(to)
        found, cut = paths(self.indexes.network, start, end, max, limit)
        self.indexes.read_labels(iri for path in found for edge in path for iri in (edge.source, edge.target))
        edges = [list(map(renderer.edge, path)) for path in found]
        return json_response(out.PathsOut(start=renderer.thing(start), end=renderer.thing(end), paths=edges, cut=cut))

    def neighbours(
        self,
        request: Request,
        of: given.Name,
        depth: given.Steps = 1,
        relation: given.OnlyRelations = [],  # noqa: B006  the framework copies it
        limit: given.Limit = 100,
    ) -> Response:
        """Find what lies around a thing, with the relations among all that is found."""
        renderer, start = self._renderer(request), self.indexes.iri_of(of)
        found, cut = neighbourhood(self.indexes.network, [start], depth, relation, limit)
        self.indexes.read_labels(found.nodes)
        things, edges = list(map(renderer.thing, found.nodes)), list(map(renderer.edge, found.edges))
        return json_response(out.NeighboursOut(things=things, relations=edges, cut=cut))

    def similar(
        self, request: Request, to: given.Name, relation: given.ServerState = "leadingIndustry", limit: given.Limit = 10
    ) -> Response:
        """Find things that share neighbours by a relation: parks with the same leading industries, for one."""
        renderer, thing = self._renderer(request), self.indexes.iri_of(to)
        near = list(islice(similar(self.indexes.network, thing, relation), limit))
        self.indexes.read_labels(iri for other, shared, _ in near for iri in (other, *shared))
        found = [
            out.SimilarThingOut(
                thing=renderer.thing(other), shared=list(map(renderer.thing, shared)), jaccard=round(jaccard, 4)
            )
            for other, shared, jaccard in near
        ]
        return json_response(out.SimilarOut(thing=renderer.thing(thing), similar=found))

    def _renderer(self, request: Request) -> Renderer:
        return Renderer(self.indexes, links_of(request))
