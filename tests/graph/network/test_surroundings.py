"""The surroundings of a thing: groups on both sides, in a fixed order, with what says the same on one line."""

import pytest

from graph.core.iris import ENTITIES
from graph.network.graph_snapshot import GraphSnapshot
from graph.network.model import Edge, Node
from graph.network.surroundings import edges_around, edges_beyond, group_lines, middle_nodes

ZHIZAO = f"{ENTITIES}zone/zhizao-new-city"


@pytest.fixture(scope="module")
def whole(graph):
    return GraphSnapshot.of(graph)


@pytest.fixture(scope="module")
def groups(whole):
    return group_lines(ZHIZAO, edges_around(whole, ZHIZAO), whole.network.nodes)


def edge(id_, source, target, relation, origin="stated"):
    return Edge(id_, source, target, relation, origin)


NODES = {name: Node(name, "Zone", name) for name in "sabc"}


def test_what_was_merged_comes_from_the_left_and_what_it_covers_goes_to_the_right(groups):
    found = {
        (group.relation, group.incoming): {line.neighbour.rsplit("/", 1)[1] for line in group.lines} for group in groups
    }
    assert found["ChangeEvent", True] == {"donggang-park", "green-cluster", "quhua-area", "qujiang-edz"}
    assert len(found["coversTownship", False]) == 8


def test_an_inverse_is_no_line_of_its_own(groups):
    """Of `absorbs`, `absorbedInto` and `formedFrom` only the change that states them is a line."""
    relations = {group.relation for group in groups}
    assert not relations & {"absorbs", "absorbedInto", "formedFrom", "coveredBy"}
    (changes,) = [group for group in groups if group.relation == "ChangeEvent"]
    assert all(
        {edge.relation for edge in line.also} >= {"absorbs", "absorbedInto", "formedFrom"} for line in changes.lines
    )


def test_each_relation_of_the_graph_is_on_a_line(whole, groups):
    lines = [line for group in groups for line in group.lines]
    shown = {edge.id for line in lines for edge in (line.edge, *line.also)}
    assert shown == {edge.id for edge in edges_around(whole, ZHIZAO)}


def test_two_stated_relations_are_two_lines_and_derived_ones_without_a_stated_one_are_one():
    edges = [
        edge("1", "s", "a", "partOf"),
        edge("2", "s", "a", "agreedBy"),
        edge("3", "a", "s", "componentOf", "derived"),
    ]
    edges += [edge("4", "s", "b", "absorbs", "derived"), edge("5", "b", "s", "absorbedInto", "derived")]
    found = {
        line.edge.id: [other.id for other in line.also] for g in group_lines("s", edges, NODES) for line in g.lines
    }
    assert found == {"1": ["3"], "2": [], "5": ["4"]}


def test_the_order_depends_on_the_relations_alone(whole):
    edges = edges_around(whole, ZHIZAO)
    assert group_lines(ZHIZAO, reversed(edges), whole.network.nodes) == group_lines(ZHIZAO, edges, whole.network.nodes)


def test_an_event_with_one_participant_is_a_neighbour_itself(whole):
    (zone,) = [iri for iri in whole.network.nodes if iri.startswith(f"{ENTITIES}zone/") and "shangfang" in iri]
    assert "participation/participant" in {edge.relation for edge in edges_around(whole, zone)}


def test_an_event_keeps_its_participants(whole):
    event = f"{ENTITIES}event/form-zhizao-new-city"
    (group,) = [
        g for g in group_lines(event, edges_around(whole, event), whole.network.nodes) if "participation" in g.relation
    ]
    assert len(group.lines) == 5


def test_the_middle_of_a_folded_relation_is_known(whole):
    (via,) = {
        word for e in edges_around(whole, ZHIZAO) if e.relation == "ChangeEvent" for word in e.qualifiers_by_name["via"]
    }
    assert middle_nodes(whole, ZHIZAO)[via] == f"{ENTITIES}event/form-zhizao-new-city"


def test_steps_beyond_the_neighbours_have_each_relation_once(whole):
    steps = edges_beyond(whole, ZHIZAO, 3, lambda edge, _: edge.origin == "stated")
    assert len(steps) == 2
    ids = [edge.id for step in steps for edge in step]
    assert len(ids) == len(set(ids))
    near = {end for edge in edges_around(whole, ZHIZAO) for end in (edge.source, edge.target)}
    assert all({edge.source, edge.target} & near for edge in steps[0])
    assert all(ZHIZAO not in {edge.source, edge.target} for step in steps for edge in step)
    assert steps == edges_beyond(whole, ZHIZAO, 3, lambda edge, _: edge.origin == "stated")


def test_what_a_filter_leaves_out_leads_nowhere(whole):
    assert edges_beyond(whole, ZHIZAO, 3, lambda *_: False) == [[], []]
    assert edges_beyond(whole, ZHIZAO, 1, lambda *_: True) == []
