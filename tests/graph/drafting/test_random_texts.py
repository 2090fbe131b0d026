"""Whatever text is given, a draft is made without an error."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.drafting.paper import draft_source
from graph.schema.ontology import load_ontology

PIECES = (
    *(
        "平川市",
        "白河县",
        "云谷区",
        "省政府",
        "管委会",
        "领导小组",
        "平川经济开发区",
        "东岭工业园",
        "全市开发区",
        "新平台",
    ),
    *("将", "以", "由", "与", "和", "并入", "整合为", "撤销", "保留", "更名为", "托管", "总面积", "为主导产业", "下设"),
    *(
        "到2025年",
        "2023年6月底前",
        "15",
        "3.5",
        "平方公里",
        "亿元",
        "6:4",
        "〇二",
        "%",
        "个",
        "家",
        "等",
        "牌子",
        "问题",
    ),
    *(
        "，",
        "。",
        "；",
        "：",
        "、",
        "（",
        "）",
        "“",
        "”",
        "《",
        "》",
        "〔2020〕",
        "\n",
        "\n一、",
        "\n（一）",
        "\t",
        "\u3000",
    ),
)
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=60).map("".join)


def drafted(text):
    return draft_source(text, "random", load_ontology())


@pytest.mark.parametrize("number", [25, pytest.param(500, marks=pytest.mark.soak)])
def test_a_draft_of_any_text_quotes_it(number):
    settings(max_examples=number, deadline=None)(is_quoted_by_its_draft)()


@given(TEXTS.filter(str.strip))
def is_quoted_by_its_draft(text):
    for proposal in drafted(text):
        assert text[proposal.span.start : proposal.span.end] == proposal.quote
        for entry in proposal.entries.values():
            assert entry.mapping["id"]


@pytest.mark.parametrize(
    "sentence",
    ["平川经济开发区" * 60, "将东岭工业园、" * 120, "园区和" * 80, "1" * 400, "一" * 400],
    ids=("names", "list", "pairs", "digits", "one character"),
)
def test_a_sentence_that_no_paper_has_is_passed_over(sentence):
    """Rules would try each part of thousands of characters without an end again and again."""
    assert not [p for p in drafted(f"平川市开发区整合方案\n\n一、整合\n{sentence}。")[1:] if p.entries]
