"""Texts become outlines: each character has its own, where the text stood and in its size and colour."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from graph.network.svg_parts import head, text_at
from graph.network.text_outlines import outline_text

SVG = "{http://www.w3.org/2000/svg}"
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"))


def outlines(*texts):
    root = etree.fromstring(outline_text("\n".join([*head(300, 100, "a drawing"), *texts, "</svg>"])))
    assert not root.findall(f".//{SVG}text")
    return [group for group in root.findall(f"{SVG}g") if group.get("transform")]


def left_edge(group):
    return float(group.get("transform").removeprefix("translate(").split()[0])


@settings(deadline=None)
@given(TEXT)
def test_each_character_is_drawn_once(text):
    (group,) = outlines(text_at(10, 20, text))
    assert len(group) == len(text)


def test_characters_differ_and_a_missing_one_is_a_box():
    (group,) = outlines(text_at(10, 20, "衢浙\ue000\ue001"))
    drawn = [path.get("d") for path in group]
    assert all(drawn)
    assert len(set(drawn)) == 3, "two private characters have the same box"


@pytest.mark.parametrize(("anchor", "part"), [("start", 0), ("middle", 0.5), ("end", 1)])
def test_a_line_stands_where_its_anchor_says(anchor, part):
    (group,) = outlines(text_at(200, 20, "衢州", size=20, anchor=anchor))
    assert left_edge(group) == pytest.approx(200 - part * 40), "a Chinese character is as wide as it is high"


def test_colour_and_weight_are_kept():
    light, bold = outlines(text_at(0, 20, "a", fill="#123456"), text_at(0, 40, "a", bold=True))
    assert light.get("fill") == "#123456"
    assert light.get("stroke") is None
    assert bold.get("stroke") == bold.get("fill")
