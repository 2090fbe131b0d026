"""Terms that occur in the graph because a query has an answer."""

import pytest

from graph.store.proven_terms import proven_places
from graph.store.sparql_tokens import IRIREF, STRING, tokenize


def proven(query):
    """The IRIs and strings of a query that its answer proves."""
    places = proven_places(query)
    return [text for kind, text, start, _ in tokenize(query) if kind in {IRIREF, STRING} and start in places]


@pytest.mark.parametrize(
    ("query", "terms"),
    [
        ("SELECT * { <a> <b> ?x . ?x <c>/<d>+ <e> }", ["<a>", "<b>", "<c>", "<d>", "<e>"]),
        ("SELECT * { <a> <b> ?x ; <c>* <d> }", ["<a>", "<b>"]),
        ("SELECT * { [ <a> <b> ] <c> 'd' FILTER(?x != <e>) }", ["<a>", "<b>", "<c>", "'d'"]),
        ("SELECT * { ?x <a> <b> OPTIONAL { ?x <c> <d> } MINUS { ?x <e> <f> } }", ["<a>", "<b>"]),
        ("SELECT * { { ?x <a> <b> } UNION { ?x <c> <d> } ?x <e> <f> }", ["<e>", "<f>"]),
        ("CONSTRUCT { ?x <a> <b> } { ?x <c> <d> }", ["<c>", "<d>"]),
        ("SELECT * { << <a> <b> <c> >> <d> ?x }", []),
        ("SELECT (COUNT(*) AS ?n) { ?x <a> <b> }", []),
        ("ASK { ?x <a> <b> }", []),
        ("DESCRIBE <a>", []),
        ("SELECT * FROM <a> { ?x <b> <c> }", []),
    ],
)
def test_terms_of_patterns_that_must_match_are_proven(query, terms):
    assert proven(query) == terms
