"""Two papers that state the same: both are evidence, and every count is that of one paper."""

import csv
import io
from collections import Counter
from pathlib import Path

import pytest
from pyoxigraph import QueryBoolean

from graph.core.iris import (
    CATALOGUE_GRAPH,
    DERIVED_GRAPH,
    EVIDENCE_GRAPH,
    TYPE,
    asserted_graph,
    editorial_graph,
    entity,
    term,
)
from graph.export.dataset import write_dataset
from graph.export.statements import write_csv
from graph.network.format_rdf import quads_of
from graph.network.model import read_network
from graph.rdf.provenance import Provenance
from graph.shacl.validate import validate

PAPERS = {"quzhou-2021-again", "zhejiang-2022-10-again"}
DOCUMENTS = {entity(f"document/{paper}") for paper in PAPERS}
QUESTIONS = sorted((Path(__file__).parent.parent / "questions").glob("*.rq"))
ABOUT_GROUNDS = {term("because"), term("evidence")}
# Each of the two documents lacks a date and a number, and differs from other papers in what the first differs in.
BY_DOCUMENT = {"shape:document-read-dated", "shape:document-read-numbered", "shape:zone-area-by-paper"}


def counted(store, query):
    found = store.query(query).result
    return bool(found) if isinstance(found, QueryBoolean) else Counter(tuple(map(str, row)) for row in found)


def said(store):
    """Return the stated, added, recorded and derived triples, without evidence, grounds and the list of papers."""
    return Counter(
        quad.triple
        for quad in store.match()
        if quad.graph_name not in {CATALOGUE_GRAPH, EVIDENCE_GRAPH}
        and quad.predicate not in ABOUT_GROUNDS
        and quad.subject not in DOCUMENTS
        and "/id/evidence/" not in str(quad.subject)
    )


def test_dataset_has_each_triple_once(graph, agreeing):
    assert said(agreeing) == said(graph)
    assert set(said(agreeing).values()) == {1}


def test_each_paper_keeps_its_triples_and_evidence(agreeing):
    for paper in PAPERS:
        first, again = (asserted_graph(name) for name in (paper.removesuffix("-again"), paper))
        own = {quad.triple for quad in agreeing.quads(None, None, None, again) if quad.subject not in DOCUMENTS}
        typed = {q.triple for q in agreeing.quads(None, None, None, first)}
        assert own <= typed
        assert {triple.predicate for triple in typed - own} <= {TYPE, *(t.predicate for t in own)}
        ask = f"SELECT (COUNT(*) AS ?count) {{ GRAPH {again} {{ ?s ?p ?o }} }}"
        (row,) = agreeing.rows(ask)
        assert int(row["count"].value) == len(list(agreeing.quads(None, None, None, again)))
    both = (
        "SELECT DISTINCT ?paper { zone:zhizao-new-city kq:area ?a . ?a kq:value 117.21 ; kq:evidence/kq:source ?paper }"
    )
    assert len(agreeing.rows(both)) == 2


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_questions_have_the_same_answers(graph, agreeing, path):
    query = path.read_text("utf-8")
    one, two = counted(graph, query), counted(agreeing, query)
    if "kq:evidence/kq:sentence" in query:  # each paper has a sentence of its own
        one, two = set(one), set(two)
    assert two == one


@pytest.mark.parametrize("dataset", ["", "FROM graph:all"])
def test_sums_and_joins_are_unchanged(graph, agreeing, dataset):
    graphs = {store: " ".join(f"FROM <{g}>" for g in store.build.manifest["graphs"]) for store in (graph, agreeing)}
    for pattern in (
        "?rule kq:share ?share . ?share kq:shareValue ?number",
        "?zone kq:area ?area . ?area kq:areaKind area-kind:total ; kq:value ?number",
        "?zone kq:partOf+ ?whole . ?zone kq:area/kq:value ?number",
        "?event kq:participation/kq:participant ?zone . ?zone kq:leadingIndustry ?industry BIND(1 AS ?number)",
    ):
        query = f"SELECT (COUNT(*) AS ?count) (SUM(?number) AS ?sum) {{dataset}} WHERE {{{{ {pattern} }}}}"
        one, two = (counted(s, query.format(dataset=graphs[s] if dataset else "")) for s in (graph, agreeing))
        assert one == two


