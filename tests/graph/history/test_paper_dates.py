"""The dates of papers: given as a day or a month, or bounded by the day on which a paper was posted or known."""

from datetime import date

from graph.core.iris import ENTITIES
from graph.history.changes import Evidence
from graph.history.paper_dates import date_of, dated, read_paper_dates


def evidence(**dates):
    return Evidence("e", "", "", "s", **dates)


def test_month_covers_its_first_to_last_day():
    assert dated([evidence(issued_in="2020-02")]) == (date(2020, 2, 1), date(2020, 2, 29))
    assert dated([evidence()]) == (None, None)


def test_a_paper_without_a_date_of_issue_is_no_later_than_the_first_day_on_which_it_was_seen():
    seen = evidence(posted_at="2021-12-06T10:00:00", known_by="2021-11-30")
    assert dated([seen]) == (None, date(2021, 11, 30))
    assert date_of(seen) == "≤2021-11-30"


def test_dates_of_the_papers_of_a_graph(graph):
    dates = read_paper_dates(graph)
    exact = {row["d"].value for row in graph.rows("SELECT DISTINCT ?d { ?d kq:issuedOn|kq:issuedIn ?day }")}
    assert exact
    assert {paper for paper, day in dates.items() if day.is_exact} == exact
    assert not [paper for paper in dates if not paper.startswith(ENTITIES)]
