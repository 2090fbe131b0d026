"""The SPARQL 1.1 Protocol against a running service, by the cases of the W3C suite and by real clients.

Names of parametrised cases are those of the W3C protocol tests; the graphs are our own. The update tests of the suite
apply to a service that takes updates; here each update is refused with a reason.
"""

import csv
import io
import re
import time
from urllib.parse import quote

import httpx
import pytest
import rdflib
from SPARQLWrapper import (
    CSV,
    GET,
    JSON,
    JSONLD,
    POST,
    POSTDIRECTLY,
    RDFXML,
    TSV,
    TURTLE,
    URLENCODED,
    XML,
    SPARQLWrapper,
)
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

from graph.core.iris import BASE

FORM = {"content-type": "application/x-www-form-urlencoded"}
DIRECT = {"content-type": "application/sparql-query"}
SOURCE, DERIVED, ONTOLOGY = (f"{BASE}graph/{name}" for name in ("source/quzhou-2021", "derived", "ontology"))
ASK_BOTH = "ASK { zone:zhizao-new-city kq:coversTownship ?t ; kq:absorbs ?z }"
ASK_NAMED = "ASK { GRAPH ?a { ?z kq:coversTownship ?t } GRAPH ?b { ?z kq:absorbs ?y } }"
ASK_FULL = "ASK { kq:Zone rdfs:label ?l GRAPH ?a { ?z kq:coversTownship ?t } GRAPH ?b { ?z kq:absorbs ?y } }"
ASK_TWO_DATASETS = f"ASK FROM <{ONTOLOGY}> {{ GRAPH ?a {{ ?z kq:coversTownship ?t }} GRAPH ?b {{ ?z kq:absorbs ?y }} }}"


@pytest.fixture(scope="module")
def client(either_service):
    """A client of the service with the fast path, and of one without it."""
    with httpx.Client(base_url=either_service, timeout=30) as client:
        yield client


def graphs(kind, *iris):
    return "&".join(f"{kind}-graph-uri={quote(iri, safe='')}" for iri in iris)


def address(query, *more):
    return "?" + "&".join([f"query={quote(query)}", *more])


