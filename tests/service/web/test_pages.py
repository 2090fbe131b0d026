"""What all pages share: the language, its switch, and templates that escape."""

from typing import NamedTuple

import pytest
from jinja2 import UndefinedError
from starlette.requests import Request

from service.web.pages import Pages, accepted, links_of


def request(query="", headers=()):
    return Request(
        {
            "type": "http",
            "method": "GET",
            "scheme": "http",
            "path": "/",
            "query_string": query.encode(),
            "headers": [(name.encode(), value.encode()) for name, value in headers],
            "server": ("127.0.0.1", 80),
            "root_path": "/kg",
        }
    )


@pytest.fixture(scope="module")
def pages(graph):
    return Pages(graph.build)


def test_repeated_headers_are_one_list():
    assert (
        accepted(request(headers=[("accept", "text/csv"), ("accept", "text/html;q=0.5")]))
        == "text/csv, text/html;q=0.5"
    )
    assert accepted(request()) == ""


def test_only_a_language_of_ours_goes_along_in_links():
    assert links_of(request("lang=en")).home() == "/kg/?lang=en"
    assert links_of(request("lang=fr")).home() == "/kg/"


def test_the_switch_keeps_the_other_parameters(pages):
    page = pages.render(request("query=ASK+%7B%7D&lang=zh"), "front.html", FRONT).body.decode()
    assert 'href="?query=ASK+%7B%7D&amp;lang=en"' in page
    assert '<link rel="canonical" href="http://127.0.0.1/kg/">' in page
    assert '<link rel="alternate" hreflang="en" href="http://127.0.0.1/kg/?lang=en">' in page


def test_a_page_tells_caches_what_it_depends_on(pages):
    response = pages.render(request(), "front.html", FRONT)
    assert response.headers["vary"] == "Accept, Accept-Language"
    assert response.headers["content-security-policy"].startswith("default-src 'none'")


def test_a_template_that_lacks_a_value_fails_instead_of_showing_nothing(pages):
    with pytest.raises(UndefinedError):
        pages.render(request(), "problem.html", {})


class Name(NamedTuple):
    zh: str
    en: str


FRONT = {"classes": [], "first": [], "statements": 0, "answered": [], "lead": Name("", ""), "described": None}
