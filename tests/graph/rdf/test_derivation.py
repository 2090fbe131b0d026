"""What the rules derive, and that each derived triple names its rule and its grounds."""

from pathlib import Path

import pytest
import rdflib
from pyoxigraph import BlankNode, Literal, Quad, RdfFormat, Store
from rdflib.namespace import RDF
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue

from graph.build import build_store
from graph.core.iris import DERIVED_GRAPH, PREF_LABEL, asserted_graph, prefixes, term
from graph.rdf.derivation import derive, read_rules
from graph.rdf.premises import Premises
from graph.schema.ontology import ontology_quads
from graph.store.store import GraphStore

NAMES = {
    "absorbed into": (
        "SELECT ?x { ?x kq:absorbedInto zone:zhizao-new-city }",
        {"green-cluster", "quhua-area", "donggang-park", "qujiang-edz"},
    ),
    "an abolished area that is listed as a part": (
        "SELECT ?x { zone:green-cluster-changshan kq:absorbedInto ?x }",
        {"changshan-edz-tract"},
    ),
    "no destination is invented": (
        "SELECT ?x { zone:green-cluster-longyou kq:absorbedInto|kq:transitionedTo ?x }",
        set(),
    ),
    "only orders with one target become transitions": (
        "SELECT ?x { ?x kq:transitionedTo transition-target:small-micro-park }",
        {"nianli-functional-zone", "huzhen-industrial-block", "xikou-bamboo-park"},
    ),
    "encouragement is no transition": ("SELECT ?x { ?x kq:transitionedTo transition-target:innovation-park }", set()),
    "transitive parts": (
        "SELECT ?x { zone:huibu-new-area kq:partOfTransitive ?x }",
        {"changshan-edz-tract", "changshan-edz"},
    ),
    "the existing and the new Zhihui are two": (
        "SELECT ?x { zone:zhihui-new-city kq:formedFrom ?x }",
        {"zhihui-new-city-existing"},
    ),
    "inverse of covers": ("SELECT ?x { township:nianli kq:coveredBy ?x }", {"zhizao-new-city"}),
    "an abolished plate was borne before": ("SELECT ?x { zone:green-cluster kq:borePlate ?x }", {"green-cluster"}),
    "an abolished plate is borne no more": ("SELECT ?x { zone:green-cluster kq:bearsPlate ?x }", set()),
    "a plate is borne by the zone on which it is hung": (
        "SELECT ?x { zone:changshan-edz kq:bearsPlate ?x }",
        {"changshan-edz"},
    ),
    "a plate hung elsewhere was borne before": (
        "SELECT ?x { ?x kq:borePlate plate:tongling-transfer-park }",
        {"tongling-transfer-park"},
    ),
    "a zone of which a part is taken does not count as a whole": (
        "SELECT ?x { ?x kq:componentOf zone:zhizao-new-city }",
        {"quhua-area", "donggang-park", "qujiang-edz", "baisha-area"},
    ),
    "released from custody": (
        "SELECT ?x { ?x kq:releasedFromCustodyOf zone:zhizao-new-city }",
        {"xinxin", "huangjia", "donggang"},
    ),
    "supervised": ("SELECT ?x { ?s kq:supervises ?x }", {"zhizao-new-city", "zhihui-new-city"}),
    "plates abolished": (
        "SELECT ?x { ?x kq:plateState plate-state:abolished }",
        {"green-cluster", "green-cluster-longyou", "green-cluster-jiangshan", "green-cluster-changshan"},
    ),
}
INVENTED = Path(__file__).parents[2] / "ontology" / "papers"
IMPLIED = {"zhizao-new-city": "59.5", "zhihui-new-city": "25.6"}


@pytest.mark.parametrize("case", NAMES)
def test_rules_derive_what_follows_and_nothing_else(graph, case):
    query, expected = NAMES[case]
    assert {row["x"].value.rpartition("/")[2] for row in graph.rows(query)} == expected


