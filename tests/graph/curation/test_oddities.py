"""Oddities of a paper are things of their own, with the words that show them."""

import re
import shutil

import pytest

from graph.build import build_store
from graph.core.errors import CurationError
from graph.core.resources import SOURCES

MISTAKES = {
    "unknown kind": ("kind: contradiction", "kind: mystery", "There is no oddity-kind mystery; there are ambiguity,"),
    "unknown thing": (
        "about: [township/donggang,",
        "about: [township/dongang,",
        "township/dongang is introduced by no",
    ),
    "a language missing": (
        "name: {zh: 东港街道解除托管却不在范围内, en:",
        "name: {zh:",
        "The name of an oddity needs zh and en.",
    ),
    "a quote not found": (
        "    - 衢江区东港街道与智造新城\n",
        "    - 不在文中\n",
        "The quote is not in the text: 「不在文中」",
    ),
    "unknown key": (
        "  kind: contradiction",
        "  sort: x\n  kind: contradiction",
        "An oddity has no key sort; its keys are",
    ),
}


def test_each_oddity_shows_its_words_and_what_it_lies_on(graph):
    bare = graph.rows("""SELECT ?o { ?o a kq:Oddity
      FILTER NOT EXISTS { ?o kq:evidence/kq:quote ?q ; kq:oddityKind ?k ; skos:editorialNote ?zh , ?en
        FILTER(LANG(?zh) = "zh" && LANG(?en) = "en") } }""")
    assert bare == []
    (row,) = graph.rows("""SELECT ?kind {
      ?o kq:about township:donggang , zone:zhizao-new-city , custody:donggang ; kq:oddityKind ?kind }""")
    assert row["kind"].value.endswith("/contradiction")


def test_oddities_stand_apart_from_what_the_paper_states(graph):
    rows = graph.rows("SELECT DISTINCT ?g { GRAPH ?g { ?o a kq:Oddity } }")
    assert [row["g"].value.rpartition("/graph/")[2] for row in rows] == ["editorial/quzhou-2021"]


@pytest.mark.parametrize(
    "mistakes", [[*MISTAKES], *(pytest.param([mistake], marks=pytest.mark.soak) for mistake in MISTAKES)]
)
def test_a_mistake_in_an_oddity_is_said_with_its_line(tmp_path, mistakes):
    folder = shutil.copytree(SOURCES / "quzhou-2021", tmp_path / "quzhou-2021")
    path = folder / "oddities.yaml"
    text = path.read_text("utf-8")
    for right, wrong, _ in map(MISTAKES.get, mistakes):
        assert right in text
        text = text.replace(right, wrong, 1)
    path.write_text(text, "utf-8")
    with pytest.raises(CurationError) as caught:
        build_store([folder])
    told = [str(fault) for fault in caught.value.faults]
    for *_, sentence in map(MISTAKES.get, mistakes):
        assert [line for line in told if re.search(r"oddities.yaml:\d+: ", line) and sentence in line], told
