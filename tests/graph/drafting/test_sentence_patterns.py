"""Frames of sentences in which papers hand over, end, forbid and count, in one invented notice."""

import pytest

from graph.drafting.paper import draft_source
from graph.schema.ontology import load_ontology

NOTICE = """峪南市人民政府关于规范开发区管理的通知
峪政发〔2020〕12号

各县（市、区）人民政府，市政府各部门、各直属机构：
一、规范范围
（一）不再保留柏树工业园，其管辖区域并入峪南经济开发区。
（二）保留石桥化工园，更名为石桥新材料产业园。
（三）以峪南经济开发区为主体，整体纳入青山物流园，并将柳河工业园铁路以北区域划归其管理。
（四）双塔工业园起步区划入峪南经济开发区，枫林工业园交由枫林县人民政府管理。
（五）峪南经济开发区管辖范围涉及北关区河口街道、新集镇以及枫林县东坡乡。
二、规范管理
（一）柏树工业园牌子自2020年7月1日起停止使用。
（二）峪南经济开发区托管的东坡乡，自2021年1月1日起交还枫林县管理。
（三）城南工业园管委会、青山物流园管理办公室并入峪南经济开发区管委会。
（四）各开发区原则上不承担社会管理职能，不得擅自调整规划。各园区须每年公布规划。
（五）柏树工业园的资产、债权债务整体移交峪南经济开发区，安置人员由接收单位统筹安置。
三、目标
到2022年，开发区亩均税收达到20万元以上，培育3个百亿级产业集群。
四、监督
（一）各县区主要负责人为规范工作第一责任人，市审计局每半年开展一次检查。
（二）由市委书记、市长任双组长的安排另行规定。成立由市委书记、市长任双组长的市开发区工作领导小组，办公室设在市商务局。
峪南市人民政府
2020年6月18日
"""
SAID = {
    "document/frames": [("documentNumber", "峪政发〔2020〕12号"), ("documentState", "issued")],
    "body-class/frames-ge-xian-shi-qu-renminzhengfu": [("name", "各县（市、区）人民政府"), ("bodyKind", "government")],
    "body-class/*": [("name", "市政府各部门"), ("name", "各直属机构")],
    "event/abolish-baishu-gongyeyuan": [("changeType", "abolition")],
    "zone/shiqiao-huagong-yuan": [("name", "石桥新材料产业园"), ("alias", "石桥化工园")],
    "event/absorb-qingshan-wuliuyuan": [
        (
            "participation",
            {"participant": "zone/liuhe-gongyeyuan", "effect": "absorbed", "portion": "part", "extent": "铁路以北区域"},
        )
    ],
    "event/absorb-shuangta-gongyeyuan": [
        (
            "participation",
            {"participant": "zone/shuangta-gongyeyuan", "effect": "absorbed", "portion": "part", "extent": "起步区"},
        )
    ],
    "event/hand-over-fenglin-gongyeyuan": [("changeType", "handover")],
    "township/xinji-zhen": [("locatedIn", "admin/beiguan-qu")],
    "township/dongpo-xiang": [("locatedIn", "admin/fenglin-xian")],
    "event/delist-plate-baishu-gongyeyuan": [("plateAction", "delist"), ("timing", "自2020年7月1日起")],
    "event/release-custody-dongpo-xiang": [("eventDate", "2021-01-01"), ("endsCustody", "custody/dongpo-xiang")],
    "event/*": [("changeType", "body-merger")],
    "assignment/*": [("functionKind", "social-management"), ("modality", "in-principle")],
    "fiscal/*": [("fiscalKind", "assets"), ("settlement", "整体移交峪南经济开发区")],
    "measure/*": [("measureKind", "staff-placement"), ("affected", "安置人员")],
    "target/*": [("indicator", "亩均税收"), ("indicator", "培育…百亿级产业集群"), ("value", "3")],
    "provision/*": [("frequency", "每半年"), ("arrangement", "规范工作第一责任人"), ("ruleText", "办公室设在市商务局")],
    "body/*": [("membership", {"role": "双组长", "holder": "市长"})],
}


@pytest.fixture(scope="module")
def found():
    """What is surely proposed for the notice: pairs of key and value by id, and by class of id."""
    said = {}
    for proposal in draft_source(NOTICE, "frames", load_ontology()):
        for entry in proposal.entries.values():
            id_ = entry.mapping["id"]
            for key, value in entry.mapping.items() if entry.sure else ():
                pairs = [(key, item) for item in (value if isinstance(value, list) else [value])]
                for place in (id_, f"{id_.partition('/')[0]}/*"):
                    said.setdefault(place, []).extend(pairs)
    return said


@pytest.mark.parametrize("id_", SAID)
def test_a_frame_gives_its_claims(found, id_):
    assert not [pair for pair in SAID[id_] if pair not in found.get(id_, [])]


def test_a_zone_that_is_no_longer_retained_is_not_retained(found):
    assert "event/retain-baishu-gongyeyuan" not in found


def test_addressees_are_no_single_bodies(found):
    names = {value for key, value in found["body/*"] if key == "name"}
    assert not [name for name in names if name.startswith("各")]
