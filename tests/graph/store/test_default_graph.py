"""The default graph is a set: a triple of several graphs counts once, and each graph keeps its own."""

from collections import Counter
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from graph.core.errors import QueryRejected
from graph.store.builds import Build
from graph.store.oxigraph import OxigraphEngine
from graph.store.rdf_files import open_files
from graph.store.store import GraphStore

NODES = [NamedNode(f"urn:{name}") for name in "abc"]
PROPERTIES = [NamedNode(f"urn:{name}") for name in "pq"]
NUMBERS = [Literal(10), Literal(5)]
GRAPHS = [NamedNode(f"urn:g{number}") for number in range(3)]
SHARED = Triple(NODES[0], PROPERTIES[0], NUMBERS[0])


def store_of(*quads):
    store = Store()
    store.extend(quads)
    return GraphStore(OxigraphEngine.in_memory(store), Build(Path("made-up"), {}))


def rows(result):
    return Counter(tuple(map(str, solution)) for solution in result)


def the_row(store, query, **options):
    (solution,) = store.query(query, **options).result
    return [int(value.value) for value in solution]


@pytest.fixture
def agreeing():
    """Two graphs that share two triples and have one more each."""
    both = [SHARED, Triple(NODES[0], PROPERTIES[1], NODES[1])]
    own = [Quad(NODES[1], PROPERTIES[0], NUMBERS[1], GRAPHS[0]), Quad(NODES[2], PROPERTIES[0], NUMBERS[1], GRAPHS[1])]
    return store_of(*(Quad(*triple, graph) for triple in both for graph in GRAPHS[:2]), *own)


SUMS = "SELECT (COUNT(*) AS ?count) (SUM(?o) AS ?sum) {dataset} WHERE {{ <urn:a> <urn:p> ?o }}"


@pytest.mark.parametrize("dataset", ["", "FROM <urn:g0> FROM <urn:g1>", "FROM <urn:g1>", "FROM <urn:g0> FROM <urn:g0>"])
def test_triple_of_two_graphs_counts_once(agreeing, dataset):
    assert the_row(agreeing, SUMS.format(dataset=dataset)) == [1, 10]


def test_graphs_named_by_a_client_are_merged(agreeing):
    names = ["urn:g0", "urn:g1"]
    assert the_row(agreeing, SUMS.format(dataset=""), default_graphs=names) == [1, 10]
    assert the_row(agreeing, SUMS.format(dataset="FROM <urn:g2>"), default_graphs=names) == [1, 10]
    assert the_row(agreeing, SUMS.format(dataset=""), named_graphs=names) == [0, 0]


def test_join_of_shared_triples_gives_one_row(agreeing):
    assert the_row(agreeing, "SELECT (COUNT(*) AS ?c) { ?s <urn:p> ?o ; <urn:q> ?r }") == [1]
    assert the_row(agreeing, "SELECT (COUNT(*) AS ?c) { ?s <urn:q>/<urn:p> ?o }") == [1]
    assert the_row(agreeing, "SELECT (COUNT(*) AS ?c) { GRAPH ?g { ?t <urn:q> ?r } ?s <urn:p> ?o ; <urn:q> ?r }") == [2]


def test_each_graph_keeps_its_triples(agreeing):
    for graph in ("urn:g0", "urn:g1"):
        inside = f"GRAPH <{graph}> {{ <urn:a> <urn:p> 10 ; <urn:q> <urn:b> }}"
        assert agreeing.query(f"ASK {{ {inside} }}").result
        assert agreeing.query(f"ASK FROM <urn:g1> FROM NAMED <{graph}> {{ {inside} }}").result
        assert agreeing.query(f"ASK {{ {inside} }}", default_graphs=["urn:g2"], named_graphs=[graph]).result
        assert not agreeing.query(f"ASK {{ {inside} }}", default_graphs=[graph]).result
    asked = agreeing.query("SELECT ?g { GRAPH ?g { <urn:a> <urn:p> 10 } }").result
    assert rows(asked) == Counter([("<urn:g0>",), ("<urn:g1>",)])


@pytest.mark.parametrize("query", ["ASK\nFROM <a b> {}", "ASK {\n GRAPH <a b> {} }", "ASK\nFROM none:a {}"])
def test_wrong_graph_name_has_a_position(agreeing, query):
    with pytest.raises(QueryRejected) as caught:
        agreeing.query(query)
    assert caught.value.line == 2


def test_match_gives_triples_once_and_quads_per_graph(agreeing):
    assert [quad.graph_name for quad in agreeing.match(*SHARED)] == [GRAPHS[0]]
    assert {quad.graph_name for quad in agreeing.quads(*SHARED)} == set(GRAPHS[:2])
    assert [quad.graph_name for quad in agreeing.quads(*SHARED, GRAPHS[1])] == [GRAPHS[1]]


def test_stated_graph_precedes_derived_and_editorial():
    base = "https://w3id.org/kaifaqu/graph/"
    names = [NamedNode(base + name) for name in ("derived", "editorial/a", "evidence", "source/b", "source/a")]
    store = store_of(*(Quad(*SHARED, graph) for graph in (DefaultGraph(), *names)))
    assert [quad.graph_name for quad in store.match()] == [names[-1]]
    assert len(list(store.quads())) == len(names) + 1


