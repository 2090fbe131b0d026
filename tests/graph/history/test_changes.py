"""Changes: lineage, status and the drawn lineage agree with the derived triples that SPARQL finds."""

import pytest

from graph.core.iris import ENTITIES
from graph.history.changes import read_changes
from graph.history.lineage import lineage
from graph.network.graph_snapshot import GraphSnapshot
from graph.network.selection_options import Selection
from graph.network.subnetwork import select

FLOWS = "SELECT DISTINCT ?zone ?into { ?zone kq:absorbedInto|^kq:formedFrom ?into }"
THINGS = "SELECT DISTINCT ?thing { VALUES ?class { kq:Zone kq:Plate } ?thing a ?class }"


@pytest.fixture(scope="module")
def changes(graph):
    return read_changes(graph)


@pytest.fixture(scope="module")
def flows(graph):
    return {(row["zone"].value, row["into"].value) for row in graph.rows(FLOWS)}


@pytest.fixture(scope="module")
def things(graph):
    return [row["thing"].value for row in graph.rows(THINGS)]


def test_lineage_agrees_with_the_rules(changes, flows, things):
    assert len(things) > 90
    for thing in things:
        forth = {end for s in lineage(thing, changes, "forth", 1).steps for end in s.leads_to}
        back = {end for s in lineage(thing, changes, "back", 1).steps for end in s.leads_to}
        assert forth == {into for zone, into in flows if zone == thing}, thing
        assert back == {zone for zone, into in flows if into == thing}, thing


def test_changshan_area_goes_into_its_tract(changes):
    found = lineage(ENTITIES + "zone/green-cluster-changshan", changes, "forth")
    assert [iri.removeprefix(ENTITIES) for iri in found.now] == ["zone/changshan-edz-tract"]
    back = lineage(ENTITIES + "zone/changshan-edz-tract", changes, "back")
    assert [iri.removeprefix(ENTITIES) for iri in back.origins] == ["zone/green-cluster-changshan"]


@pytest.mark.parametrize("events", [False, True])
def test_drawn_lineage_agrees_with_the_rules(graph, flows, events):
    drawn, cut = select(GraphSnapshot.of(graph), Selection("lineage", events=events))
    assert not cut
    pairs = {(edge.source, edge.target) for edge in drawn.edges}
    takes_part = {}
    for edge in drawn.edges:
        if edge.relation == "participation/participant":
            takes_part.setdefault(edge.source, set()).add(edge.target)
    assert {f for f in flows - pairs if not any(set(f) <= parts for parts in takes_part.values())} == set()
