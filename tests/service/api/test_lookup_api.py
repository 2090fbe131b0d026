"""`/api/v1/search` and `/api/v1/lookup` as other systems use them."""

import pytest

ZONE = "https://w3id.org/kaifaqu/id/zone/zhizao-new-city"


def test_a_name_leads_to_the_thing_and_its_page(client, get):
    answer = get("lookup", q="智造新城")
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


def test_a_code_is_searched_for_in_its_system(client):
    def found(**asked):
        return [c["thing"]["zh"] for c in client.get("/api/v1/search", params=asked).json()["candidates"]]

    assert found(q="330802", system="mca") == ["柯城区"]
    assert found(q="330802", system="post") == []
    assert found(q="柯城区", system="mca") == []


def test_a_place_may_be_given_by_its_code(client):
    found = client.get("/api/v1/search", params={"q": "街道", "place": "330802"}).json()["candidates"]
    named = client.get("/api/v1/search", params={"q": "街道", "place": "柯城区"}).json()["candidates"]
    assert found
    assert found == named


@pytest.mark.parametrize(
    ("path", "parameters", "status", "says"),
    [
        ("lookup", {}, 422, "q: Field required"),
        ("search", {"q": "智造新城", "type": "Park"}, 400, "there are AdminUnit"),
        ("lookup", {"q": "智造新城", "type": "Park"}, 400, "there are AdminUnit"),
    ],
)
def test_a_name_that_cannot_be_looked_up_is_told_why(get, path, parameters, status, says):
    problem = get(path, status, **parameters)
    assert says in problem["detail"]
    assert problem["status"] == status
