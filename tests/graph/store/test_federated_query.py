"""SERVICE is refused, in every way that the engine could read it."""

import pytest

from graph.core.errors import QueryRejected
from graph.store.query_analysis import outline

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
