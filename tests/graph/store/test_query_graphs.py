"""Which graphs a query names: after FROM, FROM NAMED and GRAPH, wherever and however they are written."""

import pytest
from pyoxigraph import NamedNode

from graph.store.query_graphs import query_graphs

ONE, TWO = NamedNode("http://example.org/one"), NamedNode("http://example.org/two")
BASE = "http://example.org/"
PREFIXES = {"ex": BASE}
CASES = {
    "none": ("SELECT * { ?s ?p ?o }", set(), set(), set(), False),
    "a full IRI": ("ASK { GRAPH <http://example.org/one> { ?s ?p ?o } }", set(), set(), {ONE}, False),
    "a relative IRI": ("ASK FROM <one> { }", {ONE}, set(), set(), False),
    "below its own base": ("BASE <http://example.org/x/> ASK FROM NAMED <../two> { }", set(), {TWO}, set(), False),
    "a known prefix": ("select * from ex:one from named ex:two { graph ex:two{} }", {ONE}, {TWO}, {TWO}, False),
    "its own prefix": ("PREFIX graph: <http://example.org/> ASK { GRAPH graph:one {} }", set(), set(), {ONE}, False),
    "the empty prefix": ("PREFIX : <http://example.org/o> ASK { GRAPH :ne {} }", set(), set(), {ONE}, False),
    "an escape": (r"ASK FROM <http://example.org/\u006fne> { GRAPH ex:two {} }", {ONE}, set(), {TWO}, False),
    "comments between": ("ASK FROM # <one>\n NAMED # FROM\n <two> {}", set(), {TWO}, set(), False),
    "a variable": ("ASK { GRAPH <one> {} GRAPH ?graph {} }", set(), set(), {ONE}, True),
    "a variable with a dollar": ("ASK { GRAPH $g {} }", set(), set(), set(), True),
    "after a dot": ("ASK { ?s ?p ?o.GRAPH ?g {} }", set(), set(), set(), True),
    "after a variable": ("ASK { OPTIONAL { ?s ?p ?graph.GRAPH<one>{} } }", set(), set(), {ONE}, False),
    "a prefix called graph": ("PREFIX graph: <o> ASK { GRAPH graph:ne {} }", set(), set(), {ONE}, False),
    "run together as the engine takes it": ("PREFIX : <o> ASK { ?s ?p 1GRAPH :ne {} }", set(), set(), {ONE}, False),
    "in words": (
        """SELECT ?graph { ?graph ex:graph "GRAPH ?x", 'FROM <one>'@graph . ?from ex:a-graph ?o # GRAPH <one>
        }""",
        *(set(), set(), set(), False),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_graphs_of_a_query(case):
    query, *expected = CASES[case]
    assert list(query_graphs(query, PREFIXES, BASE)) == expected


def test_unresolved_name_is_a_syntax_error():
    with pytest.raises(SyntaxError):
        query_graphs("ASK FROM unknown:graph {}", PREFIXES, BASE)
