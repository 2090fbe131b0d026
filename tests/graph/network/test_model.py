"""The network model: nodes, edges with evidence, neighbourhoods, paths and similarity."""

from itertools import pairwise

import pytest

from graph.core.errors import UnknownRelation
from graph.core.iris import ENTITIES
from graph.network.model import read_network
from graph.network.neighbourhood import neighbourhood
from graph.network.paths import paths
from graph.network.similarity import similar
from graph.rdf.provenance import Provenance


@pytest.fixture(scope="module")
def network(graph):
    return read_network(graph, Provenance(graph))


def edges(network, relation):
    return [edge for edge in network.edges if edge.relation == relation]


def test_stated_edges_have_quotes_and_derived_ones_rules(network):
    assert [edge for edge in network.edges if edge.origin == "stated" and not edge.words] == []
    assert [edge for edge in network.edges if edge.origin == "derived" and not edge.rules] == []


def test_relations_match_the_graph(network, graph):
    for name in ("absorbedInto", "coversTownship", "leadingIndustry", "bearsPlate"):
        rows = graph.rows(f"SELECT DISTINCT ?a ?b {{ ?a kq:{name} ?b }}")
        assert {(e.source, e.target) for e in edges(network, name)} == {(r["a"].value, r["b"].value) for r in rows}


def test_participation_is_an_edge_with_its_effect(network):
    (edge,) = [
        edge
        for edge in edges(network, "participation/participant")
        if edge.source.endswith("form-zhizao-new-city") and edge.target.endswith("green-cluster")
    ]
    assert dict(edge.qualifiers) == {"effect": "base", "portion": "part", "extent": "实际管理范围"}
    assert "衢州绿色产业集聚区" in edge.words[0].quote


def test_ids_are_unique_and_nodes_are_named(network):
    assert len({edge.id for edge in network.edges}) == len(network.edges)
    assert not {"Claim", "Evidence", "Participation", "Oddity"} & {node.kind for node in network.nodes.values()}


def test_paths_are_complete_and_shortest_first(network):
    start, end = ENTITIES + "zone/green-cluster", ENTITIES + "township/baiyun"
    found, cut = paths(network, start, end, 4, 5)
    assert cut
    assert [len(way) for way in found] == sorted(len(way) for way in found)
    for way in found:
        ends = [{edge.source, edge.target} for edge in way]
        assert start in ends[0]
        assert end in ends[-1]
        assert all(one & two for one, two in pairwise(ends))
    assert paths(network, start, start) == ([], False)


def test_narrower_industry_leads_to_park(network):
    industry, park = ENTITIES + "industry/cultural-creativity", ENTITIES + "zone/zhihui-new-city"
    (way, *_), _ = paths(network, industry, park)
    assert [edge.relation for edge in way] == ["broader", "leadingIndustry"]
    assert all(edge.words for edge in way)
    near, _ = neighbourhood(network, [industry], 2, ["broader", "leadingIndustry"])
    assert park in near.nodes


def test_paths_without_closure_come_first(network):
    start, end = (ENTITIES + path for path in ("zone/huibu-new-area", "zone/changshan-edz"))
    found, cut = paths(network, start, end, 2, 200)
    assert not cut
    closed = [any(edge.relation == "partOfTransitive" for edge in way) for way in found]
    assert closed == sorted(closed)
    assert {True, False} == set(closed)
    assert ["partOf", "partOf"] in [[edge.relation for edge in way] for way in found]


def test_unknown_relation_lists_the_known(network):
    zone = ENTITIES + "zone/zhizao-new-city"
    with pytest.raises(UnknownRelation, match="leadingIndustry"):
        neighbourhood(network, [zone], 1, ["industry"])
    with pytest.raises(UnknownRelation, match="leadingIndustry"):
        list(similar(network, zone, "industry"))


def test_neighbourhood_keeps_depth_and_size(network):
    start = ENTITIES + "zone/zhizao-new-city"
    near, cut = neighbourhood(network, [start], 1)
    assert not cut
    touched = {end for edge in network.touching[start] for end in (edge.source, edge.target)}
    assert set(near.nodes) == touched
    few, cut = neighbourhood(network, [start], 1, (), 5)
    assert cut
    assert len(few.nodes) == 5
    parts, _ = neighbourhood(network, [start], 1, ["absorbedInto"])
    assert {edge.relation for edge in parts.edges} == {"absorbedInto"}


def test_similar_parks_share_industries(network):
    (other, shared, index), *_ = similar(network, ENTITIES + "zone/zhizao-new-city")
    assert shared
    of = {
        end: {e.target for e in edges(network, "leadingIndustry") if e.source == end}
        for end in (other, ENTITIES + "zone/zhizao-new-city")
    }
    one, two = of.values()
    assert index == len(one & two) / len(one | two)
