"""Versions and deprecation as `ontology/README.md` lays them down: nothing published is lost, and data can follow."""

import re
import shutil
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store, parse

from graph.core.iris import ONTOLOGY_GRAPH, ONTOLOGY_IRI, OWL, TERMS, asserted_graph, prefixes, shorten, term
from graph.core.resources import ONTOLOGY, SHAPES
from graph.schema.claims_schema import claims_schema
from graph.schema.ontology import ontology_quads, read_ontology
from graph.shacl.validate import validate
from graph.store.store import GraphStore

HERE = Path(__file__).parent
PUBLISHED = sorted((HERE / "published").glob("*.txt"))
SOUND = HERE.parent / "shapes/valid/property/used_as_declared.ttl"
DEPRECATED = NamedNode(f"{OWL}deprecated")
OLD = "target:old a kq:Target ; kq:modality modality:gradual ."
(REWRITE,) = re.findall(r"```sparql\n(DELETE .*?)```", (ONTOLOGY / "README.md").read_text("utf-8"), re.DOTALL)


@pytest.fixture(scope="module")
def header():
    """What the ontology says of itself: from the local name of the predicate to the value."""
    about = [quad for quad in ontology_quads() if quad.subject == NamedNode(ONTOLOGY_IRI)]
    return {re.split("[#/]", quad.predicate.value)[-1]: quad.object.value for quad in about}


@pytest.fixture(scope="module")
def releases():
    """Versions and dates of the change log, newest first."""
    text = (ONTOLOGY / "CHANGELOG.md").read_text("utf-8")
    return re.findall(r"^## (\d+\.\d+\.\d+) \((\d{4}-\d\d-\d\d)\)$", text, re.MULTILINE)


@pytest.fixture(scope="module")
def names():
    return {shorten(quad.subject.value) for quad in ontology_quads()}


def numbers(version):
    return [int(part) for part in version.split(".")]


def test_the_ontology_is_the_newest_version_of_the_change_log(header, releases):
    (newest, changed), (prior, _), *_ = releases
    assert (header["versionInfo"], header["modified"]) == (newest, changed)
    assert header["versionIRI"] == f"{ONTOLOGY_IRI}/{newest}"
    assert header["priorVersion"] == f"{ONTOLOGY_IRI}/{prior}"


def test_versions_and_dates_descend(header, releases):
    assert sorted(releases, key=lambda release: numbers(release[0]), reverse=True) == releases
    assert sorted((date for _, date in releases), reverse=True) == [date for _, date in releases]
    assert releases[-1][1] == header["created"]


def test_the_names_of_each_prior_version_are_kept(releases):
    assert [path.stem for path in reversed(PUBLISHED)] == [version for version, _ in releases[1:]]


@pytest.mark.parametrize("path", PUBLISHED, ids=lambda path: path.stem)
def test_no_published_name_is_lost(path, names):
    published = path.read_text("utf-8").splitlines()
    assert len(published) > 400
    assert sorted(set(published) - names) == []


def test_the_change_log_names_what_is_deprecated():
    deprecated = {shorten(quad.subject.value) for quad in ontology_quads() if quad.predicate == DEPRECATED}
    told = "".join(re.findall(r"^### Deprecated\n(.*?)(?=^#|\Z)", changes(), re.MULTILINE | re.DOTALL))
    assert deprecated
    assert sorted(name for name in deprecated if f"`{name.removeprefix('kq:')}`" not in told) == []


def changes():
    return (ONTOLOGY / "CHANGELOG.md").read_text("utf-8")


@pytest.mark.parametrize("name", ["Zone", "partOf"])
def test_claims_cannot_use_a_deprecated_class_or_property(name):
    quads = list(ontology_quads())
    before, after = (
        claims_schema(read_ontology([*quads, *more]))["$defs"]["entity"]["properties"]
        for more in ([], [Quad(term(name), DEPRECATED, Literal(value=True))])
    )
    assert [name in before, name in before["type"]["enum"]].count(True) == 1
    assert name not in after
    assert name not in after["type"]["enum"]


@pytest.fixture
def retired(tmp_path):
    """A function that gives the findings about deprecated concepts in a store."""
    shutil.copy(SHAPES / "property.ttl", tmp_path)

    def findings(store):
        found = validate(GraphStore.of(store), tmp_path).findings
        return [f for f in found if f.shape == "shape:property-retired"]

    return findings


def test_data_that_uses_a_deprecated_concept_follows_the_example(retired):
    graph = asserted_graph("old")
    store = Store()
    store.extend(Quad(*quad.triple, ONTOLOGY_GRAPH) for quad in ontology_quads())
    store.extend(Quad(*quad.triple, graph) for quad in parse(path=SOUND))
    heads = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in prefixes().items())
    store.update(f"{heads}INSERT DATA {{ {OLD} }}")
    (finding,) = retired(store)
    assert "manner/gradual" in finding.messages[1]
    store.update(heads + REWRITE)
    assert retired(store) == []
    old = NamedNode(prefixes()["target"] + "old")
    values = {
        (q.predicate.value.removeprefix(TERMS), shorten(q.object.value))
        for q in store.quads_for_pattern(old, None, None)
    }
    assert values >= {("modality", "modality:ordered"), ("manner", "manner:gradual")}
    assert ("modality", "modality:gradual") not in values
