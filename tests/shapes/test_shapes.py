"""Conventions of the shape files: names, severities, messages in two languages, and only known SHACL terms."""

import re

import pytest
import rdflib
from rdflib.namespace import RDF, SH

from graph.core.iris import prefixes
from graph.core.resources import SHAPES

FILES = sorted(SHAPES.glob("*.ttl"))
SHAPE_NAMESPACE = prefixes()["shape"]
PREFIXES_NODE = rdflib.URIRef("https://w3id.org/kaifaqu/prefixes")
ENDINGS = {"zh": ("。", "？", "{?zh}"), "en": (".", "?", "{?en}")}  # a note put in at the end is a sentence itself
SEVERITIES = {SH.Violation, SH.Warning, SH.Info}
TARGETS = {SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf}
DESCRIBING = {SH.message, SH.severity, SH.path, SH.property, SH.sparql, SH.node, *TARGETS}
REFUSED = re.compile(r"\b(MINUS|VALUES|SERVICE|FROM)\b|SELECT\s*\*|AS\s+[?$]this\b")


@pytest.fixture(scope="module")
def shapes():
    """The shapes of all files; the names of shapes tell their files apart."""
    graph = rdflib.Graph()
    for file in FILES:
        graph.parse(file, format="turtle")
    return graph


def named(nodes):
    return sorted({node for node in nodes if isinstance(node, rdflib.URIRef)})


def languages(shapes, node):
    return sorted(str(message.language) for message in shapes.objects(node, SH.message))


def test_shacl_terms_exist(shapes):
    known = {*SH.__annotations__, *SH._extras}  # noqa: SLF001 - rdflib keeps apart the terms that are Python keywords
    used = {str(term).removeprefix(str(SH)) for triple in shapes for term in triple if str(term).startswith(str(SH))}
    assert used <= known


def test_shapes_have_severity_and_two_languages(shapes):
    for shape in named(set(shapes.subjects(RDF.type, SH.NodeShape)) | set(shapes.subjects(RDF.type, SH.PropertyShape))):
        constraints = {p for p in shapes.predicates(shape) if str(p).startswith(str(SH))} - DESCRIBING
        queries = list(shapes.objects(shape, SH.sparql))
        if constraints or queries:
            assert set(shapes.objects(shape, SH.severity)) <= SEVERITIES, shape
            assert shapes.value(shape, SH.severity), shape
        if constraints:
            assert languages(shapes, shape) == ["en", "zh"], shape


def test_queries_have_two_languages_and_prefixes(shapes):
    for constraint in shapes.objects(None, SH.sparql):
        assert languages(shapes, constraint) == ["en", "zh"], constraint
        assert list(shapes.objects(constraint, SH.prefixes)) == [PREFIXES_NODE], constraint


def test_shape_has_one_query(shapes):
    for shape in shapes.subjects(SH.sparql):
        assert len(list(shapes.objects(shape, SH.sparql))) == 1, shape


def test_messages_are_sentences(shapes):
    for message in shapes.objects(None, SH.message):
        assert str(message).endswith(ENDINGS[message.language]), message


def test_queries_select_the_variables_of_messages(shapes):
    for constraint, query in shapes.subject_objects(SH.select):
        assert not REFUSED.search(str(query)), constraint
        head = query[: query.index("WHERE")]
        assert re.match(r"\s*SELECT (DISTINCT )?\$this\b", head), constraint
        for message in shapes.objects(constraint, SH.message):
            for variable in re.findall(r"\{\?(\w+)\}", message):
                assert f"?{variable}" in head, (constraint, variable)


def test_shapes_and_constraints_are_named(shapes):
    assert [name for name in named(shapes.subjects(RDF.type)) if not name.startswith(SHAPE_NAMESPACE)] == []
    for predicate in (SH.severity, SH.message, SH.select, *TARGETS):
        assert not [node for node in shapes.subjects(predicate) if isinstance(node, rdflib.BNode)]


def test_targets_belong_to_node_shapes(shapes):
    for predicate in TARGETS:
        for shape in shapes.subjects(predicate):
            assert (shape, RDF.type, SH.NodeShape) in shapes, shape


def test_shape_names_are_unique():
    owners = {}
    for file in FILES:
        for name in re.findall(r"^(shape:[\w-]+) a sh:", file.read_text("utf-8"), re.MULTILINE):
            assert name not in owners, f"{name} stands in {owners[name]} and {file.name}"
            owners[name] = file.name
    assert owners
