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


def test_a_place_may_be_given_by_its_code(client):
    found = client.get("/api/v1/search", params={"q": "街道", "place": "330802"}).json()["candidates"]
    named = client.get("/api/v1/search", params={"q": "街道", "place": "柯城区"}).json()["candidates"]
    assert found
    assert found == named
