"""The export of statements: one row for each triple and each piece of its evidence."""

import csv
import io
import json

import pytest

from graph.core.errors import EmptySelection
from graph.core.iris import TERMS
from graph.export.statements import COLUMNS, write_csv, write_jsonl

ZHIZAO = "https://w3id.org/kaifaqu/id/zone/zhizao-new-city"


def rows_of(table):
    return list(csv.DictReader(io.StringIO(table.removeprefix("\ufeff"), newline="")))


@pytest.fixture(scope="module")
def rows(graph):
    return rows_of(write_csv(graph))


@pytest.mark.parametrize("paper", ["hefei-2018", pytest.param("", marks=pytest.mark.soak)])
def test_formats_hold_the_same_rows(graph, paper):
    lines = [json.loads(line) for line in write_jsonl(graph, paper).splitlines()]
    rows = rows_of(write_csv(graph, paper))
    assert lines == rows
    assert len(rows) > 100
    assert list(rows[0]) == list(COLUMNS)


def test_the_rows_of_one_paper_come_alone(graph, rows):
    alone = [json.loads(line) for line in write_jsonl(graph, "hefei-2018").splitlines()]
    assert alone == [row for row in rows if row["graph"].endswith(("source/hefei-2018", "editorial/hefei-2018"))]
    assert {row["graph"].split("/")[-2] for row in alone} == {"source", "editorial"}
    with pytest.raises(EmptySelection, match="No paper is called nobody"):
        write_csv(graph, "nobody")


def test_row_leads_to_the_text(rows, quzhou):
    quoted = [row for row in rows if row["quote"]]
    assert len(quoted) > 1500
    for row in quoted:
        assert quzhou.text[int(row["start"]) : int(row["end"])] == row["quote"]


def test_asserted_triple_has_evidence_and_labels(rows):
    (row,) = [r for r in rows if r["subject"] == ZHIZAO and r["object"].endswith("township/huangjia")]
    assert row["graph"] == "https://w3id.org/kaifaqu/graph/source/quzhou-2021"
    assert (row["subject_label"], row["predicate_label"], row["object_label"]) == (
        "衢州智造新城",
        "涉及乡级单位",
        "黄家街道",
    )
    assert row["clause"].endswith("clause/quzhou-2021/2-1-1")
    assert row["rule"] == ""


def test_derived_triple_names_its_rule(rows):
    (row,) = [r for r in rows if r["predicate"] == f"{TERMS}absorbedInto" and r["subject"].endswith("zone/quhua-area")]
    assert row["rule"] == "https://w3id.org/kaifaqu/rule/absorbed-into"
    assert row["quote"].endswith("整合形成智造新城")


def test_repeated_statement_has_two_rows(rows):
    twice = [r for r in rows if r["subject"] == ZHIZAO and r["object"] == "智造新城"]
    assert len({row["start"] for row in twice if row["predicate"].endswith("altLabel")}) == 2


def test_only_editorial_and_reference_rows_lack_a_paper(rows):
    kinds = {row["graph"].rpartition("/graph/")[2].partition("/")[0] for row in rows if not row["source"]}
    assert kinds == {"editorial", "reference"}
    assert all(bool(row["quote"]) != bool(row["citation"]) for row in rows if row["source"])
    unquoted = {row["source"].rpartition("/")[2] for row in rows if row["source"] and not row["quote"]}
    assert unquoted == {"zhejiang-reply-2022-10", "zhejiang-reply-2020-12", "anhui-2018-25", "hefei-2018"}


def test_every_subject_has_a_label(rows):
    for part in ("subject", "predicate", "object"):
        bare = {row[part] for row in rows if not row[f"{part}_label"] and row[part].startswith("http")}
        assert not bare
