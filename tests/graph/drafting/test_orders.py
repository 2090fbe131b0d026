"""What the rules propose for orders to merge, rename, manage, pay and supervise; all places are invented.

Facts are written in brief, as in test_wordings.py.
"""

import pytest

from graph.drafting.paper import draft_source
from graph.schema.ontology import load_ontology
from tests.graph.drafting.test_wordings import facts

HEAD = "泊阳市园区优化整合方案\n\n一、整合\n(一)安排。"
SAID = {
    "东岭经济开发区与海门物流园合并,沿用东岭经济开发区名称。": (
        "ruleText 沿用东岭经济开发区名称; appliesTo dongling-jingjikaifaqu; name 海门物流园"
    ),
    "白河区的上江产业园、下江产业园同青石县的柳桥工业园合并为一个开发区,定名为青河经济开发区。青石县派员参与管理。": (
        "merged xiajiang-chanyeyuan; locatedIn baihe-qu; locatedIn qingshi-xian; formed qinghe-jingjikaifaqu"
    ),
    "柳桥工业园、石门工业园依次改称柳桥经济开发区、石门经济开发区。": (
        "renamed liuqiao-gongyeyuan; nameAfter 柳桥经济开发区; nameBefore 石门工业园; alias 石门工业园"
    ),
    "东岭经济开发区核减7.7平方公里,核减后为14.8平方公里。": "areaOut 7.7; areaAfter 14.8; changeType area-adjustment",
    "柳桥综合保税区、石门旅游度假区此次不作调整。": "unchanged shimenlvyoudujia-qu; changeType unchanged",
    "柳桥工业园可以继续对外使用省级海洋经济示范园区的牌子。": (
        "plateAction retain; plateRank provincial; borneBy liuqiao-gongyeyuan; modality permitted"
    ),
    "东岭经济开发区不再代管石门街道。": "changeType custody-release; custodian dongling-jingjikaifaqu",
    "东岭经济开发区规划面积28平方公里,按照一区两园布局,分别为主园区18平方公里、食品园10平方公里。": (
        "planned 18 km2; name 食品园; partOf dongling-jingjikaifaqu; labelMember zhu-yuanqu; closedList true"
    ),
    "柳桥综合保税区封关面积1.2平方公里。": "enclosed 1.2 km2; zoneKind bonded-zone",
    "撤销石门台商投资区,并入东岭经济开发区。": "absorbed shimentaishangtouzi-qu; zoneKind investment-zone",
    "设立东岭飞地产业园。": "established donglingfeidi-chanyeyuan; zoneKind enclave-park",
    "东岭经济开发区由核心园、食品园组成。": "partOf dongling-jingjikaifaqu; name 核心园",
    "东岭经济开发区管委会内设综合办公室、经济发展局2个机构。": (
        "name 综合办公室; bodyKind department; subordinateTo dongling-jingjikaifaqu-guanweihui; count 2; name 2个机构"
    ),
    "东岭经济开发区与白河区实行区政合一。白河区不再设管委会。": (
        "managementType merged-with-government; managedBy baihe-qu"
    ),
    "岚江经济开发区(以下简称经开区)管理有序。经开区管委会主任由一名副市长兼任。": (
        "role 主任; holder 一名副市长; post 经开区管委会主任; arrangement 由一名副市长兼任"
    ),
    "市财政局要在2024年6月底前制定资金管理办法。": "ruleText 制定资金管理办法; dueMonth 2024-06; name 市财政局",
    "对违反规定使用资金的,依法依规处理。": "condition 违反规定使用资金; ruleText 依法依规处理",
    "今后新设开发区以及开发区扩区,一律报市人民政府审批。": (
        "affected 新设开发区以及开发区扩区; timing 今后; approvedBy orders-shi-renminzhengfu"
    ),
    "本方案由市委编办会同市商务局解释。": "ruleText 由市委编办会同市商务局解释; appliesTo orders",
    "为优化园区布局,提高土地产出,结合我市实际,制定本方案。": "ruleText 优化园区布局; ruleText 提高土地产出",
    "东岭经济开发区主导产业为新材料。市纪委监委派驻东岭经济开发区纪检监察组统一监督柳桥工业园。": (
        "supervisionKind dispatched-supervision; appliesTo liuqiao-gongyeyuan; dispatchedBy orders-shi-jiweijianwei"
    ),
    "东岭经济开发区新增税收地方留成部分全额返还园区。": "platform dongling-jingjikaifaqu; shareKind whole",
    "增量由东岭经济开发区和所在县(区)按65%、35%分享。": "fiscalKind excess; shareValue 65; shareValue 35",
    "但管辖交叉、一地多主等矛盾日益突出。": "problemText 一地多主",
    "北坝镇环保不达标企业,2024年底前一律关停。": "measureKind firm-closure; action 一律关停; dueYear 2024",
    "东岭经济开发区主导产业为新材料。开发区不得新增债务。县纪委监委向开发区派出纪检监察组。": (
        "appliesTo dongling-jingjikaifaqu; supervisionKind dispatch"
    ),
}
NO_ZONE = ("市财政每年给予高新区5000万元补助。", "市纪委监委对开发区整合开展监督。", "进一步激发开发区活力。")
"""Sentences in which no words name a zone, though some end as names do."""
NO_TOWNSHIP = ("社会治理和公共服务由镇政府负责。", "社会事务由属地乡镇人民政府负责。")


def entries(sentence):
    """The entries that are sure for a sentence."""
    proposals = draft_source(HEAD + sentence, "orders", load_ontology())
    return [e.mapping for p in proposals for e in p.entries.values() if e.sure]


@pytest.mark.parametrize("sentence", SAID)
def test_an_order_gives_its_facts(sentence):
    found = {fact for mapping in entries(sentence) for fact in facts(mapping)}
    assert not [fact for fact in SAID[sentence].split("; ") if fact not in found]


@pytest.mark.parametrize("sentence", NO_ZONE)
def test_a_verb_before_a_kind_of_zones_makes_no_name(sentence):
    assert [m for m in entries(sentence) if m.get("type") == "Zone"] == []


@pytest.mark.parametrize("sentence", NO_TOWNSHIP)
def test_a_verb_before_a_kind_of_townships_makes_no_name(sentence):
    assert [m for m in entries(sentence) if m.get("type") == "Township"] == []


def test_a_kind_means_no_zone_where_the_paper_speaks_of_many():
    sentences = "东岭经济开发区主导产业为新材料。县纪委监委向开发区派出纪检监察组。"
    assert any(m.get("supervisionKind") for m in entries(sentences))
    assert not any(m.get("supervisionKind") for m in entries(f"{sentences}全市开发区共5家。"))


def test_figures_of_a_part_are_not_of_the_whole():
    found = entries("东岭经济开发区总规划面积78平方公里。其中核心片区33平方公里,主要发展新材料、新能源。")
    assert [m["id"] for m in found if "leadingIndustry" in m] == ["zone/hexin-pianqu"]
