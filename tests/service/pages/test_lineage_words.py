"""The sentence that the page of a lineage says of a zone that is divided."""

import pytest

from graph.history.changes import Change, Part
from graph.history.lineage_rows import row_of
from service.pages.lineage_words import say

NAMES = {"whole": "泽阳开发区", "north": "泽北开发区", "south": "泽南开发区"}
DIVISION = Change(
    event="division",
    type="division",
    modality="ordered",
    parts=(Part("whole", "divided", "whole"), Part("north", "formed", "whole"), Part("south", "formed", "whole")),
    evidence=(),
    flows=(("whole", "north"), ("whole", "south")),
)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("zh", "泽阳开发区分设为泽北开发区、泽南开发区。"),
        ("en", "泽阳开发区 is divided into 泽北开发区 and 泽南开发区."),
    ],
)
def test_a_division_names_what_it_forms(language, sentence):
    assert say(row_of(DIVISION), language, NAMES.__getitem__, str, "event") == sentence
