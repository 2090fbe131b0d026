"""What all pages share: they are read by everybody, in both languages and themes, on a desk and on a telephone."""

import pytest
from playwright.sync_api import expect

from service.pages.list_columns import COLUMNS

PAGES = [
    "/",
    "/search?q=%E6%96%B0%E5%9F%8E",
    "/search?q=%E8%8B%8F%E5%B7%9E%E7%89%9B",
    "/class/Plate",
    "/id/zone/zhizao-new-city",
    "/id/zone/zhizao-new-city?tab=mentions",
    "/id/evidence/quzhou-2021/2029-2055",
    "/docs",
    "/nothing",
]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_no_barrier(assert_no_barrier, path):
    assert_no_barrier(path)


SPOIL = """() => {
  const last = [...document.querySelectorAll("table.list tbody tr")].at(-1);
  last.querySelector("th a").textContent = "";
  last.querySelector("td").setAttribute("aria-level", "1");
  last.classList.add("spoilt");
  const faint = new CSSStyleSheet();
  faint.replaceSync(".spoilt td { color: #aaa; background: #bbb; }");
  document.adoptedStyleSheets = [faint];
}"""


def test_a_page_that_is_thinned_out_keeps_the_barriers_of_the_whole(visit, find_barriers):
    page = visit("/class/Plate")
    page.evaluate(SPOIL)
    size = "document.querySelectorAll('*').length"
    before, found = page.evaluate(size), find_barriers(page, whole=True)
    assert set(found) == {"aria-allowed-attr", "color-contrast", "link-name"}
    assert set(find_barriers(page)) == set(found)
    assert page.evaluate(size) < before * 0.9


def test_a_reader_chooses_the_theme_and_finds_it_again(visit):
    page = visit("/")
    button = page.locator("#theme")
    expect(button).to_have_attribute("aria-pressed", "false")
    button.click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
    expect(button).to_have_attribute("aria-pressed", "true")


COLOURS = """() => {
  const page = getComputedStyle(document.body), link = getComputedStyle(document.querySelector("main a"));
  return [getComputedStyle(document.documentElement).backgroundColor, page.color, link.color];
}"""


def test_a_theme_has_the_same_colours_by_choice_and_by_system(visit):
    by_system = {theme: visit("/", theme=theme).evaluate(COLOURS) for theme in ("light", "dark")}
    assert not set(by_system["light"]) & set(by_system["dark"])
    for chosen, system in (("light", "dark"), ("dark", "light")):
        page = visit("/", theme=system)
        page.locator("#theme").click()
        expect(page.locator("html")).to_have_attribute("data-theme", chosen)
        assert page.evaluate(COLOURS) == by_system[chosen]


def test_a_dark_page_is_printed_in_the_light_theme(visit):
    page, light = visit("/compare", theme="light"), visit("/compare", theme="light")
    page.locator("#theme").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate(COLOURS) != light.evaluate(COLOURS)
    for one in (page, light):
        one.emulate_media(media="print")
    assert page.evaluate(COLOURS) == light.evaluate(COLOURS)


def test_the_first_thing_that_tab_reaches_skips_to_the_content(visit):
    page = visit("/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_names_are_offered_while_somebody_types_and_chosen_by_keyboard(visit):
    page = visit("/checks")
    page.keyboard.press("/")
    page.keyboard.type("智造")
    expect(page.get_by_role("option").first).to_contain_text("智造")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{visit.base}/id/zone/zhizao-new-city")


@pytest.mark.parametrize("language", [pytest.param("zh", marks=pytest.mark.soak), "en"])  # English words are longer
def test_the_table_of_each_class_is_as_wide_as_the_page(visit, language):
    page = visit("/class/Zone", language=language)
    wide = []
    for name in COLUMNS:
        page.goto(f"{visit.base}/class/{name}")
        if page.locator(".scroll").evaluate("region => region.scrollWidth > region.clientWidth"):
            wide.append(name)
    assert wide == []


def test_chinese_is_really_drawn(visit):
    """Two characters look different, and neither looks like one that no font has."""
    page = visit("/")
    draw = """text => {
      const canvas = document.createElement("canvas");
      const context = canvas.getContext("2d");
      context.font = "40px sans-serif";
      context.fillText(text, 10, 60);
      return canvas.toDataURL();
    }"""
    drawn = {page.evaluate(draw, text) for text in ("开", "发", "\U000f1234", "")}
    assert len(drawn) == 4


def test_the_picture_of_the_front_page_can_be_read_on_a_telephone(visit, overflows):
    page = visit("/", width=390)
    picture = page.locator(".picture")
    picture.scroll_into_view_if_needed()
    assert picture.locator("img").bounding_box()["width"] > 700
    assert picture.bounding_box()["width"] <= 390
    assert picture.evaluate("one => getComputedStyle(one).overflowX") == "auto"
    assert not overflows(page)
