"""The checks against slips: of each kind of asserted edge one is lost, wrong or forgotten, and they must notice.

The edge is drawn at random with a fixed seed. Three slips: the triple is lost while its claim stays (a damaged file);
it has another value than its claim says; it is forgotten together with its claim (a hasty curator), which can only be
noticed where a shape requires the edge.
"""

import random
from collections import defaultdict
from types import SimpleNamespace

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store
from rdflib.namespace import RDF, RDFS, SH

from graph.core.errors import ShapesUnsound
from graph.core.names import TERMS, TYPE, asserted_graph, shorten
from graph.core.resources import SHAPES
from graph.shacl.shapes import node_shapes, shapes_of
from graph.shacl.validate import validate
from graph.store.store import GraphStore

SEED = 20211206
NOTICED_AT_LEAST = 0.9
SUBCLASS = NamedNode(str(RDFS.subClassOf))
OBJECT, PREDICATE, SUBJECT = (NamedNode(str(p)) for p in (RDF.object, RDF.predicate, RDF.subject))


def asserted_edges(store):
    """One edge of each kind, drawn by the seed: from predicate to quad."""
    kinds = defaultdict(list)
    for quad in sorted(store, key=str):
        if quad.graph_name.value.startswith(asserted_graph("").value) and quad.predicate.value.startswith(TERMS):
            kinds[quad.predicate].append(quad)
    draw = random.Random(SEED)  # noqa: S311  a fixed choice, no secret
    return {predicate: draw.choice(quads) for predicate, quads in kinds.items()}


def claims_of(store, edge):
    """The claims that stand for an edge."""
    return [
        quad.subject
        for quad in store.quads_for_pattern(None, OBJECT, edge.object)
        if any(store.quads_for_pattern(quad.subject, SUBJECT, edge.subject))
        and any(store.quads_for_pattern(quad.subject, PREDICATE, edge.predicate))
    ]


def without(store, *removed):
    damaged = Store()
    gone = set(removed)
    damaged.bulk_extend(quad for quad in store if quad not in gone)
    return damaged


def corrupted(edge):
    if isinstance(edge.object, Literal):
        wrong = Literal(f"{edge.object.value}9", datatype=edge.object.datatype, language=edge.object.language)
    else:
        wrong = NamedNode(f"{edge.object.value}-that-is-not")
    return Quad(edge.subject, edge.predicate, wrong, edge.graph_name)


def required(store, edge, shapes):
    """Whether some shape of the subject's class demands the property."""
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


def said(store):
    return {(f.severity, f.shape, f.focus, f.value) for f in validate(GraphStore.of(store)).findings}


@pytest.fixture(scope="module")
def graph(graph):
    """The quads of the graph in a store that the tests copy and change."""
    store = Store()
    store.bulk_extend(graph.quads())
    return SimpleNamespace(store=store)


@pytest.fixture(scope="module")
def edges(graph):
    return asserted_edges(graph.store)


@pytest.fixture(scope="module")
def usual(graph):
    return said(graph.store)


def shares(name, noticed, capsys):
    """Print which share was noticed, and give it back."""
    missed = sorted(shorten(predicate.value) for predicate, was in noticed.items() if not was)
    share = 1 - len(missed) / len(noticed)
    with capsys.disabled():
        print(f"\n{name}: {share:.0%} of {len(noticed)} kinds of edges noticed; missed: {', '.join(missed) or 'none'}")  # noqa: T201  for who looks at the share
    return share


def batches(edges, size=16):
    """Edges of different subjects may be damaged in one store: what is noticed names the subject or the claim."""
    items = sorted(edges.items(), key=str)
    return [items[i : i + size] for i in range(0, len(items), size)]


def notices(damaged, edge, claims, usual):
    new = {part for finding in damaged ^ usual for part in finding}
    names = {edge.subject.value, edge.predicate.value, getattr(edge.object, "value", ""), *(c.value for c in claims)}
    return bool(names & new)


def run(graph, edges, usual, slip):
    noticed = {}
    for batch in batches(edges):
        noticed |= noticed_of(graph, batch, usual, slip)
    return noticed


def noticed_of(graph, batch, usual, slip):
    store = graph.store
    for _, edge in batch:
        store = slip(store, edge)
    try:
        found = said(store)
    except ShapesUnsound:  # the last target of some shape is gone, which is noticed; smaller batches tell whose it was
        if len(batch) == 1:
            return {batch[0][0]: True}
        halves = batch[: len(batch) // 2], batch[len(batch) // 2 :]
        return noticed_of(graph, halves[0], usual, slip) | noticed_of(graph, halves[1], usual, slip)
    return {predicate: notices(found, edge, claims_of(graph.store, edge), usual) for predicate, edge in batch}


def test_a_triple_that_is_lost_is_noticed(graph, edges, usual, capsys):
    noticed = run(graph, edges, usual, without)
    assert shares("lost", noticed, capsys) >= NOTICED_AT_LEAST


def test_a_value_that_is_wrong_is_noticed(graph, edges, usual, capsys):
    def slip(store, edge):
        damaged = without(store, edge)
        damaged.add(corrupted(edge))
        return damaged

    assert shares("wrong", run(graph, edges, usual, slip), capsys) >= NOTICED_AT_LEAST


def test_a_required_edge_that_is_forgotten_is_noticed(graph, edges, usual, capsys):
    shapes = shapes_of(SHAPES)
    demanded = {predicate: edge for predicate, edge in edges.items() if required(graph.store, edge, shapes)}

    def slip(store, edge):
        claims = claims_of(graph.store, edge)
        return without(store, edge, *(q for claim in claims for q in store.quads_for_pattern(claim, None, None)))

    assert len(demanded) > 20
    assert shares("forgotten", run(graph, demanded, usual, slip), capsys) >= NOTICED_AT_LEAST
