"""The label of a thing: the best naming property wins, in each language."""

from pyoxigraph import Literal, NamedNode, Quad

from graph.core.iris import DCTERMS, LABEL, PREF_LABEL
from graph.core.labels import label_in, label_of
from graph.store.store import GraphStore

THING = NamedNode("urn:thing")
TITLE = NamedNode(f"{DCTERMS}title")


def named(predicate, text, language=None):
    return Quad(THING, predicate, Literal(text, language=language))


def test_preferred_label_precedes_label_and_title():
    quads = [named(TITLE, "方案", "zh"), named(LABEL, "园区", "zh"), named(PREF_LABEL, "新城", "zh")]
    assert label_of(quads) == ("新城", "")


def test_each_language_has_its_own_best_label():
    assert label_of([named(PREF_LABEL, "新城", "zh"), named(LABEL, "New City", "en")]) == ("新城", "New City")


def test_thing_without_label():
    store = GraphStore.of([named(LABEL, "without language"), Quad(THING, LABEL, NamedNode("urn:x"))])
    assert label_in(store, THING) == ("", "")
    assert label_in(store, NamedNode("urn:other")) == ("", "")
