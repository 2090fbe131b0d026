"""The picture of the lineage: before, event and after, with ribbons of equal width."""

import pytest
from lxml import etree

from graph.core.errors import EmptySelection, TooManyToDraw
from graph.core.iris import ENTITIES
from graph.network import lineage_svg
from graph.network.export import write_selection
from graph.network.formats import NETWORK_FORMATS
from graph.network.graph_snapshot import GraphSnapshot
from graph.network.lineage_selection import draws_rows, select_changes
from graph.network.selection_options import Selection

SVG = "{http://www.w3.org/2000/svg}"
FORMATS = {syntax.extension: syntax for syntax in NETWORK_FORMATS}
LONGYOU = ENTITIES + "zone/longyou-edz"


@pytest.fixture(scope="module")
def whole(graph):
    return GraphSnapshot.of(graph)


def drawn(whole, **options):
    return etree.fromstring(write_selection(whole, Selection("lineage", **options), FORMATS["svg"]).content)


def texts(tree):
    return [node.text for node in tree.iter(f"{SVG}text")]


def ribbons(tree):
    return [path for path in tree.iter(f"{SVG}path") if path.get("stroke-width") == "9"]


def test_seven_sources_one_event_and_one_zone(whole):
    tree = drawn(whole, about=(LONGYOU,))
    told = texts(tree)
    assert told.count("浙江龙游经济开发区") == 1
    assert told.count("整合形成新的浙江龙游经济开发区") == 1
    assert {"原龙游经济开发区", "龙游工业园区", "龙游商贸物流园区"} <= set(told)
    assert len(ribbons(tree)) == 7 + 1


def test_ribbons_are_equally_wide_and_the_picture_says_what_hatching_means(whole):
    tree = drawn(whole, paper="quzhou-2021")
    assert len(ribbons(tree)) > 50
    assert {path.get("stroke-dasharray") for path in ribbons(tree)} == {None, "3 2", "12 3"}
    assert "带宽不代表面积" in texts(tree)[-1]


def test_what_has_no_successor_has_no_ribbon(whole):
    tree = drawn(whole, about=(f"{ENTITIES}plate/green-cluster",))
    assert "不再存在（文件未说明去向）" in texts(tree)
    assert len(ribbons(tree)) == 1


def test_the_words_of_the_paper_are_in_the_picture(whole):
    titles = [node.text for node in drawn(whole, about=(LONGYOU,)).iter(f"{SVG}title")]
    assert any("在原龙游经济开发区9.7平方公里管理范围基础上" in title for title in titles)


def test_a_lineage_has_the_plates_of_its_zones(whole):
    plates = {
        change.plate for change in select_changes(whole, Selection("lineage", about=(f"{ENTITIES}zone/green-cluster",)))
    }
    assert f"{ENTITIES}plate/green-cluster" in plates


def test_it_speaks_english(whole):
    told = texts(drawn(whole, about=(LONGYOU,), lang="en"))
    assert "what the paper says" in told
    assert any(text.startswith("consolidation · ordered") for text in told)


def test_a_lineage_that_is_narrowed_otherwise_is_drawn_as_a_network(whole):
    assert draws_rows(Selection("lineage", paper="quzhou-2021"))
    assert not draws_rows(Selection("lineage", kind=("Zone",)))
    assert not draws_rows(Selection("network"))
    assert not ribbons(drawn(whole, kind=("Zone",)))


def test_nothing_and_too_much_are_told(whole, monkeypatch):
    with pytest.raises(EmptySelection):
        drawn(whole, about=(ENTITIES + "zone/baisha-area",), paper="hefei-2018")
    monkeypatch.setattr(lineage_svg, "MOST_ROWS", 3)
    with pytest.raises(TooManyToDraw, match="at most 3 changes"):
        drawn(whole, paper="quzhou-2021")
