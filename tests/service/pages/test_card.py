"""The card of an entity: the questions that readers ask first, each with its answer and its words."""

import pytest

from graph.core.iris import BASE
from graph.schema.ontology import ontology_quads
from graph.store.repeated_triples import once
from service.pages.card import ASKED, card_of, kind_of, limits_of
from service.pages.description import Describer
from service.pages.entity_view import view_entity
from service.pages.folding import fold_repeats
from service.web.links import Links
from service.web.view_models import Paging


@pytest.fixture(scope="module")
def card(graph):
    """The rows of a card by their English titles."""

    def card(path):
        quads = once(Describer(graph).describe(BASE + path))
        view, _ = fold_repeats(view_entity(BASE + path, quads, Links(), Paging(1, 1000)))
        return {row.en: row for row in card_of(view)}

    return card


def answers(row):
    return [item.value.zh or item.value.code for cluster in row.clusters for item in cluster.items]


def test_the_area_that_is_shown_first_stands_before_the_others_which_are_all_there(card):
    row = card("id/zone/zhizao-new-city")["Area"]
    assert answers(row)[0] == "总面积 121 平方公里"
    assert len(row.first) == 1
    assert {answer.split()[1] for answer in answers(row)} == {"121", "61.5", "117.21", "59.5"}


def test_a_zone_tells_what_it_came_from_or_what_became_of_it(card):
    formed, absorbed = card("id/zone/zhizao-new-city"), card("id/zone/qujiang-edz")
    assert sorted(answers(formed["Came from"])) == [
        "柯城东港工业园区",
        "衢化片区",
        "衢州绿色产业集聚区",
        "衢江经济开发区",
    ]
    assert answers(absorbed["Became"]) == ["衢州智造新城"]
    assert "Became" not in formed
    assert "Came from" not in absorbed


@pytest.mark.parametrize(
    ("path", "title", "answer"),
    [
        ("id/plate/green-cluster", "State", "撤销"),
        ("id/plate/green-cluster", "Borne by", "衢州绿色产业集聚区"),
        ("id/township/baiyun", "Zone after the change", "浙江衢州智慧新城高新技术产业园区"),
        ("id/document/zhejiang-reply-2022-10", "Issued", "2022-10"),
        ("id/zone/jiangshan-edz", "Zones within it", "城南工业园"),
        ("id/event/release-custody", "Ends the custody", "白云街道与智慧新城的托管关系"),
        ("id/zone/zhizao-new-city", "Supervised by", "纪检监察工委"),
        ("id/document/quzhou-2021", "Posted", "2021-12-06 12:20"),
        ("id/industry/life-health", "Led by it", "衢州智造新城"),
        ("id/body/working-group-zhizao", "Kind", "工作小组"),
        ("id/event/form-zhizao-new-city", "Participants", "衢州绿色产业集聚区 作为基础"),
        ("id/event/abolish-plate-green-cluster", "Action", "撤销"),
    ],
)
def test_each_kind_answers_its_own_questions(card, path, title, answer):
    assert answer in answers(card(path)[title])


def test_no_value_is_given_twice_in_a_row(card):
    for path in ("id/zone/zhizao-new-city", "id/zone/longyou-edz", "id/plate/quzhou-etdz"):
        for row in card(path).values():
            assert len(answers(row)) == len(set(answers(row)))


def test_what_papers_state_has_its_words(card):
    for row in card("id/zone/longyou-edz").values():
        assert all(cluster.places for cluster in row.clusters if cluster.origin == "stated")


def test_a_thing_of_another_class_has_no_card(graph):
    quads = once(Describer(graph).describe(f"{BASE}id/landmark/s315"))
    view = view_entity(f"{BASE}id/landmark/s315", quads, Links(), Paging(1, 1000))
    assert kind_of(view) == ""
    assert card_of(view) == ()


def test_cards_ask_for_properties_that_the_ontology_has():
    known = {f"kq:{quad.subject.value.partition('#')[2]}" for quad in ontology_quads()}
    asked = {code for asks in ASKED.values() for ask in asks for code in (*ask.outgoing, *ask.incoming)}
    assert {code for code in asked if code.startswith("kq:")} <= known


def test_limits_on_four_sides_stand_around_a_middle_and_other_boundaries_do_not(card):
    four, two = (card(f"id/zone/{zone}")["Boundaries"] for zone in ("zhizao-new-city", "baijiatang-area"))
    assert four.is_compass
    assert sorted(answers(four)) == ["315省道南至", "下山溪东至", "江山江东岸线西至", "沪昆铁路北至"]
    found = {limit.side: limit for cluster in four.clusters for limit in limits_of(cluster)}
    assert found.keys() == {"north", "east", "south", "west"}
    assert (found["south"].words, found["south"].name[0]) == (("南至", "south to"), "315省道")
    assert not two.is_compass
