"""The largest query of each shape that passes does not end the engine, and a larger one is refused."""

import subprocess
import sys

import pytest

from graph.core.errors import QueryRejected
from graph.store.query_analysis import outline
from graph.store.query_complexity import DEEPEST, MOST_PATTERNS, MOST_READ_TWICE, TALLEST

# From a number to a query in which something is nested or repeated so often.
NESTED = {
    "functions": lambda n: "SELECT * { ?s ?p ?o FILTER(" + "STR(" * n + "?s" + ")" * n + ") }",
    "IF": lambda n: "SELECT * { ?s ?p ?o FILTER(" + "IF(true,?s," * n + "?s" + ")" * n + ") }",
    "brackets": lambda n: "SELECT * { ?s ?p ?o FILTER(" + "(" * n + "?s" + ")" * n + ") }",
    "brackets behind a comparison": lambda n: "SELECT * { FILTER(?a<" + "(" * n + "?b" + ")" * n + "&&2>1) }",
    "groups": lambda n: "SELECT * {" + "{" * n + "}" * n + "}",
    "EXISTS": lambda n: "SELECT * {" + "FILTER EXISTS {?s ?p ?o " * n + "}" * n + "}",
    "sub-selects": lambda n: "SELECT * {" + "{ SELECT * " * n + "{}" + "}" * n + "}",
    "OPTIONAL": lambda n: "SELECT * {" + "OPTIONAL { ?s ?p ?o " * n + "}" * n + "}",
    "paths": lambda n: "SELECT * { ?s " + "(" * n + "kq:partOf" + ")*" * n + " ?o }",
    "triple terms": lambda n: "SELECT * { ?s ?p " + "<<( ?s ?p " * n + "?o" + " )>>" * n + " }",
}
CHAINS = {
    "UNION": lambda n: "SELECT * {" + " UNION ".join(["{ ?s ?p ?o }"] * n) + "}",
    "UNION in a group": lambda n: "SELECT * {{" + " UNION ".join(["{}"] * n) + "}}",
    "BIND": lambda n: "SELECT * { ?s ?p ?o " + "".join(f"BIND(1 AS ?v{i})" for i in range(n)) + "}",
    "expressions of SELECT": lambda n: "SELECT " + "".join(f"(1 AS ?v{i})" for i in range(n)) + "{ ?s ?p ?o }",
    "aggregates": lambda n: "SELECT " + "".join(f"(COUNT(?v{i}) AS ?n{i})" for i in range(n)) + "{ ?s ?p ?o }",
    "orders": lambda n: "SELECT * { ?s ?p ?o } ORDER BY " + "(?s)" * n,
    "HAVING": lambda n: "SELECT ?s { ?s ?p ?o } GROUP BY ?s HAVING " + "(?s)" * n,
    "FILTER": lambda n: "SELECT * { ?s ?p ?o " + "FILTER(?s)" * n + "}",
    "FILTER EXISTS": lambda n: "SELECT * { ?s ?p ?o " + "FILTER EXISTS {}" * n + "}",
    "MINUS": lambda n: "SELECT * { ?s ?p ?o " + "MINUS { ?s ?q ?r }" * n + "}",
    "||": lambda n: "SELECT * { ?s ?p ?o FILTER(" + "||".join(["?s"] * n) + ") }",
    "&&": lambda n: "SELECT * { ?s ?p ?o FILTER(" + "&&".join(["?s=?o"] * n) + ") }",
    "+": lambda n: "SELECT * { ?s ?p ?o FILTER(" + " + ".join(["?s"] * n) + ") }",
    "/": lambda n: "SELECT * { ?s ?p ?o FILTER(" + "/".join(["?s"] * n) + ") }",
    "!": lambda n: "SELECT * { ?s ?p ?o FILTER(" + "!" * n + "?s) }",
    "alternatives": lambda n: "SELECT * { ?s (" + "|".join(["kq:partOf"] * n) + ")* ?o }",
    "chain above a chain": lambda n: (
        "SELECT * {" + " UNION ".join(["{ ?s ?p ?o FILTER(" + "!" * 500 + "?s) }"] + ["{}"] * n) + "}"
    ),
}
JOINS = {
    "triples": lambda n: "SELECT * {" + ".".join(f"?a{i} ?b{i} ?c{i}" for i in range(n)) + "}",
    "triples whose dot belongs to a number": lambda n: "SELECT * { ?s ?p ?o " + ".5 ?p ?o " * n + "}",
    "objects": lambda n: "SELECT * { ?s kq:partOf " + ",".join(f"?o{i}" for i in range(n)) + "}",
    "a path": lambda n: "SELECT * { ?s " + "/".join(["kq:partOf"] * n) + " ?o }",
    "a path in brackets": lambda n: "SELECT * { ?s (" + "/".join(["kq:partOf"] * n) + ") ?o }",
    "a collection": lambda n: "SELECT * { ?s ?p (" + " ".join(f"?o{i}" for i in range(n // 2)) + ") }",
    "blank nodes": lambda n: "SELECT * { ?s ?p " + "[ ?p " * (n // 2) + "?o" + "; ?q ?r ]" * (n // 2) + "}",
    "annotations": lambda n: "SELECT * { ?s ?p ?o " + "{| ?p ?o |}" * (n // 2) + "}",
    "groups": lambda n: "SELECT * {" + "{ ?s ?p ?o }" * n + "}",
    "groups of ten": lambda n: "SELECT * {" + "".join("{" + "?s ?p ?o ." * 10 + "}" for _ in range(n // 10)) + "}",
    "groups in groups": lambda n: "SELECT * {" + "?s ?p ?o ." * (n // 2) + "{{" + "?s ?p ?o ." * (n // 2) + "}} }",
    "GRAPH": lambda n: "SELECT * {" + "GRAPH ?g { ?s ?p ?o }" * n + "}",
    "OPTIONAL": lambda n: "SELECT * {" + "OPTIONAL { ?s ?q ?r }" * n + "}",
    "VALUES": lambda n: "SELECT * {" + "VALUES ?x { 1 }" * n + "}",
}
ENGINE = """
import sys, resource
from pyoxigraph import Store, Quad, NamedNode
from graph.core.iris import prefixes
resource.setrlimit(resource.RLIMIT_STACK, (8 << 20, resource.getrlimit(resource.RLIMIT_STACK)[1]))
store = Store()
store.add(Quad(*[NamedNode("http://example.org/")] * 3))
for line in sys.stdin:
    try:
        list(store.query(line, prefixes=prefixes(), use_default_graph_as_union=True))
    except (SyntaxError, RuntimeError) as error:
        sys.exit(f"{line[:80]}: {error}")
    print("answered", flush=True)
"""


def passes(query):
    try:
        outline(query)
    except QueryRejected:
        return False
    return True


def largest(shape, least, most):
    """The largest query of a shape that passes, where it is among those sizes; else a size beside them."""
    low, high = least - 1, most + 1
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if passes(shape(middle)) else (low, middle - 1)
    return low


@pytest.mark.parametrize(
    ("shapes", "least", "most"),
    [
        (NESTED, DEEPEST - 5, DEEPEST),
        (CHAINS, (TALLEST - 510) // 2, TALLEST),
    ],
    ids=["nested", "chains"],
)
def test_engine_survives_the_largest_query(shapes, least, most):
    sizes = {name: largest(shape, least, most) for name, shape in shapes.items()}
    assert {name: size for name, size in sizes.items() if not least <= size <= most} == {}
    queries = "\n".join(shape(sizes[name]) for name, shape in shapes.items())
    done = subprocess.run(
        [sys.executable, "-c", ENGINE], input=queries, text=True, capture_output=True, timeout=120, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split() == ["answered"] * len(shapes)


@pytest.mark.parametrize("shape", JOINS)
def test_join_limit(shape):
    least, most = MOST_PATTERNS - 12, MOST_PATTERNS + 9
    assert least <= largest(JOINS[shape], least, most) <= most


@pytest.mark.parametrize("function", ["SUBSTR({},1)", "REGEX({},'a')", "REPLACE({},'a','b')", "GROUP_CONCAT({})"])
def test_nesting_limit_of_ambiguous_syntax(function):
    def nested(times):
        text = "?s"
        for _ in range(times):
            text = function.format(text)
        return f"SELECT ({text} AS ?x) {{ ?s ?p ?o }}"

    assert passes(nested(MOST_READ_TWICE))
    assert not passes(nested(MOST_READ_TWICE + 1))


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT * {{ VALUES (?a ?b) {{ {'(-1.5 kq:partOf)' * 5000} }} }}",
        f"SELECT * {{ VALUES ?a {{ {'<http://a/> ' * 5000} }} }}",
        f"SELECT * {{ ?s ?p ?o FILTER(?o IN ({', '.join(['-1'] * 5000)})) }}",
        f"SELECT (CONCAT({', '.join(['STR(?o + 1)'] * 5000)}) AS ?x) {{ ?s ?p ?o }}",
        f"SELECT * {{ ?s ?p ?o FILTER({' || '.join(['?o = 1'] * 1000)}) }}",
        f"SELECT {' '.join(f'?v{i}' for i in range(5000))} {{ ?s ?p ?o }}",
        f"CONSTRUCT {{ {'?s ?p ?o .' * 1000} }} WHERE {{ ?s ?p ?o }}",
        f"SELECT * {{ {' UNION '.join('{' + '?s ?p ?o .' * 90 + '}' for _ in range(100))} ?s ?p ?o }}",
        f"SELECT * {{ {'?s ?p ?o .' * 90} OPTIONAL {{ {'?s ?p ?o .' * 90} }} MINUS {{ {'?s ?p ?o .' * 90} }} }}",
        f"SELECT * {{ ?s {'|'.join(['kq:partOf'] * 500)} ?o }}",
        f"SELECT * {{ ?s !({'|'.join(['kq:partOf'] * 500)}) ?o }}",
        f"SELECT * {{ {'# ( { [ . ; ,' * 1000}\n }}",
    ],
    ids=lambda query: query[:40],
)
def test_long_easy_query_passes(query):
    outline(query)
