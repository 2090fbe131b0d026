"""The rows of tables in the folder that new-source makes: each is quoted from the head of its table."""

import pytest

from graph.curation.clauses import clause_at
from graph.curation.passages import read_passages
from graph.curation.scaffold import new_source
from graph.curation.source_folder import read_source


def made(folder, text):
    new_source(folder, text)
    source = read_source(folder)
    passages, faults = read_passages(source)
    assert not faults
    return source, passages


TABLES = {
    "a head": (
        "名称\t面积（公顷）\n甲园\t2\n乙园\t3",
        ["名称\t面积（公顷）\n甲园\t2", "名称\t面积（公顷）\n甲园\t2\n乙园\t3"],
    ),
    "a unit in the title": ("面积表（单位：公顷）\n名称\t面积\n甲园\t2", ["面积表（单位：公顷）\n名称\t面积\n甲园\t2"]),
    "a unit on its own line": ("面积表\n\n单位：公顷\n\n名称\t面积\n甲园\t2", ["单位：公顷\n\n名称\t面积\n甲园\t2"]),
    "no head": ("甲园\t2\n乙园\t3", ["甲园\t2", "乙园\t3"]),
    "no numbers": ("甲园\t撤销\n乙园\t保留", ["甲园\t撤销", "乙园\t保留"]),
    "a sentence after it": ("名称\t面积\n甲园\t2\n乙园予以保留。", ["名称\t面积\n甲园\t2", "乙园予以保留"]),
    "two tables": (
        "名称\t面积\n甲园\t2\n另表如下。\n名称\t人数\n乙园\t30",
        ["名称\t面积\n甲园\t2", "另表如下", "名称\t人数\n乙园\t30"],
    ),
}


@pytest.mark.parametrize("case", TABLES)
def test_a_row_of_a_table_is_quoted_from_the_head(tmp_path, case):
    table, offered = TABLES[case]
    source, passages = made(tmp_path / "plan", f"整合方案\n一、目标\n撤销丙园。\n附件\n{table}\n")
    of_annex = [p.quote for p in passages if clause_at(source, p.place).number == "附件"]
    assert of_annex == offered


def test_the_rows_of_a_long_table_are_not_quoted_from_its_head(tmp_path):
    rows = [f"{number}\t示例经济开发区第{number}片区" for number in range(1, 301)]
    _, passages = made(tmp_path / "plan", "\n".join(["整合方案", "序号\t名称", *rows, ""]))
    assert passages[1].quote == f"序号\t名称\n{rows[0]}"
    assert passages[-1].quote == rows[-1]
    assert len(passages) == 301
    assert max(len(passage.quote) for passage in passages) <= 2_000
