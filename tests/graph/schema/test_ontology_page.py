"""The HTML page of the ontology: complete, well-formed, and without external resources."""

from html.parser import HTMLParser

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from graph.core.names import BASE, LABEL, OWL, TERMS, TYPE, term
from graph.schema.ontology import load_ontology, ontology_quads
from graph.schema.ontology_page import ontology_html

EMPTY = {"meta"}


class Page(HTMLParser):
    """A parser that checks that elements are closed in order."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.words = [], [], []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, self.getpos()

    def handle_data(self, data):
        self.words.append(data)

    def values(self, name):
        return [attrs[name] for _, attrs in self.tags if name in attrs]


@pytest.fixture(scope="module")
def quads():
    return list(ontology_quads())


@pytest.fixture(scope="module")
def page(quads):
    return Page(ontology_html(quads))


def test_each_term_and_concept_has_an_anchor(page):
    ontology, anchors = load_ontology(), set(page.values("id"))
    assert set(ontology.supers) <= anchors
    assert {name for name, prop in ontology.properties.items() if prop.iri.startswith(TERMS)} <= anchors
    assert {f"vocab/{slug}" for slug in ontology.schemes} <= anchors
    assert {f"vocab/{slug}/{name}" for slug, concepts in ontology.schemes.items() for name in concepts} <= anchors


def test_anchors_are_unique_and_links_resolve(page):
    anchors = page.values("id")
    assert len(anchors) == len(set(anchors))
    inside = {href[1:] for href in page.values("href") if href.startswith("#")}
    assert len(inside) > 300
    assert inside <= set(anchors)


def test_page_loads_nothing(page):
    assert {"script", "link", "img", "iframe"}.isdisjoint({tag for tag, _ in page.tags})
    assert page.values("src") == []


def test_own_definitions_are_in_both_languages(page, quads):
    text = "".join(page.words)
    told = [q.object.value for q in quads if q.predicate.value.endswith("#definition")]
    assert len(told) > 600
    assert [words for words in told if words not in text] == []


def test_class_lists_its_properties(quads):
    html = ontology_html(quads)
    zone = html[html.index('<article id="Zone"') : html.index('<article id="ZoneClass"')]
    assert "<dt>properties</dt>" in zone
    assert '<a href="#coversTownship">kq:coversTownship</a>' in zone


def test_text_is_escaped_and_only_web_links_are_made():
    hostile = Literal("<script>alert(1)</script>", language="en")
    quads = [
        Quad(term("Odd"), TYPE, NamedNode(f"{OWL}Class")),
        Quad(term("Odd"), LABEL, hostile),
        Quad(term("Odd"), NamedNode("http://example.org/see"), NamedNode("javascript:alert(1)")),
    ]
    page = Page(ontology_html(quads))
    assert "script" not in {tag for tag, _ in page.tags}
    assert hostile.value in "".join(page.words)
    assert not [href for href in page.values("href") if href.startswith("javascript")]


def test_deprecated_concept_is_marked(quads):
    retired = {q.subject.value for q in quads if q.predicate.value == f"{OWL}deprecated"}
    marked = {
        a["id"] for tag, a in Page(ontology_html(quads)).tags if tag == "article" and a.get("class") == "deprecated"
    }
    assert {iri.removeprefix(BASE).removeprefix("ontology#") for iri in retired} == marked != set()
