"""Fiscal rules are complete enough to compute with: shares, bases and payers follow from the data."""

from decimal import Decimal

import pytest

WHO_GETS_WHAT = """SELECT ?name ?amount {{
  ?rule a kq:FiscalRule ; kq:fiscalKind fiscal-kind:{kind} ; kq:platform {platform} ; kq:counterpart {counterpart} ;
    kq:share [ kq:sharer/skos:prefLabel ?name ; kq:shareFraction ?fraction ] .
  FILTER NOT EXISTS {{ ?rule kq:treatedAs ?other }}
  BIND({amount} * ?fraction AS ?amount)
  FILTER(LANG(?name) = "zh")
}}"""
CASES = {
    "excess of Zhizao in Kecheng": (
        ("excess", "zone:zhizao-new-city", "admin:kecheng", 10000),
        {"衢州智造新城": 3000, "柯城区": 7000},
    ),
    "excess of Zhihui in Kecheng": (
        ("excess", "zone:zhihui-new-city", "admin:kecheng", 10000),
        {"浙江衢州智慧新城高新技术产业园区": 10000},
    ),
    "new firms of Zhihui in Qujiang": (
        ("new-firms", "zone:zhihui-new-city", "admin:qujiang", 500),
        {"浙江衢州智慧新城高新技术产业园区": 250, "衢江区": 250},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_computation_from_a_rule(graph, case):
    (kind, platform, counterpart, amount), expected = CASES[case]
    query = WHO_GETS_WHAT.format(kind=kind, platform=platform, counterpart=counterpart, amount=amount)
    rows = graph.rows(query)
    assert {row["name"].value: Decimal(row["amount"].value) for row in rows} == expected


def test_shares_add_up_to_one(graph):
    rows = graph.rows("SELECT ?rule (SUM(?f) AS ?sum) { ?rule kq:share [ kq:shareFraction ?f ] } GROUP BY ?rule")
    assert len(rows) > 8
    assert {Decimal(row["sum"].value) for row in rows} == {Decimal(1)}


def test_percentage_of_contract_price_is_no_revenue_share(graph):
    rows = graph.rows("""SELECT ?kind ?value ?fraction {
      fiscal:zhihui-land kq:calculationBase "合同价款"@zh ; kq:share ?share . ?share kq:shareKind ?kind
      OPTIONAL { ?share kq:shareValue ?value } OPTIONAL { ?share kq:shareFraction ?fraction } }""")
    told = {row["kind"].value.rpartition("/")[2]: (row.get("value"), row.get("fraction")) for row in rows}
    assert told["percent"][0].value == "70"
    assert [pair[1] for pair in told.values()] == [None, None]
    assert told["rest"] == (None, None)


@pytest.mark.parametrize("platform", ["zhizao", "zhihui"])
def test_rules_on_new_firms_name_the_district(graph, platform):
    rows = graph.rows(f"""SELECT ?name ?condition {{
      ?rule kq:fiscalKind fiscal-kind:new-firms ; kq:platform zone:{platform}-new-city ; kq:ratio "5:5"@zh ;
        kq:counterpart/skos:prefLabel ?name ; kq:condition ?condition ; kq:share ?share .
      FILTER(LANG(?name) = "zh") }}""")
    assert {row["name"].value for row in rows} == {"柯城区", "衢江区"}
    assert all(row["condition"].value.startswith(row["name"].value) for row in rows)


def test_base_names_the_share_of_its_district(graph):
    rows = graph.rows("""SELECT ?name ?revenue ?method {
      ?rule kq:fiscalKind fiscal-kind:base ; kq:platform zone:zhizao-new-city ; kq:method ?method ;
        kq:revenue ?revenue ; kq:counterpart ?district .
      ?district kq:adminLevel admin-level:district ; skos:prefLabel ?name .
      FILTER(LANG(?name) = "zh") }""")
    assert {(row["name"].value, row["revenue"].value) for row in rows} == {
        ("柯城区", "一般公共预算收入柯城区…地方留成部分"),
        ("衢江区", "一般公共预算收入…衢江区地方留成部分"),
    }
    assert {row["method"].value for row in rows} == {"锁定纳税人范围"}


def test_assets_and_debts_are_no_revenue(graph):
    assert graph.rows("SELECT ?rule { ?rule kq:fiscalKind fiscal-kind:assets ; kq:revenue ?revenue }") == []
    rows = graph.rows("SELECT DISTINCT ?what { ?rule kq:fiscalKind fiscal-kind:assets ; kq:affected ?what }")
    assert {row["what"].value for row in rows} == {
        "国有资产和债权债务",
        "柯城区、衢江区与原各自开发区(园区)的债权债务关系",
    }


def test_base_growth_only_where_stated(graph):
    rows = graph.rows(
        "SELECT ?rule ?growth { ?rule kq:fiscalKind fiscal-kind:base OPTIONAL { ?rule kq:baseGrowth ?growth } }"
    )
    growth = {row["rule"].value.rpartition("/")[2]: row["growth"].value if "growth" in row else None for row in rows}
    assert growth == {"zhizao-kecheng-base": None, "zhizao-qujiang-base": None, "zhihui-base": "5", "city-base": "5"}


def test_platform_pays_every_shortfall(graph):
    rows = graph.rows("""SELECT DISTINCT ?payer ?type {
      ?rule kq:fiscalKind fiscal-kind:shortfall ; kq:payer ?payer . ?payer a ?type }""")
    assert {row["type"].value.rpartition("#")[2] for row in rows} == {"Zone"}


def test_land_revenue_has_another_base(graph):
    rows = graph.rows("""SELECT ?platform ?deduction ?base {
      ?rule kq:fiscalKind fiscal-kind:land ; kq:platform ?platform
      OPTIONAL { ?rule kq:deduction ?deduction } OPTIONAL { ?rule kq:calculationBase ?base } }""")
    found = {row["platform"].value.rpartition("/")[2]: (row.get("deduction"), row.get("base")) for row in rows}
    assert {zone: tuple(v and v.value for v in pair) for zone, pair in found.items()} == {
        "zhizao-new-city": ("按规定扣除税费后", None),
        "zhihui-new-city": (None, "合同价款"),
    }


def test_a_share_that_two_parties_have_together_gives_neither_of_them_the_whole(graph):
    """超基数部分,全额归属智造新城、智慧新城: the paper does not say how the two divide it."""
    rows = graph.rows("""SELECT ?rule (SUM(?fraction) AS ?sum) WHERE {
      ?rule kq:share ?share . ?share kq:sharer ?party ; kq:shareFraction ?fraction
    } GROUP BY ?rule""")
    assert {Decimal(row["sum"].value) for row in rows} == {Decimal(1)}
    joint = graph.rows("SELECT ?fraction { fiscal:city-excess kq:share/kq:shareFraction ?fraction }")
    assert list(joint) == []
