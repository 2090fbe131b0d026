"""The oddities of a source as quads, with the quotes that show them as evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.core.names import EVIDENCE_GRAPH, PREF_LABEL, SKOS, TYPE, VOCABULARY, editorial_graph, entity, term
from graph.core.terms import Literal, NamedNode, Quad
from graph.curation.oddities import SCHEME
from graph.rdf.quads import evidence_iri, quote_quads

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graph.curation.model import Source
    from graph.curation.oddities import Oddity


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
            yield Quad(node, NamedNode(f"{SKOS}editorialNote"), Literal(note, language=tag), graph)
        for place in oddity.places:
            yield Quad(node, term("evidence"), evidence_iri(source, place), EVIDENCE_GRAPH)
            yield from quote_quads(source, place)
