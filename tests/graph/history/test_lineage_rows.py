"""Changes in three columns: before, event, after."""

import pytest

from graph.core.iris import ENTITIES
from graph.history.changes import Change, Part, read_changes
from graph.history.lineage_rows import paper_of, row_of, rows_of
from graph.history.status import state_of


@pytest.fixture(scope="module")
def changes(graph):
    return read_changes(graph)


def event(changes, name):
    return next(change for change in changes if change.event == f"{ENTITIES}event/{name}")


def short(iri):
    return iri.removeprefix(f"{ENTITIES}zone/")


def change(kind, *parts, flows=(), **more):
    return Change("event/x", kind, "ordered", parts, (), flows=flows, **more)


def test_a_zone_that_forms_stands_in_the_last_column_and_what_it_forms_from_in_the_first(changes):
    row = row_of(event(changes, "form-zhizao-new-city"))
    assert {short(part.participant) for part in row.before} == {
        "donggang-park",
        "green-cluster",
        "quhua-area",
        "qujiang-edz",
    }
    (outcome,) = row.after
    assert (outcome.fate, short(outcome.thing)) == ("result", "zhizao-new-city")
    assert set(outcome.by) >= {part.participant for part in row.before}


def test_many_to_many_stays_one_row(changes):
    row = row_of(event(changes, "transition-kaihua"))
    assert len(row.before) == 4
    (outcome,) = row.after
    assert (outcome.fate, set(outcome.becomes), outcome.one_of) == (
        "becomes",
        {"small-micro-park", "innovation-park"},
        True,
    )
    assert outcome.by == tuple(part.participant for part in row.before)


def test_what_ends_without_a_successor_is_gone_and_what_is_only_phased_out_is_open(changes):
    gone = row_of(event(changes, "abolish-plate-green-cluster"))
    assert [outcome.fate for outcome in gone.after] == ["gone"]
    phased_out = row_of(event(changes, "phase-out-shangfang"))
    assert [outcome.fate for outcome in phased_out.after] == ["open"]


def test_a_renamed_zone_is_the_same_with_another_name(changes):
    row = row_of(event(changes, "rename-feixi"))
    assert [part.name_before for part in row.before] == ["肥西桃花工业园区"]
    assert [(outcome.fate, outcome.name) for outcome in row.after] == [("same", "肥西经济开发区")]


def test_a_plate_that_is_hung_was_not_there_before(changes):
    row = row_of(event(changes, "hang-plate-changshan-edz"))
    assert row.before == ()
    assert [(outcome.fate, outcome.thing) for outcome in row.after] == [("result", f"{ENTITIES}plate/changshan-edz")]


def test_the_body_that_something_is_handed_over_to_is_the_result():
    row = row_of(change("handover", Part("a", "handed-over", "whole", recipient="government")))
    assert [(outcome.fate, outcome.thing) for outcome in row.after] == [("result", "government")]


def test_only_what_goes_into_nothing_is_told_to_be_gone():
    parts = (Part("a", "abolished", "whole"), Part("b", "abolished", "whole"))
    row = row_of(change("abolition", *parts, flows=(("a", "c"),)))
    assert [(outcome.fate, outcome.thing, outcome.by) for outcome in row.after] == [
        ("result", "c", ("a",)),
        ("gone", "", ("b",)),
    ]


def test_what_a_paper_only_encourages_has_no_certain_outcome():
    row = row_of(Change("event/x", "abolition", "encouraged", (Part("a", "abolished", "whole"),), ()))
    assert [outcome.fate for outcome in row.after] == ["open"]


def test_the_columns_agree_with_the_states(changes):
    """A thing that goes on stands afterwards, and one of which nothing is left does not."""
    for row in rows_of(changes):
        for outcome in row.after:
            if outcome.fate == "gone":
                assert {state_of(thing, changes, "after").standing for thing in outcome.by} == {"does not stand"}
            elif outcome.fate == "same":
                assert state_of(outcome.thing, changes, "after").standing == "stands"


def test_rows_come_by_paper_and_what_something_forms_from_comes_first(changes):
    rows = rows_of(changes)
    papers = [paper_of(row.change) for row in rows]
    assert sorted(set(papers), key=papers.index) == ["hefei-2018", "anhui-2018-25", "quzhou-2021"]
    assert papers == sorted(papers, key=papers.index)
    effects = [{part.effect for part in row.change.parts} for row in rows if paper_of(row.change) == "quzhou-2021"]
    ranks = ["formed" in found for found in effects]
    assert ranks == sorted(ranks, reverse=True)
    assert rows_of(reversed(changes)) == rows
