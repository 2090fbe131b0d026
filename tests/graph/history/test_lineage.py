"""Lineage of zones and plates."""

import pytest

from graph.core.iris import ENTITIES
from graph.history.changes import Change, Part, read_changes
from graph.history.lineage import lineage


@pytest.fixture(scope="module")
def changes(graph):
    return read_changes(graph)


def paths(iris):
    return {iri.removeprefix(ENTITIES) for iri in iris}


def test_merged_zone_leads_to_new_zone(changes):
    found = lineage(ENTITIES + "zone/green-cluster", changes, "forth")
    assert [(step.change.type, paths(step.leads_to)) for step in found.steps] == [
        ("consolidation", {"zone/zhizao-new-city"})
    ]
    assert paths(found.now) == {"zone/zhizao-new-city"}
    assert found.origins == ()


def test_new_zone_comes_from_all_merged_zones(changes):
    found = lineage(ENTITIES + "zone/zhizao-new-city", changes, "back")
    parts = {"zone/donggang-park", "zone/green-cluster", "zone/quhua-area", "zone/qujiang-edz"}
    assert paths(found.origins) == parts
    (step,) = found.steps
    assert {part.effect for part in step.change.parts if part.participant in step.leads_to} == {"base", "absorbed"}
    assert step.change.evidence[0].quote


def test_plate_has_its_own_lineage(changes):
    (step,) = lineage(ENTITIES + "plate/green-cluster", changes).steps
    assert (step.change.action, step.leads_to) == ("abolish", ())


def test_renaming_is_a_step_without_target(changes):
    (step,) = lineage(ENTITIES + "zone/feixi-edz", changes).steps
    (part,) = step.change.parts
    assert (part.name_before, part.name_after, step.leads_to) == ("肥西桃花工业园区", "肥西经济开发区", ())


def chain(length):
    """Changes that form a cycle of zones."""
    names = [f"z{n}" for n in range(length)]
    return [
        Change(
            f"e{n}",
            "absorption",
            "ordered",
            (Part(a, "absorbed", "whole"), Part(b, "receives", "whole")),
            (),
            flows=((a, b),),
        )
        for n, (a, b) in enumerate(zip(names, [*names[1:], names[0]], strict=True))
    ]


def test_depth_limit_and_cycles():
    assert [step.depth for step in lineage("z0", chain(9), "forth", 3).steps] == [1, 2, 3]
    assert lineage("z0", chain(9), "forth", 3).cut
    ring = lineage("z0", chain(3), "both", 10)
    assert len(ring.steps) == 3
    assert not ring.cut
