"""Where things stand in a text: clauses, quotes, sentences."""

import re
import shutil

import pytest

from graph.core.errors import CurationError, QuoteNotLocated
from graph.core.resources import SOURCES
from graph.curation.clauses import find_clauses
from graph.curation.editorial import read_editorial
from graph.curation.passages import read_passages
from graph.curation.quotes import locate
from graph.curation.source_folder import clause_at, read_source, sentence_at
from graph.curation.source_model import Span

# Offsets that were counted by hand in the text.
ZHIZAO_AREA = (2029, "新平台总面积121平方公里,新增面积61.5平方公里")


def test_a_quote_is_found_at_its_characters(quzhou):
    assert locate(quzhou, ZHIZAO_AREA[1]) == Span(ZHIZAO_AREA[0], ZHIZAO_AREA[0] + len(ZHIZAO_AREA[1]))


def test_each_clause_holds_its_own_text(quzhou):
    clauses = {c.number: c for c in quzhou.clauses}
    assert clauses["二(一)1"].title == "智造新城的范围"
    assert clauses["二(一)1"].parent == "二(一)"
    assert clauses["二(二)1"].title == ""
    assert clauses["一(二)—2"].parent == "一(二)"
    for clause in quzhou.clauses:
        parent = clauses.get(clause.parent)
        assert parent is None or parent.span.start <= clause.span.start < clause.span.end <= parent.span.end


def test_top_clauses_cover_the_text_without_gap(quzhou):
    top = [c.span for c in quzhou.clauses if not c.parent]
    assert [s.start for s in top] == [0, *(s.end for s in top[:-1])]
    assert top[-1].end == len(quzhou.text)


def test_the_smallest_clause_is_named(quzhou):
    assert clause_at(quzhou, Span(*[ZHIZAO_AREA[0], ZHIZAO_AREA[0] + 3])).number == "二(一)1"
    assert clause_at(quzhou, Span(0, len(quzhou.text))).number == "首部"


def test_numbers_with_a_decimal_point_are_no_headings():
    text = "一、总则\n1.5平方公里\n1.范围。新区\n"
    assert [c.number for c in find_clauses(text)] == ["首部", "一", "一1"]


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


def test_the_sentence_is_whole():
    text = "甲。乙在丙,丁在戊。己!"
    assert sentence_at(text, Span(2, 3)) == "乙在丙,丁在戊。"
    assert sentence_at(text, Span(0, 4)) == "甲。乙在丙,丁在戊。"
    assert sentence_at(text, Span(10, 11)) == "己!"


def test_characters_are_counted_in_code_points():
    text = "𠮷㎢在。新区"
    assert sentence_at(text, Span(4, 6)) == "新区"


def test_a_byte_order_mark_is_no_content(tmp_path, quzhou):
    folder = shutil.copytree(SOURCES / "quzhou-2021", tmp_path / "quzhou-2021")
    for path in folder.rglob("*.*"):
        if path.suffix in {".yaml", ".txt"}:
            path.write_text(path.read_text("utf-8"), "utf-8-sig")
    marked = read_source(folder)
    assert (marked.text, marked.clauses, marked.about) == (quzhou.text, quzhou.clauses, quzhou.about)
    assert [p.quote for p in read_passages(marked)[0]] == [p.quote for p in read_passages(quzhou)[0]]
    assert read_passages(marked)[1] == []
    assert read_editorial(marked)[1].entries[0][0].text == read_editorial(quzhou)[1].entries[0][0].text


@pytest.mark.parametrize(
    ("closing", "sentence"),
    [
        ("实施后", r"「实施后」 is not in the text\."),
        ("平台", r"「平台」 stands in \d+ places\."),
        (
            "报市政府审核同意后实施",
            r"「报市政府审核同意后实施」 stands behind 「各县\(市\)开发区\(园区\)整合提升方案」\.",
        ),
    ],
)
def test_a_closing_that_is_not_the_beginning_of_one_line_is_refused(tmp_path, closing, sentence):
    folder = shutil.copytree(SOURCES / "quzhou-2021", tmp_path / "quzhou-2021")
    card = folder / "source.yaml"
    card.write_text(re.sub("closing: .*", f"closing: {closing}", card.read_text("utf-8")), "utf-8")
    with pytest.raises(
        CurationError, match=f"closing must begin the part after the last clause, and a line; {sentence}"
    ):
        read_source(folder)


def test_a_source_card_without_a_key_is_a_fault(tmp_path):
    folder = tmp_path / "q"
    shutil.copytree(SOURCES / "quzhou-2021", folder)
    card = folder / "source.yaml"
    card.write_text(card.read_text("utf-8").replace("issued:", "isued:"), "utf-8")
    with pytest.raises(CurationError, match="The key issued is missing"):
        read_source(folder)
