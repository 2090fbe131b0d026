"""原文 in a browser: words and claims lead to each other, by pointer, by keyboard and without scripts."""

import re

import pytest
from playwright.sync_api import expect

from graph.core.resources import SOURCES

PLAN = "/read/quzhou-2021"
AREA = "新平台总面积121平方公里,新增面积61.5平方公里"
PAGES = [
    PLAN,
    f"{PLAN}?at=2029-2055",
    f"{PLAN}?colour=oddity",
    f"{PLAN}?colour=modality",
    f"{PLAN}?at=2029-2055&print=1",
    "/read/zhejiang-2022-10",
    "/read",
]
CLAIMS = """SELECT ?quote (COUNT(DISTINCT ?claim) AS ?claims) WHERE {
  ?claim a kq:Claim ; kq:evidence ?e . ?e kq:start ?start ; kq:end ?end ; kq:quote ?quote .
  FILTER(?start < %d && ?end > %d && CONTAINS(STR(?e), "/evidence/quzhou-2021/"))
} GROUP BY ?quote"""


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_no_barrier(assert_no_barrier, path):
    assert_no_barrier(path)


@pytest.mark.parametrize("scripts", [True, False])
def test_the_text_on_the_screen_is_the_text_of_the_paper(visit, scripts):
    page = visit(PLAN, scripts=scripts)
    lines = page.locator(".paper-text .line > p").all_text_contents()
    assert "".join(lines) == (SOURCES / "quzhou-2021/text.txt").read_text("utf-8")


def test_words_show_their_claims_and_a_claim_leads_back_to_the_words(visit):
    page = visit(PLAN)
    page.get_by_role("link", name="新平台总面积121平方公里").click()
    expect(page).to_have_url(re.compile(r"\?at=2029-2055$"))
    panel = page.locator("#panel")
    expect(panel.get_by_role("heading", level=2)).to_have_text("读出 10 条陈述")
    expect(panel.locator("mark")).to_have_text(AREA)
    expect(page.locator(".paper-text .here")).to_have_text(["新平台总面积121平方公里", ",新增面积61.5平方公里"])
    page.mouse.wheel(0, 6000)
    panel.locator("a.to-words").click()
    expect(page.locator(".paper-text .here").first).to_be_in_viewport()


def test_the_address_shows_the_same_and_back_undoes(visit):
    page = visit(f"{PLAN}?at=2029-2055&colour=modality")
    expect(page.locator(".paper-text .here").first).to_be_in_viewport()
    expect(page.locator(".switch [aria-current]")).to_have_text("语气")
    page.locator(".switch").get_by_text("疑点").click()
    expect(page).to_have_url(re.compile("at=2029-2055&colour=oddity"))
    page.get_by_role("link", name="取消选定").click()
    expect(page.locator("#panel h2")).to_have_text("原文与陈述")
    page.go_back()
    expect(page.locator("#panel mark")).to_have_text(AREA)
    page.go_back()
    expect(page.locator(".switch [aria-current]")).to_have_text("语气")
    page.reload()
    expect(page.locator("#panel mark")).to_have_text(AREA)


def test_without_scripts_words_and_claims_are_links(visit):
    page = visit(PLAN, scripts=False)
    page.get_by_role("link", name="新平台总面积121平方公里").click()
    expect(page).to_have_url(re.compile(r"\?at=2029-2055$"))
    expect(page.locator("#panel mark")).to_have_text(AREA)
    expect(page.locator(".paper-text .here").first).to_be_in_viewport()
    page.locator(".switch").get_by_text("语气").click()
    expect(page.locator(".reader")).to_have_class("reader colour-modality")


def test_by_keyboard_arrows_lead_through_the_words_and_enter_pins(visit):
    page = visit(f"{PLAN}?at=2029-2055")
    first = page.locator(".paper-text .here").first
    expect(first).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".paper-text a:focus")).to_contain_text("范围涉及柯城区黄家街道")
    expect(page.locator("#panel blockquote").first).to_contain_text("范围涉及柯城区黄家街道")
    page.keyboard.press("Enter")
    expect(page).not_to_have_url(re.compile("2029-2055"))
    expect(page).to_have_url(re.compile(r"at=2056-"))
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(f"{PLAN}$"))


def test_the_text_is_one_stop_of_tab(visit):
    page = visit(PLAN)
    stops = page.evaluate("document.querySelectorAll('.paper-text a.s:not([tabindex=\"-1\"])').length")
    assert stops == 1


def test_pointing_at_words_previews_their_claims(visit):
    page = visit(f"{PLAN}?at=2029-2055")
    expect(page.locator("#panel mark")).to_have_text(AREA)
    page.get_by_role("link", name="撤销衢州绿色产业集聚区省级平台牌子").hover()
    expect(page.locator("#panel mark").first).to_contain_text("撤销衢州绿色产业集聚区省级平台牌子")
    page.locator("h1").hover()
    expect(page.locator("#panel mark").first).to_have_text(AREA)


