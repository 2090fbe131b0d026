"""The home page describes the dataset to search engines: JSON-LD that says what the catalogue and VoID say."""

import json
import re

import httpx
import pytest
import rdflib
from rdflib import DCAT, DCTERMS, RDF, SDO, URIRef

from service.app import create_app
from service.core.settings import Settings

HTML = {"accept": "text/html"}
DATASET = "https://w3id.org/kaifaqu/dataset"
BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
# A JSON-LD processor would fetch https://schema.org/; this context says of it what the terms used here need.
CONTEXT = {
    "@vocab": "https://schema.org/",
    **{name: {"@type": "@id"} for name in ("url", "license", "contentUrl")},
}


def block(client, **headers):
    (text,) = BLOCK.findall(client.get("/", headers={**HTML, **headers}).text)
    return json.loads(text)


@pytest.fixture(scope="module")
def described(client):
    return block(client)


@pytest.fixture(scope="module")
def read(described):
    return rdflib.Graph().parse(data=json.dumps(described | {"@context": CONTEXT}), format="json-ld")


def test_it_has_what_search_engines_ask_of_a_dataset(described):
    assert (described["@context"], described["@type"], described["@id"]) == ("https://schema.org/", "Dataset", DATASET)
    for text in described["description"]:
        assert 50 <= len(text["@value"]) * (2 if text["@language"] == "zh" else 1) <= 5000
    for key in ("name", "license", "creator", "distribution", "keywords", "isBasedOn", "url", "version"):
        assert described[key]


def test_it_says_what_the_catalogue_says(read, client):
    query = f"SELECT ?p ?o {{ GRAPH graph:catalogue {{ <{DATASET}> ?p ?o }} }}"
    rows = client.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    catalogue = {(row["p"]["value"], row["o"]["value"]) for row in rows}
    told = {(str(p), str(o)) for p, o in read.predicate_objects(URIRef(DATASET))}
    for term in (SDO.name, SDO.description, SDO.license, SDO.keywords, SDO.isBasedOn):
        expected = {value for predicate, value in catalogue if predicate == str(term)}
        assert expected
        assert {value for predicate, value in told if predicate == str(term)} == expected


def test_the_papers_are_works_of_a_publisher(read):
    papers = list(read.subjects(RDF.type, SDO.CreativeWork))
    assert len(papers) == 5
    for paper in papers:
        assert read.value(paper, SDO.name).language == "zh"
        assert str(read.value(read.value(paper, SDO.publisher), SDO.name)).endswith("政府")
    assert len(set(read.objects(None, SDO.datePublished))) == 3


def test_its_files_are_there_with_the_media_type_that_it_says(described, client):
    assert len(described["distribution"]) == 3
    for file in described["distribution"]:
        response = client.head(file["contentUrl"])
        assert response.status_code == 200
        assert response.headers["content-type"] == file["encodingFormat"]


def test_void_says_the_same_and_names_the_dataset_that_this_is_a_version_of(described, client):
    about = rdflib.Graph().parse(data=client.get("/.well-known/void").content, format="turtle")
    (here,) = about.subjects(RDF.type, DCAT.Dataset)
    assert about.value(here, URIRef("http://www.w3.org/ns/dcat#isVersionOf")) == URIRef(DATASET)
    assert {str(title) for title in about.objects(here, DCTERMS.title)} == {n["@value"] for n in described["name"]}
    assert {str(paper) for paper in about.objects(here, SDO.isBasedOn)} == {p["@id"] for p in described["isBasedOn"]}
    assert all(about.value(paper, DCTERMS.title) for paper in about.objects(here, DCTERMS.source))
    assert str(about.value(here, URIRef("http://www.w3.org/ns/dcat#version"))) == described["version"]


def test_each_address_of_the_service_is_told_to_those_who_use_it(client, graph, serve):
    for host in ("one.example", "two.example"):
        described = block(client, host=host)
        assert described["url"] == f"http://{host}/"
    with serve(create_app(graph, Settings(base_url="https://example.org/kg/"))) as public:
        assert block(public)["url"] == "https://example.org/kg/"


def test_a_hostile_host_stays_inside_the_block(service):
    scripts = httpx.get(service, headers=HTML).text.count("<script")
    for host in ("</script><script>alert(1)</script>", "a&b", "<!--"):
        response = httpx.get(service, headers={**HTML, "host": host})
        if response.status_code == 200:
            (text,) = BLOCK.findall(response.text)
            assert not set("<>&") & set(text)
            assert response.text.count("<script") == scripts


def test_the_dataset_and_its_files_answer_under_their_own_addresses(client):
    for path in ("/dataset", "/dataset.trig"):
        read = rdflib.Graph().parse(data=client.get(path, headers={"accept": "text/turtle"}).content, format="turtle")
        assert (URIRef(f"https://w3id.org/kaifaqu{path}"), RDF.type, None) in read
