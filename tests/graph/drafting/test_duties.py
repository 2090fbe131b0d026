"""Who is responsible for tasks, as brackets after them tell; all places are invented."""

import pytest

from graph.drafting.duties import duty_of
from graph.drafting.paper import draft_source
from graph.schema.ontology import load_ontology

PAPER = """泊阳市开发区优化整合方案

一、任务
1.从严管理。东岭经济开发区不再单设管理机构。严禁突击提拔干部。(责任单位:市委编办、市财政局;完成时限:2023年2月底)
2.加强监督。不得新增债务。(牵头单位:市审计局;长期坚持)
"""


def entries(kind):
    """The sure mappings of the class, with what later passages say of them, by rule text."""
    found = {}
    for proposal in draft_source(PAPER, "duties", load_ontology()):
        for entry in (entry for entry in proposal.entries.values() if entry.sure):
            found.setdefault(entry.mapping["id"], []).append(entry.mapping)
    return {first["ruleText"]: rest for first, *rest in found.values() if first.get("type") == kind}


def test_a_bracket_gives_bodies_and_deadline_to_the_tasks_before_it():
    rules = entries("Rule")
    (of_abolition,), (of_ban,) = rules["不再单设管理机构"], rules["严禁突击提拔干部"]
    assert of_ban == {**of_abolition, "id": of_ban["id"]}
    assert of_ban["appliesTo"] == ["body/duties-shi-weibianban", "body/duties-shi-caizhengju"]
    assert (of_ban["deadline"], of_ban["dueMonth"]) == ("2023年2月底", "2023-02")


def test_a_bracket_belongs_to_its_own_item():
    (said,) = entries("Rule")["不得新增债务"]
    assert (said["appliesTo"], said["timing"]) == ("body/duties-shi-shenjiju", "长期坚持")


@pytest.mark.parametrize(
    "words", ["(责任单位:市财政局", "责任单位:市财政局", "(以下简称市财政局)", "(市财政局负责;完成时限:2023年)"]
)
def test_other_words_assign_nothing(words):
    assert duty_of(words) is None
