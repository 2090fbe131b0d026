"""What is seen of a query before the engine reads it, and what is refused, with its place."""

import pytest

from graph.core.errors import QueryRejected
from graph.store.query_analysis import outline


@pytest.mark.parametrize(
    ("query", "form", "own_dataset", "graphs", "volatile"),
    [
        ("SELECT * { ?s ?p ?o }", "SELECT", False, False, False),
        ("# SELECT\nprefix ask: <x> base <FROM> version '1.2' ask{}", "ASK", False, False, False),
        ("ASKFROM<a>{}", "ASK", True, False, False),
        ("DESCRIBE ?x FROM NAMED <a> { GRAPH ?g { ?x ?y 'RAND()' } }", "DESCRIBE", True, True, False),
        (r"SELECT ?from { ?graph <FROM#> ?now ; <a\u0023GRAPH> 'GRAPH' # FROM" + "\n }", "SELECT", False, False, False),
        ("CONSTRUCT WHERE { ?s zone:GRAPH '''\nFROM'''@from }", "CONSTRUCT", False, False, False),
        (r"SELECT * { \u0067raph ?\u0067 { ?s ?p ?o } }", "SELECT", False, True, False),
        *(
            (f"SELECT (concat('', str({f}())) AS ?x) {{}}", "SELECT", False, False, True)
            for f in ("rand", "NOW", "UUID")
        ),
        *((f"SELECT * {{ FILTER(BOUND(?x)&&{f}()!=?x) }}", "SELECT", False, False, True) for f in ("STRUUID", "bNode")),
        ("CLEAR ALL", "CLEAR", False, False, False),
        ("", "", False, False, False),
    ],
)
def test_outline_has_query_form(query, form, own_dataset, graphs, volatile):
    seen = outline(query)
    assert (seen.form, seen.own_dataset) == (form, own_dataset)
    assert (seen.has_graph_clause, seen.volatile) == (graphs, volatile)


def test_outline_has_used_prefixes():
    seen = outline("PREFIX a: <http://a/#b:> SELECT * { ?s a:x:y zone:b . :c kq:d '''e:f''' }".replace(":c", "a:c"))
    assert sorted(seen.prefixes) == ["a", "kq", "zone"]


@pytest.mark.parametrize(
    ("query", "message", "column"),
    [
        ("SELEKT * {}", "do you mean SELECT", 1),
        ("SELECT * { ?s ?p ?o }}", "closes no", 22),
        ("SELECT * { ?s ?p (1 2 }", "of line 2, column 18 is not closed before this }", 23),
        ("SELECT * { ?s ?p ?o", "is not closed", 10),
        ("SELECT * { ?s ?p '\ud800' }", "half of a character", 19),
        (r"SELECT * { ?s ?\u0070 '\U00110000' }", "no character of Unicode", 24),
        (r"SELECT * { ?s ?\u0070 SERVICE ?o }", "SERVICE", 23),
        (r"SELECT * { ?s ?\u0070 x:a }", "The prefix x: is not known", 23),
    ],
)
def test_syntax_error_has_a_position(query, message, column):
    with pytest.raises(QueryRejected, match=message) as refused:
        outline(f"#\n{query}")
    assert (refused.value.line, refused.value.column) == (2, column)
