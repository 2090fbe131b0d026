"""沿革: before, event and after, each with its words; what it shows is what the API says."""

import pytest
from playwright.sync_api import expect

from graph.core.iris import ENTITIES

OF = "/lineage?of=zone/zhizao-new-city"


def json_of(client, path):
    return client.get(path).raise_for_status().json()


@pytest.mark.parametrize("path", ["/lineage", OF])
def test_the_page_has_no_barrier(assert_no_barrier, path):
    assert_no_barrier(
        f"{path}{'&' if '?' in path else '?'}what=zones,plates,townships",
        prepare=lambda page: page.locator(".thing[data-sentence]").first.click(),
    )


def test_the_columns_are_those_of_the_states(visit, client):
    """Each zone and plate in the first column has its state before the changes, in the last its state after them."""
    page = visit("/lineage?step=all")
    for column, when in (("before", "before"), ("after", "after")):
        answer = json_of(client, f"/api/v1/state?when={when}&limit=500")
        assert answer["next"] is None
        states = {row["thing"]["iri"]: row["standing"] for row in answer["states"]}
        cells = page.locator(f".column.{column} a.thing").evaluate_all(
            "cells => cells.map(cell => [cell.dataset.thing, cell.dataset.standing])"
        )
        told = [(thing, standing) for thing, standing in cells if standing]
        assert len(told) > 30
        assert [(thing, states[thing]) for thing, _ in told] == told


def test_the_rows_of_a_zone_are_the_steps_of_its_lineage(visit, client):
    for zone in ("zone/zhizao-new-city", "zone/qujiang-edz", "zone/changshan-edz"):
        answer = json_of(client, f"/api/v1/lineage/{zone}?depth=10")
        steps = {step["change"]["event"]["iri"] for step in answer["steps"]} | {
            p["event"]["iri"] for p in answer["plates"]
        }
        page = visit(f"/lineage?of={zone}")
        rows = page.locator(".row").evaluate_all("rows => rows.map(row => row.dataset.event)")
        assert {ENTITIES + row for row in rows} == steps
        assert len(rows) == len(set(rows))


def test_no_ribbon_is_without_a_participation(visit, client):
    page = visit("/lineage?step=all&what=zones")
    ribbons = set(page.locator(".ribbon").evaluate_all("found => found.map(one => one.dataset.sentence)"))
    data = page.evaluate("JSON.parse(document.querySelector('#sentences').textContent).sentences")
    query = "SELECT ?event ?thing WHERE { ?event kq:participation/kq:participant ?thing }"
    rows = json_of(client, f"/sparql?format=json&query={query}")["results"]["bindings"]
    parts = {
        (row["event"]["value"].removeprefix(ENTITIES), row["thing"]["value"].removeprefix(ENTITIES)) for row in rows
    }
    drawn = {tuple(data[one][end]["href"].removeprefix("/id/") for end in ("subject", "object")) for one in ribbons}
    assert len(drawn) > 50
    assert drawn <= parts


def test_many_to_many_stays_one_event_beside_its_sources(visit):
    page = visit("/lineage")
    row = page.locator("[data-event='event/form-longyou-edz']")
    expect(row).to_have_count(1)
    expect(row.locator(".before .cell")).to_have_count(7)
    expect(row.locator(".after .cell")).to_have_count(1)
    event, sources = row.locator(".event").bounding_box(), row.locator(".before").bounding_box()
    assert sources["y"] <= event["y"] + event["height"] / 2 <= sources["y"] + sources["height"]


def test_ribbons_are_equally_wide_and_the_page_says_that_it_means_nothing(visit):
    page = visit("/lineage")
    widths = page.locator(".ribbon").evaluate_all("found => found.map(one => getComputedStyle(one).strokeWidth)")
    assert len(set(widths)) == 1
    expect(page.locator(".caption")).to_contain_text("带宽不代表面积")


def test_each_event_shows_its_sentence_and_the_same_in_one_of_ours(visit):
    page = visit(OF)
    expect(page.locator(".event blockquote").first).to_contain_text("整合形成智造新城")
    expect(page.locator(".sentence p")).to_contain_text("以衢州绿色产业集聚区为基础，将")
    english = visit(OF, language="en")
    expect(english.locator(".sentence p")).to_contain_text("is formed on the basis of Quzhou Green Industry Cluster")


def test_the_sources_are_told_in_words_where_several_become_one_and_where_one_goes_into_another(visit):
    changshan = visit("/lineage?event=form-changshan-edz&of=zone/changshan-edz")
    expect(changshan.locator(".sentence p")).to_contain_text(
        "由生态工业园区、原常山经济开发区整合形成浙江常山经济开发区。"
    )
    feidong = visit("/lineage?step=hefei-2018")
    expect(feidong.locator(".said", has_text="并入肥东经济开发区")).to_have_count(1)


def test_the_stepper_goes_from_paper_to_paper_by_click_and_by_key(visit):
    page = visit("/lineage")
    current = page.locator(".stepper [aria-current='step']")
    expect(current).to_contain_text("衢州市开发区")
    expect(current).to_contain_text("≤2021-12-06")
    page.locator(".row a").first.focus()
    page.keyboard.press("[")
    expect(current).to_contain_text("2018-02-08")
    expect(page.locator(".row").first).to_be_visible()
    page.go_back()
    expect(current).to_contain_text("衢州市开发区")


def test_tracks_are_chosen_in_the_address(visit):
    page = visit("/lineage")
    expect(page.locator(".track-plates .row").first).to_be_visible()
    page.get_by_role("link", name="牌子", exact=True).click()
    expect(page.locator(".track-plates")).to_have_count(0)
    page.get_by_role("link", name="乡镇托管").click()
    expect(page.locator(".track-townships .before .cell")).to_have_count(4)
    assert "what=zones%2Ctownships" in page.url


def test_nothing_is_missing_without_scripts(visit):
    page = visit("/lineage", scripts=False)
    assert page.locator(".ribbon").count() > 40
    page.locator(".thing", has_text="衢江经济开发区").first.click()
    expect(page.locator("#panel mark")).to_contain_text("整合形成智造新城")


def test_a_poster_has_its_rows_and_no_controls(visit):
    page = visit("/lineage")
    page.get_by_role("link", name="海报").click()
    expect(page.locator(".poster-caption")).to_contain_text("带宽不代表面积")
    page.emulate_media(media="print")
    expect(page.locator(".controls")).to_be_hidden()
    expect(page.locator(".row").first).to_be_visible()
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("query", "told"), [("step=other", "quzhou-2021"), ("what=maps", "zones, plates"), ("print=yes", "poster")]
)
def test_what_there_is_not_is_told_with_what_there_is(client, query, told):
    answer = client.get(f"/lineage?{query}")
    assert answer.status_code == 422
    assert told in answer.text


def test_an_unknown_zone_is_not_found(client):
    assert client.get("/lineage?of=没有这个区").status_code == 404
