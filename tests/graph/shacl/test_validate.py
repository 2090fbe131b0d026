"""Validation: shapes that cannot be evaluated are errors, and the prefilter agrees with pySHACL alone."""

import shutil
from collections import Counter, defaultdict

import pyshacl
import pytest
import rdflib
from oxrdflib import OxigraphStore
from pyoxigraph import Literal, NamedNode, Quad, Store
from rdflib.namespace import RDF, SH

from graph.core.errors import ShapesUnsound
from graph.core.iris import ONTOLOGY_GRAPH, OWL, TYPE, shorten, term
from graph.core.resources import SHAPES
from graph.core.terms import text
from graph.shacl.lint import sound_shapes
from graph.shacl.report_rdf import report_quads
from graph.shacl.shapes import speaker
from graph.shacl.validate import validate
from graph.store.store import GraphStore

HEAD = """@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix kq: <https://w3id.org/kaifaqu/ontology#> .
@prefix shape: <https://w3id.org/kaifaqu/shape/> .
shape:broken a sh:NodeShape ; sh:targetClass kq:Zone ; """
BROKEN = {
    "a malformed query": 'sh:sparql [ sh:select "SELECT $this { nonsense" ] .',
    "a query without $this": 'sh:sparql [ sh:select "SELECT ?x { ?x kq:area ?y }" ] .',
    "an unknown prefix": 'sh:sparql [ sh:select "SELECT $this { $this foo:bar ?x }" ] .',
    "a malformed pattern": 'sh:property [ sh:path kq:zoneKind ; sh:pattern "(" ] .',
    "a property shape without path": "sh:property [ sh:minCount 1 ] .",
    "a misspelt term": "sh:property [ sh:path kq:zoneKind ; sh:minCuont 1 ] .",
    "a misspelt component": "sh:proprety [ sh:path kq:zoneKind ; sh:minCount 1 ] .",
    "a sub-select over all focus nodes": """sh:sparql [ sh:select
        "SELECT $this { $this a ?c { SELECT (COUNT(?p) AS ?n) { $this ?p ?o } } FILTER(?n > 1) }" ] .""",
    "a query without a query": "sh:sparql [ ] .",
    "a file": 'sh:sparql [ sh:select "SELECT $this FROM <file:///etc/passwd> { $this ?p ?o }" ] .',
    "another server": 'sh:sparql [ sh:select "SELECT $this { SERVICE <http://127.0.0.1:9/> { $this ?p ?o } }" ] .',
    "an import": "sh:property [ sh:path kq:zoneKind ; sh:minCount 1 ] . <> owl:imports <http://127.0.0.1:9/> .",
    "an ASK": 'sh:sparql [ sh:select "ASK { $this ?p ?o }" ] .',
    "another value for $this": 'sh:sparql [ sh:select "SELECT $this { ?x ?p ?y BIND(?x AS $this) }" ] .',
    "a query in a property shape": """sh:property [ sh:path kq:zoneKind ; sh:sparql [ sh:select
        "SELECT $this { $this ?p ?o }" ] ] .""",
    "a shape that is switched off": "sh:deactivated true ; sh:property [ sh:path kq:zoneKind ; sh:minCount 1 ] .",
    "a query for another version": 'sh:sparql [ sh:ask "ASK { $this ?p ?o }" ] .',
}


@pytest.mark.parametrize("mistake", BROKEN)
def test_broken_shape_is_an_error(graph, tmp_path, mistake):
    (tmp_path / "broken.ttl").write_text(HEAD + BROKEN[mistake], "utf-8")
    with pytest.raises(ShapesUnsound, match="A shape cannot be run: "):
        validate(graph, tmp_path)


def test_words_in_place_of_a_thing_are_a_finding(tmp_path):
    shape = "shape:whole a sh:NodeShape ; sh:targetObjectsOf kq:partOf ; sh:class kq:Zone ; sh:message 'a zone'@en ."
    (tmp_path / "whole.ttl").write_text(HEAD[: HEAD.index("shape:broken")] + shape, "utf-8")
    words, zone = Literal("the old town"), NamedNode("urn:zone")
    store = GraphStore.of([Quad(zone, term("partOf"), words, NamedNode("urn:graph"))])
    assert [finding.focus for finding in validate(store, tmp_path).findings] == [words.value]


