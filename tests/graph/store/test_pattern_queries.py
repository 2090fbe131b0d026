"""What is asked of a remote engine for a pattern: no query joins two lists, and none names too many terms."""

import re
from itertools import product

import pytest

from graph.core.terms import BlankNode, Literal, NamedNode
from graph.store.engine import Pattern
from graph.store.pattern_queries import pattern_queries


def nodes(kind, number):
    return [NamedNode(f"urn:{kind}:{at}") for at in range(number)]


def rows(query):
    """The combinations of terms that a query has, as (subject, predicate, object) with None for a variable."""
    clauses = re.findall(r"VALUES \(([^)]*)\) \{ (.*?) \} ", query.text)
    assert len(clauses) <= 1, query.text[:200]
    head, listed = clauses[0] if clauses else ("", "()")
    names = [name.strip("?") for name in head.split()]
    (predicates,) = re.findall(r"FILTER\(\?p IN \((.*?)\)\)", query.text) or [""]
    for row in re.findall(r"\((.*?)\)", listed):
        for predicate in predicates.split(", "):
            found = dict(zip(names, row.split(), strict=True)) | {name: str(term) for name, term in query.known.items()}
            yield tuple((found | ({"p": predicate} if predicate else {})).get(name) for name in "spo")


@pytest.mark.parametrize(
    ("sizes", "number"),
    [
        ((3, 2, 0), 1),
        ((0, 2, 3), 1),
        ((5, 0, 0), 1),
        ((700, 1, 1), 2),
        ((1, 4, 600), 2),
        ((1200, 8, 0), 3),
        ((0, 30, 1200), 10),
    ],
)
def test_combinations_of_terms_are_asked_once_and_in_one_clause(sizes, number):
    parts = [nodes(kind, size) or None for kind, size in zip("spo", sizes, strict=True)]
    queries = list(pattern_queries(Pattern(*parts), ()))
    asked = [row for query in queries for row in rows(query)]
    expected = product(*([None] if part is None else map(str, part) for part in parts))
    assert sorted(asked, key=str) == sorted(expected, key=str)
    assert max(len(list(rows(query))) for query in queries) <= 4000
    assert len(queries) == number


def test_properties_of_several_subjects_are_a_filter():
    (query,) = pattern_queries(Pattern(nodes("s", 2), nodes("p", 2)), ())
    assert query.text == (
        "SELECT ?s ?p ?o ?g WHERE { VALUES (?s) { (<urn:s:0>) (<urn:s:1>) } GRAPH ?g { ?s ?p ?o }"
        " FILTER(?p IN (<urn:p:0>, <urn:p:1>)) }"
    )
    asked = list(pattern_queries(Pattern(nodes("s", 2), nodes("p", 501)), ()))
    assert [len(list(rows(one))) for one in asked] == [1000, 2]


def test_subjects_and_values_are_not_multiplied():
    (query,) = pattern_queries(Pattern(nodes("s", 400), nodes("p", 2), nodes("o", 400)), ())
    assert len(list(rows(query))) == 800
    assert query.values == set(nodes("o", 400))


def test_every_quad_is_asked_graph_by_graph():
    asked = [query.text for query in pattern_queries(Pattern(), ["urn:a", "urn:b"])]
    assert asked == [f"SELECT ?s ?p ?o ?g WHERE {{ GRAPH <urn:{name}> {{ ?s ?p ?o }} }}" for name in "ab"]


def test_what_cannot_match_is_not_asked():
    for pattern in (Pattern([BlankNode("x")]), Pattern([Literal("x")]), Pattern(values=[BlankNode("x")])):
        assert list(pattern_queries(pattern, ["urn:a"])) == []
