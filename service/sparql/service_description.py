"""The service description in RDF (SPARQL 1.1 Service Description)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.core.formats import FORMATS
from graph.core.iris import LABEL, PREFIXES, RDFS, SCHEMA, SH, TYPE, XSD, prefixes
from graph.core.terms import BlankNode, Literal, NamedNode, Quad
from service.core.errors import MalformedRequest
from service.sparql.examples import examples
from service.sparql.void import VOID, count, describe_dataset

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graph.core.terms import Subject, Term
    from graph.store.store import GraphStore

_SD = "http://www.w3.org/ns/sparql-service-description#"


def describe_service(endpoint: str, store: GraphStore) -> list[Quad]:
    """Describe the service at an endpoint: its features, its dataset, its prefixes and example queries.

    Raises:
        MalformedRequest: The Host header gives no valid IRI.
    """
    try:
        service = NamedNode(endpoint)
    except ValueError as error:
        raise MalformedRequest(f"The Host header makes no address of this service: {error}.") from error
    dataset = NamedNode(f"{endpoint}#dataset")
    about = (
        *_service(service, store.engine.name),
        *_dataset(dataset, store),
        *describe_dataset(dataset, service, store),
    )
    asked = _examples(service) if store.build.is_own else ()  # other data do not have what they ask for
    return [Quad(*triple) for triple in (*about, *_prefixes(), *asked)]


def _service(service: NamedNode, engine: str) -> Iterator[tuple[Subject, NamedNode, Term]]:
    yield service, TYPE, _sd("Service")
    yield service, _sd("endpoint"), service
    yield service, NamedNode(f"{RDFS}comment"), Literal(f"Queries are answered by the engine {engine}.", language="en")
    yield service, _sd("supportedLanguage"), _sd("SPARQL11Query")
    yield service, _sd("feature"), _sd("UnionDefaultGraph")
    yield service, _sd("defaultDataset"), NamedNode(f"{service.value}#dataset")
    for syntax in FORMATS:
        yield service, _sd("resultFormat"), NamedNode(syntax.syntax.iri)


def _dataset(dataset: NamedNode, store: GraphStore) -> Iterator[tuple[Subject, NamedNode, Term]]:
    yield dataset, TYPE, _sd("Dataset")
    yield from _graph(dataset, _sd("defaultGraph"), store.counts().triples, "default")
    for number, (name, triples) in enumerate(sorted(store.build.manifest["graphs"].items())):
        named = BlankNode(f"named{number}")
        yield dataset, _sd("namedGraph"), named
        yield named, TYPE, _sd("NamedGraph")
        yield named, _sd("name"), NamedNode(name)
        yield from _graph(named, _sd("graph"), triples, f"graph{number}")


def _graph(owner: Subject, predicate: NamedNode, triples: int, label: str) -> Iterator[tuple[Subject, NamedNode, Term]]:
    graph = BlankNode(label)  # a fixed label, so that the bytes are the same each time
    yield owner, predicate, graph
    yield graph, TYPE, _sd("Graph")
    yield graph, NamedNode(f"{VOID}triples"), count(triples)


def _prefixes() -> Iterator[tuple[Subject, NamedNode, Term]]:
    """The prefixes that queries need not declare."""
    for prefix, namespace in prefixes().items():
        declaration = BlankNode(f"prefix-{prefix}")
        yield PREFIXES, _sh("declare"), declaration
        yield declaration, _sh("prefix"), Literal(prefix)
        yield declaration, _sh("namespace"), Literal(namespace, datatype=NamedNode(f"{XSD}anyURI"))


def _examples(service: NamedNode) -> Iterator[tuple[Subject, NamedNode, Term]]:
    """The example queries as executables of SHACL, each aimed at this endpoint."""
    for example in examples():
        node = NamedNode(f"{service.value}#{example.name}")
        yield node, TYPE, _sh("SPARQLExecutable")
        yield node, TYPE, _sh("SPARQLConstructExecutable" if example.is_drawn else "SPARQLSelectExecutable")
        yield node, LABEL, Literal(example.zh, language="zh")
        yield node, LABEL, Literal(example.en, language="en")
        yield node, _sh("prefixes"), PREFIXES
        yield node, _sh("construct" if example.is_drawn else "select"), Literal(example.query)
        yield node, NamedNode(f"{SCHEMA}target"), service


def _sh(name: str) -> NamedNode:
    return NamedNode(SH + name)


def _sd(name: str) -> NamedNode:
    return NamedNode(_SD + name)
