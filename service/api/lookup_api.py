"""`/api/v1`: names, lineage, states and the network, for programs."""

from __future__ import annotations

import base64
import json
from itertools import islice
from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.requests import Request  # noqa: TC002  the framework reads the annotations
from starlette.responses import JSONResponse, Response

from graph.history.lineage import Lineage, Step, lineage
from graph.history.lookup import Wanted
from graph.history.silences import OF_FATE
from graph.history.status import State, state_of, when_of
from graph.network.paths import alike, neighbourhood, paths
from service.api import models as out
from service.api import parameters as given
from service.api.models import LookupIn  # noqa: TC001  the framework reads the annotation
from service.api.shower import ThingRenderer
from service.core.errors import MalformedRequest
from service.web.openapi import PROBLEM_RESPONSES
from service.web.pages import links_of

if TYPE_CHECKING:
    from graph.history.changes import Change
    from graph.network.model import Edge
    from service.api.knowledge import Knowledge


def api_routes(knowledge: Knowledge) -> APIRouter:
    """The routes for programs."""
    router = APIRouter(prefix="/api/v1", tags=["API"], responses=PROBLEM_RESPONSES)
    api = Api(knowledge)
    for path, method, handler, model in (
        ("/search", "GET", api.search, out.SearchOut),
        ("/lookup", "GET", api.look_up, out.LookupOut),
        ("/lookup", "POST", api.look_up_many, out.LookupsOut),
        ("/lineage/{id:path}", "GET", api.lineage, out.LineageOut),
        ("/state", "GET", api.states, out.StatesOut),
        ("/paths", "GET", api.paths, out.PathsOut),
        ("/neighbours", "GET", api.neighbours, out.NeighboursOut),
        ("/similar", "GET", api.similar, out.SimilarOut),
    ):
        router.add_api_route(path, handler, methods=[method], response_model=model)
    return router


