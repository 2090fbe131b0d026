"""One sentence of the paper, walked to one answer over HTTP and back to the sentence."""

import yaml

from graph.core.resources import SOURCES

SENTENCE = "撤销衢州绿色产业集聚区江山片区省级平台牌子"
PLATE = "https://w3id.org/kaifaqu/id/plate/green-cluster-jiangshan"
QUERY = """SELECT ?plate ?words ?start WHERE {
  ?event kq:abolishesPlate ?plate ; kq:takesPlaceIn admin:jiangshan ; kq:evidence ?evidence .
  ?evidence kq:quote ?words ; kq:start ?start .
}"""


def test_a_sentence_becomes_an_answer_that_leads_back_to_it(client, quzhou):
    claims = yaml.safe_load((SOURCES / "quzhou-2021/claims/02-3-county-zones.yaml").read_text("utf-8"))
    (passage,) = [p for p in claims if p["quote"] == SENTENCE]
    assert {"plate/green-cluster-jiangshan"} < {mapping["id"] for mapping in passage["says"]}

    asked = {"query": QUERY}
    answer = client.get("/sparql", params=asked, headers={"Accept": "application/sparql-results+json"})
    (row,) = answer.raise_for_status().json()["results"]["bindings"]
    assert (row["plate"]["value"], row["words"]["value"]) == (PLATE, SENTENCE)

    start = int(row["start"]["value"])
    assert quzhou.text[start : start + len(SENTENCE)] == SENTENCE
    page = client.get("/id/plate/green-cluster-jiangshan", headers={"Accept": "text/html"})
    assert SENTENCE in page.raise_for_status().text
