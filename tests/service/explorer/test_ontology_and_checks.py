"""本体 and 检查 in a browser: without barriers, and each thing within a few clicks."""

import pytest
from playwright.sync_api import expect

PAGES = ["/ontology", "/ontology/Zone", "/ontology/coversTownship", "/ontology/vocab/modality", "/checks?severity=Info"]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_no_barrier(assert_no_barrier, path):
    assert_no_barrier(path)


def test_a_term_leads_from_its_meaning_to_the_words_of_a_paper(visit):
    page = visit("/ontology", scripts=False)
    page.locator("#coversTownship a").click()
    page.get_by_role("link", name="原文", exact=True).last.click()
    expect(page.locator("#panel mark").first).to_be_visible()


def test_what_the_paper_leaves_open_about_plates_is_found_by_its_title(visit):
    page = visit("/checks", scripts=False)
    page.get_by_role("link", name="牌子没有写明由谁挂").click()
    group = page.locator("section", has_text="牌子没有写明由谁挂")
    group.locator("cite a").first.click()
    expect(page.locator(".paper-text .here").first).to_be_in_viewport()


def test_findings_are_filtered_by_severity_and_paper(visit):
    page = visit("/checks", scripts=False, language="en")
    page.get_by_role("link", name="To know").click()
    page.locator(".check-filters").get_by_role("link", name="October 2022").click()
    expect(page.locator(".check-filters [aria-current]")).to_have_count(2)
    expect(page.locator(".finding")).to_have_count(
        int(page.locator(".check-filters [aria-current] span").last.inner_text())
    )
