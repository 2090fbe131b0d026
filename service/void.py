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
LICENSE = "https://creativecommons.org/licenses/by/4.0/"
_QUERIES = files("service") / "queries"
_PARTITIONS = (
    ("class", "classPartition", "entities", (_QUERIES / "class-partitions.rq").read_text("utf-8")),
    ("property", "propertyPartition", "triples", (_QUERIES / "property-partitions.rq").read_text("utf-8")),
)


def describe_dataset(
    dataset: NamedNode, endpoint: NamedNode, store: GraphStore
) -> Iterator[tuple[Subject, NamedNode, Term]]:
    """The triples about a dataset that an endpoint answers from, in a fixed order."""
    yield dataset, TYPE, _void("Dataset")
    yield dataset, _void("sparqlEndpoint"), endpoint
    yield dataset, _void("uriSpace"), Literal(BASE)
    yield dataset, NamedNode(f"{DCTERMS}identifier"), Literal(store.build.folder.name)
    yield dataset, NamedNode(f"{DCTERMS}license"), NamedNode(LICENSE)
    for kind, partition, unit, query in _PARTITIONS:
        for number, row in enumerate(store.rows(query)):
            part = BlankNode(f"{kind}{number}")  # labelled by us, so that the description is the same bytes each time
            yield dataset, _void(partition), part
            yield part, _void(kind), row["name"]
            yield part, _void(unit), count(row["count"])


def count(number: object) -> Literal:
    """A number as VoID counts."""
    return Literal(str(getattr(number, "value", number)), datatype=NamedNode(f"{XSD}integer"))


def _void(name: str) -> NamedNode:
    return NamedNode(VOID + name)
