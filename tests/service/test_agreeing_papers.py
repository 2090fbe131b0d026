"""Two papers that say the same, served: relations, pages and descriptions count as with one, and name both."""

import csv
import io

import httpx
import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from graph.core.iris import BASE, RDF, asserted_graph, local_name
from graph.store.repeated_triples import once
from service.api.relations import views
from service.pages.description import Describer
from service.pages.entity_view import view_entity
from service.web.links import Links
from service.web.view_models import Paging

ZONE = f"{BASE}id/zone/zhizao-new-city"
VOID = "http://rdfs.org/ns/void#"
OF_PAPERS = {
    "CreativeWork",
    "Claim",
    "Clause",
    "Document",
    "Evidence",
    "SourceText",
    "TextPositionSelector",
    "TextQuoteSelector",
}
EVIDENCE = {"evidence", "paper", "clause", "quote", "citation"}
PAPERS = [asserted_graph(name).value for name in ("quzhou-2021", "quzhou-2021-again")]
TOWNSHIPS = "SELECT (COUNT(*) AS ?count) {} WHERE {{ zone:zhizao-new-city kq:coversTownship ?township }}"


@pytest.fixture(scope="module")
def twofold(agreed, run_service, tmp_path_factory):
    """A client of the service of the build in which two papers say what two others say."""
    with (
        run_service(agreed, tmp_path_factory.mktemp("twofold") / "log") as (url, _),
        httpx.Client(base_url=url, timeout=30) as client,
    ):
        yield client


def asked(client, query, **parameters):
    answer = client.get("/sparql", params={"query": query, "format": "json", **parameters})
    assert answer.status_code == 200, answer.text
    (row,) = answer.json()["results"]["bindings"]
    return [int(value["value"]) for value in row.values()]


def statement(row):
    """What a row states, things by their IRIs."""
    return {k: v["iri"] if isinstance(v, dict) else v for k, v in row.items() if k not in EVIDENCE}


@pytest.mark.parametrize("name", sorted(views()))
def test_a_relation_has_a_row_for_each_statement(client, twofold, name):
    one, two = (c.get(f"/api/v1/relations/{name}", params={"limit": 10000}).json() for c in (client, twofold))
    rows = [statement(row) for row in two["rows"]]
    assert [row for row in rows if "-again" not in row.get("document", "")] == list(map(statement, one["rows"]))
    table = twofold.get(f"/api/v1/relations/{name}.csv", params={"limit": 10000}).content.decode("utf-8-sig")
    assert len(list(csv.DictReader(io.StringIO(table)))) == two["total"] == len(two["rows"])


def test_a_row_lists_the_evidence_of_both_papers(twofold):
    asked = {"park": ZONE, "value": "117.21"}
    (row,) = twofold.get("/api/v1/relations/areas", params=asked).json()["rows"]
    papers = [piece["paper"]["iri"].rpartition("/")[2] for piece in row["evidence"]]
    assert papers == ["zhejiang-2022-10-again", "zhejiang-reply-2022-10"]
    assert row["paper"] == row["evidence"][0]["paper"]
    (line,) = csv.DictReader(io.StringIO(twofold.get("/api/v1/relations/areas.csv", params=asked).text))
    assert [local_name(paper) for paper in line["paper"].splitlines()] == papers
    only = twofold.get("/api/v1/relations/areas", params={**asked, "paper": "document/zhejiang-reply-2022-10"}).json()
    assert [row["paper"]["iri"].rpartition("/")[2] for row in only["rows"]] == [papers[1]]
    assert "evidence" not in only["rows"][0]


def test_a_row_in_jsonld_describes_the_claims_of_both_papers(twofold):
    asked = {"park": ZONE, "township": "township/huangjia", "format": "jsonld"}
    (node,) = twofold.get("/api/v1/relations/townships", params=asked).json()["@graph"]
    assert {claim.split("/")[-2] for claim in node["describes"]} == {"quzhou-2021", "quzhou-2021-again"}


