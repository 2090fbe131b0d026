"""The description of the dataset in VoID and DCAT: its size by class and property, its files and papers."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from graph.core.iris import BASE, CATALOGUE_GRAPH, DCAT, DCTERMS, TYPE, XSD, asserted_graph
from graph.core.terms import BlankNode, Literal, NamedNode
from graph.rdf.catalogue import BASED_ON, DATASET, FILES, dataset_facts, file_facts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graph.core.terms import Quad, Subject, Term
    from graph.store.store import GraphStore

VOID = "http://rdfs.org/ns/void#"
_SPDX = "http://spdx.org/rdf/terms#"
_QUERIES = files("service") / "queries"
_STATEMENTS = (_QUERIES / "statements.rq").read_text("utf-8")
_PARTITIONS = (
    ("class", "classPartition", "entities", (_QUERIES / "class-partitions.rq").read_text("utf-8")),
    ("property", "propertyPartition", "triples", (_QUERIES / "property-partitions.rq").read_text("utf-8")),
)


def count_statements(store: GraphStore) -> int:
    """The number of statements that the papers of a dataset make.

    In a build of ours each has one claim, so the sizes of the papers' graphs tell it; of ten million claims a query
    takes seconds, in which the service does not answer yet.
    """
    if store.build.is_own:
        stated = asserted_graph("").value
        return sum(size for graph, size in store.counts().graphs.items() if graph.startswith(stated))
    return int(getattr(store.rows(_STATEMENTS)[0]["count"], "value", 0))


def describe_dataset(
    dataset: NamedNode, endpoint: NamedNode, store: GraphStore
) -> Iterator[tuple[Subject, NamedNode, Term]]:
    """The triples about the dataset of an endpoint, in a fixed order.

    Files served with `--data` get their counts only: their author and licence are not known.
    """
    yield dataset, TYPE, _void("Dataset")
    yield dataset, _void("sparqlEndpoint"), endpoint
    yield dataset, NamedNode(f"{DCTERMS}identifier"), Literal(store.build.folder.name)
    if store.build.is_own:
        yield from _ours(dataset, endpoint, store)
    yield from _catalogued(dataset, endpoint, store)
    for kind, partition, unit, query in _PARTITIONS:
        for number, row in enumerate(store.rows(query)):
            part = BlankNode(f"{kind}{number}")  # a fixed label, so that the bytes are the same each time
            yield dataset, _void(partition), part
            yield part, _void(kind), row["name"]
            yield part, _void(unit), count(row["count"])


def _ours(dataset: NamedNode, endpoint: NamedNode, store: GraphStore) -> Iterator[tuple[Subject, NamedNode, Term]]:
    """What the catalogue says of the project's own dataset and its papers, and the citation of this version."""
    base, version = endpoint.value.removesuffix("/sparql"), store.build.folder.name
    yield dataset, _void("uriSpace"), Literal(BASE)
    yield dataset, NamedNode(f"{DCAT}isVersionOf"), DATASET
    for predicate, value in dataset_facts():
        yield dataset, predicate, value
    yield dataset, NamedNode(f"{DCTERMS}bibliographicCitation"), Literal(f"kaifaqu 开发区, dataset {version}, {base}/")
    based_on = [quad for quad in _about(store, DATASET) if quad.predicate in BASED_ON]
    for quad in based_on:
        yield dataset, quad.predicate, quad.object
    for paper in dict.fromkeys(quad.object for quad in based_on):
        for quad in _about(store, paper):
            yield quad.subject, quad.predicate, quad.object


def _about(store: GraphStore, node: Term) -> list[Quad]:
    """What the catalogue says of a node, in a fixed order."""
    found = store.quads(node, None, None, CATALOGUE_GRAPH) if isinstance(node, NamedNode) else ()
    return sorted(found, key=str)


def _catalogued(
    dataset: NamedNode, endpoint: NamedNode, store: GraphStore
) -> Iterator[tuple[Subject, NamedNode, Term]]:
    """The entry of a data catalogue (DCAT 3): the version and the files, with a checksum (SPDX)."""
    base, build = endpoint.value.removesuffix("/sparql"), store.build.folder.name
    yield dataset, TYPE, NamedNode(f"{DCAT}Dataset")
    yield dataset, NamedNode(f"{DCAT}version"), Literal(build)
    checksum = store.build.manifest.get("sha256", {}).get("quads.nq")
    for number, name in enumerate(FILES):
        file = BlankNode(f"file{number}")
        yield dataset, NamedNode(f"{DCAT}distribution"), file
        for predicate, value in file_facts(name, NamedNode(f"{base}/export/{name}")):
            yield file, predicate, value
        if name == "dataset.nq" and checksum:
            node = BlankNode("checksum")
            yield file, NamedNode(f"{_SPDX}checksum"), node
            yield node, NamedNode(f"{_SPDX}algorithm"), NamedNode(f"{_SPDX}checksumAlgorithm_sha256")
            yield node, NamedNode(f"{_SPDX}checksumValue"), Literal(checksum, datatype=NamedNode(f"{XSD}hexBinary"))


def count(number: object) -> Literal:
    """A count as an xsd:integer."""
    return Literal(str(getattr(number, "value", number)), datatype=NamedNode(f"{XSD}integer"))


def _void(name: str) -> NamedNode:
    return NamedNode(VOID + name)
