"""Which words of a text are names of cities, counties and districts; all places are invented."""

import pytest

from graph.drafting.units import admin_units

TITLE = "泊阳市开发区优化整合方案\n"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("核减部分退还青岭县用于农业生产,青岭园区不变。", ["青岭县"]),
        ("白河区派员参与管理,税收由白河区、青石县分成,青石县财政承担。", ["白河区", "青石县"]),
        ("理顺市属开发区体制,理顺市属园区体制。", []),
        ("高新区代管镇街,高新区、经开区代管,经开区管理。", []),
        ("调出区域不再享受政策,调出区域退还。", []),
        ("一个县只保留一个园区,一个县的园区。", []),
    ],
)
def test_a_unit_is_told_by_its_end_and_by_the_words_around_it(text, names):
    assert admin_units(TITLE + text) == ["泊阳市", *names]
