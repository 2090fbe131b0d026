"""What belongs to the description of an entity, in which order, and how it is written."""

import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from graph.core.errors import UnknownEntity
from graph.core.formats import formats_for
from graph.core.iris import BASE, DERIVED_GRAPH, EVIDENCE_GRAPH, RDF, asserted_graph, editorial_graph, entity, term
from graph.core.labels import label_of
from graph.rdf.serialize import write_rdf
from service.pages.description import Describer, name_members

ZONE, PLATE = f"{BASE}id/zone/zhizao-new-city", f"{BASE}id/plate/green-cluster-longyou"
EVENT, EVIDENCE = f"{BASE}id/event/form-zhizao-new-city", f"{BASE}id/evidence/quzhou-2021/2029-2055"
CLAUSE = f"{BASE}id/clause/quzhou-2021/2-1-1"
RDFLIB_NAMES = {
    "turtle": "turtle",
    "ntriples": "nt",
    "rdfxml": "xml",
    "jsonld": "json-ld",
    "trig": "trig",
    "nquads": "nquads",
}
LABELS_OF_ZONE = ("衢州智造新城", "Quzhou Intelligent-Manufacturing New City")


def objects(quads, subject, name):
    return {q.object for q in quads if q.subject == NamedNode(subject) and q.predicate == term(name)}


PASSAGE = ("quote", "sentence", "clause", "source", "start", "end")


@pytest.fixture(scope="module")
def zone(graph):
    return Describer(graph).describe(ZONE)


def test_every_triple_about_the_entity_and_every_triple_that_names_it_is_there(graph, zone):
    node = NamedNode(ZONE)
    expected = {*graph.quads(node, None, None), *graph.quads(None, None, node)}
    assert expected <= set(zone)
    assert {asserted_graph("quzhou-2021"), editorial_graph("quzhou-2021"), DERIVED_GRAPH, EVIDENCE_GRAPH} <= {
        q.graph_name for q in zone
    }


def test_the_entity_itself_comes_first_and_the_order_is_always_the_same(graph, zone):
    own = [q.subject.value == ZONE for q in zone]
    assert own == sorted(own, reverse=True)
    assert own[0]
    assert Describer(graph).describe(ZONE) == zone


def test_each_statement_about_the_entity_comes_with_its_claim_and_the_words_it_was_read_from(zone):
    claims = {q.subject for q in zone if q.predicate.value == f"{RDF}subject" and q.object == NamedNode(ZONE)}
    assert len(claims) > 20
    for claim in claims:
        (evidence, *_) = objects(zone, claim.value, "evidence")
        told = ("citation", "source") if objects(zone, evidence.value, "citation") else PASSAGE
        for name in told:
            assert objects(zone, evidence.value, name), (evidence, name)


def test_a_derived_triple_comes_with_its_rule_and_its_grounds(graph):
    quads = Describer(graph).describe(PLATE)
    (inference,) = {q.subject for q in quads if q.object == NamedNode(f"{BASE}rule/plate-states")}
    assert objects(quads, inference.value, "because") == {entity("event/abolish-plate-green-cluster-longyou")}


def test_nodes_without_a_name_of_their_own_are_described_whole(graph):
    quads = Describer(graph).describe(EVENT)
    participations = objects(quads, EVENT, "participation")
    assert len(participations) == 5
    assert all(
        objects(quads, node.value, "effect") and objects(quads, node.value, "participant") for node in participations
    )


def test_a_clause_comes_with_the_passages_read_in_it(graph):
    quads = Describer(graph).describe(CLAUSE)
    assert Literal("新平台总面积121平方公里,新增面积61.5平方公里", language="zh") in objects(quads, EVIDENCE, "quote")


def test_what_lives_under_the_address_belongs_to_it(graph):
    assert {f"{EVIDENCE}#quote", f"{EVIDENCE}#position"} <= {
        q.subject.value for q in Describer(graph).describe(EVIDENCE)
    }
    terms = {q.subject.value for q in Describer(graph).describe(f"{BASE}ontology")}
    assert {f"{BASE}ontology#Zone", f"{BASE}ontology#absorbedInto"} <= terms
    assert not any(iri.startswith(f"{BASE}id/") for iri in terms)


def test_each_iri_of_a_description_has_its_labels(graph, zone):
    iris = {part for q in zone for part in q.triple if isinstance(part, NamedNode)}
    for iri in iris:
        about = list(graph.quads(iri, None, None))
        assert label_of(about) == label_of(q for q in zone if q.subject == iri)


@pytest.mark.parametrize("iri", [f"{BASE}id/zone/nothing", f'{BASE}id/"', "x", f"{BASE}id/a b"])
def test_of_an_iri_that_the_graph_does_not_know_nothing_is_said(graph, iri):
    with pytest.raises(UnknownEntity, match=r"is no IRI|says nothing of"):
        Describer(graph).describe(iri)


@pytest.fixture(scope="module", params=[ZONE, EVIDENCE, f"{BASE}ontology"])
def described(request, graph):
    """The quads of a description, which has no blank nodes, and its triples as rdflib reads them."""
    quads = Describer(graph).describe(request.param)
    return quads, set(rdflib.Graph().parse(data=b"".join(f"{q.triple} .\n".encode() for q in quads), format="nt"))


@pytest.mark.parametrize("syntax", formats_for("graph"), ids=lambda f: f.name)
def test_every_format_holds_the_same_triples_for_a_reader_that_is_not_ours(described, syntax):
    quads, expected = described
    read = rdflib.Dataset(default_union=True).parse(data=write_rdf(quads, syntax), format=RDFLIB_NAMES[syntax.name])
    assert set(read.triples((None, None, None))) == expected


@pytest.mark.parametrize("syntax", formats_for("graph"), ids=lambda f: f.name)
def test_a_format_is_the_same_bytes_each_time(graph, zone, syntax):
    assert write_rdf(zone, syntax) == write_rdf(Describer(graph).describe(ZONE), syntax)


@pytest.mark.parametrize(
    "syntax", [f for f in formats_for("graph") if f.name in ("trig", "nquads")], ids=lambda f: f.name
)
def test_named_graphs_are_kept_where_the_format_can_hold_them(zone, syntax):
    assert set(parse(write_rdf(zone, syntax), syntax.syntax)) == set(zone)


def test_turtle_declares_the_prefixes_it_can_use_and_no_others(zone):
    text = write_rdf(zone, formats_for("graph")[0]).decode()
    assert "@prefix zone:" in text
    assert "@prefix vann:" not in text
    assert "zone:zhizao-new-city" in text
    assert list(parse(text, RdfFormat.TURTLE))


def test_a_table_format_holds_no_description(zone):
    with pytest.raises(TypeError, match="csv cannot hold a graph"):
        write_rdf(zone, formats_for("table")[2])


def test_labels_come_from_the_best_naming_property(graph):
    assert label_of(graph.quads(NamedNode(ZONE), None, None)) == LABELS_OF_ZONE
    assert label_of(graph.quads(term("Zone"), None, None)) == ("区域", "zone")
    assert label_of([]) == ("", "")


def test_members_come_with_types_and_labels_only(graph):
    quads = name_members(graph, [NamedNode(ZONE), NamedNode(PLATE)])
    about = {q.subject.value for q in quads if q.predicate.value.endswith("#type")}
    assert about == {ZONE, PLATE}
    assert not [q for q in quads if q.predicate == term("plateRank")]
