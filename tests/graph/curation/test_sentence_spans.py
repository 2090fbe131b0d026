"""Where sentences begin and end in a text."""

from graph.curation.sentence_spans import sentence_at
from graph.curation.source_model import Span


def test_the_sentence_is_whole():
    text = "甲。乙在丙,丁在戊。己!"
    assert sentence_at(text, Span(2, 3)) == "乙在丙,丁在戊。"
    assert sentence_at(text, Span(0, 4)) == "甲。乙在丙,丁在戊。"
    assert sentence_at(text, Span(10, 11)) == "己!"


def test_characters_are_counted_in_code_points():
    text = "𠮷㎢在。新区"
    assert sentence_at(text, Span(4, 6)) == "新区"
