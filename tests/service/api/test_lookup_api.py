"""`/api/v1` as other systems use it."""

import csv
import io

import pytest

from graph.core.iris import shorten
from service.api.relations import views

ZONE = "https://w3id.org/kaifaqu/id/zone/zhizao-new-city"


def get(client, path, status=200, **parameters):
    response = client.get(f"/api/v1/{path}", params=parameters)
    assert response.status_code == status, response.text
    return response.json()


def test_a_name_leads_to_the_thing_and_its_page(client):
    answer = get(client, "lookup", q="智造新城")
    assert answer["outcome"] == "found"
    thing = answer["candidates"][0]["thing"]
    assert (thing["iri"], thing["zh"]) == (ZONE, "衢州智造新城")
    assert client.get(thing["url"]).status_code == 200


def test_many_names_are_looked_up_at_once_in_their_order(client):
    texts = ["智造新城", "雄安新区", "衢州绿色产业集聚区", "衢江经济开发区"]
    body = {"queries": [{"text": text} for text in texts] + [{"text": "330802", "system": "mca"}]}
    answers = client.post("/api/v1/lookup", json=body).json()["answers"]
    assert [a["outcome"] for a in answers] == ["found", "not_in_sources", "ambiguous", "historical", "found"]
    assert [a["text"] for a in answers] == [*texts, "330802"]


def test_more_than_can_be_looked_up_at_once_is_refused(client):
    response = client.post("/api/v1/lookup", json={"queries": [{"text": "x"}] * 5001})
    assert response.status_code == 413
    assert response.json()["type"].endswith("request-too-large")
    assert "5000" in response.json()["detail"]


def test_a_lineage_tells_each_change_with_its_words_and_the_state_now(client):
    answer = get(client, "lineage/zone/green-cluster")
    (step,) = answer["steps"]
    assert [thing["iri"] for thing in step["leads_to"]] == [ZONE]
    quote = step["change"]["evidence"][0]
    assert quote["quote"] in client.get(quote["url"]).text
    assert [(s["thing"]["iri"], s["standing"]) for s in answer["now"]] == [(ZONE, "stands")]
    assert {plate["action"] for plate in answer["plates"]} == {"abolish"}


def test_the_states_of_all_zones_come_page_by_page(client):
    states, cursor = [], ""
    while cursor is not None:
        page = get(client, "state", when="before", limit=30, cursor=cursor)
        states, cursor = states + page["states"], page["next"]
    assert len(states) == page["total"] == len({state["thing"]["iri"] for state in states})
    assert {state["standing"] for state in states} == {"stands", "does not stand", "not stated"}


def test_the_paths_between_two_things_have_their_sentences(client):
    answer = get(client, "paths", **{"from": "原集聚区", "to": "白云街道"}, limit=3)
    assert len(answer["paths"]) == 3
    assert answer["cut"]
    assert all(edge["evidence"] or edge["rules"] for way in answer["paths"] for edge in way)


def test_neighbours_and_likes(client):
    around = get(client, "neighbours", of=ZONE, limit=1000)
    assert {"absorbedInto", "coversTownship", "leadingIndustry"} <= {edge["relation"] for edge in around["relations"]}
    alike = get(client, "similar", to="智造新城")["similar"]
    assert all(one["shared"] for one in alike)


@pytest.mark.parametrize("name", views())
def test_every_relation_answers_its_own_example_as_json_jsonld_and_table(client, name):
    view = views()[name]
    all_rows = get(client, f"relations/{name}")["total"]
    example = client.get(f"/api/v1/relations/{name}?{view.example}&limit=10000").json()
    assert 0 < example["total"] < all_rows
    assert view.answer.startswith(f"{example['total']} rows, the first with ")
    first = example["rows"][0][view.columns[0]]["iri"]
    assert f"{view.columns[0]} {shorten(first)}" in view.answer
    assert set().union(*example["rows"]) <= {*view.columns, "evidence"}
    table = client.get(f"/api/v1/relations/{name}.csv?{view.example}")
    assert table.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert [name for name in rows[0] if not name.endswith("_label")] == list(view.columns)
    assert len(rows) == example["total"] + 1


def test_relations_are_listed_with_examples_that_work(client):
    for relation in get(client, "relations")["relations"]:
        assert client.get(relation["example"]).json()["total"] > 0


def test_columns_language_and_deadline(client):
    rows = get(client, "relations/targets", before="2022-12-31", fields="target,notAfter", lang="en")["rows"]
    assert rows
    assert all(set(row) == {"target", "notAfter"} and row["notAfter"] <= "2022-12-31" for row in rows)
    assert all(row["target"]["label"].isascii() for row in rows)


