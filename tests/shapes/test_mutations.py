"""Mutation tests of the shapes: for each property, one asserted triple is damaged, and the checks must notice it.

A fixed seed draws the triple. There are three kinds of damage: the triple is lost while its claim stays (a damaged
file); it has another value than its claim states; triple and claim are both missing (a careless curator), which only a
shape that requires the property can notice.
"""

import random
from collections import defaultdict
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store
from rdflib import URIRef
from rdflib.namespace import RDF, RDFS, SH

from graph.core.errors import ShapesUnsound
from graph.core.iris import TERMS, TYPE, asserted_graph, shorten
from graph.shacl.focus import count_focus_nodes
from graph.shacl.shapes import TARGETS, node_shapes
from graph.shacl.validate import validate
from graph.store.builds import Build
from graph.store.engine import Counts
from graph.store.oxigraph import OxigraphEngine
from graph.store.store import GraphStore

SEED = 20211206
NOTICED_AT_LEAST = 0.9
SUBCLASS = NamedNode(str(RDFS.subClassOf))
OBJECT, PREDICATE, SUBJECT = (NamedNode(str(p)) for p in (RDF.object, RDF.predicate, RDF.subject))


def asserted_edges(store):
    """Return one asserted quad of each property, drawn with the seed."""
    kinds = defaultdict(list)
    for quad in sorted(store, key=str):
        if quad.graph_name.value.startswith(asserted_graph("").value) and quad.predicate.value.startswith(TERMS):
            kinds[quad.predicate].append(quad)
    draw = random.Random(SEED)  # noqa: S311  a fixed choice, no secret
    return {predicate: draw.choice(quads) for predicate, quads in kinds.items()}


def claims_of(store, edge):
    """Return the claims of an asserted triple."""
    return [
        quad.subject
        for quad in store.quads_for_pattern(None, OBJECT, edge.object)
        if any(store.quads_for_pattern(quad.subject, SUBJECT, edge.subject))
        and any(store.quads_for_pattern(quad.subject, PREDICATE, edge.predicate))
    ]


def copy(store):
    copied = Store()
    copied.bulk_extend(store)
    return copied


def corrupted(edge):
    if isinstance(edge.object, Literal):
        wrong = Literal(f"{edge.object.value}9", datatype=edge.object.datatype, language=edge.object.language)
    else:
        wrong = NamedNode(f"{edge.object.value}-that-is-not")
    return Quad(edge.subject, edge.predicate, wrong, edge.graph_name)


def required(store, edge, shapes):
    """Whether a shape of the subject's class requires the property."""
    classes = {q.object for q in store.quads_for_pattern(edge.subject, TYPE, None)}
    for cls in list(classes):
        classes |= {q.object for q in store.quads_for_pattern(cls, SUBCLASS, None)}
    targets = {
        shape
        for shape in node_shapes(shapes)
        if {str(target) for target in shapes.objects(shape, SH.targetClass)} & {cls.value for cls in classes}
    }
    return any(
        str(shapes.value(part, SH.path)) == edge.predicate.value and (part, SH.minCount, None) in shapes
        for shape in targets
        for part in shapes.objects(shape, SH.property)
    )


def findings(report):
    return {(f.severity, f.shape, f.focus, f.value) for f in report.findings}


@pytest.fixture(scope="module")
def dataset(graph):
    """The quads of the graph in a store that the tests copy and change."""
    store = Store()
    store.bulk_extend(graph.quads())
    return store


@pytest.fixture(scope="module")
def edges(dataset):
    return asserted_edges(dataset)


@pytest.fixture(scope="module")
def usual(check_report):
    return findings(check_report)


def share_of(name, noticed, capsys):
    """Print the share of damage that was noticed, and return it."""
    missed = sorted(shorten(predicate.value) for predicate, was in noticed.items() if not was)
    share = 1 - len(missed) / len(noticed)
    with capsys.disabled():
        print(f"\n{name}: {share:.0%} of {len(noticed)} kinds of edges noticed; missed: {', '.join(missed) or 'none'}")  # noqa: T201  for who looks at the share
    return share


SIZES = pytest.mark.parametrize("size", [200, pytest.param(96, marks=pytest.mark.soak)])


def batches(edges, size):
    """Group edges that are damaged in one store; findings name the subject or the claim, so they can be told apart."""
    items = sorted(edges.items(), key=str)
    return [items[i : i + size] for i in range(0, len(items), size)]


def notices(damaged, edge, claims, usual):
    new = {part for finding in damaged ^ usual for part in finding}
    names = {edge.subject.value, edge.predicate.value, getattr(edge.object, "value", ""), *(c.value for c in claims)}
    return bool(names & new)


def idle_without(store, edge, shapes):
    """Whether a shape has no focus node without the edge, which `validate` refuses as unsound."""
    watching = {shape for target in TARGETS for shape in shapes.subjects(target, URIRef(edge.predicate.value))}
    changing = GraphStore(OxigraphEngine(store, Store(), Counts(0, 0, {})), Build(Path("changing"), {}))
    store.remove(edge)
    idle = any(count_focus_nodes(changing, shape, shapes) == 0 for shape in watching)
    store.add(edge)
    return idle


def noticed_in(store, edges, usual, shapes, slip, size):
    """Return which damage the checks notice; `slip` damages an edge in a store, and there are so many in each store."""
    spare = copy(store)
    idle = {predicate for predicate, edge in edges.items() if idle_without(spare, edge, shapes)}
    noticed = dict.fromkeys(idle, True)
    for batch in batches({predicate: edge for predicate, edge in edges.items() if predicate not in idle}, size):
        noticed |= noticed_of(store, batch, usual, shapes, slip)
    return noticed


def noticed_of(store, batch, usual, shapes, slip):
    damaged = copy(store)
    for _, edge in batch:
        slip(damaged, edge)
    try:
        found = findings(validate(GraphStore.of(damaged), shapes))
    except ShapesUnsound:  # a shape lost its last target, which counts as noticed; smaller batches tell for which edge
        if len(batch) == 1:
            return {batch[0][0]: True}
        halves = batch[: len(batch) // 2], batch[len(batch) // 2 :]
        first, second = (noticed_of(store, half, usual, shapes, slip) for half in halves)
        return first | second
    return {predicate: notices(found, edge, claims_of(store, edge), usual) for predicate, edge in batch}


@SIZES
def test_lost_triple_is_noticed(dataset, edges, usual, sound_shapes, capsys, size):
    noticed = noticed_in(dataset, edges, usual, sound_shapes, Store.remove, size)
    assert share_of("lost", noticed, capsys) >= NOTICED_AT_LEAST


@SIZES
def test_wrong_value_is_noticed(dataset, edges, usual, sound_shapes, capsys, size):
    def slip(store, edge):
        store.remove(edge)
        store.add(corrupted(edge))

    assert share_of("wrong", noticed_in(dataset, edges, usual, sound_shapes, slip, size), capsys) >= NOTICED_AT_LEAST


@SIZES
def test_forgotten_required_edge_is_noticed(dataset, edges, usual, sound_shapes, capsys, size):
    demanded = {predicate: edge for predicate, edge in edges.items() if required(dataset, edge, sound_shapes)}

    def slip(store, edge):
        claims = claims_of(dataset, edge)
        for quad in [edge, *(q for claim in claims for q in dataset.quads_for_pattern(claim, None, None))]:
            store.remove(quad)

    assert len(demanded) > 20
    noticed = noticed_in(dataset, demanded, usual, sound_shapes, slip, size)
    assert share_of("forgotten", noticed, capsys) >= NOTICED_AT_LEAST
