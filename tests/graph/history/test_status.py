"""Status of zones and plates at a time."""

from datetime import date

import pytest

from graph.core.iris import ENTITIES
from graph.history.changes import read_changes
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
