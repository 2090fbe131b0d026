"""What the rules propose for sentences of an invented city: names, slots, the zone that is meant, and force."""

import pytest

from graph.core.resources import ONTOLOGY
from graph.drafting.lexicon import load_lexicon
from graph.drafting.paper import draft_source
from graph.drafting.rules import load_rules
from graph.schema.ontology import load_ontology

HEAD = "平川市开发区整合方案\n\n一、整合\n(一)范围。"

# A sentence, and what must be among the proposals: the id of a thing and some of its properties.
PROPOSED = {
    "在原东岭工业园3平方公里管理范围基础上,将西河产业园2平方公里划入,整合形成平川新城。": {
        "event/form-pingchuan-xincheng": {
            "type": "ChangeEvent",
            "changeType": "consolidation",
            "modality": "ordered",
            "participation": [
                {
                    "participant": "zone/yuan-dongling-gongyeyuan",
                    "effect": "base",
                    "portion": "unknown",
                    "extent": "3平方公里管理范围",
                },
                {"participant": "zone/xihe-chanyeyuan", "effect": "absorbed", "portion": "unknown"},
                {"participant": "zone/pingchuan-xincheng", "effect": "formed", "portion": "whole"},
            ],
        },
        "zone/xihe-chanyeyuan": {
            "type": "Zone",
            "name": "西河产业园",
            "zoneKind": "industry-park",
            "area": {"areaKind": "unspecified", "value": "2", "unit": "km2"},
        },
    },
    "同意将临溪物流园区整体并入平川经济开发区。": {
        "event/absorb-linxi-wuliuyuanqu": {
            "changeType": "absorption",
            "participation": [
                {"participant": "zone/linxi-wuliuyuanqu", "effect": "absorbed", "portion": "whole"},
                {"participant": "zone/pingchuan-jingjikaifaqu", "effect": "receives", "portion": "whole"},
            ],
        }
    },
    "大桥经济开发区更名为南郊经济开发区。": {
        "event/rename-daqiao-jingjikaifaqu": {
            "changeType": "renaming",
            "participation": {
                "participant": "zone/daqiao-jingjikaifaqu",
                "effect": "renamed",
                "portion": "whole",
                "nameBefore": "大桥经济开发区",
                "nameAfter": "南郊经济开发区",
            },
        }
    },
    "撤销云谷产业集聚区东片区、西片区和云谷产业集聚区省级平台牌子。": {},
    "撤销云谷产业集聚区省级平台牌子。": {
        "event/abolish-plate-yungu-chanyejijuqu": {"plateAction": "abolish", "plate": "plate/yungu-chanyejijuqu"},
        "plate/yungu-chanyejijuqu": {
            "plateRank": "provincial",
            "plateFamily": "industry-cluster",
            "borneBy": "zone/yungu-chanyejijuqu",
        },
    },
    "继续保留平川经济技术开发区、平川高新技术产业开发区2块国家级牌子。": {
        "event/retain-plate-pingchuan-jingjijishukaifaqu": {"plateAction": "retain"},
        "plate/pingchuan-gaoxinjishuchanyekaifaqu": {"plateRank": "national", "plateFamily": "high-tech"},
        "enumeration/plates-pingchuan-jingjijishukaifaqu": {"count": "2", "closedList": "true"},
    },
    "撤销云谷产业集聚区东山、西河、南坪三个分片区。": {
        "event/abolish-yungu-chanyejijuqu-dongshan-pianqu": {"changeType": "abolition", "closedList": "true"},
        "zone/yungu-chanyejijuqu-xihe-pianqu": {"type": "Zone", "zoneKind": "sub-area"},
    },
    "鼓励和支持红旗镇工业功能区和双桥工业功能区等两个乡镇功能区转型为小微企业园。": {
        "event/transition-hongqi-zhen-gongyegongnengqu": {"modality": "encouraged", "closedList": "true"},
        "zone/hongqi-zhen-gongyegongnengqu": {"zoneKind": "township-functional-zone"},
    },
    "双桥工业功能区转型提升为小微企业园或创业创新园。": {
        "event/transition-shuangqiao-gongyegongnengqu": {
            "participation": {
                "participant": "zone/shuangqiao-gongyegongnengqu",
                "effect": "transitions",
                "transitionTargetOneOf": ["small-micro-park", "innovation-park"],
                "portion": "unknown",
            }
        }
    },
    "平川新城总规划面积为57.8平方公里,包括东岭工业园23.7平方公里、西河产业园34.1平方公里。": {
        "zone/pingchuan-xincheng": {"area": {"areaKind": "total-planned", "value": "57.8", "unit": "km2"}},
        "zone/dongling-gongyeyuan": {"partOf": "zone/pingchuan-xincheng"},
    },
    "整合形成平川新城。新平台总面积12公顷,新增面积5公顷。范围涉及云谷区城东街道、红旗镇,白河区双桥乡。": {
        "zone/pingchuan-xincheng": {
            "area": [
                {"areaKind": "total", "value": "12", "unit": "hectare"},
                {"areaKind": "added", "value": "5", "unit": "hectare"},
            ],
            "coversTownship": ["township/chengdong-jiedao", "township/hongqi-zhen", "township/shuangqiao-xiang"],
        },
        "township/chengdong-jiedao": {"locatedIn": "admin/yungu-qu"},
        "township/hongqi-zhen": {"locatedIn": "admin/yungu-qu"},
        "township/shuangqiao-xiang": {"locatedIn": "admin/baihe-qu"},
    },
    "平川新城以新材料、生命健康(包括生物医药等)为主导产业。": {
        "zone/pingchuan-xincheng": {"leadingIndustry": ["industry/xincailiao", "industry/shengmingjiankang"]},
        "industry/shengwuyiyao": {"broader": "industry/shengmingjiankang"},
        "industry/shengmingjiankang": {"openList": "true"},
    },
    "整合后,红旗镇、双桥乡与平川新城,城东街道与东岭工业园的托管关系解除。": {
        "event/release-custody-hongqi-zhen": {
            "changeType": "custody-release",
            "timing": "整合后",
            "endsCustody": ["custody/hongqi-zhen", "custody/shuangqiao-xiang", "custody/chengdong-jiedao"],
        },
        "custody/chengdong-jiedao": {"custodian": "zone/dongling-gongyeyuan"},
    },
    "平川新城四至范围为:东至青江路,南至白河,西至铁岭大道,北至沪昆铁路。": {
        "zone/pingchuan-xincheng": {
            "boundary": [
                {"side": "eastern-limit", "landmark": "landmark/qingjianglu"},
                {"side": "southern-limit", "landmark": "landmark/baihe"},
                {"side": "western-limit", "landmark": "landmark/tieling-dadao"},
                {"side": "northern-limit", "landmark": "landmark/hukun-tielu"},
            ]
        }
    },
    "到2025年,平川新城规上工业总产值达到500亿元以上。": {
        "target/draft-test-at-23": {
            "subject": "zone/pingchuan-xincheng",
            "comparator": "at-least",
            "value": "500",
            "unit": "yi-yuan",
            "dueYear": "2025",
        }
    },
    "截至2018年底,全市共有省级以上开发区(园区)29个,其中国家级11个、省级18个。": {
        "admin/pingchuan-shi": {
            "figure": {
                "statistic": "省级以上开发区(园区)",
                "value": "29",
                "unit": "item",
                "asOf": "截至2018年底",
                "asOfYear": "2018",
                "ofWhich": [
                    {"level": "national", "value": "11", "unit": "item"},
                    {"level": "provincial", "value": "18", "unit": "item"},
                ],
            }
        }
    },
    "存在以下问题:一是能级不高,二是布局分散。": {
        "problem/draft-test-at-30": {"type": "Problem", "problemText": "能级不高", "problemOf": "admin/pingchuan-shi"}
    },
    "云屏经济开发区批准面积由152.1公顷调整为879.28公顷,调入742.34公顷,调出15.16公顷。": {
        "event/adjust-yunping-jingjikaifaqu": {
            "changeType": "area-adjustment",
            "participation": {
                "participant": "zone/yunping-jingjikaifaqu",
                "effect": "area-adjusted",
                "portion": "whole",
                "areaKind": "approved",
                "areaBefore": "152.1",
                "areaAfter": "879.28",
                "areaIn": "742.34",
                "areaOut": "15.16",
                "unit": "hectare",
            },
        }
    },
    "松岭产业园维持现状,不作调整。": {"event/unchanged-songling-chanyeyuan": {"changeType": "unchanged"}},
    "松岭产业园1994年8月经省政府批准设立,2014年升级为国家级。": {
        "event/establish-songling-chanyeyuan": {
            "modality": "existing",
            "eventMonth": "1994-08",
            "approvedBy": "body/draft-test-sheng-zhengfu",
        },
        "event/upgrade-songling-chanyeyuan": {"eventYear": "2014"},
        "zone/songling-chanyeyuan": {"zoneLevel": "national"},
    },
    "岚东经贸合作区2012年之前为管委会主导型。松岭产业园龙头企业为岚光集团。": {
        "zone/landongjingmaohezuo-qu": {
            "management": {"managementType": "committee-led", "period": "2012年之前", "periodUntil": "2012"}
        },
        "zone/songling-chanyeyuan": {"leadingFirm": "body/languangjituan"},
    },
    "松岭产业园管委会与松岭物流园管委会合并为松岭管委会。": {
        "event/merge-songling-guanweihui": {"changeType": "body-merger"},
        "body/songling-guanweihui": {"bodyKind": "management-committee"},
    },
    "2018年底前撤销取缔低效园区10个。": {
        "event/abolish-draft-test-dixiao-yuanqu": {"count": "10", "deadline": "2018年底前", "dueYear": "2018"}
    },
    "括号外为主牌子,括号内为加挂牌子。岚东经贸合作区(岚东高新技术产业园区)。": {
        "plate/landongjingmaohezuo-qu": {"plateRole": "main"},
        "plate/landong-gaoxinjishuchanyeyuanqu": {"plateRole": "added", "borneBy": "zone/landongjingmaohezuo-qu"},
    },
    "岚西工业园〔筹〕并入松岭产业园。": {
        "zone/lanxi-gongyeyuan": {"zoneState": "in-preparation", "name": "岚西工业园"}
    },
    "整合方案报市商务局或市科技局备案。": {
        "provision/draft-test-at-27": {
            "filedWithOneOf": ["body/draft-test-shi-shangwuju", "body/draft-test-shi-kejiju"]
        }
    },
    "平川新城批准面积由1,388.4公顷调整为二十四点五公顷。": {
        "event/adjust-pingchuan-xincheng": {
            "changeType": "area-adjustment",
            "participation": {
                "participant": "zone/pingchuan-xincheng",
                "effect": "area-adjusted",
                "portion": "whole",
                "areaKind": "approved",
                "areaBefore": "1388.4",
                "areaAfter": "24.5",
                "unit": "hectare",
            },
        },
    },
    "东岭工业园整体并入、西河物流园部分并入平川经济开发区。": {
        "event/absorb-xihe-wuliuyuan": {
            "participation": [
                {"participant": "zone/dongling-gongyeyuan", "effect": "absorbed", "portion": "whole"},
                {"participant": "zone/xihe-wuliuyuan", "effect": "absorbed", "portion": "part"},
                {"participant": "zone/pingchuan-jingjikaifaqu", "effect": "receives", "portion": "whole"},
            ],
        },
    },
    "平川新城由南郊工业园更名而来。": {
        "event/rename-pingchuan-xincheng": {
            "participation": {
                "participant": "zone/pingchuan-xincheng",
                "effect": "renamed",
                "portion": "whole",
                "nameBefore": "南郊工业园",
                "nameAfter": "平川新城",
            },
        },
    },
    "平川新城管委会为市委、市政府派出机构。": {
        "body/pingchuan-xincheng-guanweihui": {
            "bodyKind": "management-committee",
            "dispatchedBy": ["body/draft-test-shi-wei", "body/draft-test-shi-zhengfu"],
        },
        "body/draft-test-shi-wei": {"type": "Body", "name": "市委", "bodyKind": "party-committee"},
    },
    "东岭工业园由白河县代管。": {
        "zone/dongling-gongyeyuan": {"management": {"managementType": "entrusted", "managedBy": "admin/baihe-xian"}}
    },
    "东岭工业园由白河旗和青山自治县共同管理。": {
        "zone/dongling-gongyeyuan": {
            "management": {"managementType": "joint", "managedBy": ["admin/baiheqi", "admin/qingshanzizhi-xian"]}
        },
        "admin/baiheqi": {"adminLevel": "banner"},
    },
    "支持平川经济开发区升级为国家级经济技术开发区。": {
        "event/upgrade-pingchuan-jingjikaifaqu": {"changeType": "upgrade", "modality": "encouraged"},
    },
    "云溪经济技术开发区(国家级):核准面积26.3平方公里。": {
        "zone/yunxi-jingjijishukaifaqu": {"area": {"areaKind": "verified", "value": "26.3", "unit": "km2"}},
    },
    "东岭工业园区由西河工业园与航埠产业园整合设立。": {
        "event/form-dongling-gongyeyuanqu": {
            "changeType": "consolidation",
            "participation": [
                {"participant": "zone/xihe-gongyeyuan", "effect": "merged", "portion": "unknown"},
                {"participant": "zone/hangbu-chanyeyuan", "effect": "merged", "portion": "unknown"},
                {"participant": "zone/dongling-gongyeyuanqu", "effect": "formed", "portion": "whole"},
            ],
        },
    },
    "领导小组下设综合协调、政策研究、督导考核3个工作组。": {
        "body/zhengceyanjiu": {"name": "政策研究", "bodyKind": "working-group", "bodyState": "to-be-set-up"},
    },
    "将开发区数量由13个压减至6个。": {"event/consolidate-draft-test-at-23": {"countBefore": "13", "countAfter": "6"}},
    "平川新城与白河县对新增税收按6:4比例分成,白河县政府负责。": {
        "fiscal/split-draft-test-at-23-baihe-xian": {
            "ratio": "6:4",
            "share": [
                {"sharer": "zone/pingchuan-xincheng", "shareKind": "parts", "shareValue": "6"},
                {"sharer": "admin/baihe-xian", "shareKind": "parts", "shareValue": "4"},
            ],
        },
    },
    "区政府对本方案的实施负总责。": {"body/draft-test-qu-zhengfu": {"duty": "对本方案的实施负总责"}},
    "同步制定《平川市园区考核办法》。": {
        "document/pingchuan-shi-yuanqu-kaohebanfa": {"type": "Document", "documentState": "to-be-written"},
    },
    "平川新城、双桥产业园加快建设,双桥产业园由平川市政府统筹,会同有关部门推进。": {
        "zone/shuangqiao-chanyeyuan": {"type": "Zone", "name": "双桥产业园", "zoneKind": "industry-park"},
        "body/pingchuan-shi-zhengfu": {"type": "Body", "name": "平川市政府"},
    },
    "你市《关于开发区整合的请示》(平政〔2023〕18号)收悉。": {
        "document/draft-test": {"answers": "document/guanyu-kaifaqu-zhenghedeqingshi"},
        "document/guanyu-kaifaqu-zhenghedeqingshi": {"documentNumber": "平政〔2023〕18号"},
    },
}


