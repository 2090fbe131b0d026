"""对比: areas on one scale and platforms side by side; what they show is what SPARQL says."""

import csv
import io
from decimal import Decimal
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest
from playwright.sync_api import expect

from graph.core.iris import ENTITIES, shorten
from graph.core.terms import text

ZHIZAO, ZHIHUI = "zone/zhizao-new-city", "zone/zhihui-new-city"
PLATFORMS = f"/compare?what=platforms&of={ZHIZAO},{ZHIHUI}"
FIGURES = """
SELECT DISTINCT ?area ?value ?isDerived WHERE {
  ?event kq:participation [ kq:participant ?zone ; kq:effect effect:formed ] .
  ?zone kq:area ?area . ?area kq:value ?value .
  BIND(EXISTS { GRAPH graph:derived { ?zone kq:area ?area } } AS ?isDerived)
}
"""


def table_of(client, address):
    answer = client.get(f"{address}{'&' if '?' in address else '?'}format=csv").raise_for_status()
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))


@pytest.mark.parametrize("path", [f"/compare?of={ZHIZAO},zone/changshan-edz", PLATFORMS])
def test_the_page_has_no_barrier(assert_no_barrier, path):
    assert_no_barrier(path, prepare=lambda page: page.locator("#view a[data-sentence]").first.click())


def test_each_figure_is_one_of_the_graph_and_none_is_missing(client, graph):
    stated = {
        (text(row["area"]).removeprefix(ENTITIES), text(row["value"]), text(row["isDerived"]) == "true")
        for row in graph.rows(FIGURES)
    }
    assert len(stated) >= 10
    lines = [line for line in table_of(client, "/compare?lang=zh") if not line["part"]]
    assert {(line["statement"], line["value"], line["origin"] == "derived") for line in lines} == stated


def test_parts_add_up_to_the_whole_that_they_name(client):
    lines = table_of(client, "/compare")
    wholes = {line["statement"]: line for line in lines if not line["part_of"]}
    parts = {}
    for line in lines:
        parts.setdefault(line["part_of"], []).append(Decimal(line["km2"]))
    added_up = {iri for iri, line in wholes.items() if line["parts"] == "adds up"}
    assert len(added_up) >= 7
    for iri in added_up:
        assert sum(parts[iri]) == Decimal(wholes[iri]["km2"])


def test_what_is_drawn_is_in_the_table_and_in_the_picture(visit, client):
    page = visit("/compare", scripts=False)
    lines = table_of(client, "/compare?lang=zh")
    assert page.locator(".of-figure .figure b").all_inner_texts() == [line["value"] for line in lines]
    wide = [
        float(width.rstrip("%"))
        for width in page.locator(".bar .part").evaluate_all("f => f.map(o => o.getAttribute('width'))")
    ]
    wholes = {line["part_of"] for line in lines}
    drawn = [Decimal(line["km2"]) for line in lines if line["statement"] not in wholes]
    assert [round(width / wide[0], 3) for width in wide] == [round(float(km2 / drawn[0]), 3) for km2 in drawn]
    for line in lines:
        assert line["origin"] in {"stated", "derived"}
        assert line["paper"]
    picture = ET.fromstring(client.get("/compare?lang=zh&format=svg").raise_for_status().text)  # noqa: S314  of our own service
    told = " ".join(picture.itertext())
    assert all(line["value"] in told for line in lines)
    assert len(client.get("/compare?format=json").json()["rows"]) == len(lines)


def test_english_units_beside_numbers_are_in_the_plural(visit, client):
    page = visit(f"/compare?of={ZHIZAO}", language="en", scripts=False)
    expect(page.locator(".of-figure .figure").first).to_have_text("121 square kilometres")
    expect(page.locator(".reasons")).to_contain_text("121 square kilometres and 117.21 square kilometres")
    assert "121 square kilometres" in client.get(f"/compare?of={ZHIZAO}&lang=en&format=svg").text
    assert {line["unit"] for line in table_of(client, f"/compare?of={ZHIZAO}&lang=en")} == {"square kilometre"}


def test_the_cells_are_the_relations_of_the_graph(client, graph):
    lines = table_of(client, f"{PLATFORMS}&lang=zh")
    query = f"SELECT ?value WHERE {{ {shorten(ENTITIES + ZHIZAO)} kq:coversTownship ?value }}"
    townships = {text(row["value"]).removeprefix(ENTITIES) for row in graph.rows(query)}
    assert townships
    assert {one["value"] for one in lines if (one["topic"], one["zone"]) == ("townships", ZHIZAO)} == townships
    rules = {
        text(row["r"])
        for row in graph.rows(f"SELECT ?r WHERE {{ ?r a kq:FiscalRule ; kq:platform {shorten(ENTITIES + ZHIHUI)} }}")
    }
    assert {ENTITIES + one["value"] for one in lines if (one["topic"], one["zone"]) == ("fiscal", ZHIHUI)} == rules
    for topic in {one["topic_name"] for one in lines if one["same"] == "true"}:
        values = [{o["value"] for o in lines if (o["topic_name"], o["zone"]) == (topic, z)} for z in (ZHIZAO, ZHIHUI)]
        assert values[0] == values[1]
    assert {one["topic"] for one in lines if one["same"] == "true"} >= {"kind", "supervision"}


