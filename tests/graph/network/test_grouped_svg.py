"""The picture of a neighbourhood: groups around the thing, names on lines, and text that can be read."""

from collections import Counter
from itertools import pairwise

import pytest
from lxml import etree

from graph.core.iris import ENTITIES
from graph.network.export import draw_selection, write_selection
from graph.network.formats import NETWORK_FORMATS
from graph.network.graph_snapshot import GraphSnapshot
from graph.network.selection_options import Selection
from graph.network.svg_parts import fitting, width_of

ZHIZAO = ENTITIES + "zone/zhizao-new-city"
AROUND = Selection(about=(ZHIZAO,))
SVG = "{http://www.w3.org/2000/svg}"
FORMATS = {syntax.extension: syntax for syntax in NETWORK_FORMATS}
READABLE = 4.5


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    """The contrast of two colours (WCAG 2.2, 1.4.3)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def grounds(tree):
    """The colours that a text may stand on: those of the boxes and of the whole."""
    filled = (node.get("fill") for node in tree.iter(f"{SVG}rect") if float(node.get("width", "5").rstrip("%")) > 4)
    return set(filled)


@pytest.fixture(scope="module")
def whole(graph):
    return GraphSnapshot.of(graph)


@pytest.fixture(scope="module")
def tree(whole):
    return etree.fromstring(write_selection(whole, AROUND, FORMATS["svg"]).content)


def texts(tree):
    return [node.text for node in tree.iter(f"{SVG}text")]


def test_the_thing_is_in_the_middle_and_each_neighbour_is_there(whole, tree):
    drawn, _ = draw_selection(whole, AROUND)
    told = "".join(texts(tree))
    assert all(node.label in told for node in drawn.nodes)
    (subject,) = [node for node in tree.iter(f"{SVG}text") if node.text == "衢州智造新城"]
    assert float(subject.get("x")) == pytest.approx(float(tree.get("width")) / 2, abs=1)


def test_each_line_has_its_name_and_inverses_are_folded(tree):
    lines = list(tree.iter(f"{SVG}path"))[1:]
    labels = [text.rpartition(" ")[0] or text for text in texts(tree)]
    assert {"变动事件", "涉及乡级单位", "财政规则", "主导产业"} <= set(labels)
    assert not {"吸收", "划入", "由…组成", "所属区域"} & set(labels)
    groups = [node for node in tree.iter(f"{SVG}rect") if node.get("width") == "300"]
    assert len(lines) == len(groups)
    dashed = [line for line in lines if line.get("stroke-dasharray")]
    assert 0 < len(dashed) < len(lines)


def test_the_legend_tells_what_is_not_drawn(tree):
    assert "虚线：推导" in texts(tree)[-1]
    assert "邻居之间的关系未画：" in texts(tree)[-1]


def test_the_words_of_each_relation_are_in_the_picture(tree):
    titles = [node.text for node in tree.iter(f"{SVG}title")]
    assert any("在现有衢州绿色产业集聚区实际管理范围基础上" in title for title in titles)


@pytest.mark.parametrize(
    "selection",
    [AROUND, Selection("lineage"), Selection("parks-industries"), Selection(about=(ZHIZAO,), depth=2, kind=("Zone",))],
)
def test_text_can_be_read(whole, selection):
    tree = etree.fromstring(write_selection(whole, selection, FORMATS["svg"]).content)
    inks = {node.get("fill", tree.get("fill")) for node in tree.iter(f"{SVG}text")}
    assert min(contrast(ink, ground) for ink in inks for ground in grounds(tree)) >= READABLE


def test_each_text_fits_into_its_box(tree):
    for group in tree.iter(f"{SVG}g"):
        rect = group.find(f"{SVG}rect")
        for text in group.iter(f"{SVG}text"):
            assert width_of(text.text, float(text.get("font-size"))) <= float(rect.get("width"))


def test_no_two_boxes_overlap(tree):
    boxes = [
        [float(node.get(name)) for name in ("x", "y", "width", "height")]
        for node in tree.iter(f"{SVG}rect")
        if node.get("width") == "300"
    ]
    by_column = Counter(x for x, *_ in boxes)
    assert len(by_column) == 2
    for column in by_column:
        spans = sorted((y, y + height) for x, y, _, height in boxes if x == column)
        assert all(end < start for (_, end), (start, _) in pairwise(spans))


def test_it_is_drawn_in_the_language_asked_for(whole):
    content = write_selection(whole, Selection(about=(ZHIZAO,), lang="en"), FORMATS["svg"]).content
    assert "left: towards it" in texts(etree.fromstring(content))[-1]


def test_the_picture_is_a_png_as_well(whole):
    assert write_selection(whole, AROUND, FORMATS["png"]).content.startswith(b"\x89PNG")


def test_a_text_is_cut_into_lines_that_fit():
    assert fitting("a quite long name", 70) == ["a quite", "long name"]
    assert fitting("衢州绿色产业集聚区", 60, most=2) == ["衢州绿色", "产业集…"]
    assert fitting("", 60) == [""]