def test_messages_are_in_both_languages(check_report):
    assert check_report.findings
    for finding in check_report.findings:
        zh, en = finding.messages
        assert any("\u4e00" <= char <= "\u9fff" for char in zh), finding
        assert any("a" <= char <= "z" for char in en), finding
        assert finding.labels[0], finding


def results_of(results, shapes):
    """Return severity, shape, focus node, component and messages of each result in a report of pySHACL."""
    return sorted(
        (
            str(results.value(result, SH.resultSeverity)),
            shorten(speaker(results.value(result, SH.sourceShape), shapes)),
            str(results.value(result, SH.focusNode)),
            str(results.value(result, SH.sourceConstraintComponent)),
            *sorted(str(message) for message in results.objects(result, SH.resultMessage)),
        )
        for result in results.subjects(RDF.type, SH.ValidationResult)
    )


def results_in(report):
    """Return the same of the SHACL report that we write, with the shape of each finding."""
    told = defaultdict(lambda: defaultdict(list))
    for quad in report_quads(report):
        told[quad.subject.value][quad.predicate.value].append(text(quad.object))
    return sorted(
        (
            *told[name][str(SH.resultSeverity)],
            finding.shape,
            *told[name][str(SH.focusNode)],
            *told[name][str(SH.sourceConstraintComponent)],
            *sorted(told[name][str(SH.resultMessage)]),
        )
        for name, finding in ((f"result{number:07}", finding) for number, finding in enumerate(report.findings))
    )


class CountedOxigraphStore(OxigraphStore):
    """A store that does not change: pySHACL asks for its size with every result, and oxrdflib counts each time."""

    def __init__(self, store):
        super().__init__(store=store)
        self.size = super().__len__()

    def __len__(self, context=None):
        return self.size


def by_pyshacl_alone(store, shapes):
    data = rdflib.Dataset(store=CountedOxigraphStore(store), default_union=True)
    _, results, _ = pyshacl.validate(data, shacl_graph=shapes, inplace=True)
    return results


@pytest.mark.soak
def test_prefilter_agrees_with_pyshacl(graph, check_report):
    store, shapes = Store(), sound_shapes(SHAPES)
    store.bulk_extend(graph.match())
    alone = by_pyshacl_alone(store, shapes)
    assert results_in(check_report) == results_of(alone, shapes)


@pytest.mark.parametrize(
    ("left", "every", "violations", "spoken"),
    [
        (8, 3, 300, 25),
        pytest.param(8, 1, 1000, 80, marks=pytest.mark.soak),
        pytest.param(20, 1, 1000, 80, marks=pytest.mark.soak),
    ],
)
def test_prefilter_agrees_with_pyshacl_on_damaged_graph(graph, tmp_path, left, every, violations, spoken):
    """Some things of each class are left, and every seventh triple of each property is gone.

    every: of how many files of shapes one is used; violations, spoken: fewer than those that are found, and of how
    many shapes they are.
    """
    for file in sorted(SHAPES.glob("*.ttl"))[::every]:
        shutil.copy(file, tmp_path)
    shapes = sound_shapes(tmp_path)
    of_class = defaultdict(set)
    for quad in graph.quads(None, TYPE, None):
        if not quad.object.value.startswith(OWL):  # the terms that shapes target stay
            of_class[quad.object].add(quad.subject)
    gone = {thing for things in of_class.values() for thing in sorted(things, key=str)[left:]}
    store, seen = Store(), Counter()
    for quad in sorted((quad for quad in graph.match() if quad.subject not in gone), key=str):
        seen[quad.predicate] += 1
        if seen[quad.predicate] % 7 or quad.predicate == TYPE or quad.graph_name == ONTOLOGY_GRAPH:
            store.add(quad)
    report = validate(GraphStore.of(store), shapes)
    assert report.count("Violation") > violations
    assert len({finding.shape for finding in report.findings}) > spoken
    alone = by_pyshacl_alone(store, shapes)
    assert results_in(report) == results_of(alone, shapes)
