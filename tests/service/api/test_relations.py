"""`/api/v1/relations` as other systems use them."""

import csv
import io
from collections import Counter

import pytest

from graph.core.iris import shorten
from service.api.relations import views

ZONE = "https://w3id.org/kaifaqu/id/zone/zhizao-new-city"


@pytest.mark.parametrize("name", views())
def test_every_relation_answers_its_own_example_as_json_jsonld_and_table(client, get, name):
    view = views()[name]
    all_rows = get(f"relations/{name}")["total"]
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


def test_relations_are_listed_with_examples_that_work(client, get):
    for relation in get("relations")["relations"]:
        assert client.get(relation["example"]).json()["total"] > 0


@pytest.mark.parametrize("name", views())
def test_the_rows_of_one_thing_are_those_of_the_whole_relation_that_have_it(agreeing, name):
    view = views()[name]
    rows = agreeing.rows(view.query)
    assert view.always_bound <= {*view.columns}
    for column in view.always_bound:
        things = sorted({row[column] for row in rows}, key=str)
        assert things
        for thing in things[:25]:
            found = Counter(frozenset(row.items()) for row in agreeing.rows(view.query, {column: thing}))
            assert found == Counter(frozenset(row.items()) for row in rows if row[column] == thing)


def test_a_thing_is_named_in_any_way(get):
    asked = ("zone/zhizao-new-city", "zone:zhizao-new-city", ZONE, "智造新城", "zhizao-new-city")
    total, *others = [get("relations/areas", park=name)["total"] for name in asked]
    assert total > 1
    assert others == [total] * 4
    assert get("relations/areas", park="admin/quzhou")["total"] == 0  # it is no park


def test_columns_language_and_deadline(get):
    rows = get("relations/targets", before="2022-12-31", fields="target,notAfter", lang="en")["rows"]
    assert rows
    assert all(set(row) == {"target", "notAfter"} and row["notAfter"] <= "2022-12-31" for row in rows)
    assert all(row["target"]["label"].isascii() for row in rows)


def test_pages_of_a_relation_are_the_whole(get):
    rows, cursor = [], ""
    while cursor is not None:
        page = get("relations/changes", limit=20, cursor=cursor)
        rows, cursor = rows + page["rows"], page["next"]
    assert len(rows) == page["total"]
    assert rows == get("relations/changes", limit=10000)["rows"]


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
def test_what_the_api_prints_works_as_a_filter(get, relation, column, label, code):
    by_label, by_code = (get(f"relations/{relation}", **{column: value}) for value in (label, code))
    assert by_label["total"] > 0
    assert by_label == by_code


def test_a_name_that_several_things_of_a_column_have_means_each_of_them(get):
    rows = get("relations/changes", participant="衢州绿色产业集聚区")["rows"]
    assert {row["participant"]["iri"] for row in rows} == {ZONE.replace("zhizao-new-city", "green-cluster")}
    about = get("relations/oddities", about="衢州绿色产业集聚区江山片区", fields="about")["rows"]
    called = {thing["iri"].partition("/id/")[2] for row in about for thing in [row["about"]]}
    assert called
    assert called <= {"zone/green-cluster-jiangshan", "plate/green-cluster-jiangshan"}


def test_an_empty_relation_tells_what_the_paper_does_not_state_from_what_is_unknown(client, get):
    unsaid = get("relations/townships", park="浙江江山经济开发区")
    assert (unsaid["total"], unsaid["outcome"]) == (0, "not_stated")
    (silence,) = unsaid["not_stated"]
    assert silence["property"] == "coversTownship"
    assert [paper["zh"] for paper in silence["papers"]] == ["衢州市开发区(园区)整合提升总体方案"]
    assert "二(三)2" in {evidence["clause"] for evidence in silence["evidence"]}
    assert all(evidence["quote"] for evidence in silence["evidence"])
    unknown = get("relations/townships", park="肥东经济开发区")
    assert (unknown["total"], unknown["outcome"], unknown["not_stated"]) == (0, "nothing_known", [])
    assert get("relations/townships", park="智慧新城")["outcome"] == "found"
    for address in ("townships.csv?", "townships?format=jsonld&"):
        answer = client.get(f"/api/v1/relations/{address}park=zone/jiangshan-edz")
        assert answer.headers["x-hint"] == "Not stated: zone:jiangshan-edz silence:townships in document:quzhou-2021"


def test_the_relations_tell_what_rdf_tells(get):
    (target,) = get("relations/targets", aimedRecognition="省级高新区")["rows"]
    assert (target["modality"]["zh"], target["goal"]) == ("确保", "成功创建省级高新区")
    assert "智慧新城确保成功创建省级高新区" in target["quote"]
    (base,) = get("relations/fiscal-rules", rule="fiscal/city-base", platform="智造新城")["rows"]
    assert (base["baseYear"], base["baseGrowth"], base["method"]) == ("2019", 5, "逐年增长、锁定基数")
    for platform in ("zone/zhizao-new-city", "zone/zhihui-new-city"):
        (row,) = get("relations/fiscal-rules", rule="fiscal/city-shortfall", platform=platform)["rows"]
        assert (row["payer"]["iri"], row["settlement"]) == (row["platform"]["iri"], "全额弥补")
    land = get("relations/fiscal-rules", calculationBase="合同价款")["rows"]
    assert {row["rule"]["iri"].rpartition("/")[2] for row in land} == {"zhihui-land"}
    into = get("relations/changes", into="智造新城")["rows"]
    assert "zone/green-cluster" in {row["participant"]["iri"].partition("/id/")[2] for row in into}
    (sub,) = get("relations/industries", industry="文化创意")["rows"]
    assert (sub["park"]["iri"], sub["broader"]["zh"]) == (ZONE.replace("zhizao", "zhihui"), "高端现代服务业")
    assert get("relations/parks", partOf="zone/changshan-edz-tract")["total"] > 0


def test_a_relation_tells_an_empty_column_from_an_unknown_name(client):
    def ask(**asked):
        return client.get("/api/v1/relations/targets", params=asked)

    assert ask(unit="vocab/unit/km2").json()["total"] == 0
    assert ask(value="-1").json()["total"] == 0
    assert ask(subject="子虚乌有").status_code == 404


def test_a_row_has_a_quote_or_a_citation(get):
    rows = get("relations/areas", limit=1000)["rows"]
    assert {("quote" in row, "citation" in row) for row in rows} == {(True, False), (False, True)}


@pytest.mark.parametrize(
    ("path", "parameters", "status", "says"),
    [
        ("relations/changes", {"cursor": "WzEsICJwYXJrcyJd"}, 400, "another question"),
        ("relations/parks", {"colour": "red"}, 400, "there are park"),
        ("relations/parks", {"fields": "colour"}, 422, "there are park"),
        ("relations/nothing", {}, 404, "there are areas, changes"),
        ("relations/targets", {"indicator": "幸福指数"}, 422, "规上工业总产值"),
        ("relations/areas", {"areaKind": "海域面积"}, 422, "total (总面积)"),
        ("relations/parks", {"park": "龙游"}, 404, "浙江龙游经济开发区"),
    ],
)
def test_a_relation_that_cannot_be_given_is_told_why(get, path, parameters, status, says):
    problem = get(path, status, **parameters)
    assert says in problem["detail"]
    assert problem["status"] == status
