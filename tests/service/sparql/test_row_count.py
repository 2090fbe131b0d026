"""Rows are counted in what the engine writes, whatever the values hold."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, QueryResultsFormat, Store

from service.sparql.row_count import count_rows

SYNTAX = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}
VALUE = st.one_of(st.text('{}[],":\\\r\n\t<result>a'), st.text())
QUERIES = [
    "SELECT ?o { ?s ?p ?o }",
    "SELECT ?o ?no { ?s ?p ?o }",
    "SELECT ?no { ?s ?p ?o }",
    "SELECT ?s ?no ?o { ?s ?p ?o }",
]


@pytest.mark.parametrize("name", SYNTAX)
@given(values=st.sets(VALUE, max_size=6), query=st.sampled_from(QUERIES))
@example(values={"},{", "}},{"}, query=QUERIES[0])
def test_rows_are_counted_whatever_their_values_hold(name, values, query):
    store, node = Store(), NamedNode("http://example.org/a")
    for value in values:
        store.add(Quad(node, node, Literal(value)))
    solutions = list(store.query(query))
    assert count_rows(store.query(query).serialize(format=SYNTAX[name]), name) == len(solutions)


@pytest.mark.parametrize("name", SYNTAX)
def test_a_table_without_columns_has_rows_too(name):
    assert count_rows(Store().query("SELECT * {}").serialize(format=SYNTAX[name]), name) == 1
    assert count_rows(Store().query("SELECT * { FILTER(false) }").serialize(format=SYNTAX[name]), name) == 0
