"""The real graph conforms to the shapes, and its findings are the known gaps of the papers."""

import re
import shutil
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store
from rdflib.namespace import SH

from graph.core.errors import ShapesUnsound
from graph.core.iris import TERMS, XSD, shorten
from graph.core.resources import SHAPES
from graph.schema.ontology import load_ontology
from graph.shacl.shapes import read_shapes
from graph.shacl.validate import validate
from graph.store.store import GraphStore

EXPECTED = Path(__file__).parent / "expected-findings.txt"
HAN = re.compile(r"[\u4e00-\u9fff]")
RIGHT, WRONG = (Literal(area, datatype=NamedNode(f"{XSD}decimal")) for area in ("6.18", "6.28"))  # 江东工业园
TARGETS = {
    "targetClass": "?thing a/rdfs:subClassOf* ?target",
    "targetSubjectsOf": "?thing ?target ?value",
    "targetObjectsOf": "?value ?target ?thing",
}
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
def report(check_report):
    return check_report


def test_graph_has_no_violation(report):
    assert [f"{f.shape} {shorten(f.focus)} {f.value}" for f in report.findings if f.severity == "Violation"] == []
    assert report.conforms


def test_findings_are_the_known_ones(report):
    found = sorted(f"{f.severity} {f.shape} {shorten(f.focus)}" for f in report.findings)
    assert found == EXPECTED.read_text("utf-8").splitlines()


def test_findings_have_labels_and_two_languages(report):
    for finding in report.findings:
        zh, en = finding.messages
        assert all(finding.labels), finding
        assert HAN.search(zh), finding
        assert en, finding
        assert not HAN.search(en), finding


@pytest.mark.parametrize("predicate", TARGETS)
def test_each_target_matches_something_or_is_a_term_that_no_paper_uses(graph, predicate):
    shapes = read_shapes(sorted(SHAPES.glob("*.ttl")))
    targets = {str(target) for target in shapes.objects(None, SH[predicate])}
    assert targets
    matched = {row["target"].value for row in graph.rows(f"SELECT DISTINCT ?target {{ {TARGETS[predicate]} }}")}
    ontology = load_ontology()
    unused = {f"{TERMS}{name}" for name in (*ontology.supers, *ontology.properties)} - matched
    assert matched
    assert sorted(targets - matched - unused) == []


def test_a_shape_about_a_term_that_no_paper_uses_is_sound(graph, tmp_path):
    shutil.copy(SHAPES / "management.ttl", tmp_path)
    report = validate(graph, tmp_path)
    assert set(report.focus_counts.values()) == {0}
    assert report.conforms


def test_shape_without_focus_nodes_is_an_error(graph, tmp_path):
    (tmp_path / "lonely.ttl").write_text(SHAPE % "s", "utf-8")
    with pytest.raises(ShapesUnsound, match="matched nothing, so they check nothing: shape:lonely"):
        validate(graph, tmp_path)


def test_folder_without_shapes_is_an_error(graph, tmp_path):
    with pytest.raises(ShapesUnsound, match="There are no shapes"):
        validate(graph, tmp_path / "missing")


def test_refused_query_is_an_error(graph, tmp_path):
    (tmp_path / "refused.ttl").write_text(SHAPE % REFUSED_QUERY, "utf-8")
    with pytest.raises(ShapesUnsound, match="MINUS"):
        validate(graph, tmp_path)


def test_wrong_area_of_a_part_is_found(graph, tmp_path):
    shutil.copy(SHAPES / "zone-area.ttl", tmp_path)
    store = Store()
    store.bulk_extend(quad for quad in graph.quads() if quad.object != RIGHT)
    store.bulk_extend(Quad(q.subject, q.predicate, WRONG, q.graph_name) for q in graph.quads() if q.object == RIGHT)
    (finding,) = [f for f in validate(GraphStore.of(store), tmp_path).findings if f.severity == "Violation"]
    assert (finding.shape, shorten(finding.focus)) == ("shape:zone-total", "zone:jiangshan-edz")
    for message in finding.messages:
        assert re.findall(r"[0-9.]+[0-9]", message) == ["57.9", "57.8"]
