"""Codepoint escapes of a query are replaced, and places in it are those of the original."""

from graph.store.sparql_escapes import original_place, place, unescaped


def test_escapes_are_replaced_unless_they_end_a_string(graph):
    query = r"""SELECT ?\u0061 { VALUES ?a { "\u0022\\u0041\u005C\u0062" } }"""
    assert unescaped(query) == r"""SELECT ?a { VALUES ?a { "\u0022\\u0041\u005Cb" } }"""
    assert unescaped(unescaped(query)) == unescaped(query)
    assert [row["a"].value for row in graph.rows(query)] == [r'"\u0041\b']


def test_positions_are_those_of_the_original():
    query = "a\\u0062c\n\\\\d\\U00000065'\\u0022f'\ng"
    text = unescaped(query)
    for name in "abcdefg":
        written = {"b": "\\u0062", "e": "\\U00000065"}.get(name, name)
        assert original_place(query, *place(text, text.index(name))) == place(query, query.index(written)), name
