"""The reading of the Quzhou plan: what it states and what it does not, in passages that are easily misread."""

import re

import pytest

from service.sparql.examples import FOLDER as EXAMPLES

# Each question must have no answer: what the paper does not say is not in the graph.
NOTHING = {
    "nobody is consulted but the staffing office": """
      SELECT ?x { ?rule kq:consulted ?x FILTER(?x != body:city-staffing-office) }""",
    "a time that recurs is no deadline": 'SELECT ?x { ?target kq:deadline ?x FILTER(REGEX(?x, "每年|年均")) }',
    "creation that goes on is of no known portion": """
      SELECT ?x { ?x kq:effect effect:continues-creation ; kq:portion portion:whole }""",
    "a plate that is hung once is not hung besides another": """
      SELECT ?x { ?x kq:plate plate:changshan-edz ; kq:plateAction plate-action:hang-besides }""",
    "a phase-out is no renovation": """
      SELECT ?x { ?x kq:measureKind measure-kind:renovation ; kq:action ?a FILTER(CONTAINS(?a, "淘汰")) }""",
    "the urban area is no administrative unit": "SELECT ?x { region:quzhou-urban-area a ?x FILTER(?x = kq:AdminUnit) }",
    "no modality is a manner": "SELECT ?x { ?x kq:modality ?m FILTER(?m IN (modality:gradual, modality:by-law)) }",
    "each thing is said with one force": """
      SELECT ?x { ?x kq:modality ?one , ?other FILTER(STR(?one) < STR(?other)) }""",
    "a party of a rule is not its text": 'SELECT ?x { ?x kq:ruleText ?t FILTER(STRSTARTS(?t, "相关部门")) }',
    "the closing part belongs to no clause": """
      SELECT ?x { ?x kq:evidence/kq:clause/kq:clauseNumber "六(四)" ; kq:deadline ?d }""",
    "an orders' query misses no gradual order": """
      SELECT ?x { ?x kq:manner ?m FILTER NOT EXISTS { ?x kq:modality ?force } }""",
    "the phase 5 of a park is not counted in its area": "SELECT ?x { ?x kq:partOf zone:jiangdong-park }",
}
# Each question must have an answer: the paper says it.
SOMETHING = {
    "the cluster's actual range is the base, a part of it": """
      SELECT ?x { event:form-zhizao-new-city kq:participation ?x .
        ?x kq:participant zone:green-cluster ; kq:portion portion:part ; kq:extent "实际管理范围"@zh }""",
    "one batch is upgraded, another phased out": """
      SELECT ?x { ?x kq:appliesTo zone-class:township-industrial-zones ; kq:measureKind measure-kind:upgrading .
        ?other kq:participation [ kq:participant zone-class:township-industrial-zones ; kq:effect effect:phased-out ] ;
          kq:modality modality:ordered ; kq:manner manner:gradual }""",
    "phase 5 is a place of its own": "SELECT ?x { ?x kq:appliesTo zone:jiangdong-park-phase-5 }",
    "the Yinkeng base is part of the Chengguan zone": """
      SELECT ?x { zone:yinkeng-processing-base kq:partOf ?x . ?x skos:prefLabel "开化城关工业功能区"@zh }""",
    "the role of the discipline bodies is strengthened": 'SELECT ?x { ?x kq:action "强化纪检监察机构职能作用"@zh }',
    "the urban area is treated as one": 'SELECT ?x { ?x kq:principle "突出市区一体"@zh }',
    "the zones of the city are integrated": 'SELECT ?x { ?x kq:action "推进全市开发区(园区)实质性整合"@zh }',
    "the present zones are relied on": 'SELECT ?x { ?x kq:principle "依托现有国家级和省级开发区(园区)"@zh }',
    "the platforms are relieved": 'SELECT ?x { ?x kq:ruleText "让平台轻装上阵"@zh }',
    "the city's industries are built on": 'SELECT ?x { ?x kq:principle "立足我市产业基础和比较优势"@zh }',
    "the list of Party platforms is open": """
      SELECT ?x { ?x kq:openList true ; kq:action ?a FILTER(STRENDS(?a, "党建工作信息系统等")) }""",
    "cross-appointment is allowed, the rest ordered": """
      SELECT ?x { provision:cross-appointment kq:modality modality:permitted ; kq:ruleText ?x .
        provision:personnel-opened-up kq:modality modality:ordered
        FILTER(CONTAINS(?x, "可与")) }""",
    "county plans are to be followed": """
      SELECT ?x { ?x kq:appliesTo zone-class:county-zones ; kq:modality modality:ordered ;
        kq:ruleText "具体按各县(市)方案规定执行"@zh }""",
    "a sentence with a comma is one text": """
      SELECT ?x { ?x kq:ruleText ?t FILTER(STRENDS(?t, "充分融合,形成“一张皮”")) }""",
    "the leading group is still to be set up": """
      SELECT ?x { ?x kq:requires body:city-leading-group ; kq:modality modality:ordered .
        body:city-leading-group kq:bodyState body-state:to-be-set-up }""",
    "the two names of the city government are pointed out": """
      SELECT ?x { ?x a kq:Oddity ; kq:about body:city-government , body:quzhou-government }""",
    "the closing part is cited as such": """
      SELECT ?x { provision:county-plans-filed kq:evidence ?x . ?x kq:clause/kq:clauseNumber "尾部" }""",
    "100 projects are due every year": """
      SELECT ?x { ?x kq:frequency "每年"@zh ; kq:threshold ?t ; kq:value ?v FILTER(?t = 1 && ?v = 100) }""",
    "the sub-areas abolished are three": """
      SELECT ?x { ?x kq:count 3 ; kq:member zone:green-cluster-longyou ; kq:closedList true }""",
}
GAP_SHAPES = (
    *("admin-unit-level-stated", "document-read-numbered", "plate-abolished-silence", "plate-family-stated"),
    *("plate-rank-stated", "plate-without-bearer", "planning-label-zones", "platform-supervisor", "zone-continuing"),
    *("zone-handed-over", "zone-total-incomplete", "document-read-dated"),
)
SILENT = "SELECT DISTINCT ?thing { ?thing kq:silentOn ?silence }"
GAPS = "SELECT ?oddity ?thing { ?oddity kq:oddityKind oddity-kind:gap ; kq:about ?thing }"
# A word of a Chinese name, and what its English name must say for it.
IN_ENGLISH = {
    "北侧": r"\bin the north of\b",
    "区政合一": r"\bone with the local government\b",
    "全员": r"\ball staff\b",
    "规上": r"\babove the designated size\b",
    "以上": r"\bat least\b|\bor more\b|\band above\b",
}


