"""Claims as quads: every asserted triple has its words, and its words stand where it says."""

import hashlib

from pyoxigraph import Literal, NamedNode, Quad, Triple

from graph.core.iris import EVIDENCE_GRAPH, RDF, TYPE, asserted_graph, entity, term
from graph.core.resources import SOURCES
from graph.rdf.evidence_iris import clause_iri
from graph.rdf.quads import claim_iri

SOURCE = "quzhou-2021"
COVERS = Triple(entity("zone/zhizao-new-city"), term("coversTownship"), entity("township/huangjia"))


def test_every_asserted_triple_has_a_claim_with_evidence(graph):
    asserted = list(graph.quads(None, None, None, asserted_graph(SOURCE)))
    recorded = set(graph.quads(graph=EVIDENCE_GRAPH))
    evident = {quad.subject for quad in recorded if quad.predicate == term("evidence")}
    assert len(asserted) > 1500
    for quad in asserted:
        claim = claim_iri(Triple(quad.subject, quad.predicate, quad.object), SOURCE)
        assert Quad(claim, NamedNode(f"{RDF}object"), quad.object, EVIDENCE_GRAPH) in recorded
        assert claim in evident


def test_every_quote_is_the_text_at_its_characters(graph, quzhou):
    rows = graph.rows("""SELECT ?quote ?sentence ?start ?end {
      ?e kq:quote ?quote ; kq:sentence ?sentence ; kq:start ?start ; kq:end ?end }""")
    assert len(rows) > 50
    for row in rows:
        start, end = int(row["start"].value), int(row["end"].value)
        assert quzhou.text[start:end] == row["quote"].value
        assert row["quote"].value in row["sentence"].value
        assert row["sentence"].value in quzhou.text


def test_both_selectors_agree_with_the_quote(graph, quzhou):
    rows = graph.rows("""SELECT ?start ?exact ?prefix ?suffix {
      ?e oa:hasSelector [ oa:exact ?exact ; oa:prefix ?prefix ; oa:suffix ?suffix ] , [ oa:start ?start ] }""")
    for row in rows:
        start = int(row["start"].value)
        around = row["prefix"].value + row["exact"].value + row["suffix"].value
        assert quzhou.text[start - len(row["prefix"].value) :].startswith(around)


def test_a_claim_leads_to_its_sentence(graph):
    (row,) = graph.rows("""SELECT ?quote ?number {
      ?claim a kq:Claim ; rdf:subject zone:zhizao-new-city ; rdf:predicate kq:coversTownship ;
        rdf:object township:huangjia ; kq:evidence [ kq:quote ?quote ; kq:clause/kq:clauseNumber ?number ] }""")
    assert row["quote"].value.startswith("范围涉及柯城区黄家街道、新新街道")
    assert row["number"].value == "二(一)1"


def test_what_is_stated_twice_is_one_triple_with_two_pieces_of_evidence(graph):
    rows = graph.rows("""SELECT DISTINCT ?clause {
      ?claim rdf:subject event:retain-plate-quzhou-etdz ; rdf:predicate kq:plateAction ;
        kq:evidence/kq:clause ?clause }""")
    assert {row["clause"].value.rpartition("/")[2] for row in rows} == {"1-2", "2-1"}


def test_the_text_is_fixed_by_its_checksum(graph):
    (row,) = graph.rows("SELECT ?sum { ?text a kq:SourceText ; kq:sha256 ?sum }")
    assert row["sum"].value == hashlib.sha256((SOURCES / SOURCE / "text.txt").read_bytes()).hexdigest()


def test_numbers_are_exact_decimals(graph):
    rows = graph.rows("SELECT ?v { zone:zhizao-new-city kq:area [ kq:areaKind area-kind:added ; kq:value ?v ] }")
    assert [str(row["v"]) for row in rows] == ['"61.5"^^<http://www.w3.org/2001/XMLSchema#decimal>']


def test_clauses_have_readable_iris(quzhou):
    names = {"二(一)1": "2-1-1", "一(二)—2": "1-2-p2", "首部": "0", "二(三)4": "2-3-4", "尾部": "end"}
    clauses = {clause.number: clause for clause in quzhou.clauses}
    for number, name in names.items():
        assert clause_iri(quzhou, clauses[number]) == entity(f"clause/{SOURCE}/{name}")


def test_types_and_open_lists_are_stated(graph):
    said = set(graph.quads(graph=asserted_graph(SOURCE)))
    assert Quad(entity("event/phase-out-shangfang"), TYPE, term("ChangeEvent"), asserted_graph(SOURCE)) in said
    true = Literal("true", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#boolean"))
    assert Quad(entity("event/phase-out-shangfang"), term("openList"), true, asserted_graph(SOURCE)) in said
    assert not list(graph.quads(entity("event/transition-kaihua"), term("openList"), None))


def test_covered_townships_are_claims_of_the_source(graph):
    assert any(graph.quads(COVERS.subject, COVERS.predicate, COVERS.object, asserted_graph(SOURCE)))