class Api:
    """Answers from one build."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge

    def search(
        self,
        request: Request,
        q: given.Text,
        type: given.Type = "",
        place: given.Place = "",
        system: given.System = "",
        limit: given.Limit = 20,
    ) -> Response:
        """Find everything that a text could mean: a name, an alias, pinyin, a code, the beginning of a name, a slip."""
        shower, wanted = self._shower(request), Wanted(q, type, self._place(place), system)
        found = self.knowledge.lookup.search(wanted, limit)
        return _json(out.SearchOut(text=q, candidates=[shower.candidate(c) for c in found]))

    def look_up(
        self,
        request: Request,
        q: given.Text,
        type: given.Type = "",
        place: given.Place = "",
        system: given.System = "",
    ) -> Response:
        """Find the one thing that a name, a code (with its system) or an IRI means, or learn why none is named."""
        return _json(self._looked_up(self._shower(request), Wanted(q, type, self._place(place), system)))

    def look_up_many(self, request: Request, body: LookupIn) -> Response:
        """Look up to 5,000 names at once."""
        shower = self._shower(request)
        wanted = [Wanted(one.text, one.type, self._place(one.place), one.system) for one in body.queries]
        return _json(out.LookupsOut(answers=[self._looked_up(shower, one) for one in wanted]))

    def lineage(
        self,
        request: Request,
        id: given.InPath,
        direction: given.Way = "both",
        depth: given.Changes = 5,
    ) -> Response:
        """Follow a zone or a plate: what it came from, what became of it, change by change, and what stands now."""
        shower = self._shower(request)
        found = lineage(self.knowledge.iri_of(id), self.knowledge.changes, direction, depth)
        return _json(self._lineage(shower, found))

    def states(
        self,
        request: Request,
        when: given.When = "after",
        type: given.ZoneOrPlate = "",
        limit: given.Limit = 100,
        cursor: given.Cursor = "",
    ) -> Response:
        """Tell which zones and plates stand before the changes, after them, or on a day; what is not stated is said."""
        shower, at, types = self._shower(request), when_of(when), self.knowledge.lookup.index.types
        wanted = {type} if type else {"Zone", "Plate"}
        things = sorted(iri for iri, kind in types.items() if kind in wanted)
        start = read_cursor(cursor, when, type)
        states = [shower_state(shower, self.knowledge.lookup.state_of(t, at)) for t in things[start : start + limit]]
        more = write_cursor(start + limit, when, type) if start + limit < len(things) else None
        return _json(out.StatesOut(when=when, total=len(things), states=states, next=more))

    def paths(
        self,
        request: Request,
        from_: given.Start,
        to: given.Name,
        max: given.Longest = 4,
        limit: given.PathLimit = 20,
    ) -> Response:
        """Find the ways between two things through their relations, the shortest first, each with its sentences."""
        shower, start, end = self._shower(request), self.knowledge.iri_of(from_), self.knowledge.iri_of(to)
        found, cut = paths(self.knowledge.network, start, end, max, limit)
        self.knowledge.read_labels(iri for way in found for edge in way for iri in (edge.source, edge.target))
        ways = [[show_edge(shower, edge) for edge in way] for way in found]
        return _json(out.PathsOut(start=shower.thing(start), end=shower.thing(end), paths=ways, cut=cut))

    def neighbours(
        self,
        request: Request,
        of: given.Name,
        depth: given.Steps = 1,
        relation: given.OnlyRelations = [],  # noqa: B006  the framework copies it
        limit: given.Limit = 100,
    ) -> Response:
        """Find what lies around a thing, with the relations among all that is found."""
        shower, start = self._shower(request), self.knowledge.iri_of(of)
        found, cut = neighbourhood(self.knowledge.network, [start], depth, relation, limit)
        self.knowledge.read_labels(found.nodes)
        things = [shower.thing(iri) for iri in found.nodes]
        return _json(out.NeighboursOut(things=things, relations=[show_edge(shower, e) for e in found.edges], cut=cut))

    def similar(
        self, request: Request, to: given.Name, relation: given.Shared = "leadingIndustry", limit: given.Limit = 10
    ) -> Response:
        """Find things that share neighbours by a relation: parks with the same leading industries, for one."""
        shower, thing = self._shower(request), self.knowledge.iri_of(to)
        near = list(islice(alike(self.knowledge.network, thing, relation), limit))
        self.knowledge.read_labels(iri for other, shared, _ in near for iri in (other, *shared))
        found = [
            out.AlikeOut(thing=shower.thing(other), shared=[shower.thing(s) for s in shared], jaccard=round(index, 4))
            for other, shared, index in near
        ]
        return _json(out.SimilarOut(thing=shower.thing(thing), similar=found))

    def _shower(self, request: Request) -> ThingRenderer:
        return ThingRenderer(self.knowledge, links_of(request))

    def _place(self, text: str) -> str:
        return self.knowledge.iri_of(text) if text else ""

    def _looked_up(self, shower: ThingRenderer, wanted: Wanted) -> out.LookupOut:
        answer = self.knowledge.lookup.look_up(wanted)
        candidates = [shower.candidate(candidate) for candidate in answer.candidates]
        return out.LookupOut(text=wanted.text, outcome=answer.outcome, candidates=candidates)

    def _lineage(self, shower: ThingRenderer, found: Lineage) -> out.LineageOut:
        changes = self.knowledge.changes
        silences = self.knowledge.silences.of((found.start, *found.now), OF_FATE)
        self.knowledge.read_labels(silence.silence for silence in silences)
        plates = [change for change in changes if change.plate and change.hung_on in found.things]
        borne = {edge.target for t in found.things for edge in self._bears(t)}
        plates += [c for c in changes if c.plate in borne and c not in plates and c.plate != found.start]
        return out.LineageOut(
            start=shower.thing(found.start),
            steps=[_step(shower, step) for step in found.steps],
            origins=[shower_state(shower, state_of(iri, changes, "before")) for iri in found.origins],
            now=[shower_state(shower, state_of(iri, changes, "after")) for iri in found.now],
            plates=[show_change(shower, change) for change in plates],
            not_stated=list(map(shower.silence, silences)),
            cut=found.cut,
        )

    def _bears(self, thing: str) -> list[Edge]:
        touching = self.knowledge.network.touching.get(thing, ())
        return [edge for edge in touching if edge.source == thing and edge.relation in {"bearsPlate", "borePlate"}]


def show_edge(shower: ThingRenderer, edge: Edge) -> out.EdgeOut:
    """A relation as the API tells it."""
    told: dict[str, list[str]] = {}
    for name, word in edge.told:
        told.setdefault(name, []).append(word)
    return out.EdgeOut(
        source=shower.thing(edge.source),
        relation=edge.relation,
        target=shower.thing(edge.target),
        origin=edge.origin,
        told=told,
        rules=list(edge.rules),
        evidence=[shower.quote(words) for words in edge.words],
    )


def show_change(shower: ThingRenderer, change: Change) -> out.ChangeOut:
    """A change as the API tells it."""
    parts = [
        out.PartOut(
            thing=shower.thing(part.participant),
            effect=part.effect,
            portion=part.portion,
            recipient=shower.maybe(part.recipient),
            becomes=list(part.targets),
            one_of=part.one_of,
            name_before=part.name_before,
            name_after=part.name_after,
        )
        for part in change.parts
    ]
    return out.ChangeOut(
        event=shower.thing(change.event),
        type=change.type,
        modality=change.modality,
        manner=list(change.manner),
        parts=parts,
        plate=shower.maybe(change.plate),
        action=change.action,
        hung_on=shower.maybe(change.hung_on),
        evidence=[shower.quote(evidence) for evidence in change.evidence],
    )


def shower_state(shower: ThingRenderer, state: State) -> out.StateOut:
    """A state as the API tells it."""
    return out.StateOut(
        thing=shower.thing(state.thing),
        standing=state.standing,
        reason=state.reason,
        name=state.name,
        change=shower.maybe(state.change.event if state.change else ""),
    )


def _step(shower: ThingRenderer, step: Step) -> out.StepOut:
    return out.StepOut(
        direction=step.direction,
        depth=step.depth,
        reached_from=shower.thing(step.reached_from),
        leads_to=[shower.thing(iri) for iri in step.leads_to],
        change=show_change(shower, step.change),
    )


def write_cursor(at: int, *of: str) -> str:
    """An opaque place in a list that was asked for by some parameters."""
    return base64.urlsafe_b64encode(json.dumps([at, *of]).encode()).decode().rstrip("=")


def read_cursor(cursor: str, *of: str) -> int:
    """The place that a cursor stands for, 0 for none. Raises MalformedRequest where it is of another list."""
    if not cursor:
        return 0
    try:
        at, *asked = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, TypeError) as error:
        raise MalformedRequest(f"The cursor {cursor} is none of ours; leave it out to begin anew.") from error
    if asked != list(of) or not isinstance(at, int) or at < 0:
        raise MalformedRequest(f"The cursor {cursor} belongs to another question; leave it out to begin anew.")
    return at


def _json(model: out.Model) -> Response:
    return JSONResponse(model.model_dump(mode="json"))
