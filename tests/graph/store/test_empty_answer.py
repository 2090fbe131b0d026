"""Why an answer is empty: the first part of the query with which nothing is left."""

import pytest

from graph.store.empty_answer import explain_empty
from graph.store.where_group import split

ZHIZAO = '?z skos:altLabel "智造新城"@zh'


@pytest.mark.parametrize(
    ("query", "part", "told"),
    [
        ("SELECT * { ?z a kq:Zone ; kq:nothing ?t . ?t a kq:Zone }", "kq:nothing ?t", "Nothing in the graph matches"),
        (f"SELECT * {{ {ZHIZAO} ; kq:plateRank ?r }}", "kq:plateRank ?r", "but not together"),
        (f"SELECT * {{ {ZHIZAO} . FILTER(?v > 900) ?z kq:area/kq:value ?v }}", "FILTER(?v > 900)", "excludes all"),
        (
            "CONSTRUCT { ?z a kq:X } WHERE { ?z a kq:Zone OPTIONAL { ?z kq:x ?a } { ?z kq:x 1 } UNION { ?z kq:y 2 } }",
            "{ ?z kq:x 1 } UNION { ?z kq:y 2 }",
            "matches",
        ),
        ("SELECT * { VALUES (?a ?b) { (1 2) } ?a kq:x ?b }", "?a kq:x ?b", "Nothing in the graph matches “?a kq:x ?b”"),
        ("SELECT * { zone:zhizao-new-city kq:area [ kq:value 1 ] }", "[ kq:value 1 ]", "Nothing in the graph matches"),
    ],
)
def test_the_part_that_leaves_nothing_is_named(graph, query, part, told):
    found = explain_empty(graph, query)
    assert told in found.en
    assert query[found.start :][: found.length].endswith(part)
    assert found.zh


def test_a_class_that_is_too_narrow_is_told_with_the_one_that_fits(graph):
    query = f"SELECT * {{ {ZHIZAO} ; a kq:Plate ; kq:area ?area }}"
    found = explain_empty(graph, query)
    assert found.en == "No ?z is a kq:Plate; the ?z here are kq:Zone."
    mended = query[: found.start] + found.mend + query[found.start + found.length :]
    assert graph.rows(mended)


def test_what_is_cut_off_after_the_patterns_is_told(graph):
    assert "OFFSET" in explain_empty(graph, "SELECT ?z { ?z a kq:Zone } OFFSET 99999").en


@pytest.mark.parametrize(
    "query", ["SELECT * { SELECT * { ?z kq:x 1 } }", "SELECT * FROM <urn:g> { ?s ?p ?o }", "ASK {}"]
)
def test_what_cannot_be_taken_apart_is_not_explained(graph, query):
    assert explain_empty(graph, query) is None


def test_parts_stand_alone():
    found = split(
        'PREFIX x: <urn:x#> SELECT * WHERE { ?a x:b "c ; d" , 2 ; x:e/x:f [ x:g 1 ; x:h 2 ] . FILTER(?a > 1) }'
    )
    assert found.prologue == "PREFIX x: <urn:x#> "
    assert [(part.kind, part.text) for part in found.parts] == [
        ("pattern", '?a x:b "c ; d" , 2'),
        ("pattern", "?a x:e/x:f [ x:g 1 ; x:h 2 ]"),
        ("filter", "FILTER(?a > 1)"),
    ]
