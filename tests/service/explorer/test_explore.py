"""图景: the relations of a thing, each with its words; before, after and compared; as groups, a network and a list."""

import gzip
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from playwright.sync_api import expect

from graph.core.iris import ENTITIES
from service.web.assets import STATIC, Assets

ZHIZAO = "/explore/zone/zhizao-new-city"
NETWORK_KB, PAGE_KB = 185, 8
PLATE = "/explore/plate/green-cluster"


def words_of_evidence(client, query):
    answer = client.get("/sparql", params={"query": query, "format": "json"}).raise_for_status().json()
    return [{name: value["value"] for name, value in row.items()} for row in answer["results"]["bindings"]]


@pytest.mark.parametrize(
    "path", [ZHIZAO, f"{ZHIZAO}?view=list&origin=derived&origin=stated", f"{ZHIZAO}?view=network&depth=2"]
)
def test_the_page_has_no_barrier(assert_no_barrier, path):
    def prepare(page):
        if "network" in path:
            expect(page.locator("#network canvas").first).to_be_visible()
        page.locator("[data-sentence]").first.click()
        expect(page.locator("#panel mark, #panel .note").first).to_be_visible()

    assert_no_barrier(path, prepare=prepare)


def test_each_relation_shows_the_words_that_the_graph_has(client):
    """The quotes of each drawn relation are those of its triples: asked of SPARQL, not of the index of the page."""
    data = client.get(f"{ZHIZAO}?format=json").raise_for_status().json()
    townships = {edge["id"]: edge["target"] for edge in data["edges"] if edge["group"] == "out:coversTownship"}
    query = f"""SELECT ?township ?quote WHERE {{
      ?claim rdf:subject <{ENTITIES}zone/zhizao-new-city> ; rdf:predicate kq:coversTownship ; rdf:object ?township ;
        kq:evidence/kq:quote ?quote }}"""
    said = {(row["township"].removeprefix(ENTITIES), row["quote"]) for row in words_of_evidence(client, query)}
    sentences = {sentence["id"]: sentence for sentence in data["sentences"]}
    shown = {(target, place["quote"]) for id_, target in townships.items() for place in sentences[id_]["passages"]}
    assert shown == said
    assert len(townships) == 8


def test_the_quotes_of_all_relations_are_quotes_of_the_graph(client):
    data = client.get(f"{ZHIZAO}?format=json&origin=stated&origin=derived").raise_for_status().json()
    known = {row["quote"] for row in words_of_evidence(client, "SELECT DISTINCT ?quote { ?e kq:quote ?quote }")}
    quotes = {place["quote"] for said in data["sentences"] for place in said["passages"] if not place["is_citation"]}
    assert quotes
    assert quotes <= known


def test_nothing_is_missing_without_scripts(visit, words_of):
    page = visit(ZHIZAO, scripts=False)
    assert page.locator(".group").count() > 10
    page.get_by_role("link", name="廿里镇").click()
    expect(page.locator("#panel mark")).to_be_visible()
    assert "涉及乡级单位" in words_of(page.locator("#panel .triple"))


def test_before_after_and_compare(visit):
    page = visit(ZHIZAO)
    ended = page.locator(".change-ended", has_text="衢江经济开发区")
    expect(ended.first).to_contain_text("终止")
    page.get_by_role("link", name="整合后").click()
    expect(page.locator(".incoming .change-ended")).to_have_count(0)
    page.get_by_role("link", name="整合前").click()
    expect(page.locator(".change-ended", has_text="衢江经济开发区").first).to_be_visible()
    assert parse_qs(urlsplit(page.url).query)["when"] == ["before"]


def test_the_states_are_those_of_the_api(client):
    """Each zone or plate that is drawn as added or ended changes as `/api/v1/state` says."""
    data = client.get(f"{ZHIZAO}?format=json").raise_for_status().json()
    states = {}
    for when in ("before", "after"):
        answer = client.get(f"/api/v1/state?when={when}&limit=500").raise_for_status().json()
        assert answer["next"] is None
        states[when] = {row["thing"]["iri"].removeprefix(ENTITIES): row["standing"] for row in answer["states"]}
    pairs = {"added": ("does not stand", "stands"), "ended": ("stands", "does not stand")}
    shown = [node for node in data["nodes"] if node["change"] in pairs]
    assert len(shown) == 5
    assert all((states["before"][n["id"]], states["after"][n["id"]]) == pairs[n["change"]] for n in shown)


