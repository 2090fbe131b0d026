"""The examples of the ontology conform to the shapes, beside the real graph, with the rules run on them."""

import pytest
from pyoxigraph import Quad, RdfFormat, Store, parse

from graph.core.iris import asserted_graph, prefixes
from graph.core.resources import ONTOLOGY
from graph.rdf.derivation import derive, read_rules
from graph.shacl.validate import validate
from graph.store.store import GraphStore

EXAMPLES = sorted((ONTOLOGY / "examples").glob("*.ttl"))
# An example has no paper, so what the checks say of missing evidence does not count.
ABOUT_EVIDENCE = {"shape:claim-missing", "shape:spoken-of-evidence", "shape:inference-evidence"}
DERIVED = {
    ("zone/example-west", "absorbedInto", "zone/example-new"),
    ("event/example-abolition", "abolishesPlate", "plate/example-east"),
    ("township/example", "releasedFromCustodyOf", "zone/example-new"),
    ("body-class/example-organs", "supervises", "zone/example-new"),
}


@pytest.fixture(scope="module")
def store(graph):
    store = Store()
    store.bulk_extend(graph.quads())
    for path in EXAMPLES:
        for quad in parse(path=path, format=RdfFormat.TURTLE):
            store.add(Quad(quad.subject, quad.predicate, quad.object, asserted_graph("example")))
    merge = Store()
    merge.extend(Quad(*quad.triple) for quad in store)
    store.extend(list(derive(merge, read_rules())))
    return store


def test_the_examples_conform_and_are_worth_no_warning(store, sound_shapes):
    found = [f for f in validate(GraphStore.of(store), sound_shapes).findings if "example" in f.focus + f.value]
    assert [(f.shape, f.focus, f.messages) for f in found if f.shape not in ABOUT_EVIDENCE] == []


def test_the_rules_derive_from_the_examples(store):
    query = "SELECT ?s ?p ?o { GRAPH graph:derived { ?s ?p ?o } FILTER(CONTAINS(STR(?s), '/example')) }"
    rows = store.query(query, prefixes=prefixes())
    short = {tuple(term.value.removeprefix(prefixes()["id"]).rpartition("#")[2] for term in row) for row in rows}
    assert short >= DERIVED


def test_there_are_examples_of_the_four_things_and_their_changes():
    assert {path.stem for path in EXAMPLES} >= {"consolidation", "plate", "transition", "custody", "supervision"}
