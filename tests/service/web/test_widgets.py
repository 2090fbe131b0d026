"""The addresses of widgets and of the pages that they stand for."""

import pytest

from service.web.widgets import joined, page_within, widget_named, widget_of

BASE = "https://example.org/kg"
PAGES = {
    "/id/zone/zhizao-new-city": "/embed/card/zone/zhizao-new-city",
    "/id/zone/a%2Fb?tab=data&lang=en": "/embed/card/zone/a%2Fb",
    "/explore": "/embed/explore",
    "/explore/zone/a?when=after&depth=2&relation=area&relation=plate&edge=1": (
        "/embed/explore/zone/a?when=after&relation=area&relation=plate"
    ),
    "/lineage": "/embed/lineage",
    "/lineage?of=zone/a&what=zones&print=1": "/embed/lineage/zone/a?what=zones",
    "/lineage?of=智造新城": "/embed/lineage/%E6%99%BA%E9%80%A0%E6%96%B0%E5%9F%8E",
    "/lineage?of=https://w3id.org/kaifaqu/id/zone/a": "/embed/lineage/zone/a",
    "/compare?of=zone/a&of=zone/b,zone/c&format=csv": "/embed/compare/zone/a,zone/b,zone/c",
    "/compare?what=platforms": "/embed/compare?what=platforms",
    "/read/quzhou-2021?at=2029-2055&colour=modality": "/embed/read/quzhou-2021?at=2029-2055",
}
NO_WIDGET = [
    "/",
    "/id",
    "/id/",
    "/search?q=a",
    "/read",
    "/read/quzhou-2021",
    "/read/quzhou-2021/claims?at=1-2",
    "/idle/a",
]
ELSEWHERE = [
    "https://example.com/kg/lineage",
    "https://example.org/lineage",
    "https://example.org/kgb/lineage",
    "//example.com/kg/lineage",
    "javascript:alert(1)",
    "data:text/html,x",
    "ftp://example.org/kg/lineage",
    "https://example.org@example.com/kg/lineage",
    "https://[",
    "lineage",
    "",
]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_its_widget(page):
    path, _, query = page.partition("?")
    assert joined(widget_of(path, query).address) == PAGES[page]


@pytest.mark.parametrize("page", NO_WIDGET)
def test_other_pages_have_none(page):
    path, _, query = page.partition("?")
    assert widget_of(path, query) is None


@pytest.mark.parametrize("page", PAGES)
def test_a_widget_leads_back_to_a_page_with_the_same_widget(page):
    path, _, query = page.partition("?")
    widget = widget_of(path, query)
    path, _, query = joined(widget.page).partition("?")
    assert widget_of(path, query) == widget


def test_there_is_no_widget_of_another_view():
    assert widget_named("sparql", "", []) is None


@pytest.mark.parametrize("scheme", ["https", "http"])
def test_an_address_of_the_service_is_known_whatever_ends_its_tls(scheme):
    assert page_within(f"{scheme}://Example.org/kg/lineage?of=a", [BASE]) == ("/lineage", "of=a")
    assert page_within("/kg/lineage", [BASE]) == ("/lineage", "")


def test_a_permanent_identifier_is_an_address_of_the_service():
    assert page_within("https://w3id.org/kaifaqu/id/zone/a", [BASE]) == ("/id/zone/a", "")


@pytest.mark.parametrize("address", ELSEWHERE)
def test_an_address_of_elsewhere_is_none_of_the_service(address):
    assert page_within(address, [BASE]) is None
