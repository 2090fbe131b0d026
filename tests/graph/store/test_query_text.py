"""What is seen of a query before the engine reads it, and what is refused, with its place."""

import pytest

from graph.core.errors import QueryRejected
from graph.store.query_text import blanked, outline, sliced
from graph.store.sparql_escapes import original_place, place, unescaped

CALL = "SERVICE SILENT <http://127.0.0.1:9911/x> {?a ?b ?c}"
EMPTY = "PREFIX : <http://127.0.0.1:9911/>"
# Queries for which the engine calls a server. In each, the word could be taken for a part of something else.
CALLS = {
    "behind an escape in an IRI": rf"SELECT * {{ {{?s <http://a\u0041#b> ?o}} UNION {{ {CALL} }} }}",
    "behind a hash in a name": rf"SELECT * {{ {{?s zone:a\#b ?o}} UNION {{ {CALL} }} }}",
    "behind a string that ends early": rf"SELECT * {{ VALUES ?v {{'''x'}} {CALL} }} #\uD800'''",
    "behind a keyword": f"SELECT * {{ ?s ?p true{CALL} }}",
    "behind a number": f"SELECT * {{ ?s ?p 5.{CALL} }}",
    "behind a name with dots": f"SELECT * {{ ?s ?p zone:a.b.{CALL} }}",
    "before a name": "PREFIX a: <http://127.0.0.1:9911/> SELECT * { SERVICESILENTa:b {?a ?b ?c} }",
    "as a prefix that is not declared": f"{EMPTY} SELECT * {{ service:x {{?a ?b ?c}} }}",
    "as a prefix that is declared": f"{EMPTY} PREFIX service: <http://b/> SELECT * {{ service:x {{?a ?b ?c}} }}",
    "as a prefix of two words": f"{EMPTY} PREFIX serviceSilent: <b:b> SELECT * {{ serviceSilent:x {{?a ?b ?c}} }}",
    "as a prefix before a prefix": (
        "PREFIX silentx: <http://127.0.0.1:9911/> PREFIX servicesilentx: <http://b/> "
        "SELECT * { servicesilentx:x {?a ?b ?c} }"
    ),
    "in a name that makes no IRI": rf"PREFIX a: <http://a/#> {EMPTY} SELECT * {{ ?s ?p a:SERVICE:x\# {{?a ?b ?c}} }}",
    "in a name behind an unfinished server": f"PREFIX a: <http://h:> SELECT * {{ ?s ?p a:{CALL} }}",
    "behind a comparison": f"SELECT * {{ FILTER(?a<?b) {CALL} FILTER(1>2) }}",
    "behind a carriage return": f"SELECT * {{ ?s ?p ?o . # comment\r{CALL} }}",
    "by an escape of its own": f"SELECT * {{ {CALL.replace('S', chr(92) + 'u0053', 1)} }}",
}


@pytest.mark.parametrize("where", CALLS)
def test_hidden_service_is_refused(where, graph):
    with pytest.raises(QueryRejected):
        outline(CALLS[where])
    with pytest.raises(QueryRejected):
        graph.query(CALLS[where])


@pytest.mark.parametrize(
    "query",
    [
        f"{EMPTY} SELECT * {{ GRAPH graph:derived {{ ?s :service ?o }} }}",
        f"{EMPTY} PREFIX service: <http://b/> SELECT * {{ :a service:url ?u . GRAPH service:a {{}} }}",
        "PREFIX : <#> SELECT * { ?s :fromDate ?from ; :standby ?by ; :service ?o ; :graph [] }",
        r"SELECT * { ?s ?p zone:standby\,a , zone:service\/a }",
        "PREFIX from: <http://b/> DESCRIBE from:a",
    ],
)
def test_unambiguous_name_passes(query):
    outline(query)


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
        ("SELECT * { ?s ?p 'abc }", "A string begins here", 18),
        ("SELECT * { ?s ?p 'a\\qb' }", "A string begins here", 18),
        ("SELECT * { ?s <a b> ?o }", "An IRI begins here", 15),
        ("SELECT * { ?s ?p ?o \u00a0}", "NO-BREAK SPACE", 21),
        ("SELEKT * {}", "do you mean SELECT", 1),
        ("SELECT * { ?s ?p ?o }}", "closes no", 22),
        ("SELECT * { ?s ?p (1 2 }", "closes no", 23),
        ("SELECT * { ?s ?p ?o", "is not closed", 10),
        ("SELECT * { ?s ?p zone:a.b.c }", "more than one dot", 18),
        ("SELECT * { FILTER(?a & ?b) }", "AMPERSAND", 22),
        (r"SELECT * { ?s ?p \u0022a' }", "A backslash stands outside", 18),
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


def test_engine_error_position_is_that_of_the_original(graph):
    places = []
    for query in ("ASK {\n?s ?p }", "ASK {\n?\\u0073 ?\\U00000070 }"):
        with pytest.raises(QueryRejected, match="malformed") as refused:
            graph.query(query)
        places.append((refused.value.line, refused.value.column))
    (line, column), moved = places
    assert moved == (line, column + len("\\u0073") - 1 + len("\\U00000070") - 1)


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


def test_blanking_keeps_positions():
    query = "SELECT * { ?s <a(b> '}' # {\n ?o FILTER(?o<?s) }"
    kept, blank = "SELECT * { ?s ", len("<a(b> '}' # {")
    assert blanked(query) == kept + " " * blank + "\n ?o FILTER(?o<?s) }"
    assert blanked("{ & '}'") == "{ & '}'"


def test_clauses_with_glued_keywords_are_found():
    assert sliced("SELECT*{?s ?p ?o}LIMIT10OFFSET5", 2).split() == [
        "SELECT*{?s",
        "?p",
        "?o}",
        "LIMIT",
        "8",
        "OFFSET",
        "7",
    ]
