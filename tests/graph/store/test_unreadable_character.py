"""A character that begins no word of SPARQL is told with its place, and with what to write instead."""

import pytest

from graph.core.errors import QueryRejected
from graph.store.query_analysis import outline


@pytest.mark.parametrize(
    ("query", "message", "column"),
    [
        ("SELECT * { ?s ?p 'abc }", "A string begins here", 18),
        ("SELECT * { ?s ?p 'a\\qb' }", "A string begins here", 18),
        ("SELECT * { ?s <a b> ?o }", "An IRI begins here", 15),
        ("SELECT * { ?s ?p ?o \u00a0}", "NO-BREAK SPACE", 21),
        ("SELECT * { ?s ?p zone:a.b.c }", "more than one dot", 18),
        ("SELECT * { FILTER(?a & ?b) }", "AMPERSAND", 22),
        (r"SELECT * { ?s ?p \u0022a' }", "A backslash stands outside", 18),
        ("SELECT * { ?s ?p 园区 }", "write Chinese in quotation marks", 18),
    ],
)
def test_what_is_wrong_and_where(query, message, column):
    with pytest.raises(QueryRejected, match=message) as refused:
        outline(f"#\n{query}")
    assert (refused.value.line, refused.value.column) == (2, column)


@pytest.mark.parametrize(("written", "meant"), ["（(", "，,", '“"', "＝="])
def test_a_full_width_character_is_told_with_its_half_width_form(written, meant):
    with pytest.raises(QueryRejected, match=r"FULLWIDTH|QUOTATION") as refused:
        outline(f"SELECT * {{ ?s ?p {written} }}")
    assert refused.value.mend == meant
    assert f"请写成半角的 {meant}。" in refused.value.zh