def test_a_page_shows_each_statement_once_with_the_words_of_both(graph, agreeing):
    one, two = (view_entity(ZONE, once(Describer(s).describe(ZONE)), Links(), Paging(1, 60)) for s in (graph, agreeing))
    for found, expected in ((two.outgoing, one.outgoing), (two.incoming, one.incoming)):
        totals = {group.property.code: group.total for group in found}
        assert totals == {group.property.code: group.total for group in expected}
    places = [[place for group in view.outgoing for c in group.clusters for place in c.places] for view in (one, two)]
    assert len(places[1]) > 1.5 * len(places[0])


def test_the_data_of_a_thing_has_a_triple_in_each_of_its_graphs(twofold):
    address = f"/{ZONE.removeprefix(BASE)}"
    quads = list(parse(twofold.get(address, params={"format": "trig"}).content, format=RdfFormat.TRIG))
    named = {(q.triple, q.graph_name.value) for q in quads if q.subject == NamedNode(ZONE)}
    shared = {triple for triple, name in named if name == PAPERS[1]}
    assert len(shared) > 10
    assert {(triple, PAPERS[0]) for triple in shared} <= named
    turtle = list(parse(twofold.get(address, params={"format": "ntriples"}).content, format=RdfFormat.N_TRIPLES))
    assert len(turtle) == len(set(turtle)) == len({quad.triple for quad in quads})


def test_the_description_counts_triples_and_members_once(client, twofold, agreeing):
    def partitions(client):
        body = client.get("/.well-known/void", params={"format": "ntriples"}, follow_redirects=True).content
        about = {}
        for quad in parse(body, format=RdfFormat.N_TRIPLES):
            about.setdefault(quad.subject, {})[quad.predicate.value] = quad.object.value
        classes = {local_name(a[f"{VOID}class"]): a[f"{VOID}entities"] for a in about.values() if f"{VOID}class" in a}
        return classes, max(int(a.get(f"{VOID}triples", 0)) for a in about.values())

    (one, _), (two, triples) = partitions(client), partitions(twofold)
    assert {k: n for k, n in two.items() if k not in OF_PAPERS} == {k: n for k, n in one.items() if k not in OF_PAPERS}
    assert triples == asked(twofold, "SELECT (COUNT(*) AS ?count) { ?s ?p ?o }")[0] == agreeing.counts().triples


def test_a_query_counts_once_over_graphs_in_the_text_and_of_the_protocol(client, twofold):
    expected = asked(client, TOWNSHIPS.format(""))
    assert asked(twofold, TOWNSHIPS.format("")) == expected
    assert asked(twofold, TOWNSHIPS.format(" ".join(f"FROM <{paper}>" for paper in PAPERS))) == expected
    assert asked(twofold, TOWNSHIPS.format(""), **{"default-graph-uri": PAPERS}) == expected
    for paper in PAPERS:
        inside = f"SELECT (COUNT(*) AS ?count) {{ GRAPH <{paper}> {{ ?s kq:coversTownship ?t }} ?s a kq:Zone }}"
        assert asked(twofold, inside) == asked(client, inside.replace(PAPERS[1], PAPERS[0]))
    every = "SELECT (COUNT(*) AS ?count) { GRAPH ?g { zone:zhizao-new-city kq:coversTownship ?t } ?t a ?c }"
    assert asked(twofold, every) == [2 * asked(client, every)[0]]


def test_several_files_are_served_as_one_set(tmp_path, run_service):
    one, two = tmp_path / "one.trig", tmp_path / "two.nq"
    one.write_text("<urn:g1> { <urn:s> <urn:p> 10 ; <urn:q> 1 }")
    ten = '"10"^^<http://www.w3.org/2001/XMLSchema#integer>'
    two.write_text(f"<urn:s> <urn:p> {ten} <urn:g2> .\n<urn:s> <{RDF}type> <urn:T> .\n")
    with (
        run_service(tmp_path, tmp_path / "log", data=(one, two)) as (url, _),
        httpx.Client(base_url=url, timeout=30) as client,
    ):
        assert asked(client, "SELECT (COUNT(*) AS ?count) (SUM(?o) AS ?sum) { ?s <urn:p> ?o }") == [1, 10]
        assert asked(client, "SELECT (COUNT(*) AS ?c) { GRAPH ?g { ?s <urn:p> ?o } ?s <urn:q> 1 ; a ?type }") == [2]
        assert asked(client, "SELECT (COUNT(*) AS ?c) FROM <urn:g1> FROM <urn:g2> { ?s <urn:p> ?o }") == [1]
