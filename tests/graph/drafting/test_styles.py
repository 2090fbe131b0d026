"""What the rules propose for short papers of invented places in four styles, and what they must not propose.

Each paper words what the others say in another way: a notice, a reply, a report and a plan.
"""

import pytest

from graph.drafting.paper import draft_source
from graph.schema.ontology import load_ontology

NOTICE = """赤城市人民政府关于印发开发区优化整合实施方案的通知

各县（区）人民政府：
一、目标
全市开发区（园区）由14个压减到5个。到2025年，赤城经济技术开发区工业总产值达到600亿元。
二、整合
（一）以赤城经济技术开发区为主体，整合吸纳桥头工业园区、龙潭物流园区。管辖范围包括桥头镇、石门街道。
（二）将白水县食品工业园并入白水经济开发区，加挂“白水绿色食品产业园”牌子。
（三）河口产业园予以保留。2020年6月底前，关闭腾退闹村工业点、怀溪工业点。
（四）白水县将双河工业园、柳林物流园整合为白水高新技术产业园区；云台区撤销城北工业小区，整体划入云台经济开发区。
三、组织
成立市开发区整合提升工作领导小组，由市长任组长。
赤城市人民政府
2019年11月26日
"""
REPLY = """江浦省人民政府关于安定市整合设立临空示范区的批复

安定市人民政府：
你市《关于整合设立临空示范区的请示》（安政文〔2020〕88号）收悉。
一、同意将安定航空港工业园、安定综合保税区和空港物流园整合，设立安定临空经济示范区（以下简称示范区），规划面积约105平方公里。
二、区块一面积20公顷，四至范围为：东至滨江路，南至长胜河。
三、示范区管理委员会由安定市人民政府派出。
四、示范区要重点发展航空维修、冷链物流等临空产业。
五、不得擅自扩大面积。
江浦省人民政府
二〇二〇年五月十八日
"""
REPORT = """2022年全州开发区工作情况报告

一、成效
全州共有省级以上开发区7个，其中国家级1个，省级6个。2022年，全州开发区实现营业收入1287亿元，从业人员9.8万人。
红山工业园区成立于2009年，主导产业是钢铁、建材。
二、存在的困难
产业链条不完整，龙头企业少。
三、打算
推进红山工业园区与白马产业园合并，申报设立红山高新技术产业开发区。青川县工业园不再保留。
"""
PLAN = """霞浦市园区改革方案（讨论稿）

第一条 为解决园区布局分散、效率不高等问题，制定本方案。
第二条 霞浦工业园国家级牌子继续保留，松岭产业园的省级园区牌子同时撤销。东山物流园不再挂牌。
第三条 铜井镇、沙湾乡委托霞浦工业园管理。白鹭街道不再由松岭产业园托管。
第四条 市纪委监委向霞浦工业园派出纪检监察工委。市审计局负责资产审计。
第五条 本方案自印发之日起施行。
"""


def drafted(text):
    """The sure proposals for a text: for each id, each key with each of its values."""
    found = {}
    for proposal in draft_source(text, "style-test", load_ontology()):
        for entry in proposal.entries.values():
            for key, value in entry.mapping.items() if entry.sure else ():
                found.setdefault(entry.mapping["id"], []).extend((key, v) for v in _many(value))
    return found


def _many(value):
    return value if isinstance(value, list) else [value]


