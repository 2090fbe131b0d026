"""Where a quote stands in a text, and what is told of one that stands nowhere or in several places."""

import pytest

from graph.core.errors import QuoteNotLocated
from graph.curation.quotes import locate
from graph.curation.source_model import Span

# Counted by hand in the text.
ZHIZAO_AREA = (2029, "新平台总面积121平方公里,新增面积61.5平方公里")


def test_a_quote_is_found_at_its_characters(quzhou):
    assert locate(quzhou, ZHIZAO_AREA[1]) == Span(ZHIZAO_AREA[0], ZHIZAO_AREA[0] + len(ZHIZAO_AREA[1]))


def test_a_quote_that_stands_twice_needs_its_clause_or_occurrence(quzhou):
    twice = "结合国土空间规划修编合理进行用地功能调整"
    with pytest.raises(QuoteNotLocated, match=r"2 places \(二\(二\)2@\d+、二\(三\)2@\d+\)"):
        locate(quzhou, twice)
    first, second = locate(quzhou, twice, occurrence=1), locate(quzhou, twice, clause="二(三)2")
    assert first.start < second.start
    assert locate(quzhou, twice, occurrence=2) == second
    with pytest.raises(QuoteNotLocated, match="no occurrence 3"):
        locate(quzhou, twice, occurrence=3)


def test_a_quote_that_is_not_there_shows_the_nearest_passage(quzhou):
    with pytest.raises(QuoteNotLocated, match="「新平台总面积121平方公里」"):
        locate(quzhou, "新平台总面积122平方公里")


def test_full_width_punctuation_is_not_the_same_text(quzhou):
    with pytest.raises(QuoteNotLocated, match="nearest passage is 「新平台总面积121平方公里,新增"):
        locate(quzhou, "新平台总面积121平方公里，新增面积61.5平方公里")


def test_an_unknown_clause_lists_the_clauses(quzhou):
    with pytest.raises(QuoteNotLocated, match=r"no clause 二\(九\).*二\(一\)1"):
        locate(quzhou, "平台", clause="二(九)")
