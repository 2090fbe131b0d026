"""The service described in RDF (SPARQL 1.1 Service Description), made from the values that it serves with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from graph.formats import FORMATS
from graph.names import TYPE, XSD
from service.errors import MalformedRequest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graph.build_files import Build
    from graph.names import Subject, Term

_SD, _VOID = "http://www.w3.org/ns/sparql-service-description#", "http://rdfs.org/ns/void#"


def describe_service(endpoint: str, build: Build) -> list[Quad]:
    """The description of the service at an endpoint. Raises MalformedRequest where the Host header makes no IRI."""
    try:
        service = NamedNode(endpoint)
    except ValueError as error:
        raise MalformedRequest(f"The Host header makes no address of this service: {error}.") from error
    return [Quad(*triple) for triple in (*_service(service), *_dataset(NamedNode(f"{endpoint}#dataset"), build))]


def _service(service: NamedNode) -> Iterator[tuple[Subject, NamedNode, Term]]:
    yield service, TYPE, _sd("Service")
    yield service, _sd("endpoint"), service
    yield service, _sd("supportedLanguage"), _sd("SPARQL11Query")
    yield service, _sd("feature"), _sd("UnionDefaultGraph")
    yield service, _sd("defaultDataset"), NamedNode(f"{service.value}#dataset")
    for syntax in FORMATS:
        yield service, _sd("resultFormat"), NamedNode(syntax.syntax.iri)


def _dataset(dataset: NamedNode, build: Build) -> Iterator[tuple[Subject, NamedNode, Term]]:
    yield dataset, TYPE, _sd("Dataset")
    yield from _graph(dataset, _sd("defaultGraph"), build.manifest["quads"], "default")
    for number, (name, count) in enumerate(sorted(build.manifest["graphs"].items())):
        named = BlankNode(f"named{number}")
        yield dataset, _sd("namedGraph"), named
        yield named, TYPE, _sd("NamedGraph")
        yield named, _sd("name"), NamedNode(name)
        yield from _graph(named, _sd("graph"), count, f"graph{number}")


def _graph(owner: Subject, predicate: NamedNode, count: int, label: str) -> Iterator[tuple[Subject, NamedNode, Term]]:
    graph = BlankNode(label)  # labelled by us, so that the description is the same bytes each time
    yield owner, predicate, graph
    yield graph, TYPE, _sd("Graph")
    yield graph, NamedNode(f"{_VOID}triples"), Literal(str(count), datatype=NamedNode(f"{XSD}integer"))


def _sd(name: str) -> NamedNode:
    return NamedNode(_SD + name)
