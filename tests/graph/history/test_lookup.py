"""Lookup of names and codes: found, historical, ambiguous, or not in the sources."""

import pytest

from graph.core.errors import UnknownRelation
from graph.core.iris import ENTITIES
from graph.history.lookup import Lookup, Wanted


@pytest.fixture(scope="module")
def lookup(graph):
    return Lookup(graph)


@pytest.mark.parametrize(
    ("text", "outcome", "path", "kind", "way"),
    [
        ("衢州智造新城", "found", "zone/zhizao-new-city", "label", "exact"),
        ("智造新城", "found", "zone/zhizao-new-city", "alias", "exact"),
        (" 智造 新城 ", "found", "zone/zhizao-new-city", "alias", "exact"),
        ("開化經濟開發區", "found", "zone/kaihua-edz", "alias", "exact"),
        ("ｑｕｚｈｏｕ　ｃｉｔｙ", "found", "admin/quzhou", "label", "exact"),
        ("柯城", "found", "admin/kecheng", "label", "without its suffix"),
        ("浙江衢州智造新城", "found", "zone/zhizao-new-city", "label", "without its place"),
        ("qu zhou zhi zao xin cheng", "found", "zone/zhizao-new-city", "label", "pinyin"),
        ("zone/zhizao-new-city", "found", "zone/zhizao-new-city", "label", "exact"),
        (f"{ENTITIES}zone/zhizao-new-city", "found", "zone/zhizao-new-city", "label", "exact"),
        ("浙江衢江经济开发区", "found", "plate/qujiang-edz", "label", "exact"),
        ("衢江经济开发区", "historical", "zone/qujiang-edz", "label", "exact"),
        ("原集聚区", "historical", "zone/green-cluster", "alias", "exact"),
        ("金桥经济开发区", "historical", "zone/tongling-yian-edz", "former name", "exact"),
    ],
)
def test_unique_name_is_found_with_reason(lookup, text, outcome, path, kind, way):
    answer = lookup.look_up(Wanted(text))
    assert answer.outcome == outcome
    best = answer.candidates[0]
    assert (best.iri, best.match.name.kind, best.match.way) == (ENTITIES + path, kind, way)


def test_name_of_zone_and_plate_is_ambiguous(lookup):
    answer = lookup.look_up(Wanted("衢州绿色产业集聚区"))
    assert answer.outcome == "ambiguous"
    assert {candidate.type for candidate in answer.candidates} == {"Zone", "Plate"}
    assert lookup.look_up(Wanted("衢州绿色产业集聚区", type="Plate")).outcome == "historical"


@pytest.mark.parametrize("text", ["衢州智造新程", "智造", "qzzzxc"])
def test_similar_name_is_only_offered(lookup, text):
    answer = lookup.look_up(Wanted(text))
    assert answer.outcome == "not_in_sources"
    assert ENTITIES + "zone/zhizao-new-city" in [candidate.iri for candidate in answer.candidates]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("常山片区", "zone/green-cluster-changshan"),
        ("领导小组", "body/city-leading-group"),
        ("2+4", "label/two-plus-four"),
    ],
)
def test_partial_name_is_only_offered(lookup, text, path):
    answer = lookup.look_up(Wanted(text))
    assert answer.outcome == "not_in_sources"
    assert ENTITIES + path in [candidate.iri for candidate in answer.candidates]
    assert not any(candidate.match.name.kind == "code" for candidate in answer.candidates)


def test_unknown_class_lists_the_known(lookup):
    for ask in (lookup.look_up, lookup.search):
        with pytest.raises(UnknownRelation, match=r"no class Park; there are .*Zone"):
            ask(Wanted("智造新城", type="Park"))
    assert lookup.look_up(Wanted("智造新城", type="Oddity")).outcome == "not_in_sources"


@pytest.mark.parametrize("text", ["雄安新区", "!!!", "🏭", "a" * 300])
def test_unknown_name_is_not_in_sources(lookup, text):
    answer = lookup.look_up(Wanted(text))
    assert (answer.outcome, answer.candidates) == ("not_in_sources", ())


def test_code_is_bound_to_its_system(lookup):
    assert lookup.look_up(Wanted("330802", system="mca")).candidates[0].iri == ENTITIES + "admin/kecheng"
    assert lookup.look_up(Wanted("330802", system="zip")).outcome == "not_in_sources"
    assert lookup.look_up(Wanted("330802")).outcome == "not_in_sources"


def test_place_filters_candidates(lookup):
    inside = lookup.search(Wanted("经济开发区", place=ENTITIES + "admin/changshan"))
    assert all("changshan" in candidate.iri for candidate in inside)
    assert lookup.look_up(Wanted("常山经济开发区", place=ENTITIES + "admin/kaihua")).outcome == "not_in_sources"


def test_search_ranks_each_thing_once(lookup):
    found = lookup.search(Wanted("衢江"), 50)
    assert len({candidate.iri for candidate in found}) == len(found)
    assert found[0].iri == ENTITIES + "admin/qujiang"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("新城", "衢州智造新城"),
        ("街道", "白云街道"),
        ("zhizao", "衢州智造新城"),
        ("lvse", "衢州绿色产业集聚区"),
        ("zzxc", "衢州智造新城"),
        ("lyjjkfq", "浙江龙游经济开发区"),
        ("smart new city", "浙江衢州智慧新城高新技术产业园区"),
    ],
)
def test_a_part_of_a_name_finds_it_in_characters_pinyin_or_initials(graph, text, name):
    assert name in [candidate.zh for candidate in Lookup(graph).search(Wanted(text), 60)]


def test_pinyin_is_found_from_a_character_on_and_not_from_within_one(graph):
    ways = {candidate.match.way for candidate in Lookup(graph).search(Wanted("izao"), 60)}
    assert "part in pinyin" not in ways


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("zhi", {"衢州智造新城", "浙江衢州智慧新城高新技术产业园区"}),
        ("zhizao", {"衢州智造新城"}),
        ("baiyun", {"白云街道"}),
    ],
)
def test_the_beginning_of_the_pinyin_of_a_name_finds_it_before_what_curators_name(graph, text, first):
    found = Lookup(graph).search(Wanted(text), len(first))
    assert {candidate.zh for candidate in found} == first
