"""Reads the sentences of the sentence panel from a build: of an edge, of a silence, of a value that is a concept."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from graph.core.iris import RULE, TYPE, VOCABULARY, digest, local_name, shorten, term
from graph.core.terms import NamedNode, text
from service.pages.sentence_panel import CitedPassage, Sentence, Text, text_of
from service.pages.words import date_words
from service.web.pages import in_language
from service.web.view_models import Shown, show

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from graph.core.terms import Quad
    from graph.history.silences import Silence
    from graph.network.model import Edge
    from graph.rdf.provenance import Words
    from service.api.indexes import Indexes
    from service.web.links import Links
    from service.web.negotiation import Language

_OF_PASSAGE = (term("sentence"), term("clause"))


class SentenceReader:
    """Reads for one reader: the language and the links are those of a request."""

    def __init__(self, indexes: Indexes, language: Language, links: Links) -> None:
        self.indexes, self.language, self.links = indexes, language, links
        self._said: dict[str, list[Quad]] = {}

    def name(self, iri: str) -> Text:
        """A thing, a property or a concept by its name, with the address of its page."""
        return text_of(self.language, self.shown(iri))

    def shown(self, iri: str) -> Shown:
        """A thing with its labels in both languages, as templates show it."""
        return show(NamedNode(iri), self.indexes.label(iri), self.links)

    def relation(self, name: str) -> Text:
        """A relation of the network by its name there; one through a node without a name is called by its first part.

        name: the local name of a property or a class, of two properties with a slash between them.
        """
        iri = term(name.partition("/")[0]).value
        return self.name(iri)

    def passage(self, words: Words) -> CitedPassage:
        """A piece of evidence within its sentence. Read many before with `read_ahead`."""
        self.read_ahead((words,))
        sentence = self._value(words.evidence, "sentence")
        before, found, after = sentence.partition(words.quote) if words.quote else ("", "", "")
        clause = self._iri(words.evidence, "clause")
        return CitedPassage(
            clause=self.name(clause) if clause else None,
            paper=self.name(words.source) if words.source else None,
            before=before if found else "",
            quote=words.said,
            after=after,
            read=self.links.words(words.evidence),
            is_citation=not words.quote,
            date=self.date(words.source) if words.source else "",
        )

    def know(self, quads: Collection[Quad]) -> None:
        """Take what `passage` needs of pieces of evidence from all that is said of them."""
        for quad in quads:
            if quad.predicate == TYPE and quad.object == term("Evidence"):
                self._said.setdefault(text(quad.subject), [])
        for quad in quads:
            if quad.predicate in _OF_PASSAGE and text(quad.subject) in self._said:
                self._said[text(quad.subject)].append(quad)

    def read_ahead(self, words: Iterable[Words]) -> None:
        """Read what `passage` needs of pieces of evidence, in two questions for all."""
        pieces = list(words)
        missing = {piece.evidence for piece in pieces} - self._said.keys()
        self._said |= {iri: [] for iri in missing}
        for quad in self.indexes.store.match(map(NamedNode, missing), _OF_PASSAGE):
            self._said[text(quad.subject)].append(quad)
        self.indexes.read_labels({self._iri(piece.evidence, "clause") or piece.source for piece in pieces} - {""})

    def edge(self, edge: Edge) -> Sentence:
        """An edge of the network as the panel tells it; its identifier is that of the edge."""
        modality = [word for name, word in edge.qualifiers if name == "modality"]
        return Sentence(
            id=edge.id.removeprefix("edge-"),
            subject=self.name(edge.source),
            relation=self.relation(edge.relation),
            object=self.name(edge.target),
            origin=edge.origin,
            modality=tuple(self.name(f"{VOCABULARY}modality/{word}") for word in dict.fromkeys(modality)),
            rules=tuple(self.name(rule if rule.startswith(RULE) else RULE + rule) for rule in edge.rules),
            passages=tuple(self.passage(words) for words in edge.words),
            centres=tuple(self.centre(iri) for iri in dict.fromkeys((edge.source, edge.target))),
        )

    def silence(self, silence: Silence) -> Sentence:
        """What a paper does not state about a thing, with the passages that speak of it. Curators note silences."""
        return Sentence(
            id=digest("silence", silence.thing, silence.silence, silence.property),
            subject=self.name(silence.thing),
            relation=self.relation("silentOn"),
            object=self.name(silence.silence),
            origin="curated",
            passages=tuple(map(self.passage, silence.words)),
            centres=(self.centre(silence.thing),),
        )

    def concept(self, quad: Quad) -> Sentence:
        """A statement whose value is a concept, such as the kind of a zone, with its words."""
        subject, value = text(quad.subject), text(quad.object)
        return Sentence(
            id=digest("concept", subject, local_name(quad.predicate.value), value),
            subject=self.name(subject),
            relation=self.name(quad.predicate.value),
            object=self.name(value),
            origin="stated",
            passages=tuple(map(self.passage, self.indexes.provenance.words((quad,)))),
            centres=(self.centre(subject),),
        )

    def centre(self, iri: str) -> Text:
        """A thing, with the address of its surroundings."""
        name = self.name(iri)
        return Text(name.text, name.lang, self.links.explore(iri))

    def date(self, paper: str) -> str:
        """The date of a paper as it gives it, else the day by which it was there; empty where nothing is known."""
        return self._dates.get(paper, "")

    @property
    def dates(self) -> dict[str, str]:
        """The date of each paper, by its prefixed name."""
        return {shorten(iri): date for iri, date in self._dates.items()}

    @cached_property
    def _dates(self) -> dict[str, str]:
        return {
            paper: in_language(self.language, *date_words(date)) for paper, date in self.indexes.paper_dates.items()
        }

    def _value(self, iri: str, name: str) -> str:
        quads = (quad for quad in self._said[iri] if quad.predicate == term(name))
        return next((text(quad.object) for quad in quads), "")

    def _iri(self, iri: str, name: str) -> str:
        quads = (quad for quad in self._said[iri] if quad.predicate == term(name))
        return next((quad.object.value for quad in quads if isinstance(quad.object, NamedNode)), "")
