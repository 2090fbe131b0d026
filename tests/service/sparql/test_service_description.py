"""The description of the service, by the cases of the W3C suite: it is RDF, it names the endpoint, it is sound."""

import pytest
import rdflib
from rdflib import RDF, RDFS, URIRef

from graph.core.formats import FORMATS
from graph.store.builds import current_build
from service.app import create_app
from service.core.errors import MalformedRequest
from service.core.settings import Settings
from service.sparql.examples import examples
from service.sparql.service_description import describe_service
from service.web.links import Links

SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
VOID_TRIPLES = URIRef("http://rdfs.org/ns/void#triples")


@pytest.mark.parametrize(
    ("accept", "parser"), [("*/*", "turtle"), ("application/ld+json", "json-ld"), ("application/rdf+xml", "xml")]
)
def test_the_bare_address_returns_rdf_that_names_the_endpoint(client, service, accept, parser):
    response = client.get("/sparql", headers={"accept": accept})
    read = rdflib.Graph().parse(data=response.content, format=parser)
    endpoint = URIRef(f"{service}/sparql")
    assert (endpoint, RDF.type, SD.Service) in read
    assert (endpoint, SD.endpoint, endpoint) in read
    assert (endpoint, SD.supportedLanguage, SD.SPARQL11Query) in read


def test_it_names_the_formats_and_counts_the_graphs_that_are_served(client, built):
    read = rdflib.Graph().parse(data=client.get("/sparql").content, format="turtle")
    assert {str(o) for o in read.objects(None, SD.resultFormat)} == {f.syntax.iri for f in FORMATS}
    counted = {
        str(read.value(graph, SD.name)): int(read.value(read.value(graph, SD.graph), VOID_TRIPLES))
        for graph in read.subjects(RDF.type, SD.NamedGraph)
    }
    assert counted == current_build(built).manifest["graphs"]


def test_it_tells_which_engine_answers(client, service):
    read = rdflib.Graph().parse(data=client.get("/sparql").content, format="turtle")
    assert "memory" in str(read.value(URIRef(f"{service}/sparql"), RDFS.comment))


def test_behind_a_proxy_it_names_the_address_that_clients_use(mounted):
    response = mounted.get("/sparql", headers={"host": "kaifaqu.example"})
    read = rdflib.Graph().parse(data=response.content, format="turtle")
    assert [str(o) for o in read.objects(None, SD.endpoint)] == ["http://kaifaqu.example/kg/sparql"]


def test_a_host_that_makes_no_address_is_told(graph):
    with pytest.raises(MalformedRequest, match=r"Host header"):
        describe_service("http://a b/sparql", graph)


def test_other_parameters_are_no_request_for_it(client):
    assert client.get("/sparql?foo=1").status_code == 400


VOID = rdflib.Namespace("http://rdfs.org/ns/void#")
SH, SCHEMA = rdflib.SH, rdflib.Namespace("https://schema.org/")


def partitions(read, kind, unit):
    return {
        str(read.value(part, VOID[kind])): int(read.value(part, VOID[unit]))
        for part in read.objects(None, VOID[f"{kind}Partition"])
    }


def test_the_dataset_is_counted_by_class_and_property(client, graph):
    read = rdflib.Graph().parse(data=client.get("/.well-known/void").content, format="turtle")
    classes, properties = partitions(read, "class", "entities"), partitions(read, "property", "triples")
    (zones,) = graph.rows("SELECT (COUNT(DISTINCT ?z) AS ?n) { ?z a kq:Zone }")
    assert classes["https://w3id.org/kaifaqu/ontology#Zone"] == int(zones["n"].value)
    (triples,) = graph.rows("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert sum(properties.values()) == int(triples["n"].value)


def test_the_prefixes_and_the_examples_are_all_that_a_client_needs_to_run_them(client):
    read = rdflib.Graph().parse(data=client.get("/sparql").content, format="turtle")
    declared = {
        str(read.value(node, SH.prefix)): str(read.value(node, SH.namespace)) for node in read.objects(None, SH.declare)
    }
    found = list(read.subjects(RDF.type, SH.SPARQLSelectExecutable))
    assert len(found) >= 8
    for example in found:
        head = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in declared.items())
        query = {"query": head + str(read.value(example, SH.select))}
        assert client.get(str(read.value(example, SCHEMA.target)), params=query).json()["results"]["bindings"]
        assert {label.language for label in read.objects(example, rdflib.RDFS.label)} == {"zh", "en"}
    drawn = [str(read.value(node, SH.construct)) for node in read.subjects(RDF.type, SH.SPARQLConstructExecutable)]
    assert len(drawn) == 2
    assert all(client.get("/sparql", params={"query": query}).text.count(" .\n") > 5 for query in drawn)


def test_the_public_address_goes_before_the_host_of_the_request(graph, serve):
    with serve(create_app(graph, Settings(base_url="https://example.org/kg/"))) as client:
        read = rdflib.Graph().parse(data=client.get("/sparql").content, format="turtle")
    assert [str(o) for o in read.objects(None, SD.endpoint)] == ["https://example.org/kg/sparql"]


def test_the_page_of_the_endpoint_leads_to_the_examples(client):
    text = client.get("/sparql", headers={"accept": "text/html"}).text
    assert all(example.zh in text and links_to(example.to_show("zh")) in text for example in examples())


def links_to(query):
    return Links().sparql(query).replace("&", "&amp;")