@pytest.fixture(scope="module")
def findings(check_report):
    return check_report.findings


@pytest.mark.parametrize("reading", NOTHING)
def test_unstated_facts_are_absent(graph, reading):
    assert graph.rows(NOTHING[reading]) == []


@pytest.mark.parametrize("reading", SOMETHING)
def test_stated_facts_are_present(graph, reading):
    assert graph.rows(SOMETHING[reading])


def test_condition_is_kept_with_its_statement(graph):
    rows = graph.rows(
        'SELECT ?c { ?rule kq:fiscalKind fiscal-kind:new-firms ; kq:condition ?c FILTER(CONTAINS(?c, "招商引资")) }'
    )
    assert sorted(row["c"].value for row in rows) == sorted(
        f"{district}招商引资新落户到{city}的企业"
        for district in ("柯城区…", "衢江区")
        for city in ("智造新城", "智慧新城")
    )


def test_every_reported_gap_is_a_silence(graph, findings):
    silent = {row["thing"].value for row in graph.rows(SILENT)}
    gaps = {}
    for row in graph.rows(GAPS):
        gaps.setdefault(row["oddity"].value, set()).add(row["thing"].value)
    assert len(gaps) > 15
    assert [oddity for oddity, things in gaps.items() if not things & silent] == []
    assert {f.shape.removeprefix("shape:") for f in findings} >= {*GAP_SHAPES}
    told = [f for f in findings if f.shape.removeprefix("shape:") in GAP_SHAPES]
    assert [(f.shape, f.focus) for f in told if not {f.focus, f.value} & silent] == []


def test_english_names_match_the_chinese(graph):
    rows = graph.rows("""SELECT ?zh ?en { ?thing skos:prefLabel ?zh , ?en ; kq:evidence ?evidence
      FILTER(LANG(?zh) = "zh" && LANG(?en) = "en") FILTER NOT EXISTS { ?thing a kq:Evidence } }""")
    names = {(row["zh"].value, row["en"].value) for row in rows}
    told = {word: [en for zh, en in names if word in zh] for word in IN_ENGLISH}
    assert [word for word, found in told.items() if not found] == []
    assert [en for word, found in told.items() for en in found if not re.search(IN_ENGLISH[word], en)] == []


def test_no_definition_names_a_year(graph):
    rows = graph.rows('SELECT ?text { ?t skos:definition|skos:prefLabel ?text FILTER(LANG(?text) = "en") }')
    assert [row["text"].value for row in rows if "special year" in row["text"].value] == []


def test_plate_is_an_official_designation(graph):
    rows = graph.rows("SELECT ?name { kq:Plate skos:altLabel ?name }")
    assert [row["name"].value for row in rows] == ["official designation"]


@pytest.mark.parametrize(
    ("industry", "found"),
    [
        ("特种纸", {"龙游湖镇工业区块", "龙游溪口笋竹特色工业园区"}),
        ("新能源", {"开化桐村密胺产业来料加工园", "开化马金镇工业功能区", "开化池淮镇工业功能区"}),
        ("时尚", set()),
    ],
)
def test_example_queries_hold_for_other_places(graph, industry, found):
    query = (EXAMPLES / "CQ035.rq").read_text("utf-8").replace("特种纸", industry)
    names = {row["name"].value for row in graph.rows(query)}
    assert names >= found
    assert bool(names) == bool(found)
    encouraged = query.replace("transition-target:small-micro-park", "transition-target:innovation-park")
    assert graph.rows(encouraged) or industry == "特种纸"
