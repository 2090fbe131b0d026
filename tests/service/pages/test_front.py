"""The front page."""

import re

import pytest
from pyoxigraph import NamedNode

from graph.core.iris import ENTITIES
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
