"""`/api/v1` as other systems use it."""

import csv
import io

import pytest

from graph.names import shorten
from service.relations import views

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
    assert set().union(*example["rows"]) <= set(view.columns)
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
        ("relations/nothing", {}, 404, "says nothing of"),
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


def test_a_relation_tells_an_empty_column_from_an_unknown_name(client):
    def ask(**asked):
        return client.get("/api/v1/relations/targets", params=asked)

    assert ask(unit="vocab/unit/km2").json()["total"] == 0
    assert ask(value="-1").json()["total"] == 0
    assert ask(subject="子虚乌有").status_code == 404
