"""What the rules propose for sentences in the wordings of papers of many provinces; all places are invented.

Facts are written in brief: `effect zone` for a part in an event, `kind value unit` for an area, `key value` for the
rest, with the last segments of ids.
"""

import pytest

from graph.drafting.paper import draft_source
from graph.schema.ontology import load_ontology

HEAD = "泊阳市开发区优化整合方案\n\n一、整合\n(一)安排。"
SAID = {
    "将江口工业园区与柳桥产业园整合优化为一个开发区,名称为江口经济开发区。": (
        "merged jiangkou-gongyeyuanqu; merged liuqiao-chanyeyuan; formed jiangkou-jingjikaifaqu"
    ),
    "东岭经济开发区与海门物流园整合,定名为东海经济开发区(以下简称东海经开区),规划面积46.2平方公里,"
    "其中制造片区33.7平方公里,港口片区12.5平方公里。": (
        "formed donghai-jingjikaifaqu; alias 东海经开区; planned 46.2 km2; planned 33.7 km2;"
        " partOf donghai-jingjikaifaqu; changeType consolidation"
    ),
    "以东岭高新技术产业开发区(下称“东岭高新区”)为核心园,整合雁湖工业集中区、青石产业园。": (
        "alias 东岭高新区; absorbed yanhu-gongye-jizhong-qu; receives dongling-gaoxinjishuchanyekaifaqu"
    ),
    "由东岭高新技术产业开发区牵头,整合江北产业转移工业园。整合后的东岭高新区规划面积65平方公里。": (
        "receives dongling-gaoxinjishuchanyekaifaqu; alias 东岭高新区; planned 65 km2"
    ),
    "支持云麓高新技术产业开发区整合麓南工业集聚区,更名为云麓国家高新区。": (
        "absorbed lunan-gongye-jijuqu; modality encouraged"
    ),
    "以岚江经济开发区为基础,联合青岚港物流园组建岚江临港经济区。": (
        "base lanjiang-jingjikaifaqu; absorbed qinglangang-wuliuyuan; formed lanjianglingang-jingji-qu"
    ),
    "渭北工业集中区、韩塬工业集中区予以撤并,整体划归秦川高新技术产业开发区管理。": (
        "absorbed weibei-gongye-jizhong-qu; receives qinchuan-gaoxinjishuchanyekaifaqu"
    ),
    "沅溪县将沅溪食品产业园归并到沅溪高新技术产业开发区。": "takesPlaceIn yuanxi-xian; changeType absorption",
    "桃坪产业开发区保持独立设置,四至范围不作调整。": "continues taoping-chanye-kaifaqu; ruleText 四至范围不作调整",
    "和顺瑶族自治县不再保留和顺工业园。": "abolished heshun-gongyeyuan; adminLevel autonomous-county",
    "白石工业集聚区不符合安全环保要求,于2023年12月31日前关闭。": "phased-out baishi-gongye-jijuqu; dueMonth 2023-12",
    "石牌乡日用陶瓷小区不再按产业园区管理,由所在县区引导逐步转型为小微企业园。": (
        "ruleText 不再按产业园区管理; transitions shipai-xiang-riyongtaocixiao-qu; manner gradual; name 所在县区"
    ),
    "青龙山旅游产业园、柳林农业开发区退出开发区序列。": "ruleText 退出开发区序列; appliesTo liulinnongye-kaifaqu",
    "撤销曲江新材料产业园省级园区资格。": "appliesTo qujiang-xincailiao-chanyeyuan",
    "金鸡湖工业园由省级降为市级管理。": "ruleText 由省级降为市级管理",
    "东港物流园由市级升格为省级。": "upgraded donggang-wuliuyuan; zoneLevel provincial",
    "同意将南桥工业集中区升级为省级高新技术产业园区,定名为蜀川南桥高新技术产业园区。": (
        "upgraded nanqiao-gongye-jizhong-qu; renamed nanqiao-gongye-jizhong-qu; alias 南桥工业集中区"
    ),
    "同意设立蜀川云岭经济开发区。开发区以食品饮料、医药为主导产业,核准面积为703.2公顷。": (
        "established shuchuanyunling-jingjikaifaqu; verified 703.2 hectare; leadingIndustry yiyao"
    ),
    "沧浪经济技术开发区批准面积由22.6平方公里增加到38.9平方公里。": "area-adjusted canglang-jingjijishukaifaqu",
    "整合后沧浪经济技术开发区管理面积82.4平方公里,较原有面积增加31.7平方公里,分布在雁湖区白沙桥街道、新铺镇。": (
        "managed 82.4 km2; added 31.7 km2; coversTownship xinpu-zhen; locatedIn yanhu-qu"
    ),
    "全市产业园区由9家减少到5家。": "countBefore 9; countAfter 5; merged wordings-quan-shi-chanyeyuanqu",
    "雁湖工业集中区、楠山经济开发区两块省级牌子按程序报省人民政府核销。": (
        "plateAction abolish; plateRank provincial; borneBy yanhu-gongye-jizhong-qu; count 2"
    ),
    "江北产业转移工业园的省级牌子由市政府报请省政府撤销。": "plateAction abolish; approvedBy wordings-sheng-zhengfu",
    "泊阳经济技术开发区继续使用国家级开发区牌子。": "plateAction retain; plateRank national",
    "雁湖工业集中区加挂“泊阳高新区雁湖产业园”牌子。": "plateAction hang-besides; plateRole added",
    "泊东高新区党工委、管委会为市委、市政府派出机构,党工委书记由泊东区委书记兼任。": (
        "dispatchedBy wordings-shi-wei; dispatchedBy wordings-shi-zhengfu; role 党工委书记; holder 泊东区委书记"
    ),
    "泊东高新区管委会主任由泊东区区长兼任。": "role 主任; holder 泊东区区长",
    "撤销青岚港物流园管理办公室。": "ruleText 撤销青岚港物流园管理办公室",
    "雁湖工业集中区管理委员会不再保留,其人员编制整体划转至泊阳高新区管委会。": (
        "ruleText 不再保留; measureKind staff-placement; affected 其人员编制"
    ),
    "沧浪经济技术开发区代管龙门工业集聚区。": "managedBy canglang-jingjijishukaifaqu; managementType entrusted",
    "江口经济开发区与江口镇实行“区镇合一”管理体制。": "managementType merged-with-government; name 江口镇",
    "长塘镇交由泊阳高新区托管,镇内教育、民政等社会事务由白河县负责,白河县支持。": (
        "custodyOf zhangtang-zhen; functionKind social-management; assignee baihe-xian; name 教育"
    ),
    "各园区内设机构不超过8个,工作人员总数在现有基础上压减20%。": (
        "indicator 内设机构; comparator at-most; value 8; indicator 工作人员总数在现有基础上压减; value 20"
    ),
    "到2026年,全市园区总收入突破3200亿元,亩均税收不低于18万元,每个园区至少培育1家上市企业。": (
        "value 3200; unit wan-yuan-per-mu; indicator 培育…上市企业; unit firm; dueYear 2026"
    ),
    "到2025年,全市开发区营业收入达到5000亿元,工业增加值占全市比重提高到60%以上,打造千亿级开发区2个。": (
        "indicator 工业增加值占全市比重; value 60; indicator 打造千亿级开发区; value 2"
    ),
    "解决我市园区小而散、产业同构、债务偏重等问题。": "problemText 小而散; problemText 产业同构; name 我市园区",
    "破解产业园区“小散弱”问题。": "problemText 小散弱",
    "全市现有各类园区14个,规划总面积186.3平方公里,规模以上工业企业862家。": (
        "figure 各类园区 14 item; figure 规划总面积 186.3 km2; figure 规模以上工业企业 862 firm"
    ),
    "市财政每年安排1亿元专项资金。": "indicator 安排…专项资金; value 1; unit yi-yuan; frequency 每年",
    "整合前形成的园区债务由原举债主体偿还,不得转嫁给泊阳高新区。": (
        "fiscalKind assets; affected 整合前形成的园区债务; ruleText 不得转嫁给泊阳高新区"
    ),
    "新增税收由白河县与泊阳经济开发区按4:6比例分成,白河县支持。": "ratio 4:6; counterpart baihe-xian",
    "市发展改革委会同市科技局、市商务局建立联席会议制度。": "name 市发展改革委; ruleText 建立联席会议制度",
    "成立市开发区整合工作领导小组,市长任组长,常务副市长任副组长。": "role 组长; holder 市长; role 副组长",
    "各县市区应于2023年6月30日前制定具体实施方案,报市商务局备案。": (
        "filedWith wordings-shi-shangwuju; deadline 2023年6月30日前; dueMonth 2023-06"
    ),
    "此前有关规定与本方案不一致的,以本方案为准。": "condition 此前有关规定与本方案不一致的; ruleText 以本方案为准",
    "指标连续三年位列末位的,取消省级园区称号。": "condition 指标连续三年位列末位的; ruleText 取消省级园区称号",
    "同意清源经济技术开发区整合湖滨工业园区,整合后面积由31.4平方公里扩大为45.5平方公里。": (
        "absorbed hubin-gongyeyuanqu; receives qingyuan-jingjijishukaifaqu; areaAfter 45.5"
    ),
    "将渤海街道、盐田街道由滨海区划归渤州经济技术开发区管理,滨海区支持。": "custodyOf yantian-jiedao; name 滨海区",
    "开发区管委会不再承担教育、医疗等社会管理职能。": (
        "ruleText 不再承担教育、医疗等社会管理职能; functionKind social-management"
    ),
    "将大桥工业园更名为郊区工业园、金桥工业园更名为义安工业园。": "alias 大桥工业园; alias 金桥工业园",
    "涉及省级开发区9个,分别为黄岩经济开发区、三门经济开发区。": "name 黄岩经济开发区; name 三门经济开发区",
    "本意见自印发之日起30日后施行。": "ruleText 自印发之日起30日后施行",
}
NAMES_OF_ZONES = {
    "南河工业园等7个园区并入相邻国家级开发区。": {"南河工业园"},
    "新建化工项目必须进入合规化工园区。": set(),
    "力争到2025年开发区进出口总额突破3000亿元。": set(),
    "建设数字园区,打造一流产业园区。": set(),
    "支持园区与市外开发区合作。": set(),
    "将石桥工业园纳入东岭经济开发区管理,推动各类园区提档升级。": {"石桥工业园", "东岭经济开发区"},
}
"""The names of zones in sentences that also speak of zones in general."""