def test_what_a_paper_does_not_state_is_told(visit):
    page = visit("/compare?what=platforms&of=zone/longyou-edz,zone/zhizao-new-city")
    row = page.locator("[data-topic='townships']")
    expect(row.locator("td").first).to_contain_text("涉及乡镇未说明")
    row.get_by_role("link", name="涉及乡镇未说明").click()
    expect(page.locator("#panel")).to_contain_text("整理者补充")
    expect(page.locator("#panel mark").first).to_be_visible()


def test_why_there_are_two_areas_and_which_is_newer_in_three_clicks(visit):
    page = visit("/search?q=智造新城")
    page.get_by_role("link", name="衢州智造新城", exact=True).first.click()
    page.get_by_role("link", name="对比", exact=True).click()
    answer = page.locator(".contradictions")
    expect(answer.locator(".contradiction", has_text="121").locator("mark")).to_contain_text("新平台总面积121平方公里")
    expect(answer.locator(".contradiction", has_text="117.21")).to_contain_text("较新")
    expect(answer.locator(".reasons")).to_contain_text("“总面积”在“未注明口径”之前")
    expect(answer.locator(".reasons")).to_contain_text("较新的是 117.21 平方公里（2022-10）")
    page.locator(".of-figure .figure", has_text="59.5").click()
    expect(page.locator("#panel")).to_contain_text("推导")
    copied = visit(page.url.removeprefix(visit.base), scripts=False)
    expect(copied.locator("#panel mark")).to_contain_text("新增面积61.5平方公里")


def test_a_date_that_is_a_bound_does_not_make_a_figure_newer(visit):
    page = visit("/compare?of=zone/changshan-edz", scripts=False)
    expect(page.locator(".contradiction")).to_have_count(2)
    expect(page.locator(".reasons")).to_contain_text("文件的日期不足以确定（不晚于 2021-12-06、2020-12）")
    expect(page.locator(".contradictions")).not_to_contain_text("较新的是")


def test_zones_are_chosen_by_a_form_without_scripts(visit):
    page = visit(f"/compare?of={ZHIZAO}", scripts=False)
    page.get_by_label("浙江龙游经济开发区").check()
    page.get_by_label("再加一个").fill("莲华山工业园")
    page.get_by_role("button", name="对比").click()
    expect(page.locator("section.areas")).to_have_count(3)
    page.get_by_role("link", name="逐项对照").click()
    expect(page.locator("thead th")).to_have_count(3)


@pytest.mark.parametrize(
    ("query", "status", "told"),
    [
        ("of=没有这个区", 404, "没有这个区"),
        ("of=plate/green-cluster", 404, "is no zone"),
        ("of=经济开发区", 409, "Several things"),
        ("what=maps", 422, "areas or platforms"),
        ("format=gif", 422, "html, csv"),
    ],
)
def test_what_cannot_be_compared_is_told(client, query, status, told):
    answer = client.get(f"/compare?{quote(query, safe='=/')}")
    assert answer.status_code == status
    assert told in answer.text


def test_other_data_have_no_platforms_and_a_name_is_text(hostile):
    assert "请按名称选择" in hostile.get("/compare?lang=zh").raise_for_status().text
    assert hostile.get("/compare?format=svg").raise_for_status().text.endswith("</svg>")
    refused = hostile.get("/compare", params={"of": "<script>alert(1)"}, headers={"accept": "text/html"})
    assert refused.status_code == 400  # these data have no class of zones
    assert "<script>alert" not in refused.text


def test_the_query_behind_the_page_has_its_figures(visit, client):
    page = visit(f"/compare?of={ZHIZAO}")
    page.get_by_role("link", name="SPARQL").click()
    for line in table_of(client, f"/compare?of={ZHIZAO}"):
        expect(page.locator("main")).to_contain_text(line["value"])


@pytest.mark.parametrize("path", ["/compare", "/compare?what=platforms"])
def test_a_poster_has_the_quotes_as_numbered_notes(visit, path):
    page = visit(path)
    page.get_by_role("link", name="海报").click()
    for hidden in ("#panel", ".controls", ".choose"):
        expect(page.locator(hidden)).to_be_hidden()
    number = page.locator("#view .note-number").first
    expect(number).to_be_visible()
    named = number.evaluate("sup => sup.previousElementSibling.dataset.sentence")
    sentence = page.evaluate("id => JSON.parse(document.getElementById('sentences').textContent).sentences[id]", named)
    note = page.locator(".poster-notes li").nth(int(number.inner_text()) - 1)
    assert note.inner_text() in {place["quote"] for place in sentence["passages"]}
    page.get_by_role("link", name="回到页面").click()
    expect(page.locator(".controls")).to_be_visible()
