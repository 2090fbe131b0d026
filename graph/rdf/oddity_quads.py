"""The oddities of a source, and the words that it says nothing with, as quads: each with its quotes as evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.core.iris import EVIDENCE_GRAPH, PREF_LABEL, SKOS, TYPE, VOCABULARY, editorial_graph, entity, term
from graph.core.terms import Literal, NamedNode, Quad
from graph.curation.oddities import SCHEME
from graph.curation.source_model import Span
from graph.rdf.evidence_iris import evidence_iri
from graph.rdf.quads import quote_quads

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from graph.curation.oddities import Oddity
    from graph.curation.omissions import Omission
    from graph.curation.source_model import Source

_NOTE = NamedNode(f"{SKOS}editorialNote")


def oddity_quads(source: Source, oddities: list[Oddity]) -> Iterator[Quad]:
    """Yield the oddities for the editorial graph of a source, and their quotes for the evidence graph."""
    graph = editorial_graph(source.id)
    for oddity in oddities:
        node = entity(f"oddity/{source.id}/{oddity.id}")
        yield Quad(node, TYPE, term("Oddity"), graph)
        yield Quad(node, term("oddityKind"), NamedNode(f"{VOCABULARY}{SCHEME}/{oddity.kind}"), graph)
        for thing in oddity.about:
            yield Quad(node, term("about"), entity(thing), graph)
        for tag, name, note in zip(("zh", "en"), oddity.name, oddity.note, strict=True):
            yield Quad(node, PREF_LABEL, Literal(name, language=tag), graph)
            yield Quad(node, _NOTE, Literal(note, language=tag), graph)
        for place in oddity.places:
            yield Quad(node, term("evidence"), evidence_iri(source, place), EVIDENCE_GRAPH)
            yield from quote_quads(source, place)


def omission_quads(source: Source, omissions: Iterable[Omission]) -> Iterator[Quad]:
    """Yield the passages that state nothing for the evidence graph, and the reasons for the editorial graph."""
    for omission in omissions:
        span = _trimmed(source.text, omission.span)
        yield from quote_quads(source, span)
        for tag, reason in zip(("zh", "en"), omission.reason, strict=True):
            yield Quad(evidence_iri(source, span), _NOTE, Literal(reason, language=tag), editorial_graph(source.id))


def _trimmed(text: str, span: Span) -> Span:
    """A passage without the white space around it, which no sentence holds."""
    words = text[span.start : span.end]
    start = span.start + len(words) - len(words.lstrip())
    return Span(start, start + len(words.strip()))
