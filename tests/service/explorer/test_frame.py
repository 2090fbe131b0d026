"""What all pages share: they are read by everybody, in both languages and themes, on a desk and on a telephone."""

import pytest
from playwright.sync_api import expect

PAGES = ["/explore", "/lineage", "/read", "/nothing"]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_a_page_has_no_barrier(visit, find_barriers, find_faint_text, overflows, path, language, theme, width):
    page = visit(path, language=language, theme=theme, width=width)
    assert find_barriers(page) == {}
    assert find_faint_text(page) == []
    assert not overflows(page)


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
