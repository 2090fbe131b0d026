"""Makes what `/api/v1` answers from the values of the graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.api.models import CandidateOut, MatchOut, Quote, SentenceOut, SilenceOut, Thing

if TYPE_CHECKING:
    from graph.history.lookup import Candidate
    from graph.history.sentence_index import SentenceHit
    from graph.history.silences import Silence
    from graph.rdf.provenance import Words
    from service.api.knowledge import Knowledge
    from service.web.links import Links


class ThingRenderer:
    """Makes the values from those of the graph, with the labels of a build and the links of a request."""

    def __init__(self, knowledge: Knowledge, links: Links) -> None:
        self._knowledge, self._links = knowledge, links

    def thing(self, iri: str) -> Thing:
        """A thing with its labels."""
        zh, en = self._knowledge.label(iri)
        return Thing(iri=iri, url=self._links.of(iri) or "", zh=zh, en=en)

    def maybe(self, iri: str) -> Thing | None:
        """A thing, if there is one."""
        return self.thing(iri) if iri else None

    def quote(self, words: Words) -> Quote:
        """A piece of evidence."""
        return Quote(
            quote=words.quote,
            citation=words.citation,
            clause=words.clause,
            source=self.thing(words.source),
            url=self._links.of(words.evidence) or "",
        )

    def silence(self, silence: Silence) -> SilenceOut:
        """What a paper leaves unsaid."""
        return SilenceOut(
            thing=self.thing(silence.thing),
            silence=self.thing(silence.silence),
            property=silence.property,
            papers=[self.thing(paper) for paper in dict.fromkeys(words.source for words in silence.words)],
            evidence=list(map(self.quote, silence.words)),
        )

    def sentence(self, hit: SentenceHit) -> SentenceOut:
        """A sentence of a paper that has the words of a search."""
        sentence = hit.sentence
        return SentenceOut(
            sentence=sentence.text,
            found=list(hit.found),
            clause=sentence.clause_number,
            source=self.thing(sentence.source),
            start=sentence.start,
            end=sentence.start + len(sentence.text),
            url=self._links.read(sentence.paper, hit.at),
        )

    def candidate(self, candidate: Candidate) -> CandidateOut:
        """A candidate with its match."""
        match, name = candidate.match, candidate.match.name
        return CandidateOut(
            thing=Thing(iri=candidate.iri, url=self._links.of(candidate.iri) or "", zh=candidate.zh, en=candidate.en),
            type=candidate.type,
            standing=candidate.standing,
            match=MatchOut(
                name=name.text, kind=name.kind, way=match.way, score=round(match.score, 1), system=name.system
            ),
        )
