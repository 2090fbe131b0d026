"""The page of the coverage: the text with its figures, and the words that no quote holds."""

import pytest

from graph.core.resources import SOURCES
from graph.curation.coverage import coverage
from graph.curation.coverage_page import coverage_page, figures
from graph.curation.passages import read_passages
from graph.curation.reading import lay_out, marks_of
from graph.curation.scaffold import new_source
from graph.curation.source_folder import read_source
from graph.rdf.quads import read_triples
from graph.schema.ontology import load_ontology


def covered(folder):
    source = read_source(folder)
    passages, faults = read_passages(source)
    assert not faults
    return coverage(source, passages, read_triples(source, passages, load_ontology()))


def page_of(found):
    """The page of a paper with its claims; kinds of oddity need no names, because there are no notes."""
    passages, _ = read_passages(found.source)
    return coverage_page(lay_out(found, marks_of(read_triples(found.source, passages, load_ontology()))), {})


@pytest.fixture(scope="module")
def plan():
    return covered(SOURCES / "quzhou-2021")


REPLY = """示例省人民政府关于东山工业园的批复
示例县人民政府:
　　一、撤销东山工业园。管理机构一并撤销。
　　（二）有关事项。
　　1．人员
　　由示例县安置。
第三条　本批复自印发之日起执行。
"""


@pytest.fixture
def reply(tmp_path):
    new_source(tmp_path / "reply", REPLY)
    claims = tmp_path / "reply/claims"
    (claims / "00-head.yaml").write_text(
        "- quote: 示例省人民政府关于东山工业园的批复\n"
        "  says: [{id: document/reply, type: Document, name: 示例省人民政府关于东山工业园的批复}]\n"
        "- quote: 撤销东山\n  says: [{id: document/reply}]\n",
        "utf-8",
    )
    for path in claims.glob("*part*"):
        path.unlink()
    return covered(tmp_path / "reply")


def test_the_page_shows_the_text_and_the_figures(plan):
    page = page_of(plan)
    assert figures(plan) in page
    assert "<script" not in page
    assert 'title="二(一)1: ' in page
    assert figures(plan).startswith(f"{len(plan.stating)} of {len(plan.stating)} sentences carried")


def test_the_page_tells_the_words_that_no_quote_holds(reply):
    assert 'title="一: 0 claims; no quote holds 「工业园」"' in page_of(reply)
