"""What is proposed of papers that change earlier ones, of townships that change at the same time, and of names.

All places are invented.
"""

import pytest

from graph.curation.clauses import find_clauses
from graph.drafting.lexicon import load_lexicon
from graph.drafting.paper import draft_source
from graph.schema.ontology import load_ontology

HEAD = "岭东省人民政府关于调整开发区的决定\n\n各市、自治区辖县、直辖市人民政府:\n一、安排\n(一)安排。"
ENTRIES = {
    "《岭东省开发区清理办法》(岭政发〔2019〕30号)同时废止。": [
        ("documentNumber", "岭政发〔2019〕30号"),
        ("repeals", "document/lingdong-sheng-kaifaqu-qinglibanfa"),
    ],
    "废止《岭东省开发区清理办法》。": [("repeals", "document/lingdong-sheng-kaifaqu-qinglibanfa")],
    "停止执行《岭东省开发区整合方案》(岭政发〔2029〕31号)第三条第二项。": [
        ("documentNumber", "岭政发〔2029〕31号"),
        ("amends", "document/lingdong-sheng-kaifaqu-zhenghe-fangan"),
    ],
    "将《岭东省开发区整合方案》第五条修改为新的条文。": [("amends", "document/lingdong-sheng-kaifaqu-zhenghe-fangan")],
    "恢复沙原经济开发区省级开发区牌子。": [
        ("plateAction", "restore"),
        ("plateRank", "provincial"),
        ("borneBy", "zone/shayuan-jingjikaifaqu"),
    ],
    "撤销东岸镇,其行政区域并入澄关镇。": [("name", "东岸镇"), ("name", "澄关镇")],
    "以其澄河以南区域设立泽南经济开发区。": [("name", "澄河"), ("name", "泽南经济开发区")],
}
"""Sentences, with keys and values that the entries for them must have."""
NO_NAMES = {
    "到2033年底,海关特殊监管区域全部整合为综合保税区。": "综合保税区",
    "撤销东岸镇,其行政区域并入澄关镇。": "其行政区",
    "各省、自治区、直辖市人民政府负责。": "自治区",
    "规范飞地园区,飞地园区整合为一个开发区。": "飞地园区",
}
"""Sentences, with words that are no name in them."""


def entries_for(sentence):
    return [
        entry.mapping
        for proposal in draft_source(HEAD + sentence, "decision", load_ontology())
        for entry in proposal.entries.values()
    ]


@pytest.mark.parametrize("sentence", ENTRIES)
def test_a_sentence_gives_its_entries(sentence):
    found = [(key, value) for mapping in entries_for(sentence) for key, value in mapping.items()]
    assert [pair for pair in ENTRIES[sentence] if pair not in found] == []


@pytest.mark.parametrize("sentence", NO_NAMES)
def test_words_for_a_kind_are_no_name(sentence):
    assert NO_NAMES[sentence] not in {mapping.get("name") for mapping in entries_for(sentence)}


@pytest.mark.parametrize(
    ("name", "english", "slug"),
    [
        ("沙原经济开发区", "Shayuan Economic Development Zone", "shayuan-jingjikaifaqu"),
        ("湾口石化工业园", "Wankoushihua Industrial Park", "wankoushihua-gongyeyuan"),
        ("原沙港工业园", "Former Shagang Industrial Park", "yuan-shagang-gongyeyuan"),
    ],
)
def test_a_name_is_cut_from_its_end(name, english, slug):
    lexicon = load_lexicon()
    assert (lexicon.english_name(name), lexicon.slug(name)) == (english, slug)


def test_a_sentence_on_when_a_paper_takes_effect_is_no_title():
    text = "决定\n一、本决定自2032年3月1日起施行。此前规定与本决定不一致的,以本决定为准。\n二、其他事项。另行规定。\n"
    assert [clause.title for clause in find_clauses(text) if clause.number in {"一", "二"}] == ["", "其他事项"]