def test_files_are_merged(tmp_path):
    line = "<urn:a> <urn:p> 10"
    (tmp_path / "one.trig").write_text(f"<urn:g0> {{ {line} . _:b <urn:q> 1 }}")
    (tmp_path / "two.trig").write_text(f"<urn:g1> {{ {line} . _:b <urn:q> 1 }} {line} .")
    (tmp_path / "three.ttl").write_text(f"{line} .")
    store = open_files(sorted(tmp_path.iterdir()))
    assert the_row(store, SUMS.format(dataset="")) == [1, 10]
    assert the_row(store, "SELECT (COUNT(*) AS ?c) { ?s <urn:q> 1 }") == [2]  # blank nodes of two files are two
    assert rows(store.query("SELECT ?g { GRAPH ?g { <urn:a> <urn:p> 10 } }").result).total() == 2


def test_blank_graph_is_a_named_graph(tmp_path):
    (tmp_path / "one.trig").write_text("_:g { <urn:a> <urn:p> 10 } _:h { <urn:a> <urn:p> 10 . <urn:b> <urn:p> 5 }")
    store = open_files([tmp_path / "one.trig"])
    assert the_row(store, SUMS.format(dataset="")) == [1, 10]
    assert the_row(store, "SELECT (COUNT(*) AS ?c) { GRAPH ?g { <urn:a> <urn:p> ?o } ?s ?p ?o }") == [2]


# A random dataset, and a random query over it, asked of our store and of the engine over the merge written out.

_triples = st.builds(Triple, st.sampled_from(NODES), st.sampled_from(PROPERTIES), st.sampled_from([*NODES, *NUMBERS]))
_places = st.frozensets(st.sampled_from([*GRAPHS, DefaultGraph()]), min_size=1, max_size=3)
_datasets = st.dictionaries(_triples, _places, max_size=8).map(
    lambda places: [Quad(*triple, graph) for triple, graphs in places.items() for graph in graphs]
)
_subjects = st.sampled_from(["?x", "?y", "?z", "<urn:a>", "[]"])
_objects = st.sampled_from(["?x", "?y", "?z", "?o", "<urn:b>", "10", "[]"])
_paths = st.sampled_from(
    [
        *("<urn:p>", "<urn:q>", "?p", "<urn:p>+", "<urn:p>*", "<urn:p>?", "^<urn:q>", "<urn:p>/<urn:q>"),
        *("(<urn:p>|<urn:q>)", "(<urn:p>|<urn:q>)+", "!<urn:p>", "(^<urn:p>/<urn:q>)*", "<urn:p>/<urn:p>*"),
    ]
)
_pattern = st.builds("{} {} {} .".format, _subjects, _paths, _objects)
_groups = st.recursive(
    st.lists(_pattern, min_size=1, max_size=2).map(" ".join),
    lambda inner: st.one_of(
        st.builds("{} {}".format, inner, inner),
        st.builds("{} OPTIONAL {{ {} }}".format, inner, inner),
        st.builds("{{ {} }} UNION {{ {} }}".format, inner, inner),
        st.builds("{} MINUS {{ {} }}".format, inner, inner),
        st.builds("{} FILTER NOT EXISTS {{ {} }}".format, inner, inner),
        st.builds("{{ SELECT ?x (COUNT(*) AS ?n) {{ {} }} GROUP BY ?x }} {}".format, inner, inner),
        st.builds("GRAPH {} {{ {} }}".format, st.sampled_from(["?g", "<urn:g0>", "<urn:g1>"]), inner),
    ),
    max_leaves=4,
)
_heads = st.sampled_from(["SELECT *", "SELECT ?x ?y", "SELECT (COUNT(*) AS ?c) (SUM(?o) AS ?s)", "SELECT DISTINCT ?x"])
_names = st.frozensets(st.sampled_from(GRAPHS), max_size=3)


def merged(quads, default=None, named=None):
    """Return the dataset (SPARQL 1.1, 13.2) as a store whose default graph holds the merge."""
    store = Store()
    store.extend(Quad(*q.triple) for q in quads if default is None or q.graph_name in default)
    store.extend(q for q in quads if q.graph_name != DefaultGraph() and (named is None or q.graph_name in named))
    return store


def examples(number):
    return settings(max_examples=number, deadline=None)


@given(_datasets, _heads, _groups)
def queries_match_the_rdf_merge(quads, head, group):
    query = f"{head} {{ {group} }}"
    assert rows(store_of(*quads).query(query).result) == rows(merged(quads).query(query))


@given(_datasets, _heads, _groups, _names, _names, st.booleans())
def queries_with_dataset_match_its_merge(quads, head, group, default, named, in_text):
    store, ours = store_of(*quads), f"{head} {{ {group} }}"
    expected = rows(merged(quads, default, named).query(ours)) if default or named else None
    if not in_text:
        found = store.query(ours, default_graphs=[g.value for g in default], named_graphs=[g.value for g in named])
    else:
        clauses = [f"FROM {graph}" for graph in default] + [f"FROM NAMED {graph}" for graph in named]
        found = store.query(f"{head} {' '.join(clauses)} {{ {group} }}")
    assert expected is None or rows(found.result) == expected


def test_queries_match_the_rdf_merge():
    examples(40)(queries_match_the_rdf_merge)()


def test_queries_with_dataset_match_its_merge():
    examples(30)(queries_with_dataset_match_its_merge)()


@pytest.mark.soak
def test_many_queries_match_the_merge():
    examples(4000)(queries_match_the_rdf_merge)()
    examples(2000)(queries_with_dataset_match_its_merge)()


@pytest.mark.parametrize(("first", "second"), list(product(GRAPHS[:2], repeat=2)))
def test_datasets_of_successive_queries_are_independent(agreeing, first, second):
    query = "SELECT (COUNT(*) AS ?c) FROM {} {{ ?s ?p ?o }}"
    for graph in (first, second, *GRAPHS, first):
        expected = len(list(agreeing.quads(None, None, None, graph)))
        assert the_row(agreeing, query.format(graph)) == [expected]