SOUND = {
    "query_post_form": ("POST", "?" + graphs("default", SOURCE), FORM, "query=ASK%20%7B%7D", True),
    "query_dataset_default_graphs_get": ("GET", address(ASK_BOTH, graphs("default", SOURCE, DERIVED)), {}, None, True),
    "one default graph is not enough for it": ("GET", address(ASK_BOTH, graphs("default", SOURCE)), {}, None, False),
    "query_dataset_default_graphs_post": ("POST", "?" + graphs("default", SOURCE, DERIVED), DIRECT, ASK_BOTH, True),
    "query_dataset_named_graphs_post": ("POST", "?" + graphs("named", SOURCE, DERIVED), DIRECT, ASK_NAMED, True),
    "query_dataset_named_graphs_get": ("GET", address(ASK_NAMED, graphs("named", SOURCE, DERIVED)), {}, None, True),
    "one named graph is not enough for it": ("GET", address(ASK_NAMED, graphs("named", SOURCE)), {}, None, False),
    "query_dataset_full": (
        "POST",
        f"?{graphs('default', ONTOLOGY)}&{graphs('named', SOURCE, DERIVED)}",
        DIRECT,
        ASK_FULL,
        True,
    ),
    "query_multiple_dataset": ("POST", "?" + graphs("named", SOURCE, DERIVED), DIRECT, ASK_TWO_DATASETS, True),
    "query_get": ("GET", address("ASK {}", graphs("default", "http://example.org/no-such-graph")), {}, None, True),
    "query_post_direct": ("POST", "", DIRECT, "ASK {}", True),
}
REFUSED = {
    "bad_query_method": ("PUT", "?query=ASK%20%7B%7D", FORM, "", 405),
    "bad_multiple_queries": ("GET", "?query=ASK%20%7B%7D&query=SELECT%20%2A%20%7B%7D", {}, None, 400),
    "bad_query_wrong_media_type": ("POST", "", {"content-type": "text/plain"}, "ASK {}", 415),
    "bad_query_missing_form_type": ("POST", "", {}, "query=ASK%20%7B%7D", 415),
    "bad_query_missing_direct_type": ("POST", "", {}, "ASK {}", 415),
    "bad_query_non_utf8": (
        "POST",
        "",
        {"content-type": "application/sparql-query; charset=UTF-16"},
        "ASK {}".encode("utf-16"),
        415,
    ),
    "bad_query_syntax": ("GET", "?query=ASK%20%7B", {}, None, 400),
    "bad_update_get": ("GET", "?update=CLEAR%20ALL", {}, None, 403),
    "bad_multiple_updates": ("POST", "", FORM, "update=CLEAR%20NAMED&update=CLEAR%20DEFAULT", 403),
    "bad_update_wrong_media_type": ("POST", "", {"content-type": "text/plain"}, "CLEAR NAMED", 415),
    "bad_update_missing_form_type": ("POST", "", {}, "update=CLEAR%20NAMED", 415),
    "bad_update_syntax": ("POST", "", FORM, "update=CLEAR%20XYZ", 403),
    "update_post_form": ("POST", "", FORM, "update=CLEAR+ALL", 403),
    "update_post_direct": ("POST", "", {"content-type": "application/sparql-update"}, "CLEAR ALL", 403),
    "an update where a query belongs": ("POST", "", DIRECT, "INSERT DATA { <a:a> <a:b> <a:c> }", 400),
    "a call to another server": ("POST", "", DIRECT, "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 400),
    "a graph that is no IRI": ("GET", "?query=ASK%20%7B%7D&default-graph-uri=a%20b", {}, None, 400),
    "an empty query": ("GET", "?query=", {}, None, 400),
    "parameters but no query": ("GET", "?foo=1", {}, None, 400),
    "a body over the limit": ("POST", "", DIRECT, "ASK {} #" + "x" * 1_100_000, 413),
}


@pytest.mark.parametrize("path", ["/sparql", "/sparql/"])
@pytest.mark.parametrize("case", SOUND)
def test_a_sound_request_is_answered(client, path, case):
    method, parameters, headers, body, expected = SOUND[case]
    response = client.request(method, path + parameters, headers=headers, content=body)
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/sparql-results+json"
    assert response.json() == {"head": {}, "boolean": expected}


@pytest.mark.parametrize("case", REFUSED)
def test_any_other_request_is_refused_with_a_status_and_a_sentence(client, case):
    method, parameters, headers, body, status = REFUSED[case]
    response = client.request(method, "/sparql" + parameters, headers=headers, content=body)
    assert response.status_code == status
    problem = response.json()
    assert response.headers["content-type"] == "application/problem+json"
    assert problem["status"] == status
    assert re.search(r"\.( \(line \d+, column \d+\))?$", problem["detail"])
    assert response.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    ("query", "accept", "content_type"),
    {
        "query_content_type_select": ("SELECT (1 AS ?value) {}", "application/sparql-results+xml", None),
        "query_content_type_ask": ("ASK {}", "application/sparql-results+xml", None),
        "query_content_type_describe": ("DESCRIBE zone:zhizao-new-city", "application/rdf+xml", None),
        "query_content_type_construct": ("CONSTRUCT { <a:s> <a:p> 1 } WHERE {}", "application/n-triples", None),
        "csv": ("SELECT (1 AS ?value) {}", "text/csv", "text/csv; charset=utf-8"),
        "no preference for a table": ("SELECT (1 AS ?value) {}", "*/*", "application/sparql-results+json"),
        "plain JSON is the results format": ("ASK {}", "application/json", "application/sparql-results+json"),
        "no preference for a graph": ("DESCRIBE kq:Zone", "*/*", "text/turtle; charset=utf-8"),
    }.values(),
)
def test_the_format_is_negotiated_by_the_kind_of_query(client, query, accept, content_type):
    response = client.post("/sparql", content=query, headers={**DIRECT, "accept": accept})
    assert response.headers["content-type"] == (content_type or accept)
    assert response.headers["vary"] == "Accept, Accept-Language, Accept-Encoding"
    assert response.content


def test_what_cannot_be_written_is_not_acceptable_and_a_wrong_name_is_a_bad_request(client):
    for query, accept in (("ASK {}", "text/turtle"), ("DESCRIBE kq:Zone", "text/csv")):
        response = client.get("/sparql", params={"query": query}, headers={"accept": accept})
        assert response.status_code == 406
        assert "text/html" in response.json()["detail"]
    response = client.get("/sparql", params={"query": "ASK {}", "format": "turtle"})
    assert response.status_code == 400
    assert "json, xml, csv, tsv" in response.json()["detail"]


def test_what_cannot_be_written_is_told_before_it_is_evaluated(client):
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    started = time.monotonic()
    assert client.get("/sparql", params={"query": endless}, headers={"accept": "image/png"}).status_code == 406
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("path", ["/sparql", "/sparql/"])
def test_the_method_query_asks_like_post(client, path):
    for headers, body in ((DIRECT, "ASK {}"), (FORM, "query=ASK%20%7B%7D")):
        assert client.request("QUERY", path, headers=headers, content=body).json()["boolean"] is True
    assert "QUERY" in client.options(path).headers["allow"]


def test_a_relative_iri_is_one_of_the_project(client):
    answer = client.get("/sparql", params={"query": "ASK { <id/zone/zhizao-new-city> a <ontology#Zone> }"})
    assert answer.json()["boolean"] is True