def test_derived_relations_come_on_request_and_go_with_the_stated_ones(visit):
    page = visit(ZHIZAO)
    lines = page.locator("[data-sentence]").count()
    page.get_by_role("link", name="推导").click()
    expect(page.locator(".mark", has_text="+").first).to_be_visible()
    assert page.locator("[data-sentence]").count() < lines + 36


def test_a_sentence_is_previewed_pinned_kept_in_the_address_and_undone(visit):
    page = visit(ZHIZAO)
    panel = page.locator("#panel")
    page.locator("#view").get_by_role("link", name="高端新材料").hover()
    expect(panel.locator("mark")).to_be_visible()
    assert "edge=" not in page.url
    page.locator("#view").get_by_role("link", name="高端新材料").click()
    pinned = page.url
    assert "edge=" in pinned
    page.get_by_role("link", name="整合后").click()
    expect(panel.locator("h3")).to_contain_text("高端新材料")
    copied = visit(urlsplit(pinned)._replace(scheme="", netloc="").geturl())
    expect(copied.locator("#panel h3")).to_contain_text("高端新材料")
    page.go_back()
    expect(panel.locator("h3")).to_contain_text("高端新材料")
    page.go_back()
    expect(panel.locator(".note")).to_be_visible()


def test_the_keyboard_alone_reaches_each_relation_and_its_words(visit):
    page = visit(ZHIZAO)
    page.locator("#view").focus()
    page.keyboard.press("Tab")
    expect(page.locator(".group").first.locator("a").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".group").first.locator("a").nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#panel")).to_have_attribute("data-pinned", page.url.rpartition("edge=")[2])
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).not_to_have_attribute("data-pinned", "")
    page.keyboard.press("Tab")
    expect(page.locator(".group").nth(1).locator("a").first).to_be_focused()
    page.keyboard.press("b")
    expect(page.locator(".switch a[aria-current]", has_text="整合前")).to_be_visible()
    page.locator(".group a").first.focus()
    page.keyboard.press("c")
    expect(page.locator("h1")).not_to_contain_text("衢州智造新城")


def test_the_letters_are_listed_and_can_be_turned_off(visit):
    page = visit(ZHIZAO)
    page.locator(".group a").first.focus()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("checkbox").uncheck()
    dialog.get_by_role("button").click()
    page.locator(".group a").first.focus()
    page.keyboard.press("b")
    expect(page.locator(".switch a[aria-current]", has_text="对照")).to_be_visible()


def test_a_filter_keeps_what_it_names_and_can_be_cleared(visit):
    page = visit(f"{ZHIZAO}?kind=Township")
    expect(page.locator(".kind-Township").first).to_be_visible()
    expect(page.locator(".one:not(.kind-Township)")).to_have_count(0)
    page.get_by_role("link", name="清除筛选").click()
    expect(page.locator(".one.kind-Industry").first).to_be_visible()


def test_depth_leads_step_by_step_to_what_is_farther_away(client):
    found = [client.get(f"{ZHIZAO}?format=json&depth={n}").raise_for_status().json() for n in (1, 2, 3)]
    nodes = [{node["id"] for node in data["nodes"]} for data in found]
    assert nodes[0] < nodes[1] < nodes[2]
    first, second, third = ({edge["id"]: edge for edge in data["edges"]} for data in found)
    assert first.keys() < second.keys() < third.keys()
    for id_ in second.keys() - first.keys():
        ends = {second[id_]["source"], second[id_]["target"]}
        assert ends & nodes[0]
        assert found[0]["centre"] not in ends
    township = ("township/nianli", "admin/qujiang", "位于")
    assert township in {(edge["source"], edge["target"], edge["label"]) for edge in second.values()}


def test_far_relations_are_listed_with_their_words_and_pinned_by_the_address(visit):
    page = visit(f"{ZHIZAO}?depth=2")
    row = page.locator(".further tr").filter(has=page.get_by_role("link", name="廿里镇", exact=True))
    row.filter(has_text="位于").locator(".words").click()
    expect(page.locator("#panel h3")).to_contain_text("廿里镇")
    shared = urlsplit(page.url)._replace(scheme="", netloc="").geturl()
    expect(visit(f"{shared}&view=network", scripts=False).locator("#panel mark")).to_be_visible()
    page.get_by_role("link", name="1 步").click()
    expect(page.locator(".further")).to_have_count(0)


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("view=map", "grouped, network"),
        ("when=now", "before"),
        ("depth=9", "1, 2 or 3"),
        ("origin=x", "stated"),
        ("print=2", "poster"),
    ],
)
def test_what_there_is_not_is_told_with_what_there_is(client, query, told):
    answer = client.get(f"{ZHIZAO}?{query}")
    assert answer.status_code == 422
    assert told in answer.text