def test_findings_are_unchanged(check_report, agreeing, sound_shapes):
    one, two = check_report, validate(agreeing, sound_shapes)
    kept = [
        Counter((f.severity, f.shape, f.focus, f.value) for f in report.findings if f.shape not in BY_DOCUMENT)
        for report in (one, two)
    ]
    assert kept[0] == kept[1]
    assert two.conforms
    both = {(f.shape, f.focus) for f in one.findings} ^ {(f.shape, f.focus) for f in two.findings}
    assert {focus for _, focus in both} == {document.value for document in DOCUMENTS}


def test_network_has_each_node_and_edge_once(graph, agreeing):
    one, two = (read_network(store, Provenance(store)) for store in (graph, agreeing))
    documents = {document.value for document in DOCUMENTS}
    assert set(two.nodes) - set(one.nodes) == documents
    kept = [edge for edge in two.edges if not documents & {edge.source, edge.target}]
    assert [(e.id, e.origin, e.qualifiers) for e in kept] == [(e.id, e.origin, e.qualifiers) for e in one.edges]
    assert sum(len(edge.words) for edge in kept) > 1.5 * sum(len(edge.words) for edge in one.edges)


def test_network_rdf_keeps_the_graphs_of_both(graph, agreeing):
    found = []
    for store in (graph, agreeing):
        drawn = read_network(store, Provenance(store))
        quads = [quad for quad in quads_of(store, drawn, drawn) if quad.graph_name != EVIDENCE_GRAPH]
        found.append({quad.triple for quad in quads if quad.predicate not in ABOUT_GROUNDS})
    assert {triple for triple in found[1] if triple.subject not in DOCUMENTS} == found[0]
    graphs = Counter(quad.graph_name for quad in quads)
    assert graphs[asserted_graph("quzhou-2021-again")] > 0.8 * graphs[asserted_graph("quzhou-2021")]


def rows_of(store, papers):
    """The rows of the table of statements, of each of some papers; "" stands for the whole."""
    tables = (write_csv(store, paper).removeprefix("\ufeff") for paper in papers)
    return [row for table in tables for row in csv.DictReader(io.StringIO(table))]


@pytest.mark.parametrize("paper", ["zhejiang-2022-10", pytest.param("", marks=pytest.mark.soak)])
def test_exported_statements_name_their_paper(graph, agreeing, paper):
    one, two = rows_of(graph, [paper]), rows_of(agreeing, [paper, f"{paper}-again"] if paper else [""])
    assert len(two) > len(one) > 10
    statement = ("subject", "predicate", "object", "datatype", "lang")
    spoken = {tuple(row[column] for column in statement) for row in two if row["subject"] not in map(str, DOCUMENTS)}
    assert {tuple(row[column] for column in statement) for row in one} <= spoken
    assert max(Counter(tuple(row.values()) for row in two).values()) == 1
    for row in two:
        if "/graph/source/" in row["graph"] and row["clause"]:
            assert f"/clause/{row['graph'].rpartition('/')[2]}/" in row["clause"]


def test_exported_dataset_is_the_whole_build(agreeing):
    assert write_dataset(agreeing, "dataset.nq") == agreeing.build.quads.read_bytes()
    again = write_dataset(agreeing, "dataset.nq", "quzhou-2021-again").splitlines()
    counts = agreeing.build.manifest["graphs"]
    graphs = (asserted_graph("quzhou-2021-again"), editorial_graph("quzhou-2021-again"))
    assert len(again) == sum(counts[graph.value] for graph in graphs)


def test_show_has_each_statement_once_with_both_quotes(kaifaqu, built, agreed):
    def shown(folder):
        lines = kaifaqu("show", "智造新城", "--in", folder).stdout.splitlines()
        statements = [line[4:] for line in lines if line.startswith(("├── ", "└── "))]
        return [line for line in statements if not line.startswith("出处")], [line for line in lines if "“" in line]

    (one, words), (two, both) = shown(built), shown(agreed)
    assert two == [*one, *(line for line in two if "再次" in line)]
    assert len(both) > 1.5 * len(words)
    assert max(Counter(both).values()) <= max(Counter(words).values())  # the papers are told apart
    assert any("《衢州市开发区(园区)整合提升总体方案》" in line for line in both)


def test_derived_triples_are_unchanged(graph, agreeing):
    one, two = (
        Counter(q.triple for q in store.quads(None, None, None, DERIVED_GRAPH) if q.predicate not in ABOUT_GROUNDS)
        for store in (graph, agreeing)
    )
    assert one == two