def test_the_implied_base_is_derived_and_never_asserted(graph):
    rows = graph.rows("""SELECT ?zone ?value ?g {
      ?zone kq:area ?a . ?a kq:areaKind area-kind:implied-base . GRAPH ?g { ?a kq:value ?value } }""")
    assert {row["zone"].value.rpartition("/")[2]: row["value"].value for row in rows} == IMPLIED
    assert {row["g"] for row in rows} == {DERIVED_GRAPH}


def test_every_derived_triple_names_its_rule_grounds_and_evidence(graph):
    derived = graph.rows("""SELECT ?s ?p ?o {
      GRAPH graph:derived { ?s ?p ?o }
      FILTER NOT EXISTS { ?s a kq:Inference } FILTER NOT EXISTS { ?s a kq:DerivationRule }
      FILTER(?p NOT IN (kq:evidence)) }""")
    explained = graph.rows("""SELECT DISTINCT ?s ?p ?o {
      ?i a kq:Inference ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; kq:rule ?rule ; kq:because ?ground ;
        kq:evidence ?evidence . ?rule a kq:DerivationRule ; skos:prefLabel ?label }""")
    bare = {tuple(row.values()) for row in derived} - {tuple(row.values()) for row in explained}
    assert derived
    assert bare == set()


def test_no_derived_triple_stands_in_an_asserted_graph(graph):
    derived = {row["p"] for row in graph.rows("SELECT ?p { ?p kq:origin origin:derived }")}
    asserted = {q.predicate for q in graph.quads(None, None, None, asserted_graph("quzhou-2021"))}
    assert len(derived) > 10
    assert not derived & asserted


def test_there_are_no_blank_nodes_in_the_dataset(graph):
    assert not [q for q in graph.quads() if BlankNode in (type(q.subject), type(q.object))]


def test_rules_run_after_those_they_build_on():
    names = [rule.name for rule in read_rules()]
    for rule in read_rules():
        assert all(names.index(before) < names.index(rule.name) for before in rule.after)


def test_each_rule_derives_something_from_the_real_papers_or_from_invented_ones(graph):
    invented = GraphStore.of(build_store(sorted(INVENTED.iterdir())))
    used = {quad.object for store in (graph, invented) for quad in store.match(None, term("rule"))}
    assert [rule.name for rule in read_rules() if rule.iri not in used] == []


AREAS_OF_TWO_PAPERS = """
  zone:z kq:area <urn:of-2018>, <urn:of-2020> .
  <urn:of-2018> kq:areaKind area-kind:total ; kq:evidence [ kq:source document:old ] .
  <urn:of-2020> kq:areaKind area-kind:total ; kq:evidence [ kq:source document:new ] .
  document:old kq:issuedIn "2018-02"^^xsd:gYearMonth ; kq:postedAt "2021-06-01T08:00:00"^^xsd:dateTime .
  document:new kq:issuedOn "2020-03-01"^^xsd:date .
"""


def test_the_area_shown_first_is_of_the_paper_issued_last_whenever_they_were_posted():
    store, declared = Store(), "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in prefixes().items())
    store.load(declared + AREAS_OF_TWO_PAPERS, format=RdfFormat.TURTLE)
    shown = [q.object.value for q in derive(store, read_rules()) if q.predicate == term("areaShownFirst")]
    assert shown == ["urn:of-2020"]


def test_a_rule_that_constructs_nothing_reified_and_no_graph_is_refused(tmp_path):
    (tmp_path / "wrong.rq").write_text("# zh: 错。\n# en: Wrong.\nSELECT * { ?s ?p ?o }\n", "utf-8")
    with pytest.raises(TypeError, match="The rule wrong must be a CONSTRUCT query"):
        list(derive(Store(), read_rules(tmp_path)))


