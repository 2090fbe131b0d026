"""What the rows of tables say; all places are invented."""

from graph.curation.cues import load_cues
from graph.drafting.paper import draft_source
from graph.drafting.tables import row_of
from graph.schema.ontology import load_ontology

PAPER = """泊阳市开发区优化整合方案

一、整合
(一)东岭经济开发区由市政府管理。

附件
"""
LEVELS = """序号\t开发区名称\t级别\t规划面积(平方公里)\t主导产业
1\t东岭经济开发区\t国家级\t1,076.9\t装备制造、电子信息
2\t柳桥工业园\t省级\t9.75\t陶瓷"""
CHANGES = """单位:公顷
园区名称\t调整前核准面积\t调出\t调整后核准面积
东岭经济开发区\t460\t26.25\t433.75
柳桥工业园\t100\t0\t100"""


def said(text):
    """What is surely said of each thing, by the last segment of its id."""
    found = {}
    for proposal in draft_source(PAPER + text, "tables", load_ontology()):
        for entry in (entry for entry in proposal.entries.values() if entry.sure):
            found.setdefault(entry.mapping["id"], {}).update(entry.mapping)
    return found


def test_a_row_tells_level_area_and_industries():
    found = said(LEVELS)
    first, second = found["zone/dongling-jingjikaifaqu"], found["zone/liuqiao-gongyeyuan"]
    assert (first["zoneLevel"], second["zoneLevel"]) == ("national", "provincial")
    assert first["area"] == {"areaKind": "planned", "value": "1076.9", "unit": "km2"}
    assert len(first["leadingIndustry"]) == 2
    assert found[second["leadingIndustry"][0]]["name"] == "陶瓷"


def test_a_row_with_areas_before_and_after_tells_a_change():
    event = said(CHANGES)["event/adjust-dongling-jingjikaifaqu"]
    assert event["participation"] == {
        "participant": "zone/dongling-jingjikaifaqu",
        "effect": "area-adjusted",
        "portion": "whole",
        "areaKind": "verified",
        "areaBefore": "460",
        "areaOut": "26.25",
        "areaAfter": "433.75",
        "unit": "hectare",
    }


def test_a_row_without_kind_of_area_gives_none():
    assert not load_cues().found("area-kind", "登记面积")
    assert "area" not in said(LEVELS.replace("规划", "登记"))["zone/dongling-jingjikaifaqu"]


def test_a_row_fits_its_head_or_is_none():
    assert row_of("名称\t级别\n甲园\t省级") == [("名称", "甲园"), ("级别", "省级")]
    assert row_of("名称\t级别\n甲园\t省级\t多余") is None
    assert row_of("名称\t级别") is None
    assert row_of("甲园并入乙园") is None
