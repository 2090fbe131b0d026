"""The sentence panel: pinned by an address or a click, shown for what is pointed at, and released again."""

import re

import pytest
from playwright.sync_api import expect


def test_the_panel_is_the_same_by_the_server_and_by_the_script(visit):
    """The panel that the address pins is drawn by the server, the one that is clicked by the script."""
    page = visit("/explore/zone/zhizao-new-city")
    relation = page.locator("[data-sentence]").first
    relation.click()
    expect(page).to_have_url(re.compile("edge="))
    panel = page.locator("#panel .panel-body")
    by_script = panel.inner_html()
    assert "<mark>" in by_script or "note" in by_script
    by_server = visit(page.url.removeprefix(visit.base), scripts=False).locator("#panel .panel-body").inner_html()
    assert squeezed(by_server) == squeezed(by_script)
    page.go_back()
    expect(panel).to_contain_text("选择一项")


def squeezed(markup):
    """Markup without white space between and beside elements."""
    return re.sub(r"\s+", " ", re.sub(r"\s*(<[^>]+>)\s*", r"\1", markup)).strip()


def test_what_is_pointed_at_is_shown_and_what_is_pinned_comes_back(visit):
    page = visit("/explore/zone/zhizao-new-city")
    first, second = page.locator("[data-sentence]").nth(0), page.locator("[data-sentence]").nth(5)
    panel = page.locator("#panel .panel-body")
    first.click()
    page.mouse.move(0, 0)
    pinned = panel.inner_text()
    second.hover()
    expect(panel).not_to_have_text(pinned, use_inner_text=True)
    page.mouse.move(0, 0)
    expect(panel).to_have_text(pinned, use_inner_text=True)
    page.keyboard.press("Escape")
    expect(panel).to_contain_text("选择一项")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_sentence_is_released_by_a_button(visit, scripts):
    page = visit("/explore/zone/zhizao-new-city", width=390, scripts=scripts)
    release = page.get_by_role("link", name="取消选定")
    expect(release).to_be_hidden()
    page.locator("[data-sentence]").first.click()
    expect(page.locator("#panel mark")).to_be_visible()
    release.click()
    expect(page).not_to_have_url(re.compile("edge="))
    expect(page.locator("#panel mark")).to_have_count(0)
