"""What the rules propose for sentences in the wordings of papers of many provinces; all places are invented.

Facts are written in brief: `effect zone` for a part in an event, `kind value unit` for an area, `key value` for the
rest, with the last segments of ids.
"""

import pytest

from graph.drafting.paper import draft_source
from graph.schema.ontology import load_ontology

HEAD = "泊阳市开发区优化整合方案\n\n一、整合\n(一)安排。"
SAID = {
    "海门生态工业园彻底关闭。": "phased-out haimen-shengtai-gongyeyuan",
    "东岭经济开发区所托管的石门街道、大埔镇,整建制划回白河区。白河区、青石区接收。": (
        "custodian dongling-jingjikaifaqu; changeType custody-release; locatedIn baihe-qu; name 大埔镇"
    ),
    "元宝山产业园由白河区人民政府代管。": "managementType entrusted; managedBy baihe-qu-renminzhengfu",
    "东岭经济开发区规划面积由原来的32平方公里调整为45.6平方公里。": "area-adjusted dongling-jingjikaifaqu",
    "2022年底前,全市10个开发区(园区)整合为4个。": (
        "countBefore 10; countAfter 4; name 全市10个开发区(园区); merged wordings-quan-shi-10ge-kaifaqu-yuanqu"
    ),
    "东坪县化工集中区、东岭经济开发区由所在县纪委监委监督。": (
        "zoneKind industry-park; supervisionKind peer-supervision; name 所在县纪委监委"
    ),
    "县区所属开发区由县区纪委监委负责监督。": "supervisionKind peer-supervision; name 县区纪委监委",
    "截至2022年底,全市共有省级以上开发区8家,规划面积212.6平方公里,入驻企业2316家。": (
        "figure 省级以上开发区 8 item; figure 规划面积 212.6 km2; figure 入驻企业 2316 firm"
    ),
    "支持青岩经济技术开发区托管周边的石桥镇、龙潭乡。": (
        "name 石桥镇; custodian qingyan-jingjijishukaifaqu; name 龙潭乡"
    ),
    "到2023年底,工业增加值占全市比重提高到70%,东岭经济开发区工业总产值力争突破1000亿元。": (
        "comparator exactly; indicator 工业总产值; modality strived; value 1000"
    ),
    "市自然资源局牵头,2023年8月底前完成各园区四至范围核定;市委编办牵头,2023年9月底前提出机构设置方案。": (
        "ruleText 完成各园区四至范围核定; appliesTo wordings-shi-ziranziyuanju; dueMonth 2023-08;"
        " ruleText 提出机构设置方案"
    ),
    "撤销沙岗工业园省级园区牌子。": "plateAction abolish; plateRank provincial; borneBy shagang-gongyeyuan",
    "东岭高新区由中心片区和沙岗片区组成。东岭高新区中心片区主攻新材料,沙岗片区主攻竹木家居产业。": (
        "leadingIndustry xincailiao; name 中心片区; name 竹木家居"
    ),
    "沙港区桥头镇由东岭经济开发区托管。罗坪镇继续由沙港区管理,沙港区不再设园区。": "type AdminUnit; name 沙港区",
    "我市园区小而散。到2025年,园区工业总产值突破2200亿元。": "indicator 工业总产值; subject wordings-wo-shi-yuanqu",
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
    "撤销青岚港物流园管理办公室。": "changeType body-abolition; abolished qinglangang-wuliuyuan-guanlibangongshi",
    "雁湖工业集中区管理委员会不再保留,其人员编制整体划转至泊阳高新区管委会。": (
        "changeType body-abolition; measureKind staff-placement; affected 其人员编制"
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
        "value 3200; unit wan-yuan; indicator 培育…上市企业; unit firm; dueYear 2026"
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
LIUQIAO, DONGLING = "Zone 柳桥工业园", "Zone 东岭经济开发区"
TRAPS = {
    "县属开发区财政体制由各县自行确定。": set(),
    "柳桥工业园主导产业为装备制造,特色产业为新材料。": {LIUQIAO, "Industry 装备制造"},
    "根据省、市关于开发区整合的要求,国有资产经评估后注入东岭工业投资有限公司。": set(),
    "到2025年,全市开发区外规模以上企业入园率达到80%。": set(),
    "泊阳市工业园区整合工作方案报市工业园区整合办公室审核。": set(),
    "东岭经济开发区设党工委、管委会,经济指标计入柳桥工业园。": set(),
    "相关企业所在地、柳桥工业园并入东岭经济开发区。": {LIUQIAO},
    "东岭经济开发区按大部制设置,一般不超过6个。": {DONGLING},
    "柳桥工业园与港口集团整合,设立东岭经济开发区。": {LIUQIAO, DONGLING},
    "引进外地某园区运营公司,与东岭经济开发区合作开发智慧产业园。": set(),
    "撤销园区15个,涉及面积46.8平方公里。": set(),
    "存在四个方面的突出问题。": set(),
    "江口食品产业园、院桥模具小镇并入东岭经济开发区。": {
        *("Zone 江口食品产业园", "Zone 院桥模具小镇", DONGLING, "ChangeEvent"),
    },
    "东至东岭大道,西至金桥科技股份有限公司。": set(),
    "成立由市长任组长,县区负责人为成员的园区调整工作领导小组。": {"Body 园区调整工作领导小组", "Rule"},
    "业务归口市农业农村局管理,结果报领导小组。": set(),
    "两县三区开发区由泊阳市人民政府统一规划。": {"Body 泊阳市人民政府"},
    "五县人民政府要在2023年6月底前报送方案。": {"BodyClass 五县人民政府", "Rule 报送方案"},
    "白河区、青石区两区政府共同管理柳桥工业园。": {"AdminUnit 白河区", "AdminUnit 青石区"},
    "其余片区由所在区政府管理。": {"BodyClass 所在区政府"},
    "将有关情况报送省人民政府和市委。": {"Body 省人民政府", "Body 市委"},
    "学习贯彻省委、市委关于园区工作的部署。": set(),
    "如需调整四至范围,由东岭经济开发区报省政府审批。": {"Body 省政府"},
    "未通过考核的园区不得升级为省级高新技术产业园区。": set(),
    "不再新设泊东化工园区。": {"Rule 不再新设泊东化工园区"},
    "并入后不再单独设立管理委员会。": set(),
    "暂不将柳桥工业园并入东岭经济开发区。": set(),
    "柳桥工业园尚未并入东岭经济开发区。": set(),
    "未经批准,柳桥工业园不得更名为柳桥经济开发区。": set(),
    "柳桥工业园不再以化工为主导产业。": {LIUQIAO},
    "条件成熟时,将柳桥工业园并入东岭经济开发区。": {LIUQIAO, DONGLING},
    "待环评通过后,将柳桥工业园并入东岭经济开发区。": {LIUQIAO, DONGLING},
    "是否将柳桥工业园并入东岭经济开发区,由市政府另行研究。": {LIUQIAO, DONGLING},
    "若考核不合格,撤销柳桥工业园。": {LIUQIAO},
    "符合条件的柳桥工业园东部地块可以划入东岭经济开发区管理。": set(),
    "其中符合规划的西部片区划归东岭经济开发区管理。": set(),
    "部分企业由柳桥工业园迁入东岭经济开发区。": set(),
    "支持东岭经济开发区与海门高新技术产业园区共建飞地产业园区。": {DONGLING},
    "支持东岭高新技术产业开发区争创国家自主创新示范区。": {"Zone 东岭高新技术产业开发区", "Target"},
    "支持柳桥工业园与东岭经济开发区结对发展物流产业园。": {LIUQIAO},
    "参照东岭经济开发区的做法,规范柳桥工业园管理。": {DONGLING},
    "在东岭经济开发区与海门物流园基础上设立东海经济开发区。": {
        *(DONGLING, "Zone 海门物流园", "Zone 东海经济开发区"),
    },
    "东岭经济开发区与海门工业园合并,成立新的东岭经济开发区。": {DONGLING, "Zone 海门工业园"},
    "新的经开区面积由12平方公里扩大到15平方公里。": set(),
    "被整合园区的人员由所在县区安置。": {"ZoneClass 被整合园区"},
    "坚持“一园一策、一区多园”。": set(),
    "除柳桥工业园外,全市工业园区一律撤销。": set(),
    "对仍不符合要求的,取消省级园区资格。": set(),
    "取消白塔建材园等6个市级园区称号。": set(),
    "暂不调整柳桥工业园,待争议解决后另行研究。": set(),
    "其资产、债权债务整体划转东岭高新区管委会。": set(),
    "柳桥工业园主导产业为铝加工、生物制药,配套发展现代物流。": {LIUQIAO, "Industry 铝加工", "Industry 生物制药"},
    "省自然资源厅负责指导开发区规划与国土空间规划衔接。": {"Body 省自然资源厅"},
    "未经省政府批准不得新设开发区,不得擅自调整开发区四至范围。": {
        *("Body 省政府", "Rule 不得擅自调整开发区四至范围"),
    },
}
"""What is surely introduced, and no more, where words count, deny, set conditions, or hold a name within others."""
LIMITS = {
    "到2025年,全市开发区税收大于50亿元,亩均能耗不高于2万元。": "at-most",
    "每个开发区设一个管理机构,加挂牌子不得超过1块。": "at-most",
    "到2025年,全市开发区亩均税收不得低于20万元。": "at-least",
}
"""How limits are compared where 不 or 不得 stands before 超过, 高于 or 低于."""


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


@pytest.mark.parametrize("sentence", TRAPS)
def test_nothing_is_sure_that_words_only_suggest(sentence):
    entries = [e for p in draft_source(HEAD + sentence, "wordings", load_ontology()) for e in p.entries.values()]
    sure = [entry.mapping for entry in entries if entry.sure and "type" in entry.mapping]
    said = {f"{m['type']} {m.get('name', m.get('ruleText', ''))}".strip() for m in sure}
    assert said - {"AdminUnit 泊阳市", "Document 泊阳市开发区优化整合方案"} == TRAPS[sentence]


@pytest.mark.parametrize("sentence", LIMITS)
def test_a_denied_limit_is_read_as_its_opposite(sentence):
    assert f"comparator {LIMITS[sentence]}" in proposed(sentence)


def test_a_list_is_complete_where_as_many_are_named_as_counted():
    assert "closedList true" in proposed("撤销柳桥工业园、石门工业园等2个工业园区。")
    assert "closedList true" not in proposed("撤销柳桥工业园、石门工业园等5个工业园区。")


def test_the_place_of_a_heading_is_not_sure():
    text = HEAD + "\n二、白河县\n(一)白河工业园划入东岭经济开发区。\n(二)白河县将柳桥工业园划入东岭经济开发区。"
    entries = [e for p in draft_source(text, "wordings", load_ontology()) for e in p.entries.values()]
    places = {(e.mapping["id"], e.sure) for e in entries if "takesPlaceIn" in e.mapping}
    assert places == {("event/absorb-baihe-gongyeyuan", False), ("event/absorb-liuqiao-gongyeyuan", True)}
