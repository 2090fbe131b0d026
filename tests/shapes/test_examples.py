"""Each shape file has an example without findings, and for each constraint a minimal example that violates it.

The first comments of an example list exactly the findings that it must have: `# expect: <severity> <shape> <focus>
[path]`. An invalid example is checked together with the valid one of its shape file, so that every shape has a focus
node. Triples without a graph (all of a Turtle file, those outside of braces in TriG) are put into one extra graph.
"""

import re
import shutil
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, Store, parse
from rdflib.namespace import SH

from graph.core.iris import ONTOLOGY_GRAPH, prefixes, shorten
from graph.core.resources import SHAPES
from graph.schema.ontology import ontology_quads
from graph.shacl.lint import sound_shapes
from graph.shacl.validate import validate
from graph.store.builds import Build
from graph.store.engine import Counts
from graph.store.oxigraph import OxigraphEngine
from graph.store.repeated_triples import extract_repeats
from graph.store.store import GraphStore

HERE = Path(__file__).parent
VALID = sorted(HERE.glob("valid/*/*.ttl"))
INVALID = sorted(HERE.glob("invalid/*/*.t*"))
NOTHING = "nothing"
EXAMPLE = NamedNode(f"{prefixes()['graph']}example")


def named(path):
    return f"{path.parent.name}/{path.stem}"


def expectations(path):
    lines = re.findall(r"^# expect: (.+)$", path.read_text("utf-8"), re.MULTILINE)
    assert lines, f"{path} does not say what to expect."
    return sorted(line for line in lines if line != NOTHING)


def described(finding):
    path = [shorten(finding.path)] if finding.path.startswith("http") else []
    return " ".join([finding.severity, finding.shape, shorten(finding.focus), *path])


@pytest.fixture(scope="module")
def ontology():
    """A store of the ontology. Each test adds its examples and removes them again."""
    store = Store()
    store.bulk_extend(Quad(q.subject, q.predicate, q.object, ONTOLOGY_GRAPH) for q in ontology_quads())
    return store


@pytest.fixture(scope="module")
def of_ontology(ontology):
    """The number of quads of the ontology."""
    return len(ontology)


@pytest.fixture(scope="module")
def one_file(tmp_path_factory):
    """Return a function that reads the shapes of one file, once."""

    @cache
    def shapes(name):
        alone = tmp_path_factory.mktemp(name)
        shutil.copy(SHAPES / f"{name}.ttl", alone)
        return sound_shapes(alone)

    return shapes


def findings(ontology, of_ontology, shapes, *examples):
    added = []
    for example in examples:
        for quad in parse(path=example):
            graph = EXAMPLE if quad.graph_name == DefaultGraph() else quad.graph_name
            added.append(Quad(quad.subject, quad.predicate, quad.object, graph))
    added = {quad for quad in added if quad not in ontology}
    ontology.extend(added)
    graphs = Counter(quad.graph_name.value for quad in added)
    graphs[ONTOLOGY_GRAPH.value] += of_ontology
    quads = of_ontology + len(added)
    assert quads == len(ontology)
    repeats = extract_repeats(ontology, graphs)
    try:
        engine = OxigraphEngine(ontology, repeats, Counts(len(ontology), quads, graphs))
        return validate(GraphStore(engine, Build(Path("examples"), {"graphs": graphs})), shapes).findings
    finally:
        ontology.extend(repeats)
        for quad in added:
            ontology.remove(quad)
        assert len(ontology) == of_ontology


@pytest.mark.parametrize("path", VALID, ids=named)
def test_valid_example_has_no_findings(path, ontology, of_ontology, one_file):
    assert expectations(path) == []
    assert [described(f) for f in findings(ontology, of_ontology, one_file(path.parent.name), path)] == []


@pytest.mark.parametrize("path", INVALID, ids=named)
def test_invalid_example_has_exactly_its_findings(path, ontology, of_ontology, one_file):
    (sound,) = (HERE / "valid" / path.parent.name).glob("*.ttl")
    found = findings(ontology, of_ontology, one_file(path.parent.name), sound, path)
    assert sorted(described(f) for f in found) == expectations(path)
    assert not [text for f in found for text in f.messages if re.search(r"\{[?$]", text)], "a message has a gap"


def test_each_shape_file_has_one_valid_example():
    assert sorted(path.parent.name for path in VALID) == sorted(path.stem for path in SHAPES.glob("*.ttl"))


@pytest.mark.parametrize("file", sorted(SHAPES.glob("*.ttl")), ids=lambda file: file.stem)
def test_each_shape_has_a_finding_in_some_example(file, one_file):
    shapes = one_file(file.stem)
    able = {shorten(str(shape)) for shape in shapes.subjects(SH.severity)}
    spoken = {line.split()[1] for path in INVALID if path.parent.name == file.stem for line in expectations(path)}
    assert able
    assert spoken == able


def test_examples_use_the_registered_prefixes():
    registered = set(prefixes().items())
    wrong = {}
    for path in [*VALID, *INVALID]:
        declared = re.findall(r"^@prefix ([\w-]*): <([^>]+)> \.$", path.read_text("utf-8"), re.MULTILINE)
        if not declared or not set(declared) <= registered:
            wrong[named(path)] = sorted(set(declared) - registered)
    assert wrong == {}
