"""What the data of the surroundings and of the lineage share: the columns of a sentence, and the network of edges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.network.export_model import draw
from graph.network.model import network
from service.pages.page_download import source_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graph.network.export_model import ExportModel
    from graph.network.model import Edge
    from service.pages.sentence_panel import Sentence
    from service.pages.sentence_reader import SentenceReader


def sentence_columns(sentence: Sentence | None) -> dict[str, str]:
    """The columns that a sentence fills: origin, force, words and identifier; none without a sentence."""
    if sentence is None:
        return {}
    force = " | ".join(text.text for text in sentence.modality)
    return {"origin": sentence.origin, "force": force, "statement": sentence.id, **source_of(sentence)}


def network_of(
    reader: SentenceReader, name: str, ids: Iterable[str], edges: Mapping[str, Edge], alone: Iterable[str] = ()
) -> ExportModel:
    """The network of some edges. alone: the IRIs of things that are drawn with edges or without."""
    drawn = [edges[id_] for id_ in dict.fromkeys(ids)]
    nodes = reader.indexes.network.nodes
    wanted = dict.fromkeys([*alone, *(end for edge in drawn for end in (edge.source, edge.target))])
    part = network({iri: nodes[iri] for iri in wanted if iri in nodes}, tuple(drawn))
    relations = {edge.relation: reader.relation(edge.relation).text for edge in drawn}
    return draw(name, part, {}, {}, {name: (text, text) for name, text in relations.items()}, reader.language)
