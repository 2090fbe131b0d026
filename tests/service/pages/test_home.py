"""The front page, the lists of a class, and the health."""

import pytest
import rdflib

HTML = {"accept": "text/html"}
COUNT_BY_QUERY = "SELECT (COUNT(DISTINCT ?x) AS ?n) { ?x a/rdfs:subClassOf* kq:%s ; skos:prefLabel ?l }"


def count(client, name):
    answer = client.get("/sparql", params={"query": COUNT_BY_QUERY % name}).json()
    return answer["results"]["bindings"][0]["n"]["value"]


def test_the_front_page_says_what_this_is_in_both_languages_and_shows_a_query(client):
    text = client.get("/", headers=HTML).text
    for words in ("开发区整合知识图谱", "A knowledge graph of development-zone reorganisation", "kq:abolishesPlate"):
        assert words in text


@pytest.mark.parametrize("name", ["Zone", "Plate", "ChangeEvent", "Document"])
def test_the_counts_of_the_front_page_are_those_of_the_graph(client, name):
    text = client.get("/", headers=HTML).text
    assert f'<li><a href="/class/{name}"><b>{count(client, name)}</b>' in text


def test_the_front_page_counts_the_statements_and_leads_to_them(client):
    claims = client.get("/health").json()["statements"]
    text = client.get("/", headers=HTML).text
    assert claims > 1000
    assert f"<b>{claims}</b>" in text


def test_what_the_build_records_of_the_texts_is_listed_after_what_the_papers_speak_of(client):
    listed = client.get("/", headers=HTML).text.partition('<ul class="classes">')[2]
    assert listed.index("/class/Zone") < listed.index("/class/Custody") < listed.index("/class/Evidence")


@pytest.mark.parametrize(("language", "title"), [("zh", "首页"), ("en", "Home")])
def test_the_front_page_is_in_the_readers_language(client, language, title):
    text = client.get("/", headers={**HTML, "accept-language": language}).text
    assert f'<html lang="{language}">' in text
    assert f"<title>{title}" in text


def test_a_list_holds_the_members_of_the_class_and_of_those_below_it(client):
    text = client.get("/class/ChangeEvent", headers=HTML).text
    assert "整合形成智造新城" in text
    assert "撤销衢州绿色产业集聚区龙游片区省级平台牌子" in text
    assert text.partition("<main")[2].count("<li><a") == int(count(client, "ChangeEvent"))


def test_a_list_is_sorted_by_the_readers_names(client):
    lines = client.get("/class/Township", params={"lang": "en"}, headers=HTML).text.splitlines()
    names = [line.partition('lang="en">')[2].partition("<")[0] for line in lines if "/id/township/" in line]
    assert names == sorted(names)
    assert len(names) > 20


def test_a_list_is_also_data(client):
    response = client.get("/class/Plate", headers={"accept": "text/turtle"})
    read = rdflib.Graph().parse(data=response.content, format="turtle")
    plates = set(read.subjects(rdflib.RDF.type, rdflib.URIRef("https://w3id.org/kaifaqu/ontology#Plate")))
    assert len(plates) == int(count(client, "Plate"))


@pytest.mark.parametrize("name", ["Nothing", "Claim", "%22", "zone"])
def test_a_class_without_a_list_is_told_with_those_that_have_one(client, name):
    response = client.get(f"/class/{name}")
    assert response.status_code == 404
    assert "Zone" in response.json()["detail"]


def test_the_health_tells_the_build_that_is_served(client, graph):
    claims = len(graph.rows("SELECT ?claim { ?claim a kq:Claim }"))
    told = client.get("/health").json()
    assert {name: told[name] for name in ("status", "build", "statements")} == {
        "status": "ok",
        "build": graph.build.folder.name,
        "statements": claims,
    }
    assert told["workers"]["alive"] >= told["workers"]["wanted"] > 1
    assert told["queue"] == {"waiting": 0, "oldest_seconds": 0.0}
