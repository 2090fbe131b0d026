"""What new-source makes of a paper: each statement once, where it stands, ready to be filled."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import yaml
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from graph.core.errors import SourceExists
from graph.curation.passages import read_passages
from graph.curation.scaffold import new_source, title_span
from graph.curation.source_folder import read_source
from graph.schema.claims_schema import SCHEMA_FILE

PIECES = [
    "一、",
    "(一)",
    "1．",
    "①",
    "第一条　",
    "附件1",
    "东山工业园",
    "撤销",
    "5公顷",
    "。",
    "，",
    "\t",
    "　　",
    "\n",
    "”",
    "\f",
    ":",
]
TEXTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=40).map("".join)
PAPER = """示例市开发区整合方案
一、东山工业园
(一)牌子。牌子予以保留。管理机构不变。
(二)面积。牌子予以保留。
二、西河工业园
(一)牌子。西河工业园牌子予以保留。
(二)人员。人员由“示例新区接收。”管理机构不变。
名称\t面积
西河工业园\t2
"""


def made(folder, text, **options):
    new_source(folder, text, **options)
    source = read_source(folder)
    passages, faults = read_passages(source)
    assert not faults
    return source, passages


def test_each_statement_is_offered_once_at_its_own_place(tmp_path):
    source, passages = made(tmp_path / "plan", PAPER)
    assert [passage.quote for passage in passages] == [
        "示例市开发区整合方案",
        *("牌子予以保留", "管理机构不变", "牌子予以保留"),
        *("西河工业园牌子予以保留", "人员由“示例新区接收。”", "管理机构不变"),
        "名称\t面积\n西河工业园\t2",
    ]
    starts = [passage.place.start for passage in passages]
    assert starts == sorted(set(starts))
    assert source.text[starts[3] - 6 : starts[3]] == "(二)面积。"[-6:]


def test_an_occurrence_counts_the_places_inside_other_statements(tmp_path):
    folder = tmp_path / "plan"
    made(folder, "方案\n甲园撤销牌子,乙园撤销。\n乙园撤销。\n一、范围\n乙园撤销。\n")
    (head, part) = sorted((folder / "claims").glob("*.yaml"))
    assert [p.get("occurrence") for p in yaml.safe_load(head.read_text("utf-8"))] == [None, None, 2]
    assert [p.get("occurrence") for p in yaml.safe_load(part.read_text("utf-8"))] == [3]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("示例市开发区整合方案\n一、总体要求\n", "示例市开发区整合方案"),
        ("\n　　示例市开发区整合方案　\n一、总体要求\n", "示例市开发区整合方案"),
        ("示例省人民政府\n关于东山工业园的批复\n示例市人民政府:\n", "示例省人民政府\n关于东山工业园的批复"),
        ("示例市人民政府文件\n示政发〔2020〕1号\n示例市整合方案\n(征求意见稿)\n", "示例市整合方案\n(征求意见稿)"),
        ("示例市开发区工作要点\n2020年是关键一年。\n", "示例市开发区工作要点"),
        ("示例市\n整合方案(征求意见稿)\n各县:", "示例市\n整合方案(征求意见稿)"),
    ],
)
def test_the_title_is_found(text, title):
    span = title_span(text)
    assert text[span.start : span.end] == title


def test_a_title_on_two_lines_is_a_name_on_one(tmp_path):
    made(tmp_path / "reply", "示例省人民政府\n关于东山工业园的批复\n示例市人民政府:\n同意。\n", english="Reply")
    claims = yaml.safe_load((tmp_path / "reply/claims/00-head.yaml").read_text("utf-8"))
    assert claims[0]["quote"] == "示例省人民政府\n关于东山工业园的批复"
    assert claims[0]["says"][0]["name"] == "示例省人民政府关于东山工业园的批复"
    assert yaml.safe_load((tmp_path / "reply/editorial.yaml").read_text("utf-8")) == {"document/reply": "Reply"}
    assert "title: 示例省人民政府关于东山工业园的批复\n" in (tmp_path / "reply/source.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("中共示例市委 示例市人民政府\n关于开发区的意见\n", "中共示例市委 示例市人民政府关于开发区的意见"),
        ("示例省财政厅　示例省商务厅关于开发区的通知\n", "示例省财政厅 示例省商务厅关于开发区的通知"),
        ("示例市人民政府办公室 关于商务局机构的通知\n", "示例市人民政府办公室关于商务局机构的通知"),
        ("总　体　方　案\n", "总体方案"),
    ],
)
def test_a_title_has_a_space_between_its_issuers_only(tmp_path, text, title):
    new_source(tmp_path / "paper", text)
    assert f"title: {title}\n" in (tmp_path / "paper/source.yaml").read_text("utf-8")


def test_a_source_is_not_made_over_another(tmp_path):
    new_source(tmp_path / "plan", PAPER)
    with pytest.raises(SourceExists, match="is there already"):
        new_source(tmp_path / "plan", PAPER)
    with pytest.raises(SourceExists, match="small letters, digits and hyphens"):
        new_source(tmp_path / "Plan", PAPER)


@pytest.mark.parametrize("number", [40, pytest.param(1000, marks=pytest.mark.soak)])
def test_any_text_gives_passages_at_their_places(number):
    settings(deadline=None, max_examples=number)(gives_passages_at_their_places)()


@given(TEXTS)
@example("一、\n一、一、\t。")
def gives_passages_at_their_places(text):
    assume(text.strip())
    with TemporaryDirectory() as folder:
        source, passages = made(Path(folder) / "plan", text)
    start, end = 0, 0
    for passage in sorted(passages, key=lambda passage: passage.place.end):
        assert source.text[passage.place.start : passage.place.end] == passage.quote
        assert end <= passage.place.start or (start == passage.place.start and "\t" in passage.quote)
        start, end = passage.place.start, passage.place.end


def test_claims_files_name_their_schema_by_a_path_from_their_folder(tmp_path):
    files = new_source(tmp_path / "example-2024", "示例市方案\n\n一、整合\n撤销东岭工业园。\n")
    for path in (path for path in files if path.parent.name == "claims"):
        named = path.read_text("utf-8").splitlines()[0].removeprefix("# yaml-language-server: $schema=")
        assert not Path(named).is_absolute()
        assert (path.parent / named).resolve() == SCHEMA_FILE
