"""The dataset described in VoID: how much it holds of each class and property, counted in what is served."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode

from graph.names import BASE, DCTERMS, TYPE, XSD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graph.names import Subject, Term
    from graph.store import GraphStore

VOID = "http://rdfs.org/ns/void#"
DCAT = "http://www.w3.org/ns/dcat#"
_SPDX, _MEDIA_TYPES = "http://spdx.org/rdf/terms#", "https://www.iana.org/assignments/media-types/"
FILES = {
    "dataset.trig": "application/trig",
    "dataset.nq": "application/n-quads",
    "dataset.nq.gz": "application/gzip",
}
"""The files of the dataset with their media types."""
LICENSE = "https://creativecommons.org/licenses/by/4.0/"
_QUERIES = files("service") / "queries"
_STATEMENTS = (_QUERIES / "statements.rq").read_text("utf-8")
_PARTITIONS = (
    ("class", "classPartition", "entities", (_QUERIES / "class-partitions.rq").read_text("utf-8")),
    ("property", "propertyPartition", "triples", (_QUERIES / "property-partitions.rq").read_text("utf-8")),
)


def count_statements(store: GraphStore) -> int:
    """How many statements the papers of a dataset make."""
    return int(getattr(store.rows(_STATEMENTS)[0]["count"], "value", 0))


def describe_dataset(
    dataset: NamedNode, endpoint: NamedNode, store: GraphStore
) -> Iterator[tuple[Subject, NamedNode, Term]]:
    """The triples about a dataset that an endpoint answers from, in a fixed order.

    Of the files of somebody else it is told what is counted in them, and not who made them or who may use them.
    """
    yield dataset, TYPE, _void("Dataset")
    yield dataset, _void("sparqlEndpoint"), endpoint
    yield dataset, NamedNode(f"{DCTERMS}identifier"), Literal(store.build.folder.name)
    if store.build.is_own:
        yield from _ours(dataset, endpoint, store.build.folder.name)
    yield from _catalogued(dataset, endpoint, store)
    for kind, partition, unit, query in _PARTITIONS:
        for number, row in enumerate(store.rows(query)):
            part = BlankNode(f"{kind}{number}")  # labelled by us, so that the description is the same bytes each time
            yield dataset, _void(partition), part
            yield part, _void(kind), row["name"]
            yield part, _void(unit), count(row["count"])


def _ours(
    dataset: NamedNode, endpoint: NamedNode, version: str
) -> Iterator[tuple[NamedNode, NamedNode, NamedNode | Literal]]:
    """The IRIs, the licence, the title and the citation of the project's own dataset."""
    base = endpoint.value.removesuffix("/sparql")
    yield dataset, _void("uriSpace"), Literal(BASE)
    yield dataset, NamedNode(f"{DCTERMS}license"), NamedNode(LICENSE)
    yield dataset, NamedNode(f"{DCTERMS}title"), Literal("开发区整合知识图谱", language="zh")
    yield dataset, NamedNode(f"{DCTERMS}title"), Literal("Graph of development-zone reorganisation", language="en")
    yield dataset, NamedNode(f"{DCTERMS}bibliographicCitation"), Literal(f"kaifaqu 开发区, dataset {version}, {base}/")


def _catalogued(
    dataset: NamedNode, endpoint: NamedNode, store: GraphStore
) -> Iterator[tuple[Subject, NamedNode, Term]]:
    """The dataset as catalogues list it (DCAT 3): its version and its files, with a checksum (SPDX)."""
    base, build = endpoint.value.removesuffix("/sparql"), store.build.folder.name
    yield dataset, TYPE, NamedNode(f"{DCAT}Dataset")
    yield dataset, NamedNode(f"{DCAT}version"), Literal(build)
    checksum = store.build.manifest.get("sha256", {}).get("quads.nq")
    for number, (name, media_type) in enumerate(FILES.items()):
        file = BlankNode(f"file{number}")
        yield dataset, NamedNode(f"{DCAT}distribution"), file
        yield file, TYPE, NamedNode(f"{DCAT}Distribution")
        yield file, NamedNode(f"{DCAT}downloadURL"), NamedNode(f"{base}/export/{name}")
        yield file, NamedNode(f"{DCAT}mediaType"), NamedNode(f"{_MEDIA_TYPES}{media_type}")
        if name == "dataset.nq" and checksum:
            node = BlankNode("checksum")
            yield file, NamedNode(f"{_SPDX}checksum"), node
            yield node, NamedNode(f"{_SPDX}algorithm"), NamedNode(f"{_SPDX}checksumAlgorithm_sha256")
            yield node, NamedNode(f"{_SPDX}checksumValue"), Literal(checksum, datatype=NamedNode(f"{XSD}hexBinary"))


def count(number: object) -> Literal:
    """A number as VoID counts."""
    return Literal(str(getattr(number, "value", number)), datatype=NamedNode(f"{XSD}integer"))


def _void(name: str) -> NamedNode:
    return NamedNode(VOID + name)
