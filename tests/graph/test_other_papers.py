"""Papers other than the Quzhou plan: what they state, and where they contradict the plan."""

import pytest

from graph.schema.ontology import load_ontology

AREAS = {
    "zone:zhizao-new-city": {("121", "quzhou-2021"), ("61.5", "quzhou-2021"), ("117.21", "zhejiang-reply-2022-10")},
    "zone:changshan-edz": {("37.58", "quzhou-2021"), ("22.32", "zhejiang-reply-2020-12")},
}
SHOWN_FIRST = {"zone:zhizao-new-city": "121", "zone:changshan-edz": "37.58"}
RENAMED = {"郊区经济开发区": "大桥经济开发区", "义安经济开发区": "金桥经济开发区", "肥西经济开发区": "肥西桃花工业园区"}
SURVIVORS = {"铜陵经济开发区", "狮子山高新区", "枞阳", "郊区经济开发区", "义安经济开发区"}
PLACES_AND_PAPERS = ("quzhou", "zhizao", "zhihui", "zhejiang", "anhui", "hefei", "tongling", "plan2021")


@pytest.mark.parametrize("zone", AREAS)
def test_both_figures_name_their_paper(graph, zone):
    rows = graph.rows(f"""SELECT ?value ?paper {{
      {zone} kq:area ?a . ?a kq:value ?value ; kq:evidence/kq:source ?paper .
      FILTER NOT EXISTS {{ ?a kq:areaKind area-kind:implied-base }} }}""")
    assert {(row["value"].value, row["paper"].value.rpartition("/")[2]) for row in rows} == AREAS[zone]


@pytest.mark.parametrize("zone", SHOWN_FIRST)
def test_one_rule_picks_the_first_figure(graph, zone):
    rows = graph.rows(f"SELECT ?value {{ {zone} kq:areaShownFirst/kq:value ?value }}")
    assert [row["value"].value for row in rows] == [SHOWN_FIRST[zone]]


def test_renaming_keeps_identity(graph):
    rows = graph.rows(
        """SELECT ?new ?old { ?zone kq:renamedFrom ?old ; skos:prefLabel ?new FILTER(LANG(?new) = "zh") }"""
    )
    assert {row["new"].value: row["old"].value for row in rows}.items() >= RENAMED.items()
    assert graph.rows("SELECT ?a { ?a kq:absorbedInto ?b . ?a kq:renamedFrom ?n }") == []


def test_plate_is_hung_on_the_receiver(graph):
    assert graph.query("""ASK {
      zone:tongling-transfer-park kq:absorbedInto zone:tongling-etdz ; kq:borePlate ?plate .
      zone:tongling-etdz kq:bearsPlate ?plate .
      ?event kq:hangsPlate ?plate ; kq:plateAction plate-action:hang-besides ;
        kq:hungOn zone:tongling-etdz . ?plate kq:plateState plate-state:hung }""").result


def test_zone_can_end_unfinished(graph):
    rows = graph.rows("""SELECT DISTINCT ?zone {
      ?p kq:participant ?zone ; kq:effect effect:abolished ; kq:stateBefore zone-state:in-preparation }""")
    assert len(rows) == 2


def test_unchanged_is_a_decision_of_a_closed_list(graph):
    rows = graph.rows("""SELECT ?name {
      ?e kq:changeType change-type:retention ; kq:closedList true ; kq:takesPlaceIn admin:tongling ;
        kq:participation/kq:participant/skos:prefLabel ?name . FILTER(LANG(?name) = "zh") }""")
    assert {row["name"].value for row in rows} == SURVIVORS


def test_reply_names_its_request(graph):
    rows = graph.rows("SELECT ?a ?b { ?reply kq:documentNumber ?a ; kq:answers/kq:documentNumber ?b }")
    assert [(row["a"].value, row["b"].value) for row in rows] == [("皖政秘〔2018〕25号", "铜政〔2017〕64号")]


def test_verbal_bounds_have_four_sides(graph):
    rows = graph.rows("""SELECT ?side ?name {
      zone:zhizao-new-city kq:boundary [ kq:side/skos:prefLabel ?side ; kq:landmark/skos:prefLabel ?name ]
      FILTER(LANG(?side) = "zh" && LANG(?name) = "zh") }""")
    assert {(row["side"].value, row["name"].value) for row in rows} == {
        ("东至", "下山溪"),
        ("南至", "315省道"),
        ("西至", "江山江东岸线"),
        ("北至", "沪昆铁路"),
    }


def test_evidence_without_text_is_a_citation(graph):
    rows = graph.rows("SELECT ?e { ?e kq:citation ?text FILTER EXISTS { ?e kq:quote|kq:start|kq:sentence ?x } }")
    assert rows == []
    assert len(graph.rows("SELECT ?e { ?e kq:citation ?text ; kq:source ?paper }")) == 4


def test_no_term_is_named_after_a_place():
    ontology = load_ontology()
    names = [
        *ontology.supers,
        *ontology.properties,
        *ontology.schemes,
        *(c for s in ontology.schemes.values() for c in s),
    ]
    assert [name for name in names if any(word in name.lower() for word in PLACES_AND_PAPERS)] == []