def proposed(sentence):
    """What is proposed for a sentence, sure or not: properties by id."""
    found = {}
    for proposal in draft_source(HEAD + sentence, "draft-test", load_ontology()):
        for entry in proposal.entries.values():
            found.setdefault(entry.mapping["id"], {}).update(entry.mapping)
    return found


@pytest.mark.parametrize("sentence", PROPOSED)
def test_a_sentence_gives_its_claims(sentence):
    found = proposed(sentence)
    for id_, properties in PROPOSED[sentence].items():
        assert properties.items() <= found[id_].items()


@pytest.mark.parametrize(
    "sentence",
    [
        "加强组织领导,各园区要形成合力。",  # no name of a zone is formed
        "具备城市功能的各区块和相关部门整合形成工作机制。",
        "不得撤销任何牌子。",
    ],
)
def test_words_that_are_no_names_fill_no_slot(sentence):
    assert not {id_ for id_ in proposed(sentence) if id_.startswith(("zone/", "plate/", "event/"))}


def test_a_title_gives_the_name_of_the_paper_and_its_place():
    found = proposed("撤销东岭工业园。")
    assert found["document/draft-test"] == {
        "id": "document/draft-test",
        "type": "Document",
        "name": "平川市开发区整合方案",
    }
    assert found["admin/pingchuan-shi"]["adminLevel"] == "prefecture-city"


