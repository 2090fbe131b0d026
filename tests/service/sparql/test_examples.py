"""The examples of the query page: each has an answer in the real graph, and each theme has examples.

The RDF and the page of the endpoint hold them too. The answers of those that are questions of the collection are
checked in tests/questions.
"""

import pytest
import rdflib
from rdflib import RDF

from service.sparql.examples import THEMES, examples
from service.web.links import Links

SH, SCHEMA = rdflib.SH, rdflib.Namespace("https://schema.org/")


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.name)
def test_an_example_has_an_answer(graph, example):
    content = graph.query(example.query).content()
    assert content is True or any(True for _ in content)


def test_each_theme_has_examples():
    assert {example.theme for example in examples()} == set(THEMES)


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


def test_the_page_of_the_endpoint_leads_to_the_examples(client):
    text = client.get("/sparql", headers={"accept": "text/html"}).text
    assert all(example.zh in text and links_to(example.to_show("zh")) in text for example in examples())


def links_to(query):
    return Links().sparql(query).replace("&", "&amp;")
