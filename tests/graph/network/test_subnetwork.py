"""What a selection takes of the network, with each of its options."""

import pytest

from graph.core.errors import EmptySelection, UnknownFormat, UnknownRelation
from graph.core.iris import ENTITIES
from graph.export.registry import export_named
from graph.network.graph_snapshot import GraphSnapshot
from graph.network.query_triples import triples_of
from graph.network.selection_options import Selection
from graph.network.subnetwork import select

ZHIZAO = ENTITIES + "zone/zhizao-new-city"


@pytest.fixture(scope="module")
def whole(graph):
    return GraphSnapshot.of(graph)


def test_selection_options(whole):
    by_paper, _ = select(whole, Selection(paper="anhui-2018-25"))
    assert {words.source for edge in by_paper.edges for words in edge.words} >= {ENTITIES + "document/anhui-2018-25"}
    before, _ = select(whole, Selection(kind=("Zone",), when="before"))
    after, _ = select(whole, Selection(kind=("Zone",), when="after"))
    assert ZHIZAO in after.nodes.keys() - before.nodes.keys()
    assert ENTITIES + "zone/green-cluster" in before.nodes.keys() - after.nodes.keys()
    few, cut = select(whole, Selection(about=(ZHIZAO,), most=5))
    assert cut
    assert len(few.nodes) == 5


def test_a_class_has_the_things_of_its_subclasses(whole):
    kinds = {node.kind for node in select(whole, Selection(kind=("AdminUnit",)))[0].nodes.values()}
    assert kinds == {"AdminUnit", "Township"}
    events = {node.kind for node in select(whole, Selection(kind=("ChangeEvent",), events=True))[0].nodes.values()}
    assert events == {"ChangeEvent", "PlateEvent"}


def test_network_of_a_query(whole):
    for query in (
        "CONSTRUCT { ?a kq:absorbedInto ?b } WHERE { ?a kq:absorbedInto ?b }",
        "SELECT ?a ?p ?b { VALUES ?p { kq:absorbedInto } ?a ?p ?b }",
    ):
        found, _ = select(whole, Selection(query=query), triples_of(whole.store.query(query).content()))
        assert {(e.source, e.target) for e in found.edges} == {
            (e.source, e.target) for e in whole.network.edges if e.relation == "absorbedInto"
        }
        assert all(edge.rules for edge in found.edges)


def test_unknown_option_lists_the_known(whole):
    with pytest.raises(UnknownRelation, match="absorbedInto"):
        select(whole, Selection(relation=("colour",)))
    with pytest.raises(EmptySelection):
        select(whole, Selection(paper="nobody-1999"))
    with pytest.raises(UnknownFormat, match="gexf, graphml"):
        export_named("network.exe")
