"""The ribbons of the lineage: each begins at the middle of its cell, and all end close together at the event."""

import pytest

from service.pages.lineage_ribbons import ribbons_from, ribbons_towards
from service.pages.lineage_view import EventCell


def cell(sentence="s", fate="", portion="part"):
    return EventCell("", None, "Zone", "", None, portion, fate, sentence)


def test_a_ribbon_leads_from_the_middle_of_its_cell_to_the_event():
    first, second = ribbons_towards([cell("a"), cell("b", portion="")])
    assert (first.sentence, first.portion, first.path) == ("a", "part", "M0 25.0C50 25.0 50 46.5 100 46.5")
    assert (second.sentence, second.portion, second.path) == ("b", "whole", "M0 75.0C50 75.0 50 53.5 100 53.5")
    assert [one.path for one in ribbons_from([cell()])] == ["M0 50.0C50 50.0 50 50.0 100 50.0"]


def test_many_ribbons_stay_close_at_the_event():
    ends = [float(one.path.rpartition(" ")[2]) for one in ribbons_towards([cell(str(n)) for n in range(40)])]
    assert ends == sorted(ends)
    assert ends[-1] - ends[0] < 36
    assert sum(ends) / len(ends) == pytest.approx(50)


@pytest.mark.parametrize("without", [cell(""), cell(fate="gone"), cell(fate="open")])
def test_what_leads_nowhere_has_no_ribbon_but_keeps_its_place(without):
    (only,) = ribbons_from([without, cell()])
    assert only.path.endswith("100 75.0")
