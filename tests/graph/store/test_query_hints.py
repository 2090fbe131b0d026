"""Hints about valid queries that match nothing."""

import pytest

from graph.core.resources import SOURCES
from graph.store.query_hints import Hints, in_ascii
from service.sparql.examples import examples

LABEL = '"智造新城" has a language tag in the graph; write "智造新城"@zh.'


@pytest.fixture(scope="module")
def hints(graph):
    return Hints(graph)


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("SELECT * { ?z kq:coverTownship ?t }", "The ontology has no kq:coverTownship; do you mean kq:coversTownship?"),
        ("SELECT * { ?z a kq:Zzz }", "The ontology has no kq:Zzz; see /ontology."),
        (
            "PREFIX o: <https://w3id.org/kaifaqu/ontology#> SELECT * { ?z o:partof ?t }",
            "The ontology has no kq:partof; do you mean kq:partOf?",
        ),
        (
            "SELECT * { ?z <https://w3id.org/kaifaqu/ontology#partof> ?t }",
            "The ontology has no kq:partof; do you mean kq:partOf?",
        ),
        ("SELECT * { zone:atlantis ?p ?o }", "The graph says nothing of zone:atlantis; look it up at /search."),
        (
            "SELECT * { ?a kq:areaKind area-kind:totl }",
            "The graph says nothing of area-kind:totl; look it up at /search.",
        ),
        ('SELECT * { ?z skos:altLabel "智造新城" }', LABEL),
        ("SELECT * { ?z skos:altLabel '智造新城' }", LABEL),
        ('SELECT * { VALUES ?l { "智造新城" } ?z skos:altLabel ?l }', LABEL),
        ('SELECT * { ?z skos:altLabel ?l FILTER(?l = "智造新城") }', LABEL),
        ('SELECT * { ?z skos:altLabel ?l FILTER("智造新城" = ?l) }', LABEL),
        ('SELECT * { ?z skos:altLabel ?l FILTER(?l IN ("x"@zh, "智造新城")) }', LABEL),
        ('SELECT * { ?z skos:altLabel ?l FILTER(?l NOT IN ("智造新城")) }', LABEL),
    ],
)
def test_pattern_without_match_gets_a_hint(hints, query, told):
    assert [hint.en for hint in hints.of(query)] == [told]
    assert all(hint.zh for hint in hints.of(query))


@pytest.mark.parametrize(
    "query",
    [
        'SELECT * { ?z skos:altLabel "智造新城"@zh }',
        'SELECT * { ?z skos:altLabel ?l FILTER(STR(?l) = "智造新城") }',
        'SELECT * { ?z skos:altLabel ?l FILTER(CONTAINS(?l, "智造新城")) }',
        'SELECT * { ?z skos:altLabel ?l FILTER(LANG(?l) = "zh") }',
        'SELECT * { ?z kq:goal "no label" } # kq:nothing',
        'SELECT ("kq:nothing" AS ?x) { ?z a kq:Zone ; kq:area/kq:unit unit:km2 }',
        "PREFIX kq: <urn:x:> SELECT * { ?z kq:nothing ?t }",
        "SELECT * { GRAPH graph:derived { ?z kq:absorbedInto zone:zhizao-new-city } }",
        "SELECT * {",
    ],
)
def test_pattern_with_match_gets_no_hint(hints, query):
    assert hints.of(query) == []


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?z a kq:Zone OPTIONAL { ?z kq:partOf zone:atlantis } } LIMIT 1",
        "SELECT * { { ?z a kq:Zone } UNION { ?z kq:partOf zone:atlantis } } LIMIT 1",
        "SELECT * { ?z a kq:Zone MINUS { ?z kq:partOf zone:atlantis } } LIMIT 1",
        "SELECT * { ?z a kq:Zone FILTER NOT EXISTS { ?z kq:partOf zone:atlantis } } LIMIT 1",
        "SELECT * { ?z a kq:Zone FILTER(?z != zone:atlantis) } LIMIT 1",
        "SELECT * { ?z a kq:Zone } VALUES ?other { zone:atlantis }",
        "SELECT * { ?z kq:partOf* zone:atlantis }",
        "SELECT * { zone:atlantis kq:partOf?/kq:coversTownship ?z }",
        "SELECT * { ?z !zone:atlantis ?o } LIMIT 1",
        "SELECT * { ?z a|zone:atlantis ?o } LIMIT 1",
        "SELECT (COUNT(*) AS ?n) { ?z kq:partOf zone:atlantis }",
        "SELECT (1 AS ?n) { ?z kq:partOf zone:atlantis } HAVING (COUNT(*) = 0)",
        "SELECT * { { SELECT (COUNT(*) AS ?n) { ?z kq:partOf zone:atlantis } } }",
        "SELECT * { ?z a kq:Zone BIND(zone:atlantis AS ?b) } LIMIT 1",
        "DESCRIBE zone:zhizao-new-city ?z { ?z kq:partOf zone:atlantis }",
        "CONSTRUCT { zone:atlantis a ?c } { zone:zhizao-new-city a ?c }",
    ],
)
def test_answer_proves_no_term_that_it_may_do_without(hints, query):
    told = "The graph says nothing of zone:atlantis; look it up at /search."
    assert [hint.en for hint in hints.of(query, rows=1)] == [told]


def test_string_without_its_tag_beside_an_answer_gets_a_hint(hints):
    query = 'SELECT * { ?z a kq:Zone OPTIONAL { ?z skos:altLabel "智造新城" } }'
    assert [hint.en for hint in hints.of(query, rows=1)] == [LABEL]


def test_no_shipped_query_needs_a_hint(hints):
    questions = sorted((SOURCES.parents[1] / "tests" / "questions").glob("*.rq"))
    assert len(questions) > 90
    asked = {q.name: q.query for q in examples()} | {file.name: file.read_text("utf-8") for file in questions}
    assert {name: found for name, query in asked.items() if (found := hints.of(query))} == {}


def test_empty_answer_names_silences_of_the_paper(hints):
    query = "SELECT ?t { zone:jiangshan-edz kq:coversTownship ?t }"
    assert hints.of(query) == []
    (hint,) = hints.of(query, rows=0)
    assert hint.en == "quzhou-2021 does not state kq:coversTownship of zone:jiangshan-edz."
    assert hints.of("SELECT ?t { zone:zhihui-new-city kq:absorbedInto ?t }", rows=0) == []


def test_ascii_hints_are_sparql(hints, graph):
    told = in_ascii(hints.of('SELECT * { ?z skos:altLabel "智造新城" }'))
    literal = told.rpartition("write ")[2].rstrip(".")
    assert literal.isascii()
    assert list(graph.rows(f"SELECT ?z {{ ?z skos:altLabel {literal} }}"))
