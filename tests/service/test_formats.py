"""Formats over HTTP: an answer that its format cannot hold, other names of formats, and data that are not ours."""

import json
import re

import httpx
import pytest
import rdflib
from rdflib.namespace import DCTERMS
from SPARQLWrapper import JSON, JSONLD, N3, RDFXML, TURTLE, XML, SPARQLWrapper

from graph.store.rdf_files import open_files
from service.app import create_app

VOID, DCAT = rdflib.Namespace("http://rdfs.org/ns/void#"), rdflib.Namespace("http://www.w3.org/ns/dcat#")
DATA = """
@prefix ex: <http://example.com/> .
ex:s ex:name "园区"@zh-Hans , "park"@en ; ex:面积 "a\\u0001b" ; <http://example.com/123> 1 .
<https://w3id.org/kaifaqu/id/zone/x> <http://example.com/123> 1 ; ex:name "x" .
"""


@pytest.fixture(scope="module")
def theirs(tmp_path_factory, serve):
    """A client of the service of a file of somebody else."""
    path = tmp_path_factory.mktemp("data") / "theirs.ttl"
    path.write_text(DATA, "utf-8-sig")
    with serve(create_app(open_files([path]))) as client:
        yield client


@pytest.mark.parametrize(
    ("address", "parameters", "says"),
    [
        ("/sparql", {"query": "CONSTRUCT WHERE { ?s ?p ?o }", "format": "rdfxml"}, "RDF/XML cannot hold"),
        ("/sparql", {"query": "SELECT * { ?s ?p ?o }", "format": "xml"}, "the character U+0001"),
        (
            "/sparql",
            {"query": "CONSTRUCT { ?s ?p ?t } { ?s ?p ?o BIND(TRIPLE(?s, ?p, ?o) AS ?t) }", "format": "jsonld"},
            "JSON-LD cannot hold triple terms",
        ),
        ("/id/zone/x", {"format": "rdfxml"}, "<http://example.com/123>"),
    ],
)
def test_what_a_format_cannot_hold_is_not_acceptable(theirs, address, parameters, says):
    response = theirs.get(address, params=parameters)
    assert response.status_code == 406
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["type"].endswith("problem/not-representable")
    assert says in problem["detail"]
    others = re.search(r"ask for (.+)\.$", problem["detail"])[1].split(" or ")
    for name in others:
        assert theirs.get(address, params={**parameters, "format": name}).status_code == 200
    assert "Retry-After" not in response.headers


def test_turtle_is_asked_for_as_n3(theirs):
    query = {"query": "CONSTRUCT WHERE { ?s ?p ?o }"}
    turtle = theirs.get("/sparql", params={**query, "format": "turtle"})
    for response in (
        theirs.get("/sparql", params={**query, "format": "n3"}),
        theirs.get("/sparql", params=query, headers={"accept": "text/n3"}),
    ):
        assert response.headers["content-type"] == "text/turtle; charset=utf-8"
        assert response.content == turtle.content


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # SPARQLWrapper makes one
@pytest.mark.parametrize("format_name", [N3, TURTLE, RDFXML, JSONLD])
def test_sparqlwrapper_reads_a_graph_in_each_of_its_formats(theirs, format_name):
    asking = SPARQLWrapper(f"{theirs.base_url}/sparql", returnFormat=format_name)
    asking.setQuery("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(LANG(?o) = 'zh-Hans') }")
    answer = asking.queryAndConvert()
    read = answer if isinstance(answer, rdflib.Graph) else rdflib.Graph().parse(answer, format="turtle")
    assert list(read.objects()) == [rdflib.Literal("园区", lang="zh-hans")]


@pytest.mark.parametrize("format_name", [JSON, XML])
def test_sparqlwrapper_reads_hard_text_in_tables(theirs, format_name):
    asking = SPARQLWrapper(f"{theirs.base_url}/sparql", returnFormat=format_name)
    asking.setQuery('SELECT ("a\\r\\n]]>\u0301 <b>" AS ?x) {}')
    answer = asking.queryAndConvert()
    if format_name == JSON:
        read = answer["results"]["bindings"][0]["x"]["value"]
    else:
        read = answer.getElementsByTagName("literal")[0].firstChild.data
    assert read == "a\r\n]]>\u0301 <b>"


@pytest.mark.parametrize("tag", ["zh-Hans", "zh-hans"])
def test_a_tag_is_met_and_a_byte_order_mark_is_no_content(theirs, tag):
    query = f'\ufeffSELECT ?o {{ ?s ?p ?o FILTER(LANG(?o) = "{tag}") }}'
    asked = theirs.get("/sparql", params={"query": query})
    (row,) = asked.json()["results"]["bindings"]
    assert row["o"]["value"] == "园区"
    posted = theirs.post("/sparql", content=query.encode(), headers={"content-type": "application/sparql-query"})
    assert posted.json() == asked.json()


def test_the_data_of_somebody_else_are_not_described_as_ours(theirs, client):
    for served, ours in ((theirs, False), (client, True)):
        read = rdflib.Graph().parse(data=served.get("/.well-known/void").content, format="turtle")
        (dataset,) = read.subjects(rdflib.RDF.type, VOID.Dataset)
        for predicate in (DCTERMS.license, DCTERMS.title, DCTERMS.bibliographicCitation, VOID.uriSpace):
            assert ((dataset, predicate, None) in read) == ours
        assert (dataset, DCAT.version, None) in read
        front = served.get("/", headers={"accept": "text/html"}).text
        assert ("CC BY 4.0" in front) == ours
        assert ("开发区整合知识图谱</" in front) == ours
    properties = {str(read.value(part, VOID.property)) for part in read.objects(None, VOID.propertyPartition)}
    assert len(properties) > 100


@pytest.mark.parametrize("name", ["nodes", "edges"])
def test_lists_of_the_network_say_that_they_are_utf_8(client, name):
    response = client.get(f"/export/network.{name}.csv")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.content.startswith(b"\xef\xbb\xbf")


def test_statements_are_a_table_for_people_and_answers_are_as_w3c_has_them(client):
    assert client.get("/export/statements.csv").content.startswith(b"\xef\xbb\xbf")
    query = {"query": 'SELECT ("=1+1" AS ?x) {}', "format": "csv"}
    assert client.get("/sparql", params=query).content == b"x\r\n=1+1\r\n"


def test_links_out_of_the_service_do_not_hand_over_the_window(theirs, client):
    query = "SELECT ?s { ?s <http://example.com/name> ?o }"
    page = theirs.get("/sparql", params={"query": query}, headers={"accept": "text/html"}).text
    assert '<a href="http://example.com/s" rel="noopener">' in page
    for served, address in (
        (client, "/"),
        (client, "/id/document/quzhou-2021"),
        (theirs, "/id/zone/x"),
        (client, "/ontology"),
    ):
        links = re.findall(r'<a [^>]*href="https?://[^>]*>', served.get(address, headers={"accept": "text/html"}).text)
        assert all("noopener" in link for link in links)


def test_the_answer_that_is_sent_is_json_whatever_stands_in_it(theirs: httpx.Client):
    answer = theirs.get("/sparql", params={"query": "SELECT * { ?s ?p ?o }"})
    assert "a\x01b" in {row["o"]["value"] for row in json.loads(answer.content)["results"]["bindings"]}
