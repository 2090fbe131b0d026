"""Converts the passages of a source to quads: the asserted triples, and a claim with evidence for each."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from graph.core.iris import (
    DCTERMS,
    EVIDENCE_GRAPH,
    OA,
    PREF_LABEL,
    REIFICATION,
    SCHEMA,
    TYPE,
    XSD,
    asserted_graph,
    content_path,
    digest,
    entity,
    term,
)
from graph.core.parsing import read_jsonld
from graph.core.resources import CONTEXT_FILE
from graph.core.terms import Literal, NamedNode, Quad, Subject, Triple
from graph.curation.clauses import clause_at
from graph.curation.passages import unreviewed_places
from graph.curation.sentence_spans import sentence_at
from graph.curation.source_metadata import UNKNOWN
from graph.curation.source_model import Citation, Mapping, Node, Passage, Place, Scalar, Sequence, Source, Span
from graph.rdf.evidence_iris import clause_iri, evidence_iri

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from graph.core.quad_source import GraphName
    from graph.schema.ontology import Ontology

_AROUND = 32  # characters of prefix and suffix; Web Annotation names no length, and clauses rarely repeat that much
_INTEGER = NamedNode(f"{XSD}integer")
_TRUE = Literal("true", datatype=NamedNode(f"{XSD}boolean"))


def source_quads(source: Source, passages: Iterable[Passage], ontology: Ontology) -> Iterator[Quad]:
    """Yield the asserted graph of a source and its part of the evidence graph."""
    passages = list(passages)
    asserted = read_triples(source, passages, ontology)
    graph = asserted_graph(source.id)
    drafted = unreviewed_places(passages)
    all_places: set[Place] = set()
    speaks_of: dict[Subject, set[Place]] = defaultdict(set)
    for triple, places in asserted.items():
        yield Quad(triple.subject, triple.predicate, triple.object, graph)
        yield from _claim_quads(source, triple, places)
        if places <= drafted:
            yield Quad(claim_iri(triple, source.id), term("drafted"), _TRUE, EVIDENCE_GRAPH)
        speaks_of[triple.subject] |= places
        all_places |= places
    for subject, places in speaks_of.items():
        for place in places:
            yield Quad(subject, term("evidence"), evidence_iri(source, place), EVIDENCE_GRAPH)
    for place in all_places:
        yield from quote_quads(source, place) if isinstance(place, Span) else _citation_quads(source, place)
    if source.text:
        yield from _text_quads(source)


def read_triples(source: Source, passages: Iterable[Passage], ontology: Ontology) -> dict[Triple, set[Place]]:
    """Return each triple that the passages state, with the places in the text that state it.

    The passages form one JSON-LD document in which each place is a named graph.
    """
    places: dict[GraphName, Place] = {}
    graphs = []
    for passage in passages:
        node = evidence_iri(source, passage.place)
        places[node] = passage.place
        graphs.append({"id": node.value, "@graph": [_jsonld(m, ontology) for m in passage.says]})
    document = json.loads(CONTEXT_FILE.read_text("utf-8")) | {"@graph": graphs}
    triples: dict[Triple, set[Place]] = defaultdict(set)
    for quad in read_jsonld(json.dumps(document)):
        triples[quad.triple].add(places[quad.graph_name])
    return triples


def _jsonld(mapping: Mapping, ontology: Ontology) -> dict[str, Any]:
    node = {"id": _text(mapping.get("id"))}
    if type_ := _text(mapping.get("type")):
        node["type"] = type_
    return node | _properties(mapping, node["id"], ontology)


def _properties(mapping: Mapping, path: str, ontology: Ontology) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in mapping.entries:
        if key.text not in {"id", "type"}:
            items = value.items if isinstance(value, Sequence) else (value,)
            values[key.text] = [_value(key.text, item, path, ontology) for item in items]
    return values


def _value(key: str, node: Node, path: str, ontology: Ontology) -> object:
    """Return a scalar as written, or a node without an id in the claims file.

    The IRI of such a node is made from its content, so that the same statement in two places, or in two papers, is one
    node with two pieces of evidence.
    """
    if not isinstance(node, Mapping):
        return _text(node)
    cls = ontology.inner_class(ontology.properties[key]) or ""
    inner = _properties(node, path, ontology)
    content = json.dumps([path, key, inner], sort_keys=True, ensure_ascii=False)
    short = [str(v).rsplit("/", 1)[-1] for vs in inner.values() for v in vs if isinstance(v, str)]
    return {"id": content_path(cls, path, short, content), "type": cls, **inner}


def claim_iri(triple: Triple, source: str) -> NamedNode:
    """Return the IRI of the claim of a source that states a triple."""
    return entity(f"claim/{source}/{digest(*map(str, (triple.subject, triple.predicate, triple.object)))}")


def reification(iri: NamedNode, cls: str, triple: Triple, graph: NamedNode) -> Iterator[Quad]:
    """Yield the reification of a triple (RDF 1.1), which SPARQL 1.1 can query."""
    yield Quad(iri, TYPE, term(cls), graph)
    for part, value in zip(REIFICATION, (triple.subject, triple.predicate, triple.object), strict=True):
        yield Quad(iri, part, value, graph)


def _claim_quads(source: Source, triple: Triple, places: set[Place]) -> Iterator[Quad]:
    claim = claim_iri(triple, source.id)
    yield from reification(claim, "Claim", triple, EVIDENCE_GRAPH)
    for place in places:
        yield Quad(claim, term("evidence"), evidence_iri(source, place), EVIDENCE_GRAPH)


def _citation_quads(source: Source, citation: Citation) -> Iterator[Quad]:
    node = evidence_iri(source, citation)
    for predicate, value in (
        (TYPE, term("Evidence")),
        (PREF_LABEL, Literal(citation.text, language="zh")),
        (PREF_LABEL, Literal(f"Citation of {source.id}", language="en")),
        (term("citation"), Literal(citation.text, language="zh")),
        (term("source"), entity(source.document)),
    ):
        yield Quad(node, predicate, value, EVIDENCE_GRAPH)


def quote_quads(source: Source, span: Span) -> Iterator[Quad]:
    """Yield the evidence at a place in a text: quote, sentence, offsets, clause, and two Web Annotation selectors."""
    node = evidence_iri(source, span)
    quote, clause = source.text[span.start : span.end], clause_at(source, span)
    label = f"{clause.number} {span.start}–{span.end}"
    selectors = {kind: NamedNode(f"{node.value}#{kind}") for kind in ("quote", "position")}
    before, after = source.text[max(0, span.start - _AROUND) : span.start], source.text[span.end : span.end + _AROUND]
    for subject, predicate, value in (
        (node, TYPE, term("Evidence")),
        (node, PREF_LABEL, Literal(label, language="zh")),
        (node, PREF_LABEL, Literal(label, language="en")),
        (node, term("quote"), Literal(quote, language="zh")),
        (node, term("sentence"), Literal(sentence_at(source.text, span), language="zh")),
        (node, term("start"), Literal(str(span.start), datatype=_INTEGER)),
        (node, term("end"), Literal(str(span.end), datatype=_INTEGER)),
        (node, term("clause"), clause_iri(source, clause)),
        (node, term("source"), entity(source.document)),
        (node, NamedNode(f"{OA}hasSource"), _text_iri(source)),
        (node, NamedNode(f"{OA}hasSelector"), selectors["quote"]),
        (node, NamedNode(f"{OA}hasSelector"), selectors["position"]),
        (selectors["quote"], TYPE, NamedNode(f"{OA}TextQuoteSelector")),
        (selectors["quote"], NamedNode(f"{OA}exact"), Literal(quote)),
        (selectors["quote"], NamedNode(f"{OA}prefix"), Literal(before)),
        (selectors["quote"], NamedNode(f"{OA}suffix"), Literal(after)),
        (selectors["position"], TYPE, NamedNode(f"{OA}TextPositionSelector")),
        (selectors["position"], NamedNode(f"{OA}start"), Literal(str(span.start), datatype=_INTEGER)),
        (selectors["position"], NamedNode(f"{OA}end"), Literal(str(span.end), datatype=_INTEGER)),
    ):
        yield Quad(subject, predicate, value, EVIDENCE_GRAPH)


def _text_iri(source: Source) -> NamedNode:
    return entity(f"text/{source.id}")


def _text_quads(source: Source) -> Iterator[Quad]:
    text = _text_iri(source)
    for subject, predicate, value in (
        (text, TYPE, term("SourceText")),
        (text, PREF_LABEL, Literal(f"{source.about['title']}(文本)", language="zh")),
        (text, PREF_LABEL, Literal(f"Text of {source.id}", language="en")),
        (text, term("sha256"), Literal(source.sha256)),
        (text, NamedNode(f"{SCHEMA}text"), Literal(source.text, language="zh")),
        (text, term("source"), entity(source.document)),
        (text, NamedNode(f"{DCTERMS}publisher"), Literal(source.about["copy_published_by"], language="zh")),
    ):
        if value != Literal(UNKNOWN, language="zh"):
            yield Quad(subject, predicate, value, EVIDENCE_GRAPH)
    by_number = {clause.number: clause_iri(source, clause) for clause in source.clauses}
    for clause in source.clauses:
        iri = by_number[clause.number]
        label = f"{clause.number} {clause.title}".strip()
        for predicate, value in (
            (TYPE, term("Clause")),
            (PREF_LABEL, Literal(label, language="zh")),
            (PREF_LABEL, Literal(f"Clause {clause.number}", language="en")),
            (term("clauseNumber"), Literal(clause.number)),
            (term("clauseOf"), by_number.get(clause.parent, entity(source.document))),
            (term("start"), Literal(str(clause.span.start), datatype=_INTEGER)),
            (term("end"), Literal(str(clause.span.end), datatype=_INTEGER)),
        ):
            yield Quad(iri, predicate, value, EVIDENCE_GRAPH)
        if clause.title:
            yield Quad(iri, NamedNode(f"{DCTERMS}title"), Literal(clause.title, language="zh"), EVIDENCE_GRAPH)


def _text(node: Node | None) -> str:
    return node.text if isinstance(node, Scalar) else ""
