"""What all pages share: the language, its switch, and templates that escape."""

import os
import tempfile
from typing import NamedTuple

import pytest
from jinja2 import DictLoader, UndefinedError
from starlette.requests import Request

from service.web.pages import Pages, _templates, accepted, links_of, load_templates


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


@pytest.fixture
def load_anew(monkeypatch, tmp_path):
    """Load templates as a new process does whose temporary files are in `tmp_path`."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    _templates.cache_clear()
    yield load_templates
    _templates.cache_clear()


def test_compiled_templates_are_kept_for_the_next_process(load_anew, tmp_path):
    load_anew("problem.html")
    kept = {path: path.stat().st_mtime_ns for path in tmp_path.glob("_jinja2-cache-*/*")}
    assert len(kept) > 1
    _templates.cache_clear()
    load_anew("problem.html")
    assert {path: path.stat().st_mtime_ns for path in tmp_path.glob("_jinja2-cache-*/*")} == kept


def test_a_damaged_compiled_template_is_compiled_anew(load_anew, tmp_path):
    load_anew("problem.html")
    for path in tmp_path.glob("_jinja2-cache-*/*"):
        whole = path.read_bytes()
        for damaged in (b"", whole[:-9], whole[:20], whole[:18] + bytes(len(whole) - 18)):
            path.write_bytes(damaged)
            _templates.cache_clear()
            load_anew("problem.html")
            assert path.read_bytes() == whole


def test_templates_are_compiled_each_time_where_there_is_no_folder_for_them(load_anew, tmp_path):
    (tmp_path / f"_jinja2-cache-{os.getuid()}").touch()
    load_anew("problem.html")


class Name(NamedTuple):
    zh: str
    en: str


FRONT = {"classes": [], "first": [], "statements": 0, "answered": [], "lead": Name("", ""), "described": None}


def test_a_template_that_changes_while_the_service_runs_is_not_read_again():
    """A worker can open no file, so that each page would fail until the service is started again."""
    files, templates = {"page.html": "as it was"}, _templates.__wrapped__()
    templates.loader = DictLoader(files)
    assert templates.get_template("page.html").render() == "as it was"
    files["page.html"] = "of the next version"
    assert templates.get_template("page.html").render() == "as it was"
