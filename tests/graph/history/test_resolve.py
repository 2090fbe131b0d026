"""From what a user calls a thing to its IRI: the same everywhere, or a sentence why not."""

import pytest

from graph.core.errors import AmbiguousName, UnknownEntity, UnknownRelation
from graph.core.iris import ENTITIES, asserted_graph
from graph.history.lookup import Lookup
from graph.history.resolve import known_iri, resolve, resolve_all

ZHIZAO = f"{ENTITIES}zone/zhizao-new-city"


@pytest.fixture(scope="module")
def lookup(graph):
    return Lookup(graph)


@pytest.mark.parametrize(
    "text",
    ["zone/zhizao-new-city", "id/zone/zhizao-new-city", "zone:zhizao-new-city", "智造新城", "quzhouzhizaoxincheng"],
)
def test_a_path_a_prefixed_name_a_name_and_pinyin_mean_a_thing(lookup, text):
    assert resolve(lookup, text) == resolve(lookup, ZHIZAO) == ZHIZAO


def test_a_code_means_the_one_thing_that_has_it(lookup):
    assert resolve(lookup, "330802") == f"{ENTITIES}admin/kecheng"
    assert resolve_all(lookup, "330802", {"AdminUnit"}) == {f"{ENTITIES}admin/kecheng"}
    with pytest.raises(UnknownEntity):
        resolve(lookup, "330802", {"Zone"})


def test_a_shared_name_is_refused_or_means_each(lookup):
    shared = "衢州绿色产业集聚区"
    with pytest.raises(AmbiguousName, match=r"zone/green-cluster.*give one of their IRIs"):
        resolve(lookup, shared)
    assert resolve(lookup, shared, {"Plate"}) == f"{ENTITIES}plate/green-cluster"
    both = resolve_all(lookup, shared)
    assert {f"{ENTITIES}plate/green-cluster", f"{ENTITIES}zone/green-cluster"} <= both


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("雄安新区", "No source speaks of 雄安新区"),
        (f"{ENTITIES}zone/atlantis", "The graph says nothing of .*zone/atlantis"),
        (f"{ENTITIES}<>", "There is no IRI "),
        ("zone/atlantis", "No source speaks of zone/atlantis"),
        ("zone:a b<", "No source speaks of"),
        ("", "No source speaks of"),
    ],
)
def test_what_is_not_known_is_refused_with_a_sentence(lookup, text, says):
    with pytest.raises(UnknownEntity, match=says):
        resolve(lookup, text)


def test_an_unknown_class_is_refused(lookup):
    with pytest.raises(UnknownRelation, match="no class Colour"):
        resolve(lookup, "智造新城", {"Colour"})


def test_an_iri_is_known_where_the_graph_says_something_of_it(graph):
    assert known_iri(graph, "kq:Zone").endswith("#Zone")
    assert known_iri(graph, "智造新城") == ""
    assert known_iri(graph, asserted_graph("nobody").value) == ""