def test_pages_of_a_relation_are_the_whole(client):
    rows, cursor = [], ""
    while cursor is not None:
        page = get(client, "relations/changes", limit=20, cursor=cursor)
        rows, cursor = rows + page["rows"], page["next"]
    assert len(rows) == page["total"]
    assert rows == get(client, "relations/changes", limit=10000)["rows"]


@pytest.mark.parametrize(
    ("path", "parameters", "status", "says"),
    [
        ("lookup", {}, 422, "q: Field required"),
        ("lineage/zone/nothing", {}, 404, "No source speaks of zone/nothing"),
        ("lineage/衢州绿色产业集聚区", {}, 409, "plate/green-cluster"),
        ("lineage/x", {"direction": "up"}, 422, "direction"),
        ("state", {"when": "soon"}, 400, "2022-01-01"),
        ("state", {"cursor": "nonsense"}, 400, "leave it out"),
        ("relations/changes", {"cursor": "WzEsICJwYXJrcyJd"}, 400, "another question"),
        ("relations/parks", {"colour": "red"}, 400, "there are park"),
        ("relations/parks", {"fields": "colour"}, 422, "there are park"),
        ("relations/nothing", {}, 404, "there are areas, changes"),
        ("relations/targets", {"indicator": "幸福指数"}, 422, "规上工业总产值"),
        ("relations/areas", {"areaKind": "海域面积"}, 422, "total (总面积)"),
        ("relations/parks", {"park": "龙游"}, 404, "浙江龙游经济开发区"),
        ("search", {"q": "智造新城", "type": "Park"}, 400, "there are AdminUnit"),
        ("lookup", {"q": "智造新城", "type": "Park"}, 400, "there are AdminUnit"),
        ("similar", {"to": "智造新城", "relation": "industry"}, 400, "leadingIndustry"),
        ("neighbours", {"of": "智造新城", "relation": "industry"}, 400, "leadingIndustry"),
        ("neighbours", {"of": "https://w3id.org/kaifaqu/id/<>"}, 404, "no IRI"),
        ("neighbours", {"of": 'x" } DROP ALL #'}, 404, "No source"),
    ],
)
def test_what_cannot_be_answered_says_why(client, path, parameters, status, says):
    problem = get(client, path, status, **parameters)
    assert says in problem["detail"]
    assert problem["status"] == status


def test_a_code_is_searched_for_in_its_system(client):
    def found(**asked):
        return [c["thing"]["zh"] for c in client.get("/api/v1/search", params=asked).json()["candidates"]]

    assert found(q="330802", system="mca") == ["柯城区"]
    assert found(q="330802", system="post") == []
    assert found(q="柯城区", system="mca") == []


@pytest.mark.parametrize(
    ("relation", "column", "label", "code"),
    [
        ("areas", "areaKind", "总面积", "total"),
        ("areas", "unit", "平方公里", "unit:km2"),
        ("changes", "effect", "划入", "absorbed"),
        ("changes", "manner", "逐步", "vocab/manner/gradual"),
        ("plates", "state", "撤销", "abolished"),
        ("plates", "plateRank", "national", "plate-rank:national"),
        ("plates", "paper", "衢州市开发区(园区)整合提升总体方案", "quzhou-2021"),
        ("plates", "zone", "衢州绿色产业集聚区", "zone/green-cluster"),
        ("targets", "aimedRecognition", "省级高新区", "provincial-high-tech-zone"),
        ("parks", "place", "龙游", "330825"),
        ("industries", "industry", "文化创意", "industry/cultural-creativity"),
    ],
)
def test_what_the_api_prints_works_as_a_filter(client, relation, column, label, code):
    by_label, by_code = (get(client, f"relations/{relation}", **{column: value}) for value in (label, code))
    assert by_label["total"] > 0
    assert by_label == by_code


def test_a_name_that_several_things_of_a_column_have_means_each_of_them(client):
    rows = get(client, "relations/changes", participant="衢州绿色产业集聚区")["rows"]
    assert {row["participant"]["iri"] for row in rows} == {ZONE.replace("zhizao-new-city", "green-cluster")}
    about = get(client, "relations/oddities", about="衢州绿色产业集聚区江山片区", fields="about")["rows"]
    called = {thing["iri"].partition("/id/")[2] for row in about for thing in [row["about"]]}
    assert called
    assert called <= {"zone/green-cluster-jiangshan", "plate/green-cluster-jiangshan"}


