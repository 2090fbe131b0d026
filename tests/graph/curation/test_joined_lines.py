"""Lines that break inside sentences are joined, and each character knows where it stood before."""

import shutil

import pytest

from graph.core.errors import CurationError
from graph.core.resources import SOURCES
from graph.curation.joined_lines import MAP_FILE, find_breaks, join_lines, map_file, read_map, span_before, unjoined
from graph.curation.source_folder import read_source
from graph.curation.source_model import Span

BROKEN = """示例市开发区整合方案

　　一、整合范围
　　（一）新区的范围。在原东山工业园3平方公里管理范
围基础上，将西河工业园2平方公里划入，整合形成示例新
区，规划建设示例科技GDP
GDP城，示例新区总面积5平方公里，管理机构由市政府设
- 1 -
\f立，其职责由市政府另行确定并报省政府备案，不得新增。
　　（二）牌子。撤销东山工业园省级牌子，保留西河工业园
二、三号地块的牌子。
序号\t名称\t面积
1\t东山工业园\t3
2\t西河工业园\t2

　　　　　　　　　　示例市人民政府
"""
JOINED = """示例市开发区整合方案

　　一、整合范围
　　（一）新区的范围。在原东山工业园3平方公里管理范围基础上，将西河工业园2平方公里划入，整合形成示例新区，规划建设示例科技GDP
GDP城，示例新区总面积5平方公里，管理机构由市政府设立，其职责由市政府另行确定并报省政府备案，不得新增。
　　（二）牌子。撤销东山工业园省级牌子，保留西河工业园二、三号地块的牌子。
序号\t名称\t面积
1\t东山工业园\t3
2\t西河工业园\t2

　　　　　　　　　　示例市人民政府
"""


def test_sentences_are_whole_and_paragraphs_rows_and_headings_stay():
    assert join_lines(BROKEN, find_breaks(BROKEN)) == JOINED


def test_the_map_leads_each_character_back():
    breaks = find_breaks(BROKEN)
    assert unjoined(JOINED, breaks) == BROKEN
    for at, char in enumerate(JOINED):
        before = span_before(Span(at, at + 1), breaks)
        assert BROKEN[before.start : before.end] == char
    at = JOINED.index("设立，其职责")
    before = span_before(Span(at, at + 2), breaks)
    assert BROKEN[before.start : before.end] == "设\n- 1 -\n\f立"


def test_latin_words_are_kept_apart():
    lines = [
        "the council of the example city shall",
        "establish the example new zone by the",
        "end of the year and report to all of us.",
    ]
    text = "\n".join(lines)
    breaks = find_breaks(text)
    assert join_lines(text, breaks) == " ".join(lines)
    assert unjoined(" ".join(lines), breaks) == text
    assert span_before(Span(len(lines[0]) + 1, len(lines[0]) + 10), breaks) == Span(
        len(lines[0]) + 1, len(lines[0]) + 10
    )


def test_a_text_whose_lines_are_paragraphs_is_left_alone(quzhou):
    assert find_breaks(quzhou.text) == []
    assert find_breaks("") == []


def test_a_map_that_is_no_longer_true_is_found(tmp_path):
    breaks = find_breaks(BROKEN)
    (tmp_path / MAP_FILE).write_text(map_file(BROKEN, breaks), "utf-8")
    assert read_map(tmp_path, JOINED) == breaks
    assert read_map(tmp_path / "other", JOINED) == []
    for text, content in ((JOINED + "。", None), (JOINED, "{}"), (JOINED, "no map")):
        if content:
            (tmp_path / MAP_FILE).write_text(content, "utf-8")
        with pytest.raises(CurationError, match=r"The map does not fit text\.txt"):
            read_map(tmp_path, text)


def test_a_source_whose_map_is_not_true_is_not_read(tmp_path):
    folder = shutil.copytree(SOURCES / "quzhou-2021", tmp_path / "quzhou-2021")
    (folder / MAP_FILE).write_text(map_file(BROKEN, find_breaks(BROKEN)), "utf-8")
    with pytest.raises(CurationError, match=r"joined-lines.json:1: The map does not fit"):
        read_source(folder)