def test_the_network_is_loaded_on_demand_expands_by_relation_and_is_kept_in_the_address(visit):
    page = visit(f"{ZHIZAO}?view=network&relation=ChangeEvent")
    expect(page.locator("#network canvas").first).to_be_visible()
    zones = page.locator("#network .legend button", has_text="区域")
    expect(zones).to_have_text("区域 5")
    chooser = page.get_by_role("combobox", name="选择一个点")
    chooser.select_option("衢江经济开发区")
    expander = page.locator(".node-box button", has_text="名称提到")
    expect(expander).to_have_count(0)  # the filter of the page holds for what is expanded as well
    page = visit(f"{ZHIZAO}?view=network&relation=ChangeEvent&relation=nameMentions")
    page.get_by_role("combobox", name="选择一个点").select_option("衢江经济开发区")
    expander = page.locator(".node-box button", has_text="→ 名称提到 1")
    expander.click()
    expect(expander).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#network .legend button", has_text="行政区")).to_have_count(1)
    shared = urlsplit(page.url)._replace(scheme="", netloc="").geturl()
    expander.click()
    expect(page.locator("#network .legend button", has_text="行政区")).to_have_count(0)
    page.go_back()
    expect(page.locator("#network .legend button", has_text="行政区")).to_have_count(1)
    expect(visit(shared).locator("#network .legend button", has_text="行政区")).to_have_count(1)


def test_the_network_hides_a_kind_and_the_address_says_so(visit):
    opened = visit(f"{ZHIZAO}?view=network&relation=ChangeEvent&open=zone/zhizao-new-city|in:ChangeEvent&hide=Zone")
    expect(opened.locator("#network .legend button", has_text="区域")).to_have_attribute("aria-pressed", "false")
    opened.locator("#network .legend button", has_text="区域").click()
    assert "hide" not in opened.url
    opened.go_back()
    expect(opened.locator("#network .legend button", has_text="区域")).to_have_attribute("aria-pressed", "false")


def test_a_page_without_the_network_does_not_load_it(visit):
    page = visit(ZHIZAO)
    loaded = page.evaluate("performance.getEntriesByType('resource').map(entry => entry.name)")
    assert not [name for name in loaded if "network-" in name]
    size = sum(
        len(gzip.compress((STATIC / urlsplit(n).path.removeprefix("/static/")).read_bytes(), 9))
        for n in loaded
        if n.endswith(".js")
    )
    assert 1_000 < size < PAGE_KB * 1_000


def test_the_network_is_not_larger_than_it_may_be():
    script = Assets().script("network")
    assert (
        50_000
        < sum(len(gzip.compress((STATIC / path).read_bytes(), 9)) for path in (script.path, *script.imports))
        <= NETWORK_KB * 1_000
    )


def test_a_large_group_shows_some_and_all_on_request(visit):
    page = visit("/explore/document/quzhou-2021")
    assert page.locator(".group").count() > 0
    data = httpx.get(f"{visit.base}/explore/zone/zhizao-new-city?format=json&relation=platform").json()
    assert {group["total"] for group in data["groups"]} == {7}


def test_a_poster_has_the_quotes_as_numbered_notes(visit):
    page = visit(ZHIZAO)
    page.get_by_role("link", name="海报").click()
    expect(page.locator("#panel")).to_be_hidden()
    expect(page.locator(".controls")).to_be_hidden()
    number = page.locator(".one", has_text="衢江经济开发区").first.locator(".note-number").first
    expect(number).to_be_visible()
    note = page.locator(".poster-notes li").nth(int(number.inner_text()) - 1)
    expect(note).to_contain_text("整合形成智造新城")
    page.get_by_role("link", name="回到页面").click()
    expect(page.locator(".controls")).to_be_visible()


def test_it_prints_without_controls(visit):
    page = visit(ZHIZAO)
    page.emulate_media(media="print")
    expect(page.locator(".controls")).to_be_hidden()
    expect(page.locator(".group").first).to_be_visible()
