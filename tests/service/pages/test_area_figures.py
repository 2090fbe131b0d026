"""Which figures of area are parts of which, and which contradict each other."""

from decimal import Decimal

import pytest

from graph.network.model import Edge
from service.pages.area_figures import Figure, bars_of, contradictions

KINDS = {
    "total": frozenset({"total"}),
    "added": frozenset({"total"}),
    "planned": frozenset({"planned", "total"}),
    "managed": frozenset({"managed", "total"}),
    "unspecified": frozenset({"unspecified", "total"}),
}


def figure(zone, kind, km2, paper="one", **given):
    iri = f"{zone}/{kind}/{km2}/{paper}"
    origin = "derived" if given.get("because") else "stated"
    values = {"unit": "km2", "is_exact": True, "time": "", "because": frozenset(), **given}
    return Figure(
        iri=iri,
        zone=zone,
        kind=kind,
        written=str(km2),
        km2=Decimal(str(km2)),
        papers=(paper,),
        edge=Edge(iri, zone, iri, "area", origin),
        **values,
    )


def bars(figures, components=(), of_components=()):
    counted = {zone: frozenset({paper}) for zone, paper in components}
    return bars_of(figures, counted, of_components, KINDS)


def test_base_and_added_area_are_parts_of_the_total_of_their_paper():
    total, added = figure("z", "total", 121), figure("z", "added", 61.5)
    base = figure("z", "implied-base", 59.5, because=frozenset({total.iri, added.iri}))
    (bar,) = bars([added, base, total])
    assert (bar.figure, bar.parts, bar.sum, bar.total) == (total, (base, added), "adds up", 121)


def test_the_added_area_of_another_paper_is_no_part():
    total, added = figure("z", "total", 121), figure("z", "added", 61.5, "two")
    assert [bar.figure for bar in bars([total, added])] == [total, added]


def test_zones_that_a_paper_counts_in_a_whole_are_its_parts():
    total = figure("z", "total", 37.58)
    parts = [figure("a", "planned", 35.44), figure("b", "planned", 2.14)]
    others = [figure("a", "planned", 30, "two"), figure("a", "implied-base", 35.44)]
    (bar,) = bars([total], [("a", "one"), ("b", "one")], [*others, *parts])
    assert (bar.parts, bar.sum, bar.unmeasured) == (tuple(parts), "adds up", ())


@pytest.mark.parametrize(("km2", "told"), [(5, "incomplete"), (7, "adds up"), (8, "exceeds")])
def test_a_sum_is_told_as_what_it_is(km2, told):
    (bar,) = bars(
        [figure("z", "total", 10)],
        [("a", "one"), ("b", "one")],
        [figure("a", "planned", km2), figure("b", "planned", 3)],
    )
    assert bar.sum == told


def test_a_zone_without_an_area_is_named():
    (bar,) = bars([figure("z", "total", 10)], [("a", "one"), ("b", "one")], [figure("a", "planned", 4)])
    assert (bar.sum, bar.unmeasured) == ("incomplete", ("b",))


def test_managed_areas_alone_make_no_total():
    (bar,) = bars([figure("z", "total", 10)], [("a", "one")], [figure("a", "managed", 10)])
    assert bar.parts == ()


def test_a_bound_is_added_up_with_nothing():
    (bar,) = bars([figure("z", "total", 10)], [("a", "one")], [figure("a", "planned", 10, is_exact=False)])
    assert (bar.parts, bar.unmeasured) == ((), ("a",))


def test_figures_contradict_each_other_where_the_papers_are_two_and_the_kinds_can_be_compared():
    total, other = figure("z", "total", 121), figure("z", "unspecified", 117.21, "two")
    assert contradictions(bars([total, other]), KINDS) == [total, other]
    same = figure("z", "unspecified", 121, "two")
    at_another_time = figure("z", "unspecified", 100, "two", time="2015")
    of_one_paper = figure("z", "unspecified", 100)
    of_another_kind = figure("z", "approved", 100, "two")
    for one in (same, at_another_time, of_one_paper, of_another_kind):
        assert contradictions(bars([total, one]), KINDS) == []