def facts(value, key="", id_=""):
    """The facts of a mapping of claims, in brief."""
    if isinstance(value, list):
        return {fact for item in value for fact in facts(item, key, id_)}
    if not isinstance(value, dict):
        return {f"{key} {str(value).rpartition('/')[2] if '://' not in str(value) else value}"}
    found = {fact for name, item in value.items() for fact in facts(item, name, id_)}
    if "participant" in value:
        found.add(f"{value['effect']} {value['participant'].rpartition('/')[2]}")
    if "areaKind" in value and "unit" in value:
        found.add(f"{value['areaKind']} {value.get('value')} {value['unit']}")
    if "statistic" in value:
        found.add(f"figure {value['statistic']} {value['value']} {value['unit']}")
    return found


def proposed(sentence):
    """What is surely proposed for a sentence."""
    entries = [e for p in draft_source(HEAD + sentence, "wordings", load_ontology()) for e in p.entries.values()]
    return {fact for entry in entries if entry.sure for fact in facts(entry.mapping)}


@pytest.mark.parametrize("sentence", SAID)
def test_a_wording_gives_its_facts(sentence):
    found = proposed(sentence)
    assert not [fact for fact in SAID[sentence].split("; ") if fact.strip() not in found]


@pytest.mark.parametrize("sentence", NAMES_OF_ZONES)
def test_words_for_zones_in_general_name_no_zone(sentence):
    entries = [e for p in draft_source(HEAD + sentence, "wordings", load_ontology()) for e in p.entries.values()]
    named = {e.mapping.get("name") for e in entries if e.mapping.get("type") == "Zone"}
    assert named == NAMES_OF_ZONES[sentence]