def test_words_keep_the_punctuation_of_the_quote():
    found = proposed("推进全市开发区（园区）整合。")
    assert "全市开发区（园区）" in {mapping.get("description") for mapping in found.values()}


def test_a_plate_in_brackets_is_sure_without_the_role_that_another_passage_tells():
    text = HEAD + "括号外为主牌子,括号内为加挂牌子:\n1.平川经济开发区(平川综合保税区)\n2.双桥产业园(双桥创业园)"
    proposals = draft_source(text, "draft-test", load_ontology())
    plates = [entry for p in proposals for entry in p.entries.values() if entry.mapping["id"].startswith("plate/")]
    assert {entry.mapping["name"] for entry in plates if entry.sure} == {
        *("平川经济开发区", "平川综合保税区", "双桥产业园", "双桥创业园"),
    }
    roles = [(entry.sure, entry.mapping["plateRole"]) for entry in plates if "plateRole" in entry.mapping]
    assert sorted(roles) == [(False, "added")] * 2 + [(False, "main")] * 2


def test_a_sentence_that_begins_with_another_zone_says_nothing_of_the_zone_of_its_clause():
    found = proposed("整合形成平川新城。云港产业园建成投产,规划面积48平方公里。")
    assert "area" not in found["zone/pingchuan-xincheng"]


