"""From the values of the graph to the models of `/api/v1`, with labels and links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response

from service.api import models as out

if TYPE_CHECKING:
    from graph.history.changes import Change, Part
    from graph.history.lineage import Step
    from graph.history.lookup import Candidate
    from graph.history.sentence_index import SentenceHit
    from graph.history.silences import Silence
    from graph.history.status import State
    from graph.network.model import Edge
    from graph.rdf.provenance import Words
    from service.api.indexes import Indexes
    from service.web.links import Links


class Renderer:
    """Makes models with the labels of one build and the links of one request."""

    def __init__(self, indexes: Indexes, links: Links) -> None:
        self._indexes, self._links = indexes, links

    def thing(self, iri: str) -> out.ThingOut:
        """A thing with its labels."""
        return self._thing(iri, *self._indexes.label(iri))

    def optional_thing(self, iri: str) -> out.ThingOut | None:
        """A thing; None for an empty IRI."""
        return self.thing(iri) if iri else None

    def quote(self, words: Words) -> out.QuoteOut:
        """A piece of evidence."""
        return out.QuoteOut(
            quote=words.quote,
            citation=words.citation,
            clause=words.clause,
            source=self.thing(words.source),
            url=self._links.of(words.evidence) or "",
        )

    def silence(self, silence: Silence) -> out.SilenceOut:
        """What a paper does not state."""
        return out.SilenceOut(
            thing=self.thing(silence.thing),
            silence=self.thing(silence.silence),
            property=silence.property,
            papers=[self.thing(paper) for paper in dict.fromkeys(words.source for words in silence.words)],
            evidence=list(map(self.quote, silence.words)),
        )

    def candidate(self, candidate: Candidate) -> out.CandidateOut:
        """A candidate with its match."""
        match, name = candidate.match, candidate.match.name
        return out.CandidateOut(
            thing=self._thing(candidate.iri, candidate.zh, candidate.en),
            type=candidate.type,
            standing=candidate.standing,
            match=out.MatchOut(
                name=name.text, kind=name.kind, way=match.way, score=round(match.score, 1), system=name.system
            ),
        )

    def sentence(self, hit: SentenceHit) -> out.SentenceOut:
        """A sentence of a paper that has the words of a search."""
        sentence = hit.sentence
        return out.SentenceOut(
            sentence=sentence.text,
            found=list(hit.found),
            clause=sentence.clause_number,
            source=self.thing(sentence.source),
            start=sentence.start,
            end=sentence.start + len(sentence.text),
            url=self._links.read(sentence.paper, hit.at),
        )

    def edge(self, edge: Edge) -> out.EdgeOut:
        """A relation between two things."""
        return out.EdgeOut(
            source=self.thing(edge.source),
            relation=edge.relation,
            target=self.thing(edge.target),
            origin=edge.origin,
            told=edge.qualifiers_by_name,
            rules=list(edge.rules),
            evidence=[self.quote(words) for words in edge.words],
        )

    def change(self, change: Change) -> out.ChangeOut:
        """A change of zones or of a plate."""
        return out.ChangeOut(
            event=self.thing(change.event),
            type=change.type,
            modality=change.modality,
            manner=list(change.manner),
            parts=list(map(self._part, change.parts)),
            plate=self.optional_thing(change.plate),
            action=change.action,
            hung_on=self.optional_thing(change.hung_on),
            evidence=[self.quote(evidence) for evidence in change.evidence],
        )

    def state(self, state: State) -> out.StateOut:
        """Whether a thing stands at a time."""
        return out.StateOut(
            thing=self.thing(state.thing),
            standing=state.standing,
            reason=state.reason,
            name=state.name,
            change=self.optional_thing(state.change.event if state.change else ""),
        )

    def step(self, step: Step) -> out.StepOut:
        """A step of a lineage."""
        return out.StepOut(
            direction=step.direction,
            depth=step.depth,
            reached_from=self.thing(step.reached_from),
            leads_to=[self.thing(iri) for iri in step.leads_to],
            change=self.change(step.change),
        )

    def _thing(self, iri: str, zh: str, en: str) -> out.ThingOut:
        return out.ThingOut(iri=iri, url=self._links.of(iri) or "", zh=zh, en=en)

    def _part(self, part: Part) -> out.PartOut:
        return out.PartOut(
            thing=self.thing(part.participant),
            effect=part.effect,
            portion=part.portion,
            recipient=self.optional_thing(part.recipient),
            becomes=list(part.targets),
            one_of=part.one_of,
            name_before=part.name_before,
            name_after=part.name_after,
        )


def json_response(model: out.Model) -> Response:
    """A model as JSON."""
    return JSONResponse(model.model_dump(mode="json"))
