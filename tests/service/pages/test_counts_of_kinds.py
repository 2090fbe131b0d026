"""What the pages count of each class is the same everywhere, and the same as in SPARQL."""

import re

import pytest


@pytest.mark.parametrize("kind", ["ChangeEvent", "AdminUnit", "PlateEvent", "Zone"])
def test_a_kind_counts_the_same_on_each_page_and_in_sparql(client, kind):
    query = f"SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ ?x a/rdfs:subClassOf* kq:{kind} ; skos:prefLabel ?name }}"
    count = int(client.get("/sparql", params={"query": query, "format": "csv"}).text.split()[1])
    shown = {"lang": "en"}
    front = client.get("/", params=shown).text
    assert f'/class/{kind}?lang=en"><b>{count}</b>' in front or re.search(
        rf'/class/{kind}\?lang=en">[^<]+</a> <span class="count">{count}<', front
    )
    listed = client.get(f"/class/{kind}", params={"format": "json"}).json()
    assert len(listed["rows"]) == count
    term = client.get(f"/ontology/{kind}", params=shown, headers={"accept": "text/html"}).text
    assert f"Use in the graph <small>{count}</small>" in term
    asked = client.get("/ask", params=shown).text
    (told,) = re.findall(rf'kind={kind}&amp;lang=en">[^<]*<span[^>]*>([0-9]+)<', asked)
    assert int(told) == count


def test_a_question_finds_the_things_of_the_classes_below_a_kind(client):
    answer = client.get("/ask", params={"kind": "AdminUnit", "lang": "en"}).text
    assert "a/rdfs:subClassOf* kq:AdminUnit" in answer
    assert {"/id/township/baiyun", "/id/admin/kecheng"} <= set(re.findall(r"/id/[a-z/-]+", answer))


def test_the_pages_of_a_list_and_of_its_term_have_titles_of_their_own(client):
    paths = ("/class/Zone", "/ontology/Zone", "/ontology/code", "/ontology/Code")
    pages = (client.get(path, params={"lang": "en"}, headers={"accept": "text/html"}).text for path in paths)
    assert len({re.search("<title>(.*?)</title>", page)[1] for page in pages}) == len(paths)
