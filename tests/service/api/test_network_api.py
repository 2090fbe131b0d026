"""Paths, neighbours and similar things over HTTP: a thing can be named in every way that the resolver knows."""

import pytest

ZHIZAO = "https://w3id.org/kaifaqu/id/zone/zhizao-new-city"


@pytest.mark.parametrize("name", ["智造新城", "zone/zhizao-new-city", "zone:zhizao-new-city", ZHIZAO])
def test_a_thing_is_named_in_every_way(client, name):
    found = client.get("/api/v1/similar", params={"to": name}).json()
    assert found["thing"]["iri"] == ZHIZAO
    indices = [one["jaccard"] for one in found["similar"]]
    assert indices
    assert indices == sorted(indices, reverse=True)


def test_neighbours_come_with_the_relations_among_them(client):
    found = client.get("/api/v1/neighbours", params={"of": "智造新城", "limit": 5}).json()
    iris = {thing["iri"] for thing in found["things"]}
    assert found["cut"]
    assert len(iris) == 5
    assert ZHIZAO in iris
    assert all({edge["source"]["iri"], edge["target"]["iri"]} <= iris for edge in found["relations"])


def test_the_paths_between_two_things_have_their_sentences(get):
    answer = get("paths", **{"from": "原集聚区", "to": "白云街道"}, limit=3)
    assert len(answer["paths"]) == 3
    assert answer["cut"]
    assert all(edge["evidence"] or edge["rules"] for way in answer["paths"] for edge in way)


def test_neighbours_and_likes(get):
    around = get("neighbours", of=ZHIZAO, limit=1000)
    assert {"absorbedInto", "coversTownship", "leadingIndustry"} <= {edge["relation"] for edge in around["relations"]}
    alike = get("similar", to="智造新城")["similar"]
    assert all(one["shared"] for one in alike)


@pytest.mark.parametrize(
    ("path", "parameters", "status", "says"),
    [
        ("similar", {"to": "智造新城", "relation": "industry"}, 400, "leadingIndustry"),
        ("neighbours", {"of": "智造新城", "relation": "industry"}, 400, "leadingIndustry"),
        ("neighbours", {"of": "https://w3id.org/kaifaqu/id/<>"}, 404, "no IRI"),
        ("neighbours", {"of": 'x" } DROP ALL #'}, 404, "No source"),
    ],
)
def test_a_network_question_that_cannot_be_answered_is_told_why(get, path, parameters, status, says):
    problem = get(path, status, **parameters)
    assert says in problem["detail"]
    assert problem["status"] == status