def test_the_format_of_the_address_goes_before_the_header(client):
    parameters = {"query": "SELECT (1 AS ?one) {}", "format": "csv"}
    response = client.get("/sparql", params=parameters, headers={"accept": "application/sparql-results+json"})
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.text == "one\r\n1\r\n"


def test_a_malformed_query_is_told_with_line_and_column(client):
    problem = client.get("/sparql", params={"query": "SELECT *\nWHERE { ?s zon:name ?o }"}).json()
    assert (problem["line"], problem["column"]) == (2, 12)
    assert problem["type"] == f"{BASE}problem/query-rejected"


@pytest.mark.parametrize(
    "text", ["a%2Fb", "a/b", "a+b c", "100%", "1<2 && 2<3", "苏州%E8%8B%8F", "é\u0301", "\U00020bb7", '\\n\\t\\"']
)
def test_three_ways_of_asking_agree_to_the_byte_for(client, text):
    query = f'SELECT ("{text}" AS ?text) {{}}'
    answers = {
        client.get("/sparql", params={"query": query}).content,
        client.post("/sparql", data={"query": query}).content,
        client.post("/sparql", content=query.encode(), headers=DIRECT).content,
    }
    assert len(answers) == 1
    expected = text.replace("\\n", "\n").replace("\\t", "\t").replace('\\"', '"')
    assert client.get("/sparql", params={"query": query}).json()["results"]["bindings"][0]["text"]["value"] == expected


def test_head_has_the_headers_of_get(client):
    got = client.get("/sparql", params={"query": "ASK {}"})
    head = client.head("/sparql", params={"query": "ASK {}"})
    assert (head.status_code, head.content) == (200, b"")
    own = {"date": "", "server-timing": "", "x-request-id": ""}
    assert {**head.headers, **own} == {**got.headers, **own}


def test_a_thousand_values_go_by_post(client):
    values = " ".join(f"<{BASE}id/zone/{number}>" for number in range(5000))
    query = f"SELECT (COUNT(*) AS ?n) {{ VALUES ?zone {{ {values} }} }}"
    answer = client.post("/sparql", data={"query": query}).json()
    assert answer["results"]["bindings"][0]["n"]["value"] == "5000"


def test_csv_and_tsv_quote_what_they_must(client):
    query = """SELECT ?text { VALUES ?text { "a,b" "say \\"x\\"" "two\\nlines" "新区"@zh } }"""
    rows = list(
        csv.reader(io.StringIO(client.get("/sparql", params={"query": query, "format": "csv"}).text, newline=""))
    )
    assert rows == [["text"], ["a,b"], ['say "x"'], ["two\nlines"], ["新区"]]
    tsv = client.get("/sparql", params={"query": query, "format": "tsv"}).text
    assert tsv.splitlines() == ["?text", '"a,b"', '"say \\"x\\""', '"two\\nlines"', '"新区"@zh']


@pytest.mark.parametrize(("method", "way"), [(GET, URLENCODED), (POST, URLENCODED), (POST, POSTDIRECTLY)])
@pytest.mark.parametrize("form", [JSON, XML, CSV, TSV])
def test_sparqlwrapper_asks_for_a_table(either_service, method, way, form):
    wrapper = SPARQLWrapper(f"{either_service}/sparql")
    wrapper.setMethod(method)
    wrapper.setRequestMethod(way)
    wrapper.setReturnFormat(form)
    wrapper.setQuery('SELECT ?zone { ?zone skos:altLabel "智造新城"@zh }')
    with wrapper.query().response as response:
        assert f"{BASE}id/zone/zhizao-new-city" in response.read().decode()


@pytest.mark.parametrize(("form", "parser"), [(None, "xml"), (TURTLE, "turtle"), (RDFXML, "xml"), (JSONLD, "json-ld")])
def test_sparqlwrapper_asks_for_a_graph(either_service, form, parser):
    wrapper = SPARQLWrapper(f"{either_service}/sparql")
    if form:
        wrapper.setReturnFormat(form)
    wrapper.setQuery("CONSTRUCT { ?zone a kq:Zone } WHERE { ?zone a kq:Zone }")
    with wrapper.query().response as response:
        read = rdflib.Graph().parse(data=response.read(), format=parser)
    assert len(read) > 50


def test_sparqlwrapper_sees_a_malformed_query(either_service):
    wrapper = SPARQLWrapper(f"{either_service}/sparql")
    wrapper.setQuery("SELECT {")
    with pytest.raises(QueryBadFormed):
        wrapper.query()


def test_rdflib_asks_through_its_sparql_store(either_service):
    remote = rdflib.Graph("SPARQLStore", identifier="x")
    remote.store.open(f"{either_service}/sparql")
    rows = list(remote.store.query("SELECT ?name { zone:zhizao-new-city skos:altLabel ?name }"))
    assert [str(row[0]) for row in rows] == ["智造新城"]
