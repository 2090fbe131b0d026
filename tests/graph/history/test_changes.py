"""Changes: lineage, status and the drawn lineage agree with the derived triples that SPARQL finds."""

import pytest

from graph.core.iris import ENTITIES
from graph.history.changes import by_thing, read_changes
from graph.history.lineage import lineage
from graph.history.status import state_of
from graph.network.graph_snapshot import GraphSnapshot
from graph.network.selection_options import Selection
from graph.network.subnetwork import select

FLOWS = "SELECT DISTINCT ?zone ?into { ?zone kq:absorbedInto|^kq:formedFrom ?into }"
THINGS = "SELECT DISTINCT ?thing { VALUES ?class { kq:Zone kq:Plate } ?thing a ?class }"
GONE = "SELECT DISTINCT ?plate { ?plate kq:plateState plate-state:abolished }"
DECIDED = """SELECT DISTINCT ?zone {
  VALUES ?modality { modality:ordered modality:ensured modality:in-principle }
  { ?event kq:modality ?modality ; kq:participation [ kq:participant ?zone ; kq:effect ?effect ] .
    FILTER(?effect IN (effect:abolished, effect:transitions, effect:converted)) }
  UNION
  { ?zone kq:absorbedInto|^kq:formedFrom ?into }
  ?zone a kq:Zone }"""
AFTER = {
    "zone/jiangshan-edz-original": ("does not stand", "reorganised"),
    "zone/longyou-edz-original": ("does not stand", "base"),
    "zone/green-cluster-changshan": ("does not stand", "abolished"),
    "zone/hangbu-functional-zone": ("does not stand", "transitions"),
    "zone/majin-functional-zone": ("does not stand", "transitions"),
    "zone/baisha-west-block": ("does not stand", "converted"),
    "zone/hecun-functional-zone": ("not stated", "encouraged"),
    "zone/baisha-middle-strip": ("stands", "exits-industrial-use"),
    "zone/longyou-high-tech-park": ("stands", "continues-creation"),
    "zone/shangfang-functional-zone": ("not stated", "phased-out"),
}


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


def test_ended_things_agree_with_rules_and_orders(graph, changes, things):
    touching = by_thing(changes)
    gone = {t for t in things if state_of(t, touching.get(t, ()), "after").standing == "does not stand"}
    zones = {row["zone"].value for row in graph.rows(DECIDED)}
    plates = {row["plate"].value for row in graph.rows(GONE)}
    assert gone == zones | plates


@pytest.mark.parametrize("path", AFTER)
def test_state_after_has_a_reason(changes, path):
    state = state_of(ENTITIES + path, changes, "after")
    assert (state.standing, state.reason) == AFTER[path]


def test_zones_stand_before_unless_formed(changes):
    assert state_of(ENTITIES + "zone/jiangshan-edz-original", changes, "before").standing == "stands"
    assert state_of(ENTITIES + "zone/jiangshan-edz", changes, "before").standing == "does not stand"


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