def test_an_empty_relation_tells_what_the_paper_does_not_state_from_what_is_unknown(client):
    unsaid = get(client, "relations/townships", park="浙江江山经济开发区")
    assert (unsaid["total"], unsaid["outcome"]) == (0, "not_stated")
    (silence,) = unsaid["not_stated"]
    assert silence["property"] == "coversTownship"
    assert [paper["zh"] for paper in silence["papers"]] == ["衢州市开发区(园区)整合提升总体方案"]
    assert "二(三)2" in {evidence["clause"] for evidence in silence["evidence"]}
    assert all(evidence["quote"] for evidence in silence["evidence"])
    unknown = get(client, "relations/townships", park="肥东经济开发区")
    assert (unknown["total"], unknown["outcome"], unknown["not_stated"]) == (0, "nothing_known", [])
    assert get(client, "relations/townships", park="智慧新城")["outcome"] == "found"
    for address in ("townships.csv?", "townships?format=jsonld&"):
        answer = client.get(f"/api/v1/relations/{address}park=zone/jiangshan-edz")
        assert answer.headers["x-hint"] == "Not stated: zone:jiangshan-edz silence:townships in document:quzhou-2021"


def test_a_lineage_tells_which_fate_is_not_stated(client):
    (silence,) = get(client, "lineage/zone/green-cluster-longyou")["not_stated"]
    assert (silence["property"], silence["silence"]["zh"]) == ("absorbedInto", "去向未说明")
    assert get(client, "lineage/zone/qujiang-edz")["not_stated"] == []


def test_lineages_and_the_derived_graph_tell_the_same(client):
    query = "SELECT ?zone ?into { ?zone a kq:Zone OPTIONAL { ?zone kq:absorbedInto|^kq:formedFrom ?into } }"
    answer = client.get("/sparql", params={"query": query, "format": "json"}).json()
    derived = {}
    for row in answer["results"]["bindings"]:
        ends = derived.setdefault(row["zone"]["value"], set())
        ends |= {row["into"]["value"]} if "into" in row else set()
    assert len(derived) > 80
    came_from = {zone: {start for start, into in derived.items() if zone in into} for zone in derived}
    for direction, ends in (("forth", derived), ("back", came_from)):
        for zone, expected in ends.items():
            steps = get(client, f"lineage/{zone.partition('/id/')[2]}", direction=direction, depth=1)["steps"]
            assert {thing["iri"] for step in steps for thing in step["leads_to"]} == expected, (direction, zone)


def test_a_change_tells_how_it_is_to_be_done_apart_from_its_force(client):
    steps = get(client, "lineage/白沙片区白沙溪以西至彩虹路以东")["steps"]
    told = {(step["change"]["modality"], *step["change"]["manner"]) for step in steps}
    assert ("ordered", "gradual") in told


def test_a_citation_is_no_quote(client):
    rows = get(client, "relations/areas", limit=1000)["rows"]
    assert {("quote" in row, "citation" in row) for row in rows} == {(True, False), (False, True)}
    evidence = [e for s in get(client, "lineage/肥东经济开发区")["steps"] for e in s["change"]["evidence"]]
    assert evidence
    assert all(piece["citation"] and not piece["quote"] for piece in evidence)


def test_the_relations_tell_what_rdf_tells(client):
    (target,) = get(client, "relations/targets", aimedRecognition="省级高新区")["rows"]
    assert (target["modality"]["zh"], target["goal"]) == ("确保", "成功创建省级高新区")
    assert "智慧新城确保成功创建省级高新区" in target["quote"]
    (base,) = get(client, "relations/fiscal-rules", rule="fiscal/city-base", platform="智造新城")["rows"]
    assert (base["baseYear"], base["baseGrowth"], base["method"]) == ("2019", 5, "逐年增长、锁定基数")
    for platform in ("zone/zhizao-new-city", "zone/zhihui-new-city"):
        (row,) = get(client, "relations/fiscal-rules", rule="fiscal/city-shortfall", platform=platform)["rows"]
        assert (row["payer"]["iri"], row["settlement"]) == (row["platform"]["iri"], "全额弥补")
    land = get(client, "relations/fiscal-rules", calculationBase="合同价款")["rows"]
    assert {row["rule"]["iri"].rpartition("/")[2] for row in land} == {"zhihui-land"}
    into = get(client, "relations/changes", into="智造新城")["rows"]
    assert "zone/green-cluster" in {row["participant"]["iri"].partition("/id/")[2] for row in into}
    (sub,) = get(client, "relations/industries", industry="文化创意")["rows"]
    assert (sub["park"]["iri"], sub["broader"]["zh"]) == (ZONE.replace("zhizao", "zhihui"), "高端现代服务业")
    assert get(client, "relations/parks", partOf="zone/changshan-edz-tract")["total"] > 0


def test_a_relation_tells_an_empty_column_from_an_unknown_name(client):
    def ask(**asked):
        return client.get("/api/v1/relations/targets", params=asked)

    assert ask(unit="vocab/unit/km2").json()["total"] == 0
    assert ask(value="-1").json()["total"] == 0
    assert ask(subject="子虚乌有").status_code == 404
