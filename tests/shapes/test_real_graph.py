"""The real graph against the shapes: nothing is wrong, and the gaps of the papers are the ones that are known."""

import re
from pathlib import Path

import pytest

from graph.errors import ShapesUnsound
from graph.names import shorten
from graph.validation import validate

EXPECTED = Path(__file__).parent / "expected-findings.txt"
HAN = re.compile(r"[\u4e00-\u9fff]")
SHAPE = """
@prefix kq: <https://w3id.org/kaifaqu/ontology#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix shape: <https://w3id.org/kaifaqu/shape/> .
shape:lonely a sh:NodeShape ; sh:targetClass kq:Zone%s .
"""
REFUSED_QUERY = """ ; sh:sparql shape:refused .
shape:refused a sh:SPARQLConstraint ;
    sh:prefixes <https://w3id.org/kaifaqu/prefixes> ;
    sh:select "SELECT $this WHERE { $this a kq:Zone MINUS { $this kq:zoneKind ?kind } }\""""


@pytest.fixture(scope="module")
def report(graph):
    return validate(graph.store)


def test_the_graph_has_no_violation(report):
    assert [f"{f.shape} {shorten(f.focus)} {f.value}" for f in report.findings if f.severity == "Violation"] == []
    assert report.conforms


def test_the_gaps_of_the_papers_are_the_known_ones(report):
    found = sorted(f"{f.severity} {f.shape} {shorten(f.focus)}" for f in report.findings)
    assert found == EXPECTED.read_text("utf-8").splitlines()


def test_every_finding_names_its_thing_and_speaks_in_both_languages(report):
    for finding in report.findings:
        zh, en = finding.messages
        assert all(finding.labels), finding
        assert HAN.search(zh), finding
        assert en, finding
        assert not HAN.search(en), finding


def test_no_shape_is_idle(report):
    assert report.focus_counts
    assert all(report.focus_counts.values())


def test_a_shape_that_matches_nothing_is_an_error(graph, tmp_path):
    (tmp_path / "lonely.ttl").write_text(SHAPE % "s", "utf-8")
    with pytest.raises(ShapesUnsound, match="matched nothing, so they check nothing: shape:lonely"):
        validate(graph.store, tmp_path)


def test_a_folder_without_shapes_is_an_error(graph, tmp_path):
    with pytest.raises(ShapesUnsound, match="There are no shapes"):
        validate(graph.store, tmp_path / "missing")


def test_a_query_that_the_validator_refuses_is_an_error_and_no_finding(graph, tmp_path):
    (tmp_path / "refused.ttl").write_text(SHAPE % REFUSED_QUERY, "utf-8")
    with pytest.raises(ShapesUnsound, match="MINUS"):
        validate(graph.store, tmp_path)