def test_words_for_many_zones_are_no_zone():
    found = proposed("严禁新设园区,推进各类园区整合,建设数字园区,加强开发区管理。")
    assert not {id_ for id_ in found if id_.startswith("zone/")}


def test_an_existing_zone_of_the_same_name_is_another_zone():
    found = proposed("整合形成平川新城(以下简称新城区)。\n(二)平川新城的范围。在现有平川新城基础上,整合形成平川新城。")
    zones = {mapping["name"] for id_, mapping in found.items() if id_.startswith("zone/") and "name" in mapping}
    assert zones == {"平川新城", "现有平川新城"}


def test_the_county_of_a_clause_is_the_place_of_its_zones_and_events():
    found = proposed("\n1.白河县整合范围。将东岭工业园划入白河经济开发区。白河县支持。")
    assert found["zone/dongling-gongyeyuan"]["locatedIn"] == "admin/baihe-xian"
    assert found["event/absorb-dongling-gongyeyuan"]["takesPlaceIn"] == "admin/baihe-xian"


def test_rules_speak_of_terms_and_slots_that_there_are():
    ontology = load_ontology()
    known = {"id", "type", "each", "needs", "label", *ontology.claimable()}

    def keys(template):
        for key, value in template.items():
            yield key
            for item in value if isinstance(value, list) else (value,):
                if isinstance(item, dict):
                    yield from keys(item)

    for rule in load_rules().rules:
        for template in rule.says:
            assert set(keys(template)) <= known, rule.name
        assert set(rule.ask) <= set(rule.slots), rule.name
        assert bool(rule.ask) == bool(rule.cue), rule.name


def test_the_data_of_the_rules_travel_with_the_ontology():
    assert {path.name for path in (ONTOLOGY / "drafting").iterdir()} == {"names.yaml", "rules.yaml"}


@pytest.mark.parametrize(
    ("name", "english", "slug"),
    [
        ("平川经济技术开发区", "Pingchuan Economic and Technological Development Zone", "pingchuan-jingjijishukaifaqu"),
        ("重庆大健康产业园", "Chongqing Health Industry Park", "chongqing-dajiankang-chanyeyuan"),
        ("“双创”基地", "Shuangchuangjidi", "shuangchuangjidi"),
    ],
)
def test_names_are_drafted_in_english_and_pinyin(name, english, slug):
    lexicon = load_lexicon()
    assert lexicon.english_name(name) == english
    assert lexicon.slug(name) == slug
