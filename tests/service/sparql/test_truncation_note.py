"""Answers over the limits: what is cut says so in a header and inside, and the rest is a link away."""

import csv
import io
import re
from itertools import chain
from xml.dom import minidom

import httpx
import pytest
from pyoxigraph import QueryResultsFormat, RdfFormat, parse, parse_query_results

from graph.core.errors import QueryRejected
from graph.store.query_analysis import outline
from graph.store.query_complexity import MOST_PATTERNS
from graph.store.query_rewriting import sliced
from service.app import create_app
from service.core.settings import Settings

ALL = "SELECT * { ?zone a kq:Zone } ORDER BY ?zone"
MOST = 10


@pytest.fixture(scope="module")
def client(graph, serve):
    with serve(create_app(graph, Settings(max_answer_rows=MOST, max_answer_megabytes=1))) as client:
        yield client


def zones(response):
    return [row["zone"]["value"] for row in response.json()["results"]["bindings"]]


def test_the_parts_of_a_cut_answer_are_the_whole(client, graph):
    found, address = [], f"/sparql?{httpx.QueryParams(query=ALL)}"
    while address:
        response = client.get(address)
        found.append(zones(response))
        (address,) = response.json()["head"].get("link", [None])
        assert response.headers.get("x-truncated") == (str(MOST) if address else None)
        assert response.headers.get("link") == (f'<{address}>; rel="next"' if address else None)
    assert all(len(part) == MOST for part in found[:-1])
    assert list(chain(*found)) == [row["zone"].value for row in graph.rows(ALL)]


def test_an_answer_that_just_fits_is_not_cut(client):
    for format_name in ("json", "xml", "csv", "tsv"):
        response = client.get("/sparql", params={"query": f"{ALL} LIMIT {MOST}", "format": format_name})
        assert "x-truncated" not in response.headers


@pytest.mark.parametrize("format_name", ["xml", "csv", "tsv"])
def test_a_cut_table_is_well_formed_and_says_so(client, format_name):
    response = client.get("/sparql", params={"query": ALL, "format": format_name})
    assert response.headers["x-truncated"] == str(MOST)
    if format_name == "xml":
        (link,) = minidom.parseString(response.content).getElementsByTagName("link")  # noqa: S318  it is our own
        assert f'<{link.getAttribute("href")}>; rel="next"' == response.headers["link"]
        assert len(list(parse_query_results(response.content, format=QueryResultsFormat.XML))) == MOST
    else:
        assert len(list(csv.reader(io.StringIO(response.text)))) == MOST + 1


@pytest.mark.parametrize("format_name", ["turtle", "ntriples", "trig", "nquads", "rdfxml", "jsonld"])
def test_a_cut_graph_is_well_formed_and_says_so(client, format_name):
    query = "CONSTRUCT { ?zone a kq:Zone } WHERE { ?zone a kq:Zone }"
    response = client.get("/sparql", params={"query": query, "format": format_name})
    assert response.headers["x-truncated"] == str(MOST)
    syntax = RdfFormat.from_media_type(response.headers["content-type"])
    assert len(list(parse(response.content, format=syntax))) == MOST
    assert ("# Cut after 10 triples" in response.text) is (format_name not in {"rdfxml", "jsonld"})


def test_a_row_that_is_too_large_is_refused(client):
    double = " ".join(f"BIND(CONCAT(?v{n}, ?v{n}) AS ?v{n + 1})" for n in range(20))
    response = client.get("/sparql", params={"query": f'SELECT ?v20 {{ BIND("123" AS ?v0) {double} }}'})
    assert response.status_code == 422
    assert "LIMIT and OFFSET" in response.json()["detail"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT * { ?s ?p ?o }", (20, 10)),
        ("SELECT * { ?s ?p ?o } limit 25", (15, 10)),
        ("SELECT * { ?s ?p ?o } LIMIT 5 OFFSET 3", (0, 13)),
        ("SELECT * { ?s ?p ?o } OFFSET 3 LIMIT 500", (20, 13)),
        ("SELECT * { ?s ?p ?o { SELECT ?s {} LIMIT 1 } } # LIMIT 2", (20, 10)),
        ("SELECT * { ?s ?p 'LIMIT 4' } ORDER BY ?s VALUES ?s { <LIMIT> }", (20, 10)),
    ],
)
def test_a_query_is_asked_for_a_part_within_its_own_limits(query, expected, graph):
    part = sliced(query, 10, 20)
    (clauses,) = re.findall(r"\nLIMIT (\d+) OFFSET (\d+)\n", part)
    assert tuple(map(int, clauses)) == expected
    graph.query(part)
    graph.query(sliced(query, 10))


@pytest.mark.parametrize(
    "knot",
    [
        " . ".join(f"?a{n} ?b{n} ?c{n}" for n in range(MOST_PATTERNS + 2)),
        "?s " + "/".join(["kq:partOf"] * (MOST_PATTERNS + 2)) + " ?o",
        "?s kq:partOf " + " , ".join(f"?o{n}" for n in range(MOST_PATTERNS + 2)),
        "?s a ?o ; " + " ; ".join(f"kq:partOf zone:z{n}." for n in range(MOST_PATTERNS + 2)),
    ],
)
def test_more_patterns_than_the_engine_can_plan_are_refused_with_the_place(knot):
    with pytest.raises(QueryRejected, match="patterns stand in one group") as refused:
        outline(f"SELECT * {{\n{knot} }}")
    assert refused.value.line == 2


def test_many_arguments_and_many_groups_are_no_patterns():
    outline(f"SELECT * {{ ?s ?p ?o FILTER(?o IN ({', '.join(map(str, range(1000)))})) }}")
    outline("SELECT * { " + " UNION ".join("{ ?s ?p ?o . ?a ?b ?c }" for _ in range(1000)) + " }")
