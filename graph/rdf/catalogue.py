"""The description of the dataset and its papers for catalogues and search engines: DCAT 3, DCMI Terms, schema.org.

The build stores it in a named graph. The service repeats it in its VoID description and, as JSON-LD, on its home page.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from graph.core.iris import BASE, CATALOGUE_GRAPH, DCAT, DCTERMS, ONTOLOGY_IRI, PREF_LABEL, SCHEMA, TYPE, XSD, entity
from graph.core.terms import Literal, NamedNode, Quad
from graph.curation.source_metadata import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from graph.core.terms import Term

DATASET = NamedNode(f"{BASE}dataset")
"""The dataset, independent of its version and of where it is served."""
TITLES = {"zh": "开发区整合知识图谱", "en": "Graph of development-zone reorganisation"}
DESCRIPTIONS = {
    "zh": "官方文件如何整合、撤销和转型开发区：逐句成图，每一条陈述都能回到原文。",
    "en": "How official papers consolidate, abolish and transform development zones: read sentence by sentence into a "
    "graph, every statement with the words it was read from.",
}
KEYWORDS = {
    "zh": ("开发区", "开发区整合提升", "知识图谱"),
    "en": ("development zones", "administrative reorganisation", "knowledge graph"),
}
CREATOR = "The kaifaqu authors"
LICENSE = "https://creativecommons.org/licenses/by/4.0/"
FILES = {
    "dataset.trig": "application/trig",
    "dataset.nq": "application/n-quads",
    "dataset.nq.gz": "application/gzip",
}
"""The files of the dataset with their media types."""
BASED_ON = (NamedNode(f"{DCTERMS}source"), NamedNode(f"{SCHEMA}isBasedOn"))
"""The properties that lead from the dataset to its papers."""
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_DATATYPES = {
    r"\d{4}": f"{XSD}gYear",
    r"\d{4}-\d\d": f"{XSD}gYearMonth",
    r"\d{4}-\d\d-\d\d": f"{XSD}date",
}


def dataset_facts() -> Iterator[tuple[NamedNode, Term]]:
    """Yield predicate and value of each fact about the dataset, in DCMI Terms or DCAT and in schema.org."""
    yield TYPE, NamedNode(f"{DCAT}Dataset")
    yield TYPE, NamedNode(f"{SCHEMA}Dataset")
    for language, title in TITLES.items():
        yield from _both("title", "name", Literal(title, language=language))
    for language, description in DESCRIPTIONS.items():
        yield from _both("description", "description", Literal(description, language=language))
    for language, keywords in KEYWORDS.items():
        for keyword in keywords:
            yield NamedNode(f"{DCAT}keyword"), Literal(keyword, language=language)
            yield NamedNode(f"{SCHEMA}keywords"), Literal(keyword, language=language)
    yield from _both("license", "license", NamedNode(LICENSE))
    yield NamedNode(f"{DCTERMS}conformsTo"), NamedNode(ONTOLOGY_IRI)
    yield NamedNode(f"{SCHEMA}creator"), Literal(CREATOR, language="en")


def file_facts(name: str, url: NamedNode) -> Iterator[tuple[NamedNode, Term]]:
    """Yield predicate and value of each fact about a file of the dataset.

    Args:
        name: its name, a key of FILES.
        url: where it can be downloaded.
    """
    yield TYPE, NamedNode(f"{DCAT}Distribution")
    yield TYPE, NamedNode(f"{SCHEMA}DataDownload")
    yield NamedNode(f"{DCAT}downloadURL"), url
    yield NamedNode(f"{SCHEMA}contentUrl"), url
    yield NamedNode(f"{DCAT}mediaType"), NamedNode(_MEDIA_TYPES + FILES[name])
    yield NamedNode(f"{SCHEMA}encodingFormat"), Literal(FILES[name])


def catalogue_quads(cards: Iterable[dict[str, str]]) -> Iterator[Quad]:
    """Yield the catalogue graph: the dataset, its files at their permanent URLs, and the papers that it is based on.

    The graph is part of the dataset, so it can hold no version and no digest of it.

    Args:
        cards: the values of `source.yaml` of each paper.
    """
    for predicate, value in dataset_facts():
        yield Quad(DATASET, predicate, value, CATALOGUE_GRAPH)
    for language, title in TITLES.items():
        yield Quad(DATASET, PREF_LABEL, Literal(title, language=language), CATALOGUE_GRAPH)
    for name in FILES:
        file = NamedNode(BASE + name)
        yield Quad(DATASET, NamedNode(f"{DCAT}distribution"), file, CATALOGUE_GRAPH)
        yield Quad(DATASET, NamedNode(f"{SCHEMA}distribution"), file, CATALOGUE_GRAPH)
        for language in TITLES:
            yield Quad(file, PREF_LABEL, Literal(name, language=language), CATALOGUE_GRAPH)
        for predicate, value in file_facts(name, file):
            yield Quad(file, predicate, value, CATALOGUE_GRAPH)
    for card in cards:
        paper = entity(card["document"])
        for predicate in BASED_ON:
            yield Quad(DATASET, predicate, paper, CATALOGUE_GRAPH)
        for predicate, value in _paper_facts(card):
            yield Quad(paper, predicate, value, CATALOGUE_GRAPH)


def _paper_facts(card: dict[str, str]) -> Iterator[tuple[NamedNode, Term]]:
    """Yield the facts of `source.yaml`; what is unknown is left out.

    The issuer is stated in schema.org only, which accepts a name as text where DCMI Terms requires a node.
    """
    yield TYPE, NamedNode(f"{SCHEMA}CreativeWork")
    yield from _both("title", "name", Literal(card["title"], language="zh"))
    if card["issuer"] != UNKNOWN:
        yield NamedNode(f"{SCHEMA}publisher"), Literal(card["issuer"], language="zh")
    for pattern, datatype in _DATATYPES.items():
        if re.fullmatch(pattern, card["issued"]):
            yield from _both("issued", "datePublished", Literal(card["issued"], datatype=NamedNode(datatype)))


def _both(dcterms: str, schema: str, value: Term) -> Iterator[tuple[NamedNode, Term]]:
    yield NamedNode(DCTERMS + dcterms), value
    yield NamedNode(SCHEMA + schema), value
