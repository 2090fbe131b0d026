"""The page to ask from, as a browser meets it."""

import re
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from service.sparql.endpoint import EXAMPLE

HTML = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}

SLOW = """SELECT (COUNT(*) AS ?n) {
  { SELECT ?a { ?a a kq:Claim } LIMIT 700 } ?b a kq:Claim . FILTER(STR(?a) < STR(?b))
}"""
HEAD_START = 0.1


@pytest.fixture(scope="module")
def ask(client):
    return lambda **parameters: client.get("/sparql", params=parameters, headers=HTML)


def test_without_a_query_there_is_the_form_with_an_example(ask):
    page = ask()
    assert page.status_code == 200
    assert '<form class="query" action="/sparql" method="get">' in page.text
    assert "kq:abolishesPlate" in page.text


def test_the_example_is_answered(ask):
    page = ask(query=EXAMPLE)
    assert page.status_code == 200
    assert page.text.count("<tr>") == 5
    assert "衢州智造新城" in page.text


def test_a_table_is_shown_under_its_query_with_links_to_the_files(ask, client):
    page = ask(query='SELECT ?zone { ?zone skos:altLabel "智造新城"@zh }', lang="en")
    assert '<textarea id="query"' in page.text
    assert "?zone skos:altLabel &#34;智造新城&#34;@zh" in page.text
    assert '<a href="/id/zone/zhizao-new-city?lang=en">' in page.text
    for name in ("json", "xml", "csv", "tsv"):
        (href,) = re.findall(rf'href="(/sparql\?[^"]*format={name}[^"]*)"', page.text)
        assert b"zone/zhizao-new-city" in client.get(href.replace("&amp;", "&")).content


def test_a_table_longer_than_the_page_says_that_it_is_cut(ask):
    page = ask(query="SELECT * { ?claim a kq:Claim }")
    assert '<span class="count">500+</span>' in page.text
    assert "本页只列前 500 行" in page.text


def test_yes_or_no_and_a_graph_are_shown(ask):
    assert '<p class="boolean">是</p>' in ask(query="ASK { ?z a kq:Zone }").text
    assert '<p class="boolean">false</p>' in ask(query="ASK { ?z a kq:Nothing }", lang="en").text
    graph = ask(query='CONSTRUCT { ?z kq:note "<b>&" } WHERE { BIND(kq:Zone AS ?z) }').text
    assert "kq:Zone kq:note &#34;&lt;b&gt;&amp;&#34; ." in graph


def test_a_mistake_is_shown_at_its_place_with_the_query_kept(ask):
    page = ask(query="SELECT *\nWHERE { ?s zon:name ?o }")
    assert page.status_code == 400
    assert "没有前缀 zon:；请用 PREFIX zon: &lt;…&gt; 声明，或者是不是 zone:？" in page.text
    english = ask(query="SELECT *\nWHERE { ?s zon:name ?o }", lang="en").text
    assert "The prefix zon: is not known" in english
    assert "(line 2, column 12)" in english
    assert "WHERE { ?s <mark>zon:name</mark> ?o }" in page.text
    assert "WHERE { ?s zon:name ?o }</textarea>" in page.text


def test_a_hostile_query_is_shown_as_text(ask):
    page = ask(query="</textarea><script>alert(1)</script>")
    assert page.status_code == 400
    assert "<script>alert" not in page.text


def test_other_mistakes_are_shown_too(ask):
    assert ask(foo="1").status_code == 400
    assert ask(update="CLEAR ALL").status_code == 403
    assert ask(query="ASK {}", format="exe").status_code == 400


def test_a_program_may_ask_for_the_page_by_name(client):
    assert client.get("/sparql?query=ASK+%7B%7D&format=html").headers["content-type"] == "text/html; charset=utf-8"
    assert client.get("/sparql?query=ASK+%7B&format=html").status_code == 400
    assert "<textarea" in client.get("/sparql?query=ASK+%7B&format=html").text


def test_the_graphs_of_a_question_go_along_to_the_files(ask):
    page = ask(**{"query": "SELECT * { ?s ?p ?o } LIMIT 1", "default-graph-uri": "http://example.org/g"})
    assert "default-graph-uri=http://example.org/g&amp;format=csv" in page.text


def test_one_slow_question_does_not_keep_others_waiting(client, service):
    with ThreadPoolExecutor() as pool:
        slow = pool.submit(httpx.get, f"{service}/sparql", params={"query": SLOW}, timeout=60)
        time.sleep(HEAD_START)
        assert client.get("/sparql", params={"query": "ASK {}"}).json()["boolean"]
        assert not slow.done()
        assert slow.result().status_code == 200


def test_a_query_that_can_match_nothing_has_a_hint_in_its_header_and_on_its_page(client):
    asked = {"query": "SELECT ?t { ?z kq:coverTownship ?t }"}
    answer = client.get("/sparql", params=asked)
    assert answer.headers["x-hint"] == "The ontology has no kq:coverTownship; do you mean kq:coversTownship?"
    assert "X-Hint" in answer.headers["access-control-expose-headers"]
    assert client.get("/sparql", params=asked).headers["x-hint"] == answer.headers["x-hint"]
    page = client.get("/sparql", params=asked, headers={"accept": "text/html"})
    assert "是不是 kq:coversTownship？" in page.text
    assert "图谱中没有符合“?z kq:coverTownship ?t”的内容。" in page.text
    label = client.get("/sparql", params={"query": 'ASK { ?z skos:prefLabel "衢州智造新城" }'})
    assert label.json()["boolean"] is False
    assert '"\\u8862\\u5DDE\\u667A\\u9020\\u65B0\\u57CE"@zh' in label.headers["x-hint"]
    assert "x-hint" not in client.get("/sparql", params={"query": "ASK { ?z a kq:Zone }"}).headers


def test_an_empty_answer_has_a_hint_where_the_paper_is_silent(client):
    answer = client.get("/sparql", params={"query": "SELECT ?t { zone:jiangshan-edz kq:coversTownship ?t }"})
    assert answer.headers["x-hint"] == "quzhou-2021 does not state kq:coversTownship of zone:jiangshan-edz."
