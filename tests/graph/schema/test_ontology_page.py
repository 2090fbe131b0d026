"""The HTML of the ontology: a file for each term and vocabulary, well-formed, small, and without external resources."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from graph.core.iris import LABEL, OWL, TERMS, TYPE, VOCABULARY, term
from graph.schema.diagram import EDGES, PLACES, class_diagram
from graph.schema.ontology import load_ontology, ontology_quads
from graph.schema.ontology_page import ontology_files_html, scheme_part, term_part
from graph.schema.term_docs import THEMES, read_docs

EMPTY = {"meta", "br"}


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
def docs(quads):
    return read_docs(quads)


@pytest.fixture(scope="module")
def files(quads):
    return ontology_files_html(quads)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_term_and_vocabulary_has_a_file_and_a_place_in_the_index(files, language):
    ontology, anchors = load_ontology(), set(Page(files[f"{language}/index.html"]).values("id"))
    names = set(ontology.supers) | {name for name, prop in ontology.properties.items() if prop.iri.startswith(TERMS)}
    assert names <= anchors
    assert {f"{language}/{name}.html" for name in names} <= files.keys()
    assert {f"{language}/vocab-{slug}.html" for slug in ontology.schemes} <= files.keys()


def test_links_between_files_resolve_and_nothing_else_is_loaded(files):
    for path, text in files.items():
        page = Page(text)
        assert {"script", "link", "img", "iframe"}.isdisjoint({tag for tag, _ in page.tags})
        hrefs = [href for href in page.values("href") if not href.startswith(("http", "#"))]
        assert [
            href for href in hrefs if href.removeprefix("../") not in files and f"{path[:3]}{href}" not in files
        ] == []


def test_no_file_is_large(files):
    assert max(len(text.encode()) for text in files.values()) < 120_000


def test_own_definitions_are_in_both_languages(files, quads):
    told = [q.object for q in quads if q.predicate.value.endswith("#definition")]
    text = {
        language: "".join("".join(Page(page).words) for path, page in files.items() if path.startswith(language))
        for language in ("zh", "en")
    }
    assert len(told) > 600
    assert [words.value for words in told if words.value not in text[words.language]] == []


def test_a_class_lists_its_properties_and_a_property_its_vocabulary(files):
    assert '<a href="coversTownship.html"' in files["en/Zone.html"]
    assert '<a href="vocab-modality.html"' in files["en/modality.html"]


def test_each_term_has_a_theme_that_is_a_file_of_the_ontology(docs):
    assert {doc.theme for doc in docs.terms.values()} == set(THEMES)


def test_the_diagram_draws_what_the_ontology_declares(docs):
    def classes(name, relation):
        return {iri.removeprefix(TERMS) for iri in docs.terms[name].links.get(relation, ())}

    supers = load_ontology().supers
    assert set(PLACES) <= set(supers)
    for one, name, other in EDGES:
        assert not classes(name, "domains") or supers[one] & classes(name, "domains"), name
        assert other in classes(name, "ranges"), name
    drawn = class_diagram(docs, "en", lambda iri: iri)
    assert [name for name in PLACES if f"{TERMS}{name}" not in drawn] == []


def test_text_is_escaped_and_only_web_links_are_made():
    above = NamedNode("http://www.w3.org/2000/01/rdf-schema#subClassOf")
    hostile = Literal("<script>alert(1)</script>", language="en")
    quads = [
        Quad(term("Odd"), TYPE, NamedNode(f"{OWL}Class")),
        Quad(term("Odd"), LABEL, hostile),
        Quad(term("Odd"), above, NamedNode("javascript:alert(1)")),
    ]
    page = Page(ontology_files_html(quads)["en/Odd.html"])
    assert "script" not in {tag for tag, _ in page.tags}
    assert hostile.value in "".join(page.words)
    assert not [href for href in page.values("href") if href.startswith("javascript")]


def test_deprecated_concepts_are_marked(files, quads):
    retired = {q.subject.value for q in quads if q.predicate.value == f"{OWL}deprecated"}
    marked = {
        f"{VOCABULARY}{path.removeprefix('en/vocab-').removesuffix('.html')}/{a['id'].removeprefix('concept-')}"
        for path, text in files.items()
        if path.startswith("en/vocab-")
        for _, a in Page(text).tags
        if a.get("class") == "deprecated"
    }
    assert marked == {iri for iri in retired if iri.startswith(VOCABULARY)} != set()


def test_a_relation_to_a_concept_has_its_name(docs):
    part = term_part(docs, docs.terms["absorbedInto"], "en", lambda iri: iri)
    assert '/vocab/origin/derived"><span lang="en">derived</span>' in part


def test_a_vocabulary_shows_two_examples_of_a_concept_at_most(docs):
    concept = docs.concepts["modality"][0]
    three = replace(concept, examples=tuple((f"例{n}", f"example {n}") for n in range(3)))
    shown = replace(docs, concepts={"modality": (three,)})
    html = scheme_part(shown, docs.schemes["modality"], "en", str, uses=None, concept_link=str)
    assert re.findall(r"example \d", html) == ["example 0", "example 1"]
