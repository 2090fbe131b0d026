"""The description of the service, by the cases of the W3C suite: it is RDF, it names the endpoint, it is sound."""

import pytest
import rdflib
from rdflib import RDF, RDFS, URIRef

from graph.core.formats import FORMATS
from graph.store.builds import current_build
from service.app import create_app
from service.core.errors import MalformedRequest
from service.core.settings import Settings
from service.sparql.service_description import describe_service

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


def test_the_public_address_goes_before_the_host_of_the_request(graph, serve):
    with serve(create_app(graph, Settings(base_url="https://example.org/kg/"))) as client:
        read = rdflib.Graph().parse(data=client.get("/sparql").content, format="turtle")
    assert [str(o) for o in read.objects(None, SD.endpoint)] == ["https://example.org/kg/sparql"]
