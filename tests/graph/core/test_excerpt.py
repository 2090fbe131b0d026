"""Long words on one short line."""

from hypothesis import given
from hypothesis import strategies as st

from graph.core.excerpt import excerpt


def test_short_words_are_whole_and_on_one_line():
    assert excerpt("名称\t面积\n甲园\t2") == "名称 面积 甲园 2"


def test_of_long_words_the_beginning_and_the_end_are_shown():
    assert excerpt("一二三四五六七八九十", 9) == "一二三四 … 九十"


@given(st.text(), st.integers(min_value=10, max_value=60))
def test_no_excerpt_is_longer_than_asked_for(words, most):
    short = excerpt(words, most)
    assert len(short) <= most
    assert "\n" not in short
    assert short == " ".join(words.split()) or " … " in short
