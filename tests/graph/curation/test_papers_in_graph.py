"""The papers as they are read back from the graph: text, clauses, quotes and coverage are those of the sources."""

import pytest

from graph.core.errors import UnknownEntity
from graph.core.resources import SOURCES
from graph.curation.papers_in_graph import evidence_of, paper_named, read_papers
from graph.curation.source_folder import read_source
from graph.store.store import GraphStore

CLAIMS = """SELECT (COUNT(DISTINCT ?claim) AS ?n) WHERE {
  ?claim a kq:Claim ; kq:evidence/kq:source %s }"""


@pytest.fixture(scope="module")
def papers(graph):
    return read_papers(graph)


def test_the_paper_with_its_text_comes_first(papers):
    assert next(iter(papers)) == "quzhou-2021"
    assert {paper.id for paper in papers.values() if not paper.coverage} == {
        folder.name for folder in SOURCES.iterdir() if folder.is_dir() and not (folder / "text.txt").exists()
    }


def test_text_and_clauses_are_those_of_the_source(papers):
    read, source = papers["quzhou-2021"].coverage.source, read_source(SOURCES / "quzhou-2021")
    assert read.text == source.text
    assert read.clauses == source.clauses


def test_the_plan_is_covered_whole(papers):
    coverage = papers["quzhou-2021"].coverage
    assert coverage.complete
    assert {s.reason[1] for s in coverage.sentences if s.reason} > {"heading"}


@pytest.mark.parametrize("name", ["quzhou-2021", "zhejiang-2022-10"])
def test_claims_are_counted_as_a_query_counts_them(papers, graph, name):
    paper = papers[name]
    (row,) = graph.rows(CLAIMS % f"<{paper.document}>")
    assert paper.claims == int(row["n"].value)


def test_a_quote_is_the_evidence_at_its_characters(papers, graph):
    paper = papers["quzhou-2021"]
    for mark, iri in zip(paper.marks, paper.evidence, strict=True):
        assert iri == evidence_of("quzhou-2021", mark.span)
    rows = graph.rows("SELECT ?e ?q ?s WHERE { ?e kq:quote ?q ; kq:start ?s }")
    text = paper.coverage.source.text
    assert len(rows) > 200
    assert [row for row in rows if not text.startswith(row["q"].value, int(row["s"].value))] == []


def test_each_oddity_stands_at_its_quotes(papers, graph):
    rows = graph.rows("SELECT ?o (COUNT(?e) AS ?n) WHERE { ?o a kq:Oddity ; kq:evidence ?e } GROUP BY ?o")
    told = {f"https://w3id.org/kaifaqu/id/{note.id}": len(note.places) for note in papers["quzhou-2021"].notes}
    assert told == {row["o"].value: int(row["n"].value) for row in rows}


def test_a_paper_is_found_by_its_folder_and_by_its_document(papers):
    assert paper_named(papers, "zhejiang-reply-2022-10") is papers["zhejiang-2022-10"]
    with pytest.raises(UnknownEntity, match="No paper nowhere is read here; the papers are quzhou-2021, "):
        paper_named(papers, "nowhere")


def test_a_graph_without_papers_has_none():
    assert read_papers(GraphStore.of([])) == {}
