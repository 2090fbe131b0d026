"""Which triples a query reads by their graph, and that all graphs are copied only where such a triple is repeated."""

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from graph.core.iris import TYPE
from graph.store.default_graph import MergedStores
from graph.store.graph_clauses import graph_clause_patterns, written_patterns

BASE = "http://example.org/"
A, B, P, Q = (NamedNode(f"{BASE}{name}") for name in "abpq")
CASES = {
    "no clause": ("?s ?p ?o", []),
    "a pattern": ("?x ex:q ?y GRAPH ?g { ?s ex:p ?o }", [(None, P, None)]),
    "several patterns": (
        "GRAPH <g> { <a> a ex:b, ?o ; ex:p 5 ; . _:x ?q 'two'@zh }",
        [(A, TYPE, B), (A, TYPE, None), (A, P, None), (None, None, None)],
    ),
    "two clauses": ("GRAPH ?g { <a> ex:p -5.5 } { GRAPH ex:g { ?s <q> true } }", [(A, P, None), (None, Q, None)]),
    "a datatype": ("GRAPH ?g { ?s ex:p '1'^^ex:t . ?s ex:q ?o }", [(None, P, None), (None, Q, None)]),
    "nested groups": (
        "GRAPH ?g { ?s <p> ?o OPTIONAL { ?s <q> <b> } FILTER NOT EXISTS { { <a> <q> ?x } UNION { ?s <q> <a> } } }",
        [(None, P, None), (None, Q, B), (A, Q, None), (None, Q, A)],
    ),
    "expressions": (
        "GRAPH ?g { ?s <p> ?o FILTER(?o < 5 && (?s != <b>)) FILTER REGEX(STR(?o), '{') BIND(STR(?o) AS ?t) }",
        [(None, P, None)],
    ),
}
UNKNOWN = {
    "a path": "GRAPH ?g { ?s ex:p* ?o }",
    "an inverse path": "GRAPH ?g { ?s ^ex:p ?o }",
    "a negated path": "GRAPH ?g { ?s !ex:p ?o }",
    "a path in brackets": "GRAPH ?g { ?s (ex:p|ex:q) ?o }",
    "blank nodes in brackets": "GRAPH ?g { ?s ex:p [ ex:q ?o ] }",
    "a subquery": "GRAPH ?g { ?s ex:p ?o { SELECT ?s { ?s ex:q ?x } } }",
    "no pattern": "GRAPH ?g { }",
    "a pattern that need not match": "GRAPH ?g { OPTIONAL { ?s ex:p ?o } }",
    "EXISTS in an expression": "GRAPH ?g { ?s ex:p ?o FILTER(?o = 1 || EXISTS { ?s ex:q ?x }) }",
    "VALUES": "GRAPH ?g { VALUES ?s { ex:a } ?s ex:p ?o }",
    "a graph in a graph": "GRAPH ?g { ?s ex:p ?o GRAPH ?h { ?s ex:q ?x } }",
}


def patterns_of(group, bindings=None):
    return graph_clause_patterns(f"SELECT * {{ {group} }}", {"ex": BASE}, BASE, bindings)


@pytest.mark.parametrize("case", CASES)
def test_plain_patterns_are_read(case):
    group, expected = CASES[case]
    assert patterns_of(group) == expected


@pytest.mark.parametrize("case", UNKNOWN)
def test_other_contents_are_unknown(case):
    assert patterns_of(UNKNOWN[case]) is None


def test_variables_take_the_terms_they_are_bound_to():
    assert patterns_of("GRAPH ?g { ?s ?p ?o }", {"p": P, "o": Literal("x")}) == [(None, P, None)]
    assert patterns_of("GRAPH ?g { ?s $p ?o } { SELECT ?x { ?x ?p ?y } }", {"p": P}) == [(None, None, None)]


def test_verbs_are_as_they_are_written():
    assert [pattern.verb for pattern in written_patterns("ASK { GRAPH ?g { ?s $this ?o ; a ?c } }")] == ["$this", "a"]


@pytest.mark.parametrize(
    ("group", "copied"),
    [
        ("GRAPH ?g { ?s <q> ?o }", False),
        ("GRAPH ?g { <b> ?p ?o }", False),
        ("GRAPH ?g { ?s <p> ?o }", True),
        ("GRAPH ?g { ?s ?p ?o }", True),
        ("GRAPH ?g { ?s <q>/<q> ?o }", True),
    ],
)
def test_graphs_are_copied_only_for_triples_that_are_repeated(group, copied):
    store, repeats = Store(), Store()
    one, two = NamedNode("urn:one"), NamedNode("urn:two")
    store.extend([Quad(A, P, B, one), Quad(B, Q, A, one), Quad(B, Q, B, two)])
    repeats.add(Quad(A, P, B, two))
    chosen = MergedStores(store, repeats).selection(None, None, lambda: patterns_of(group))
    assert (chosen.store is not store) == copied
