"""The card of a source: a date is a date, and what is wrong is told with its line."""

import shutil

import pytest

from graph.build import build_store
from graph.core.errors import CurationError
from graph.core.iris import CATALOGUE_GRAPH, DCTERMS, SCHEMA, entity
from graph.core.resources import SHAPES, SOURCES
from graph.core.terms import Literal, NamedNode
from graph.curation.source_folder import read_source
from graph.curation.source_metadata import read_card
from graph.shacl.validate import validate
from graph.store.store import GraphStore

LINES = {
    "document": "document/s",
    "title": "总体方案",
    "issuer": "unknown",
    "posted": "unknown",
    "issued": "unknown",
    "copy_published_by": "unknown",
    "text_license": "unknown",
}
WRONG = {
    "issued: 2018-02-30": "5: issued takes a date such as 2018, 2018-02 or 2018-02-08, or unknown; 「2018-0",
    "issued: 2018-13": "5: issued takes a date",
    "issued: 2018年2月8日": "5: issued takes a date",
    "issued: ''": "5: issued takes one value; write unknown where it is not known.",
    "issued: [2018]": "5: issued takes one value",
    "posted: yesterday": "4: posted takes a date",
    "posted: 2021-12-06T25:00": "4: posted takes a date",
    "isued: 2018": "A card has no key isued; its keys are document, title, issuer,",
    "document: quzhou": "1: The document is document/ and small-letter-words; not quzhou.",
}


def card(folder, **changed):
    folder.mkdir(exist_ok=True)
    lines = [f"{key}: {value}\n" for key, value in {**LINES, **changed}.items()]
    (folder / "source.yaml").write_text("".join(lines), "utf-8")
    return folder


@pytest.mark.parametrize("day", ["unknown", "2018", "2018-02", "2018-02-08"])
def test_a_date_is_as_precise_as_it_is_known(tmp_path, day):
    assert read_card(card(tmp_path / "s", issued=day))["issued"] == day


@pytest.mark.parametrize("line", WRONG)
def test_what_is_wrong_is_told_with_its_line(tmp_path, line):
    key, _, value = line.partition(": ")
    with pytest.raises(CurationError) as caught:
        read_card(card(tmp_path / "s", **{key: value}))
    assert f"source.yaml:{WRONG[line]}" in str(caught.value) or WRONG[line] in str(caught.value)


def test_a_folder_without_a_card_is_told(tmp_path):
    with pytest.raises(CurationError, match=r"has no source\.yaml, so it is no source folder"):
        read_card(tmp_path)


def undated(report):
    return {f.focus for f in report.findings if f.shape == "shape:document-read-dated"}


def test_the_date_of_the_card_counts_as_a_date_and_unknown_is_not_published(check_report, tmp_path):
    folder = shutil.copytree(SOURCES / "hefei-2018", tmp_path / "hefei-2018")
    paper = entity("document/hefei-2018")
    assert paper.value in undated(check_report)
    text = (folder / "source.yaml").read_text("utf-8").replace("issuer: 安徽省人民政府", "issuer: unknown")
    (folder / "source.yaml").write_text(text.replace("issued: unknown", "issued: 2018-02"), "utf-8")
    store = build_store([folder])
    assert list(store.quads_for_pattern(paper, NamedNode(f"{DCTERMS}issued"), None, CATALOGUE_GRAPH))
    shapes = tmp_path / "shapes"
    shapes.mkdir()
    shutil.copy(SHAPES / "document.ttl", shapes)
    assert paper.value not in undated(validate(GraphStore.of(store), shapes))
    assert not list(store.quads_for_pattern(paper, NamedNode(f"{SCHEMA}publisher"), None))
    assert not list(store.quads_for_pattern(None, None, Literal("unknown", language="zh")))


def test_a_source_card_without_a_key_is_a_fault(tmp_path):
    folder = tmp_path / "q"
    shutil.copytree(SOURCES / "quzhou-2021", folder)
    card = folder / "source.yaml"
    card.write_text(card.read_text("utf-8").replace("issued:", "isued:"), "utf-8")
    with pytest.raises(CurationError, match="The key issued is missing"):
        read_source(folder)
