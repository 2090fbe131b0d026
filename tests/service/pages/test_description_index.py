"""Quads looked up by their parts: names, passages and the statements that stand for triples."""

import pytest
from pyoxigraph import NamedNode

from graph.core.iris import BASE, entity, term
from service.pages.description import Describer
from service.pages.description_index import Facts
from service.web.links import Links

ZONE, TOWNSHIP = entity("zone/zhizao-new-city"), entity("township/gaojia")
EVIDENCE = entity("evidence/quzhou-2021/2029-2055")


@pytest.fixture(scope="module")
def facts(graph):
    return Facts(Describer(graph).describe(ZONE.value), Links())


def test_a_triple_is_found_with_the_claim_that_stands_for_it(facts):
    (quad,) = [q for q in facts.about[ZONE] if q.object == TOWNSHIP]
    (claim,) = facts.standing_for(quad)
    assert facts.is_statement(claim)
    assert facts.triple_of(claim) == (ZONE, term("coversTownship"), TOWNSHIP)
    assert not facts.is_statement(ZONE)
    assert facts.triple_of(ZONE) == ()


def test_a_claim_is_called_by_what_it_says(facts):
    (quad,) = [q for q in facts.about[ZONE] if q.object == TOWNSHIP]
    shown = facts.shown(facts.standing_for(quad)[0])
    assert shown.zh == "衢州智造新城 涉及乡级单位 高家镇"
    assert shown.en == "Quzhou Intelligent-Manufacturing New City covers township Gaojia Town"


def test_an_evidence_is_a_passage_with_its_quote_in_its_sentence(facts):
    place = facts.place(EVIDENCE)
    assert (place.before, place.quote, place.after) == ("", "新平台总面积121平方公里,新增面积61.5平方公里", "。")
    assert (place.start, place.end) == (2029, 2055)
    assert place.clause.zh == "二(一)1 智造新城的范围"
    assert place.source.href == "/id/document/quzhou-2021"
    assert facts.place(ZONE) is None


def test_an_unlabelled_node_is_shown_by_its_code(facts):
    assert facts.shown(NamedNode(f"{BASE}id/zone/other")).code == "zone:other"
    assert facts.position(ZONE) == 0