def derived_from_all(store):
    """Return what the rules derive from all stated quads of a store, as an engine holds it."""
    merge, derived = Store(), Store()
    merge.extend(Quad(*quad.triple) for quad in store.quads() if quad.graph_name != DERIVED_GRAPH)
    derived.extend(list(derive(merge, read_rules())))
    return set(derived)


def test_a_build_derives_from_the_premises_what_follows_from_all_quads(graph, agreeing):
    for store in (graph, agreeing):
        assert derived_from_all(store) == set(store.quads(None, None, None, DERIVED_GRAPH))
    premises = Premises(rule.query for rule in read_rules())
    assert len(list(premises.of(graph.quads()))) < graph.counts().quads / 3


def groups(part):
    """Yield the triple patterns of each basic graph pattern in the algebra of a query."""
    if isinstance(part, CompValue):
        if part.name == "BGP":
            yield part.triples
        for value in part.values():
            yield from groups(value)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from groups(value)


NUMBERS = {
    "1 square kilometre": "kq:value 1.0 ; kq:unit unit:km2",
    "121 square kilometres": "kq:value 121 ; kq:unit unit:km2",
    "0.5 hectares": "kq:value 0.5 ; kq:unit unit:hectare",
    "1–2 hectares": "kq:value 1 ; kq:upperValue 2 ; kq:unit unit:hectare",
    "3200 mu": "kq:value 3200 ; kq:unit unit:mu",
    "24 ten thousand square metres": "kq:value 24 ; kq:unit unit:wan-m2",
}


@pytest.fixture(scope="module")
def numbers_in_english():
    """The English names that the rules give area statements and figures with the numbers above."""
    things = "".join(
        f"zone:a kq:area [ kq:areaKind area-kind:total ; {said} ] ; kq:figure [ kq:statistic 'land'@en ; {said} ] .\n"
        for said in NUMBERS.values()
    )
    heads = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in prefixes().items())
    store = Store()
    store.extend(Quad(*quad.triple) for quad in ontology_quads())
    store.load(f'{heads} zone:a skos:prefLabel "Zone"@en .\n{things}', format=RdfFormat.TURTLE)
    derived = {quad.object for quad in derive(store, read_rules())}
    return {name.value for name in derived if isinstance(name, Literal) and name.language == "en"}


@pytest.mark.parametrize("number", NUMBERS)
def test_english_units_are_in_the_plural_beside_all_numbers_but_one(numbers_in_english, number):
    assert {f"Zone total area {number}", f"Zone land {number}"} <= numbers_in_english


def test_english_units_that_are_counted_have_a_plural():
    """A name of one word without a plural is the same for all numbers: mu, yuan."""
    plural = {
        quad.subject.value: quad.object.value for quad in ontology_quads() if quad.predicate == term("pluralLabel")
    }
    names = {
        quad.subject.value: quad.object.value
        for quad in ontology_quads()
        if quad.subject.value.startswith(f"{prefixes()['unit']}")
        and quad.predicate == PREF_LABEL
        and quad.object.language == "en"
    }
    assert {name for iri, name in names.items() if iri not in plural and " " not in name} == {"mu", "yuan"}
    assert all(plural[iri] == f"{names[iri]}s" for iri in plural)


@pytest.mark.parametrize("rule", read_rules(), ids=lambda rule: rule.name)
def test_a_rule_names_each_predicate_and_the_predicate_of_each_claim(rule):
    patterns = list(groups(prepareQuery(rule.query, initNs=prefixes()).algebra.p))
    assert patterns
    for triples in patterns:
        assert [p for _, p, _ in triples if not isinstance(p, rdflib.URIRef | rdflib.paths.Path)] == []
        asked = {s: o for s, p, o in triples if p == RDF.predicate}
        of_statements = {s for s, p, o in triples if p in {RDF.subject, RDF.object} or str(o) == term("Claim").value}
        assert all(isinstance(asked.get(statement), rdflib.URIRef) for statement in of_statements)