def test_an_oddity_in_the_margin_opens_and_leads_to_its_words(visit):
    page = visit(PLAN)
    note = page.locator(".margin .oddity", has_text="东港分属两个区")
    note.locator("summary").click()
    note.locator(".places a").first.click()
    expect(page).to_have_url(re.compile(r"\?at=\d+-\d+$"))
    expect(page.locator("#panel .odd", has_text="东港分属两个区")).to_be_visible()


def test_the_contents_lead_to_a_clause_and_tell_which_is_read(visit):
    page = visit(PLAN)
    page.locator(".contents a", has_text="关于智造新城财政体制").click()
    expect(page.locator("#clause-5-1")).to_be_in_viewport()
    expect(page.locator(".contents [aria-current]")).to_have_text("五(一) 关于智造新城财政体制")


def test_on_a_telephone_the_claims_stand_below_the_words(visit):
    page = visit(f"{PLAN}?at=2029-2055", width=390)
    words, panel = page.locator(".paper-text .here").first.bounding_box(), page.locator("#panel").bounding_box()
    assert words["y"] >= 0
    assert words["y"] + words["height"] <= panel["y"]
    assert panel["y"] + panel["height"] <= 845


def test_what_the_paper_says_of_a_park_is_found_in_the_text(visit):
    """莲华山工业园: one search in the page, one click."""
    page = visit(PLAN)
    page.locator(".paper-text a", has_text="莲华山").first.click()
    expect(page.locator("#panel .subject h3", has_text="莲华山").first).to_be_visible()


def test_a_poster_of_a_clause_has_its_statements_with_the_quotes_as_numbered_notes(visit, client):
    page = visit(f"{PLAN}?at=2029-2055")
    page.get_by_role("link", name="整条的海报").click()
    for hidden in ("#panel", ".controls", ".reader-contents", ".view-data", ".site-nav"):
        expect(page.locator(hidden)).to_be_hidden()
    start, end = map(int, re.search(r"at=(\d+)-(\d+)", page.url).groups())
    text = (SOURCES / "quzhou-2021/text.txt").read_text("utf-8")
    without_numbers = (
        "all => all.map(one => [...one.childNodes].filter(n => n.nodeName != 'SUP').map(n => n.textContent).join(''))"
    )
    lines = page.locator(".poster-passage p").evaluate_all(without_numbers)
    assert "".join("".join(lines).split()) == "".join(text[start:end].split())
    answer = client.get("/sparql", params={"query": CLAIMS % (end, start), "format": "json"}).json()
    counted = {row["quote"]["value"]: int(row["claims"]["value"]) for row in answer["results"]["bindings"]}
    assert len(counted) > 2
    notes = page.locator(".poster-notes li").evaluate_all("all => all.map(one => one.firstChild.textContent.trim())")
    assert set(notes) == set(counted)
    values = page.locator(".poster-subjects .value")
    numbers = values.evaluate_all(
        "all => all.map(one => [...one.querySelectorAll('sup')].map(n => Number(n.textContent)))"
    )
    for number, note in enumerate(notes, 1):
        assert sum(number in one for one in numbers) == counted[note]
    assert all(numbers)
    in_text = page.locator(".poster-passage .note-number").all_inner_texts()
    assert sorted(map(int, in_text)) == list(range(1, len(notes) + 1))
    page.get_by_role("link", name="回到页面").click()
    expect(page.locator("#panel")).to_be_visible()


def test_a_poster_of_some_words_shows_them_in_their_sentence(visit):
    page = visit(f"{PLAN}?at=2029-2055")
    page.get_by_role("link", name="海报", exact=True).click()
    expect(page.locator(".poster-passage mark")).to_have_text(["新平台总面积121平方公里", ",新增面积61.5平方公里"])
    expect(page.locator(".poster h2").first).to_have_text("读出 10 条陈述")
    assert page.locator(".poster-subjects .value").count() == 10


def test_a_poster_of_a_paper_is_its_text_in_the_colour_that_is_shown(visit):
    page = visit(PLAN)
    page.locator(".switch").get_by_text("语气").click()
    page.get_by_role("link", name="全文海报").click()
    expect(page).to_have_url(re.compile("colour=modality"))
    expect(page.locator(".key.of-modality")).to_be_visible()
    column = page.locator(".poster-text").evaluate("one => one.getBoundingClientRect().width") / 2
    longest = max(page.locator(".paper-text .line > p").evaluate_all("all => all.map(one => one.offsetWidth)"))
    assert longest > 0.9 * column - 40  # two columns with a gap, which the lines fill
    lines = page.locator(".paper-text .line > p").all_text_contents()
    assert "".join(lines) == (SOURCES / "quzhou-2021/text.txt").read_text("utf-8")


def test_a_poster_of_a_cited_paper_has_its_statements_and_the_citation(visit):
    page = visit("/read/zhejiang-2022-10")
    drawn = page.locator(".cited .subject dl > div").count()
    page.get_by_role("link", name="海报").click()
    assert page.locator(".poster-subjects .value").count() == drawn
    expect(page.locator(".poster-notes li")).to_have_text(["浙江省人民政府批复,2022年10月,同意多地开发区整合提升"])


def test_only_1_asks_for_a_poster(client):
    answer = client.get(f"{PLAN}?print=yes")
    assert answer.status_code == 422
    assert "poster" in answer.text
