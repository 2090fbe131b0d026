"""Sentences of the sentence panel for what is no relation of the network: silences, and values that are concepts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.core.iris import digest, local_name
from graph.core.terms import text
from service.pages.sentence_panel import Sentence

if TYPE_CHECKING:
    from graph.core.terms import Quad
    from graph.history.silences import Silence
    from service.pages.sentence_reader import SentenceReader


def silence_sentence(reader: SentenceReader, silence: Silence) -> Sentence:
    """What a paper does not state about a thing, with the passages that speak of it. Curators note silences."""
    return Sentence(
        id=digest("silence", silence.thing, silence.silence, silence.property),
        subject=reader.name(silence.thing),
        relation=reader.relation("silentOn"),
        object=reader.name(silence.silence),
        origin="curated",
        passages=tuple(map(reader.passage, silence.words)),
        centres=(reader.centre(silence.thing),),
    )


def concept_sentence(reader: SentenceReader, quad: Quad) -> Sentence:
    """A statement whose value is a concept, such as the kind of a zone, with its words."""
    subject, value = text(quad.subject), text(quad.object)
    return Sentence(
        id=digest("concept", subject, local_name(quad.predicate.value), value),
        subject=reader.name(subject),
        relation=reader.name(quad.predicate.value),
        object=reader.name(value),
        origin="stated",
        passages=tuple(map(reader.passage, reader.indexes.provenance.words((quad,)))),
        centres=(reader.centre(subject),),
    )
