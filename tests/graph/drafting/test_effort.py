"""The work of a draft grows with the length of the paper, not with its square."""

import sys

import pytest

from graph.drafting.paper import draft_source
from graph.schema.ontology import load_ontology

FIRST, SECOND = "东西南北青白金银石水", "岭港湖桥原滩坪塘洲湾"
NAMES = [first + second for first in FIRST for second in SECOND]


def paper(count):
    """A paper with a clause for each of some zones."""
    said = "".join(
        f"{at}.{name}经济开发区。将{name}工业园整体并入{name}经济开发区。\n" for at, name in enumerate(NAMES[:count], 1)
    )
    return f"大岭省人民政府关于开发区整合的通知\n\n一、整合范围\n{said}"


def calls(count):
    """How many functions a draft of so many zones calls to introduce the things that it speaks of."""
    made = 0

    def count_calls(frame, event, _argument):
        nonlocal made
        made += event == "call" and frame.f_code.co_filename.endswith(("introduce.py", "proposals.py"))

    ontology = load_ontology()
    list(draft_source(paper(1), "effort", ontology))  # reads the rules
    sys.setprofile(count_calls)
    try:
        proposals = list(draft_source(paper(count), "effort", ontology))
    finally:
        sys.setprofile(None)
    assert len(proposals) > count
    return made


@pytest.mark.parametrize("count", [20, pytest.param(40, marks=pytest.mark.soak)])
def test_twice_as_many_sentences_are_twice_the_work(count):
    assert calls(2 * count) < 3 * calls(count)
