"""The clauses of papers of several kinds: each line in its clause, and no statement taken for a heading."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.curation.clauses import clause_at, find_clauses, heading_spans
from graph.curation.quotes import locate
from graph.curation.scaffold import new_source
from graph.curation.source_model import Source, Span

REPLY = """示例省人民政府
关于同意示例县开发区调整面积的批复

示例县人民政府:
　　你县《关于开发区调整面积的请示》收悉。现批复如下:
　　一、原则同意示例县开发区调整方案。
　　二、东山工业园区批准面积由152.1公顷调整为879.28公顷。
　　三、你县要加强管理,
不得新增机构。
　　附件:1.东山工业园区四至范围
　　　　　2.西河工业园名单

　　　　　　　　　　示例省人民政府
　　　　　　　　　　二〇二三年七月六日

（此件公开发布）
附件1
东山工业园区四至范围
一、北区。东至东山路。
二、南区
南至南河。
附件2
西河工业园名单
序号\t名称\t面积
1\t西河工业园\t12.5
"""
RULES = """示例市开发区条例
第一章　总　则
第一条　为了促进开发区发展，制定本条例。
第二条　本条例适用于下列园区：
（一）东山工业园；
（二）西河工业园。
第二章　管理
第三条　管委会行使下列职权：
1．编制规划；
（1）总体规划；
①近期规划。
2、依法审批。
"""


def numbers(text):
    return [clause.number for clause in find_clauses(text)]


def clause_of(text, words):
    source = Source("s", None, text, "", "", tuple(find_clauses(text)))
    return clause_at(source, locate(source, words)).number


def test_an_operative_clause_is_no_title_and_its_words_are_offered(tmp_path):
    titles = {clause.number: clause.title for clause in find_clauses(REPLY)}
    assert titles["一"] == titles["二"] == titles["三"] == ""
    assert titles["附件1·一"] == "北区"
    assert titles["附件1·二"] == "南区"
    made = new_source(tmp_path / "reply", REPLY)
    claims = "".join(path.read_text("utf-8") for path in made if path.parent.name == "claims")
    assert "- quote: 东山工业园区批准面积由152.1公顷调整为879.28公顷\n" in claims
    assert "- quote: 原则同意示例县开发区调整方案\n" in claims
    assert "- quote: 北区" not in claims


def test_each_line_of_a_reply_stands_in_its_clause():
    assert numbers(REPLY) == ["首部", "一", "二", "三", "尾部", "附件1", "附件1·一", "附件1·二", "附件2"]
    assert clause_of(REPLY, "不得新增机构") == "三"
    assert clause_of(REPLY, "2.西河工业园名单") == "尾部"
    assert clause_of(REPLY, "二〇二三年七月六日") == "尾部"
    assert clause_of(REPLY, "此件公开发布") == "尾部"
    assert clause_of(REPLY, "1\t西河工业园\t12.5") == "附件2"
    assert clause_of(REPLY, "东至东山路") == "附件1·一"


def test_chapters_articles_and_the_marks_below_them():
    assert numbers(RULES) == [
        *("首部", "第一章", "第一条", "第二条", "第二条(一)", "第二条(二)", "第二章", "第三条"),
        *("第三条1", "第三条1(1)", "第三条1(1)①", "第三条2"),
    ]
    titles = {clause.number: clause.title for clause in find_clauses(RULES)}
    assert titles["第一章"] == "总　则"
    assert titles["第二章"] == "管理"
    assert not any(title for number, title in titles.items() if "条" in number)
    parents = {clause.number: clause.parent for clause in find_clauses(RULES)}
    assert parents["第三条"] == "第二章"
    assert parents["第三条1(1)"] == "第三条1"


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
    assert clause_at(quzhou, Span(2029, 2032)).number == "二(一)1"
    assert clause_at(quzhou, Span(0, len(quzhou.text))).number == "首部"


def test_numbers_with_a_decimal_point_are_no_headings():
    text = "一、总则\n1.5平方公里\n1.范围。新区\n"
    assert [c.number for c in find_clauses(text)] == ["首部", "一", "一1"]


@pytest.mark.parametrize("text", [REPLY, RULES])
def test_top_clauses_cover_a_paper_and_slugs_are_its_own(text):
    clauses = list(find_clauses(text))
    top = [clause.span for clause in clauses if not clause.parent]
    assert [span.start for span in top] == [0, *(span.end for span in top[:-1])]
    assert top[-1].end == len(text)
    assert len({clause.slug for clause in clauses}) == len({clause.number for clause in clauses}) == len(clauses)
    by_number = {clause.number: clause for clause in clauses}
    for clause in clauses:
        if clause.parent:
            outer = by_number[clause.parent].span
            assert outer.start <= clause.span.start < clause.span.end <= outer.end


@pytest.mark.parametrize("indent", ["", "  ", "　　", "\t", "\u00a0\u00a0"])
def test_indentation_and_blank_lines_change_no_clause(indent):
    lines = ["总体方案", "一、目标", "(一)范围。新区面积5平方公里。", "1．北区设立", "东山工业园。", "——西区划入新区。"]
    text = "\n\n".join(indent + line for line in lines)
    assert numbers(text) == ["首部", "一", "一(一)", "一(一)1", "一(一)1—1"]
    assert [clause.title for clause in find_clauses(text)] == ["", "目标", "范围", "北区设立", ""]


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("一、总体要求\n以新发展理念为指导。", "总体要求"),
        ("一、明确主导产业,推动创新\n做强新材料。", "明确主导产业,推动创新"),
        ("(一)指导思想。以新发展理念为指导。", "指导思想"),
        ("(一)指导思想。\n以新发展理念为指导。", "指导思想"),
        ("一、东山工业园、西河工业园", ""),
        ("一、同意撤销东山工业园。其管理机构一并撤销。", ""),
        ("一、撤销东山工业园。", ""),
        ("(一)撤销一批。撤销东山工业园。", "撤销一批"),
        ("(一)撤销一批。", ""),
        ("(一)东山经济开发区牌子继续使用。西山工业园牌子停用。", ""),
        ("(一)支持东山集团牵头组建创新联合体。新项目须符合产业方向。", ""),
        ("一、撤并园区的债务随资产一并划转。税收由两区分成。", ""),
        ("(一)东山工业园牌子停止使用。西山工业园继续使用示范园牌子。", ""),
        ("一、园区道路由区政府接管。企业迁入新区。", ""),
        ("(一)妥善处理债权债务。债务由新区承接。", "妥善处理债权债务"),
        ("一、下列园区予以撤销:\n东山工业园。", ""),
        ("一．总体要求\n以新发展理念为指导。", "总体要求"),
        ("1.东山工业园\n2.西河工业园\n以上园区予以保留。", ""),
        ("1.东山工业园由3平方公里调整为5平方公里\n2.西河工业园", ""),
    ],
)
def test_what_is_a_title(line, title):
    _, first, *_ = find_clauses(line)
    assert first.title == title


@pytest.mark.parametrize(
    "line", ["1.5平方公里", "二、三产业融合发展", "2、3号地块", "1.\t东山工业园\t3", "2018年底前", "—3—"]
)
def test_what_begins_no_clause(line):
    assert numbers(f"总体方案\n{line}\n") == ["首部"]


def test_a_number_that_stands_twice_is_told_apart():
    clauses = list(find_clauses("一、甲园撤销。\n二、乙园撤销。\n二、丙园撤销。\n(一)丁园撤销。"))
    assert [clause.number for clause in clauses] == ["首部", "一", "二", "二~2", "二~2(一)"]
    assert [clause.slug for clause in clauses] == ["0", "1", "2", "2-x2", "2-x2-1"]


def test_a_number_without_the_level_between_keeps_its_own_iri():
    clauses = list(find_clauses("一、目标\n(一)甲。乙。\n二、范围\n1.丙园撤销。\n1)丁园撤销。"))
    assert [clause.slug for clause in clauses] == ["0", "1", "1-1", "2", "2-n1", "2-n1-1"]
    assert [clause.number for clause in clauses][-1] == "二1(1)"


def test_a_date_under_the_title_ends_no_clause():
    text = "总体方案\n2018年2月8日\n一、撤销东山工业园。\n二、设立示例新区。\n示例市人民政府\n2018年2月8日\n"
    assert numbers(text) == ["首部", "一", "二", "尾部"]
    assert clause_of(text, "示例市人民政府") == "尾部"


SIGNED_AT_THE_TOP = """示例市人民政府办公室
关于印发示例市开发区整合方案的通知
各县：
现印发给你们。
示例市人民政府办公室
2020年9月16日
示例市开发区整合方案
一、撤销东山工业园。
二、设立示例新区。