# What must be among the proposals for each paper: the id of a thing, or of any of its kind (*), and some pairs.
SAID = {
    NOTICE: {
        "event/consolidate-style-test-quan-shi-kaifaqu-yuanqu": [("countBefore", "14"), ("countAfter", "5")],
        "target/*": [("indicator", "工业总产值"), ("deadline", "到2025年"), ("value", "600")],
        "event/absorb-qiaotou-gongyeyuanqu": [
            ("changeType", "absorption"),
            (
                "participation",
                {"participant": "zone/chicheng-jingjijishukaifaqu", "effect": "receives", "portion": "whole"},
            ),
        ],
        "zone/chicheng-jingjijishukaifaqu": [
            ("name", "赤城经济技术开发区"),
            ("coversTownship", "township/qiaotou-zhen"),
            ("coversTownship", "township/shimen-jiedao"),
        ],
        "event/hang-plate-baishuilvse-shipin-chanyeyuan": [
            ("plateAction", "hang-besides"),
            ("hungOn", "zone/baishui-jingjikaifaqu"),
        ],
        "event/retain-hekou-chanyeyuan": [("changeType", "retention")],
        "event/phase-out-naocun-gongye-dian": [("changeType", "phase-out"), ("dueMonth", "2020-06")],
        "event/form-baishui-gaoxinjishuchanyeyuanqu": [
            ("takesPlaceIn", "admin/baishui-xian"),
            ("participation", {"participant": "zone/shuanghe-gongyeyuan", "effect": "merged", "portion": "unknown"}),
        ],
        "event/absorb-chengbei-gongye-xiao-qu": [("takesPlaceIn", "admin/yuntai-qu")],
        "event/abolish-chengbei-gongye-xiao-qu": [("changeType", "abolition")],
        "body/style-test-shi-kaifaqu-zhenghetisheng-gongzuo-lingdaoxiaozu": [
            ("bodyState", "to-be-set-up"),
            ("membership", {"role": "组长", "holder": "市长"}),
        ],
        "document/style-test": [("issuer", "body/chicheng-shi-renminzhengfu"), ("issuedOn", "2019-11-26")],
    },
    REPLY: {
        "document/style-test": [
            ("name", "江浦省人民政府关于安定市整合设立临空示范区的批复"),
            ("issuedOn", "2020-05-18"),
        ],
        "zone/andinglinkong-jingji-shifan-qu": [
            ("alias", "示范区"),
            ("area", {"areaKind": "planned", "value": "105", "unit": "km2", "approximate": "true"}),
            ("leadingIndustry", "industry/hangkongweixiu"),
            ("openList", "true"),
        ],
        "event/form-andinglinkong-jingji-shifan-qu": [
            ("changeType", "consolidation"),
            ("participation", {"participant": "zone/konggang-wuliuyuan", "effect": "merged", "portion": "unknown"}),
        ],
        "provision/*": [("ruleText", "不得擅自扩大面积")],
    },
    REPORT: {
        "zone-class/style-test-quanzhou-kaifaqu": [
            ("figure", {"statistic": "从业人员", "value": "9.8", "unit": "wan-person"}),
        ],
        "event/establish-hongshan-gongyeyuanqu": [("eventYear", "2009"), ("modality", "existing")],
        "zone/hongshan-gongyeyuanqu": [("leadingIndustry", "industry/gangtie")],
        "problem/longtouqiyeshao": [("problemText", "龙头企业少")],
        "event/form-hongshan-gaoxinjishuchanyekaifaqu": [("changeType", "consolidation")],
        "event/abolish-qingchuan-xian-gongyeyuan": [("changeType", "abolition")],
    },
    PLAN: {
        "document/style-test": [("documentState", "draft")],
        "problem/bujufensan": [("problemText", "布局分散")],
        "plate/xiapu-gongyeyuan": [("plateRank", "national")],
        "event/retain-plate-xiapu-gongyeyuan": [("plateAction", "retain")],
        "event/abolish-plate-songling-chanyeyuan": [("plateAction", "abolish"), ("timing", "同时")],
        "event/delist-plate-dongshan-wuliuyuan": [("plateAction", "delist")],
        "custody/tongjing-zhen": [("custodian", "zone/xiapu-gongyeyuan"), ("custodyOf", "township/tongjing-zhen")],
        "event/release-custody-bailu-jiedao": [("endsCustody", "custody/bailu-jiedao")],
        "supervision/xiapu-gongyeyuan": [("supervisionKind", "dispatch")],
        "body/style-test-shi-shenjiju": [("duty", "负责资产审计")],
        "provision/style-test-in-force": [("ruleText", "自印发之日起施行")],
    },
}


@pytest.mark.parametrize("text", SAID, ids=("notice", "reply", "report", "plan"))
def test_a_paper_gives_its_claims(text):
    found = drafted(text)
    for id_, pairs in list(found.items()):
        found.setdefault(f"{id_.partition('/')[0]}/*", []).extend(pairs)
    missing = [(id_, pair) for id_, pairs in SAID[text].items() for pair in pairs if pair not in found.get(id_, [])]
    assert not missing


def test_a_numbered_block_lends_its_bounds_to_no_other_zone():
    said = {key for pairs in drafted(REPLY).values() for key, _ in pairs}
    assert "boundary" not in said


@pytest.mark.parametrize("text", SAID, ids=("notice", "reply", "report", "plan"))
def test_verbs_and_headings_are_no_part_of_names(text):
    names = [
        value
        for id_, pairs in drafted(text).items()
        for key, value in pairs
        if key == "name" and not id_.startswith("zone-class/")
    ]
    verbs = ("将", "撤销", "组建", "申报", "整合", "推进", "委托", "派出", "现有", "以")
    assert not [name for name in names if name.startswith(verbs) or name in {"园区", "管委会", "开发区"}]


def test_the_words_of_an_event_are_its_chinese_name():
    labels = [e.label for p in draft_source(NOTICE, "style-test", load_ontology()) for e in p.entries.values()]
    assert "将白水县食品工业园并入白水经济开发区" in labels
