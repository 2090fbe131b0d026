"""The front page, the lists of a class, and the health."""

import csv
import io
import re

import pytest
import rdflib
from pyoxigraph import NamedNode

from graph.core.iris import ENTITIES, term
from graph.schema.ontology import ontology_quads
from service.pages.list_columns import COLUMNS
from service.pages.questions import questions

HTML = {"accept": "text/html"}
COUNT_BY_QUERY = "SELECT (COUNT(DISTINCT ?x) AS ?n) { ?x a/rdfs:subClassOf* kq:%s ; skos:prefLabel ?l }"


def count(client, name):
    answer = client.get("/sparql", params={"query": COUNT_BY_QUERY % name}).json()
    return answer["results"]["bindings"][0]["n"]["value"]


@pytest.mark.parametrize(
    ("language", "title"),
    [("zh", "开发区整合知识图谱"), ("en", "A knowledge graph of development-zone reorganisation")],
)
def test_the_front_page_says_what_this_is(client, language, title):
    assert f"<h1>{title}</h1>" in client.get("/", params={"lang": language}, headers=HTML).text


def test_the_front_page_answers_questions_with_the_words_of_papers(client, quzhou):
    text = client.get("/", headers=HTML).text
    assert text.count('<article class="sheet question">') == len(questions()) > 5
    quotes = [quote for quote in re.findall(r"<mark>([^<]+)</mark>", text) if quote]
    assert len(quotes) > 5
    assert all(quote in quzhou.text for quote in quotes)


@pytest.mark.parametrize("question", questions(), ids=lambda question: question.about)
def test_each_question_is_about_something_and_has_answers_with_evidence(graph, question):
    rows = list(graph.rows(question.query))
    assert rows
    assert all({"answer", "evidence"} <= set(row) for row in rows)
    assert any(graph.match(NamedNode(ENTITIES + question.about)))


@pytest.mark.parametrize("name", ["Zone", "Plate", "ChangeEvent", "Document"])
def test_the_counts_of_the_front_page_are_those_of_the_graph(client, name):
    text = client.get("/", headers=HTML).text
    assert f'<li><a href="/class/{name}"><b>{count(client, name)}</b>' in text


def test_the_front_page_counts_the_statements_and_leads_to_them(client):
    claims = client.get("/health").json()["statements"]
    text = client.get("/", headers=HTML).text
    assert claims > 1000
    assert f"<b>{claims:,}</b>" in text


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
    assert text.count('<th scope="row">') == int(count(client, "ChangeEvent"))


def test_a_list_is_sorted_by_the_readers_names(client):
    names = names_of(client.get("/class/Township", params={"lang": "en"}, headers=HTML).text)
    assert names == sorted(names)
    assert len(names) > 20


def names_of(text):
    """The names of the things of a list, in its order."""
    return re.findall(r'<th scope="row">.*?<a [^>]+>([^<]+)</a>', text)


def test_a_list_is_filtered_by_the_values_of_a_column_and_by_words(client):
    def names(**asked):
        return names_of(client.get("/class/Plate", params=asked, headers=HTML).text)

    assert set(names(rank="国家级")) == {"衢州经济技术开发区", "衢州高新技术产业开发区"}
    abolished = names(after="不再存续")
    assert len(abolished) == 4
    assert all("集聚区" in name for name in abolished)
    assert names(filter="龙游 省级") == ["衢州绿色产业集聚区龙游片区"]
    assert names(filter="没有这个牌子") == []


def test_a_list_is_sorted_by_a_column_of_numbers_as_numbers(client):
    text = client.get("/class/Zone", params={"sort": "-area", "lang": "en"}, headers=HTML).text
    areas = [float(number) for number in re.findall(r"area ([\d.]+) square kilometre", text.partition("<tbody")[2])]
    assert areas == sorted(areas, reverse=True)
    assert len(areas) > 5
    assert 'aria-sort="descending"' in text


def test_a_list_is_a_table_for_spreadsheets_as_it_is_filtered(client):
    answer = client.get("/class/Zone", params={"filter": "龙游", "format": "csv"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    titles, *rows = csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")))
    assert titles[:5] == ["iri", "zh", "en", "种类", "所在地"]
    assert 3 < len(rows) < 40
    assert all("龙游" in ",".join(row) for row in rows)
    assert client.get("/class/Zone", params={"filter": "龙游"}, headers={"accept": "text/csv"}).text == answer.text


def test_each_column_of_a_list_is_of_properties_that_the_ontology_has():
    known = {quad.subject for quad in ontology_quads()}
    for columns in COLUMNS.values():
        assert {term(name.removeprefix("^")) for column in columns for name in column.properties} <= known


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