附件：示例市开发区一览表

（此件公开发布）

附件
示例市开发区一览表
序号\t名称
1\t示例新区
"""


@pytest.mark.parametrize(
    ("item", "annex"),
    [("附件：", "附件"), ("附件：", "附件1"), ("附件1：", "附件1"), ("　　附件：", "附件"), ("附表：", "附表")],
)
def test_the_list_of_annexes_is_no_annex_where_its_annex_follows(item, annex):
    text = SIGNED_AT_THE_TOP.replace("附件：", item).replace("附件\n", f"{annex}\n")
    assert numbers(text) == ["首部", "一", "二", "尾部", annex]
    assert clause_of(text, "此件公开发布") == "尾部"
    assert clause_of(text, "1\t示例新区") == annex


@pytest.mark.parametrize("unit", ["（单位：公顷）", "(面积单位:平方公里)"])
def test_the_unit_of_a_table_belongs_to_the_title_of_its_annex(unit):
    text = SIGNED_AT_THE_TOP.replace("附件\n示例市开发区一览表", f"附件\n示例市开发区一览表{unit}")
    assert {clause.number: clause.title for clause in find_clauses(text)}["附件"] == f"示例市开发区一览表{unit}"


def test_an_annex_with_a_title_behind_its_number_is_an_annex():
    text = "方案\n一、撤销东山工业园。\n附件1：名单\n名单\n1\t东山工业园\n附件2：地图\n东至东山路\n北至河。\n"
    assert numbers(text) == ["首部", "一", "附件1", "附件2"]


def test_a_list_of_annexes_before_the_plan_ends_no_clause():
    text = "关于印发方案的通知\n附件：整合方案\n示例市人民政府\n2020年9月16日\n整合方案\n一、撤销东山工业园。\n"
    assert numbers(text) == ["首部", "一"]


@pytest.mark.parametrize(
    ("closing", "found"),
    [
        ("附件：示例", ["首部", "一", "二", "尾部", "附件"]),
        ("（此件", ["首部", "一", "二", "尾部", "附件"]),
        ("附件\n示例市", ["首部", "一", "二", "尾部"]),
        ("1\t示例新区", ["首部", "一", "二", "附件", "尾部"]),
        ("二、设立", ["首部", "一", "尾部", "附件"]),
    ],
)
def test_the_given_closing_is_where_the_part_after_the_last_clause_begins(closing, found):
    at = SIGNED_AT_THE_TOP.index(closing)
    clauses = list(find_clauses(SIGNED_AT_THE_TOP, at))
    assert [clause.number for clause in clauses] == found
    assert next(clause.span.start for clause in clauses if clause.number == "尾部") == at
    top = [clause.span for clause in clauses if not clause.parent]
    assert [span.start for span in top] == [0, *(span.end for span in top[:-1])]


def test_a_heading_is_its_number_and_title():
    text = "　　一、目标\n设立新区。\n二、撤销东山工业园。"
    spans = heading_spans(tuple(find_clauses(text)))
    assert [text[span.start : span.end].strip() for span in spans] == ["一、目标", "二、"]
    assert Span(0, 6) in list(heading_spans(tuple(find_clauses(text))))


MARKS = ["一、", "二、", "十、", "（一）", "(二)", "1．", "2.", "3、", "（1）", "2）", "①", "——", "第一条　", "第二章 "]
MARKS += ["附件1", "附件：", "附件1-1\n", "附表1\n"]
WORDS = [
    "东山工业园",
    "撤销",
    "面积5公顷",
    "。",
    "，",
    "：",
    "；",
    "\t",
    "　　",
    "\n",
    "\n\n",
    "\f",
    "2018年2月8日\n",
    "”",
    "(筹)",
]
TEXTS = st.lists(st.sampled_from(MARKS + WORDS), min_size=1, max_size=40).map("".join)


@pytest.mark.parametrize("number", [80, pytest.param(2000, marks=pytest.mark.soak)])
def test_any_text_is_divided_without_gap(number):
    settings(deadline=None, max_examples=number)(is_divided_without_gap)()


@given(TEXTS)
def is_divided_without_gap(text):
    clauses = list(find_clauses(text))
    top = [clause.span for clause in clauses if not clause.parent]
    assert [top[0].start, *(span.end for span in top)] == [*(span.start for span in top), len(text)]
    assert len({clause.slug for clause in clauses}) == len({clause.number for clause in clauses}) == len(clauses)
    by_number = {clause.number: clause for clause in clauses}
    for clause in clauses:
        outer = by_number[clause.parent].span if clause.parent else Span(0, len(text))
        assert outer.start <= clause.span.start <= clause.heading.end <= clause.span.end <= outer.end
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", clause.slug)
