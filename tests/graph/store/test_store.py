"""Queries of the store: prefixes, bound values, and errors with positions."""

import pytest
from pyoxigraph import Literal, NamedNode

from graph.core.errors import QueryRejected
from graph.core.iris import entity

REJECTED = {
    "unknown prefix": ("SELECT * {\n  ?s zon:name ?o }", "The prefix zon: is not known; declare it", 2),
    "unknown prefix where a keyword could stand": ("ASK { ?s a:b ?o }", "The prefix a: is not known", 1),
    "unknown prefix beside a blank node": ("ASK { _:b x:y ?o }", "The prefix x: is not known", 1),
    "malformed": ("SELECT * { ?s ?p }", "The query is malformed: a pattern is incomplete", 1),
    "cut off": ("SELECT *\n{ ?s ?p", "The { is not closed", 2),
    "update": ("PREFIX a: <b:c>\nINSERT DATA { <a:a> <a:b> <a:c> }", "This is an update; only queries are answered", 2),
    "service": ("SELECT * {\n\n   SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE is not offered", 3),
    "silent service in small letters": (
        "ASK { service silent <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SERVICE is not",
        1,
    ),
}
ALLOWED = {
    "in a literal": """SELECT * { ?s skos:prefLabel "SERVICE" }""",
    "in a long literal": '''SELECT * { ?s skos:prefLabel """a "SERVICE" b""" }''',
    "in an IRI": "SELECT * { ?s <http://example.org/SERVICE> ?o }",
    "in a comment": "SELECT * # SERVICE\n{ ?s kq:quote ?o }",
    "in a variable": "SELECT ?service { ?service kq:quote ?o }",
    "in a prefixed name": "PREFIX service: <http://example.org/> SELECT * { ?s service:SERVICE ?o }",
    "after a language tag": """SELECT * { ?s skos:prefLabel "x"@service }""",
}


@pytest.mark.parametrize("case", REJECTED)
def test_rejected_query_has_a_position(graph, case):
    query, sentence, line = REJECTED[case]
    with pytest.raises(QueryRejected) as caught:
        graph.query(query)
    assert str(caught.value).startswith(sentence)
    assert caught.value.line == line
    assert f"(line {line}, column {caught.value.column})" in str(caught.value)


@pytest.mark.parametrize("case", ALLOWED)
def test_service_as_a_plain_word_is_allowed(graph, case):
    assert graph.query(ALLOWED[case]) is not None


def test_values_are_bound_as_terms(graph):
    name = Literal('智造新城" } #', language="zh")
    assert graph.rows("SELECT ?zone ?name { ?zone skos:altLabel ?name }", {"name": name}) == []
    rows = graph.rows("SELECT ?zone ?name { ?zone skos:altLabel ?name }", {"name": Literal("智造新城", language="zh")})
    assert [row["zone"] for row in rows] == [entity("zone/zhizao-new-city")]


def test_default_graph_is_the_union(graph):
    ask = "ASK { zone:zhizao-new-city kq:coversTownship ?t . zone:zhizao-new-city kq:absorbs ?z }"
    assert graph.query(ask).result
    only = "https://w3id.org/kaifaqu/graph/source/quzhou-2021"
    assert not graph.query(ask, default_graphs=[only]).result
    rows = graph.query("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }", named_graphs=[only]).result
    assert [solution["g"] for solution in rows] == [NamedNode(only)]


def test_empty_query_is_rejected_with_advice(graph):
    for nothing in ("", "  \n", "# SELECT", "PREFIX a: <b:c>"):
        with pytest.raises(QueryRejected, match="The query is empty; write SELECT"):
            graph.query(nothing)


def test_from_clauses_limit_the_dataset(graph):
    source = "<https://w3id.org/kaifaqu/graph/source/quzhou-2021>"
    ask = "ASK {dataset} {{ zone:zhizao-new-city {what} }}"
    covers, absorbs = "kq:coversTownship ?t", "kq:absorbs ?z"
    assert graph.query(ask.format(dataset=f"FROM {source}", what=covers)).result
    assert not graph.query(ask.format(dataset=f"FROM {source}", what=absorbs)).result
    assert not graph.query(ask.format(dataset=f"FROM NAMED {source}", what=covers)).result
    named = f"ASK FROM NAMED {source} {{ GRAPH ?g {{ zone:zhizao-new-city kq:coversTownship ?t }} }}"
    assert graph.query(named).result
    assert not graph.query(ask.format(dataset="", what=covers), named_graphs=[source.strip("<>")]).result


def test_graph_name_must_be_an_iri(graph):
    with pytest.raises(QueryRejected, match="no IRI"):
        graph.query("ASK { ?s ?p ?o }", default_graphs=["not an iri"])
