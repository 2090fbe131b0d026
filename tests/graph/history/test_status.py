"""Status of zones and plates at a time."""

from datetime import date

import pytest

from graph.core.iris import ENTITIES
from graph.history.changes import by_thing, read_changes
from graph.history.status import state_of


@pytest.fixture(scope="module")
def changes(graph):
    return read_changes(graph)


BEFORE, AFTER = date(2018, 2, 7), date(2018, 2, 8)


@pytest.mark.parametrize(
    ("path", "when", "standing"),
    [
        ("zone/zhizao-new-city", "before", "does not stand"),
        ("zone/zhizao-new-city", "after", "stands"),
        ("zone/green-cluster", "before", "stands"),
        ("zone/green-cluster", "after", "does not stand"),
        ("plate/green-cluster", "after", "does not stand"),
        ("plate/changshan-edz", "before", "does not stand"),
        ("zone/quzhou-etdz", "after", "stands"),
        ("zone/tongling-transfer-park", BEFORE, "stands"),
        ("zone/tongling-transfer-park", AFTER, "does not stand"),
        ("zone/zhizao-new-city", date(2021, 12, 5), "not stated"),
        ("zone/zhizao-new-city", date(2021, 12, 6), "stands"),
        ("admin/quzhou", "after", "not stated"),
    ],
)
def test_status_at_a_time_or_not_stated(changes, path, when, standing):
    assert state_of(ENTITIES + path, changes, when).standing == standing


def test_changes_of_two_papers_are_in_order(changes):
    assert state_of(ENTITIES + "zone/feixi-edz", changes, "before").name == "肥西桃花工业园区"
    assert state_of(ENTITIES + "zone/feixi-edz", changes, "after").name == "肥西经济开发区"


THINGS = "SELECT DISTINCT ?thing { VALUES ?class { kq:Zone kq:Plate } ?thing a ?class }"


@pytest.fixture(scope="module")
def things(graph):
    return [row["thing"].value for row in graph.rows(THINGS)]


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
