"""Terms as pages show them."""

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode

from graph.core.iris import BASE, XSD
from service.web.links import Links
from service.web.view_models import Shown, show

SHOWN = {
    "an entity": (NamedNode(f"{BASE}id/zone/x"), Shown("区", "zone", "zone:x", "/id/zone/x")),
    "an entity that no prefix shortens": (
        NamedNode(f"{BASE}id/evidence/a/1-2"),
        Shown("区", "zone", "id/evidence/a/1-2", "/id/evidence/a/1-2"),
    ),
    "an IRI of others": (
        NamedNode("http://example.org/x"),
        Shown("区", "zone", "http://example.org/x", "http://example.org/x"),
    ),
    "a script": (NamedNode("javascript:alert(1)"), Shown("区", "zone", "javascript:alert(1)", None)),
    "Chinese text": (Literal("龙游", language="zh"), Shown("龙游", "", "龙游", plain=True)),
    "English text": (Literal("Longyou", language="en"), Shown("", "Longyou", "Longyou", plain=True)),
    "a number": (Literal("61.5", datatype=NamedNode(f"{XSD}decimal")), Shown("", "", "61.5", plain=True)),
    "a blank node": (BlankNode("b"), Shown("", "", "_:b")),
}


@pytest.mark.parametrize("case", SHOWN)
def test_a_term_is_shown_with_its_labels_its_code_and_its_link(case):
    node, expected = SHOWN[case]
    assert show(node, ("区", "zone"), Links()) == expected


def test_things_are_ordered_by_chinese_name_then_english_then_code():
    things = [Shown("", "", "c"), Shown("", "b", "x"), Shown("乙", "a", "y"), Shown("一", "z", "z")]
    assert [thing.code for thing in sorted(things, key=lambda thing: thing.order)] == ["x", "c", "z", "y"]
