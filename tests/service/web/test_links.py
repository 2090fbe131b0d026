"""Where links lead, and which IRI a path stands for."""

from urllib.parse import urlsplit

import pytest

from graph.core.iris import BASE
from service.web.links import Links, requested_iri, requested_iris

PATHS = {
    b"/id/zone/zhizao-new-city": "id/zone/zhizao-new-city",
    b"/ontology": "ontology",
    b"/id/zone/%E9%BE%99%E6%B8%B8": "id/zone/龙游",
    b"/id/zone/a%2Fb": "id/zone/a%2Fb",
    b"/id/zone/a%2fb": "id/zone/a%2Fb",
    b"/id/zone/a%23b%3Fc": "id/zone/a%23b%3Fc",
    b"/id/zone/%22%3C%3E%20": "id/zone/%22%3C%3E%20",
    b"/id/zone/%7Ea%2D": "id/zone/~a-",
    b"/id/zone/%": "id/zone/%",
    b"/id/zone/%zz": "id/zone/%ZZ",
    b"/id/zone/%FF": "id/zone/�",
}


@pytest.mark.parametrize("path", PATHS)
def test_a_path_stands_for_the_iri_that_means_the_same(path):
    assert requested_iri(path) == BASE + PATHS[path]


def test_the_path_under_which_the_service_is_mounted_is_no_part_of_the_iri():
    assert requested_iri(b"/kg/id/zone/x", "/kg") == f"{BASE}id/zone/x"


@pytest.mark.parametrize("path", ["id/zone/zhizao-new-city", "id/zone/龙游", "id/zone/a%2Fb", "vocab/modality/ordered"])
@pytest.mark.parametrize("root", ["", "/kg"])
def test_the_link_of_an_iri_leads_back_to_it(path, root):
    href = Links(root).of(BASE + path)
    assert href.isascii()
    assert href.startswith(f"{root}/")
    assert requested_iri(href.encode(), root) == BASE + path


@pytest.mark.parametrize(
    "path", ["id/zone/%E8%8B%8F", "id/zone/a?b", "id/zone/%E8", "id/zone/a?b%3Fc", "id/zone/苏[1]"]
)
def test_the_link_of_an_awkward_iri_can_stand_for_it(path):
    assert BASE + path in requested_iris(Links().of(BASE + path).encode())


def test_a_term_is_linked_with_its_fragment():
    assert Links("/kg").of(f"{BASE}ontology#Zone") == "/kg/ontology#Zone"
    assert Links("", "en").of(f"{BASE}ontology#Zone") == "/ontology?lang=en#Zone"


@pytest.mark.parametrize(
    "iri", ["javascript:alert(1)", "data:text/html,x", "urn:x", "file:///etc/passwd", "JAVASCRIPT:x"]
)
def test_only_the_web_is_linked(iri):
    assert Links().of(iri) is None
    assert Links().of("https://example.org/") == "https://example.org/"


def test_the_chosen_language_goes_along_to_pages_and_to_nothing_else():
    links = Links("", "en")
    assert [links.home(), links.members("Zone"), links.sparql()] == [
        "/?lang=en",
        "/class/Zone?lang=en",
        "/sparql?lang=en",
    ]
    assert links.document(f"{BASE}id/zone/x", "turtle") == "/id/zone/x?format=turtle"
    assert links.static("style.css") == "/static/style.css"


def test_a_query_goes_whole_into_its_link():
    href = Links("/kg").sparql('ASK { ?s ?p "a&b+c 龙" }', "csv", (("default-graph-uri", "http://ex/a b"),))
    assert urlsplit(href).path == "/kg/sparql"
    assert urlsplit(href).query == (
        "query=ASK+%7B+?s+?p+%22a%26b%2Bc+%E9%BE%99%22+%7D&default-graph-uri=http://ex/a+b&format=csv"
    )
