"""The tokenizer compared with the engine and another parser, on generated queries and the W3C syntax tests."""

import re
import sys
import tarfile
from functools import cache
from importlib.metadata import version
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad, QueryBoolean, RdfFormat, Store, parse
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

from graph.core.errors import QueryRejected
from graph.store.query_analysis import outline
from graph.store.sparql_escapes import unescaped
from graph.store.sparql_tokens import tokenize

MANIFEST = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
BASE = "http://example.org/"
# What nothing listens at; the engine refuses the port before it calls.
NOWHERE = "http://127.0.0.1:1/"
PROLOGUE = "PREFIX ex: <http://example.org/x#> PREFIX : <http://example.org/> PREFIX service: <http://example.org/s/>"

GAPS = [" ", "\n", "\t ", "\r\n", " # } SERVICE <x> {'\n", " #\\u0022\n"]
VARIABLES = ["?a", "?b", "$c", "?service", "$GRAPH", "?_1", "?é", "?\\u0061"]
NAMES = [
    *["ex:a", ":b", "ex:", ":", "ex:a.b", r":b\#c", "ex:%41", ":SERVICE", "service:a", "ex:graph", ":1", r":a\.b\.c"],
    *["ex:a:b", "ex:a-b", ":é"],
]
IRIS = ["<http://a/#SERVICE>", "<a(b)c>", r"<http://a\u0041#b>", "<?b&&c>", "<#>", "<>", "<'>", "<a;b,(c>"]
CONTENTS = [
    "}",
    "{",
    "SERVICE <x> {",
    "#",
    "\\\\",
    '\\"',
    "\\'",
    r"\u0022",
    r"\U00000041",
    "\\n",
    "é",
    "GRAPH",
    "<",
    "",
]
TAGS = ["", "@service", "@zh-Hans", "@ar--rtl", "^^ex:graph", "^^<#from>"]
NUMBERS = ["1", "1.5", ".5", "1e5", "1.e-2", "-1", "+2.0", "true", "false"]
HEADS = ["SELECT *", "SELECT DISTINCT ?a $c", "ASK", "CONSTRUCT { ?a ex:graph ?b . }", "DESCRIBE ?a"]
DATASETS = ["", "", "FROM <http://a/>", "from named :graph FROM ex:a"]


class Writer:
    """Writes random queries. The methods are named after the productions of the grammar."""

    def __init__(self, draw):
        self.draw, self.values = draw, 0

    def pick(self, options):
        return self.draw(st.sampled_from(options))

    def one_of(self, *productions):
        return self.pick(productions)()

    def variable(self):
        return self.pick(VARIABLES)

    def name(self):
        return self.pick(NAMES)

    def iri(self):
        return self.pick(IRIS)

    def verb(self):
        return self.one_of(self.variable, self.name, self.iri, lambda: "a")

    def literal(self):
        if self.pick([True, False]):
            return self.pick(NUMBERS)
        quote = self.pick(["'", '"', "'''", '"""'])
        content = self.pick(CONTENTS) + self.pick(CONTENTS)
        return f"{quote}{content}{quote}{self.pick(TAGS)}"

    def path(self, depth=2):
        if not depth:
            return self.one_of(self.name, self.iri, lambda: "a")
        return self.one_of(
            lambda: f"({self.path(depth - 1)}|{self.path(depth - 1)})",
            lambda: f"{self.path(depth - 1)}/{self.path(depth - 1)}",
            lambda: f"({self.path(depth - 1)})*",
            lambda: f"^({self.path(depth - 1)})?",
            lambda: "!(a|^ex:a)",
        )

    def node(self, depth=2):
        if not depth:
            return self.one_of(self.variable, self.name, self.iri, self.literal, lambda: self.pick(["[]", "[ ]", "()"]))
        return self.one_of(
            lambda: self.node(0),
            lambda: f"({self.node(depth - 1)} {self.node(depth - 1)})",
            lambda: f"[{self.verb()} {self.node(depth - 1)};{self.verb()} {self.node(depth - 1)}]",
        )

    def expression(self, depth=2):
        if not depth:
            return self.one_of(self.variable, self.name, self.iri, self.literal)

        def inner():
            return self.expression(depth - 1)

        return self.one_of(
            lambda: f"({inner()} < {inner()})",
            lambda: f"({inner()}<{inner()})",
            lambda: f"({inner()}<={inner()} && {inner()}>{inner()})",
            lambda: f"(!{inner()} || {inner()}*{inner()}+{inner()})",
            lambda: f"STR({inner()})",
            lambda: f"IF({inner()},{inner()},{inner()})",
            lambda: f"COALESCE({inner()} , {inner()})",
            lambda: f"({inner()} NOT IN ({inner()},{inner()}))",
            lambda: f"EXISTS {{ ?a ?b {self.name()} }}",
            lambda: f"<<( ?a {self.name()} {self.iri()} )>>",
        )

    def group(self, depth):
        return "".join(self.pick(GAPS) + self.part(depth) for _ in range(self.pick([1, 2, 3]))) + self.pick(GAPS)

    def part(self, depth):
        self.values += 1
        flat = [
            lambda: f"{self.variable()} {self.verb()} {self.node()} .",
            lambda: f"{self.variable()} {self.path()} {self.node()} .",
            lambda: f"{self.variable()} {self.name()} {self.node()} , {self.node()} ; {self.name()} {self.node()} .",
            lambda: f"?a {self.name()} ?b {{| {self.name()} {self.variable()} |}} .",
            lambda: f"<<?a {self.name()} ?b>> {self.name()} ?c .",
            lambda: f"FILTER({self.expression()})",
            lambda: f"VALUES (?v{self.values}) {{ ({self.literal()})(UNDEF)({self.iri()}) }}",
        ]
        nested = [
            lambda: f"{{{self.group(depth - 1)}}} UNION {{{self.group(depth - 1)}}}",
            lambda: f"OPTIONAL {{{self.group(depth - 1)}}}",
            lambda: f"minus{{{self.group(depth - 1)}}}",
            lambda: f"{{ SELECT DISTINCT * {{{self.group(depth - 1)}}} ORDER BY ({self.expression()}) LIMIT 300 }}",
            lambda: f"FILTER NOT EXISTS {{{self.group(depth - 1)}}}",
        ]
        return self.one_of(*flat, *(nested if depth else []))

    def graph(self):
        return f"Graph {self.one_of(self.variable, self.name, self.iri)} {{{self.group(0)}}}"

    def query(self):
        """A query with its form, and whether it names a dataset and asks single graphs."""
        head, dataset, graph = self.pick(HEADS), self.pick(DATASETS), self.pick([True, False])
        body = f"{self.group(2)}{self.graph() if graph else ''}"
        text = f"{PROLOGUE}{self.pick(GAPS)}{head} {dataset} {self.pick(['', 'WHERE'])} {{{body}}}{self.pick(GAPS)}"
        return text, (head.split()[0], bool(dataset), graph)


@st.composite
def queries(draw):
    return Writer(draw).query()


@cache
def store():
    store = Store()
    ends = [NamedNode(f"http://example.org/{name}") for name in ("x#a", "b", "", "x#")]
    store.extend(Quad(s, p, o) for s in ends for p in ends for o in ends[:2])
    return store


_BLANK = re.compile(r"BlankNode value=\w+|\s")  # a label is another one each time; the engine keeps the space of `- 1`


def answer(query):
    """What the engine answers, in any order; None where it is no query for it."""
    try:
        found = store().query(unescaped(query), base_iri=BASE)
        return (
            bool(found) if isinstance(found, QueryBoolean) else sorted(len(_BLANK.sub("", str(row))) for row in found)
        )
    except (SyntaxError, QueryRejected):
        return None
    except (OSError, RuntimeError) as error:
        return type(error).__name__


def rebuilt(query):
    """Return the tokens with spaces between them, except where the engine allows none or reads another term."""
    written = ""
    for _, text, _, _ in tokenize(unescaped(query)):
        number = written.endswith((" +", " -")) and text[0] in ".0123456789"  # + 2.0 is not the lexical form +2.0
        written += text if number else f" {text}"
    return written.removeprefix(" ").replace("COALESCE (", "COALESCE(")


def reads_like_the_engine(case):
    query, facts = case
    expected = answer(query)
    assume(expected is not None)
    seen = outline(query)
    assert (seen.form, seen.own_dataset, seen.has_graph_clause) == facts
    assert not seen.volatile
    assert answer(rebuilt(query)) == expected


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { { SELECT * { ?a ?b ?c } ORDER BY (?a < ?c) } ?a ?b (?a <http://example.org/'b>) }",
        "SELECT * { { SELECT ?a { ?a ?b ?c } GROUP BY ?a HAVING (?a < ?a) } ?a ?b (?c <a(b)c>) }",
        "SELECT * { ?a ?b ?c FILTER EXISTS { ?a ?b ?c } ?a ?b (?c <a(b)c>) }",
        "SELECT * { ?a ?b ?c } ORDER BY EXISTS { ?a ?b ?c } (?a < ?c && ?b > ?c)",
    ],
)
def test_an_expression_ends_where_the_modifiers_of_a_subquery_end(query):
    assert answer(query) is not None
    assert answer(rebuilt(query)) == answer(query)


def reads_damage_like_the_engine(data):
    query, *_ = data.draw(queries())
    at, length = data.draw(st.integers(len(PROLOGUE), len(query))), data.draw(st.integers(0, 3))
    piece = data.draw(st.sampled_from(PIECES))
    damaged = query[:at] + piece + query[at + length :]
    expected = answer(damaged)
    assume(expected is not None)
    try:
        seen = outline(damaged)
    except QueryRejected:
        assert piece  # a query that is only shorter is still one that we read
        return
    assert expected != "OSError"
    assert answer(rebuilt(damaged)) == expected
    assert seen.has_graph_clause or "graph" not in rebuilt(damaged).lower().split()


PIECES = [
    f"SERVICE<{NOWHERE}>{{?s ?p ?o}}",
    f"SERVICE <{NOWHERE}> {{}}",
    *[
        "service:x{?s ?p ?o}",
        "'",
        '"',
        "'''",
        "#",
        "\n",
        "<",
        ">",
        "<a",
        "\\",
        "\\u0022",
        "\\uD800",
        ".",
        "..b.c.",
        ":",
        "?",
        "a",
        "1",
    ],
    *[
        "GRAPH",
        "FROM",
        "true",
        "LIMIT10",
        "UNION{}",
        "OPTIONAL{}",
        "{}",
        "()",
        "(",
        "^^",
        "@en",
        "-",
        "!",
        "~",
        "|",
        "",
    ],
]


def examples(number):
    return settings(max_examples=number, deadline=None, suppress_health_check=list(HealthCheck))


test_a_query_is_read_like_the_engine_reads_it = examples(30)(given(queries())(reads_like_the_engine))
test_a_damaged_query_is_read_like_the_engine_reads_it = examples(10)(given(st.data())(reads_damage_like_the_engine))
test_many_queries_are_read_like_the_engine_reads_them = pytest.mark.soak(
    examples(5_000)(given(queries())(reads_like_the_engine))
)
test_many_damaged_queries_are_read_like_the_engine_reads_them = pytest.mark.soak(
    examples(2_000)(given(st.data())(reads_damage_like_the_engine))
)


def parts_of(tree):
    """Return the names of all parts of the tree that rdflib parsed."""
    if isinstance(tree, CompValue):
        yield tree.name
        tree = list(tree.values())
    if isinstance(tree, list) or type(tree).__name__ == "ParseResults":
        for part in tree:
            yield from parts_of(part)


@cache
def suites():
    """Yield name, type and text of the W3C syntax tests, from the source distribution of rdflib."""
    file = Path(sys.prefix) / "suites" / f"rdflib-{version('rdflib')}.tar.gz"
    if not file.exists():
        raise FileNotFoundError(f"{file} is missing; `make test` fetches it.")
    with tarfile.open(file) as archive:
        files = {
            member.name: archive.extractfile(member).read().decode()
            for member in archive
            if "/suites/w3c/" in member.name
            and "/syntax-" in member.name
            and member.name.endswith((".rq", "manifest.ttl"))
        }
    tests = []
    for name, text in files.items():
        if name.endswith("manifest.ttl"):
            quads = list(parse(text, format=RdfFormat.TURTLE, base_iri=f"file:///{name}"))
            types = {quad.subject: quad.object.value for quad in quads if quad.predicate.value == TYPE}
            actions = {quad.subject: quad.object.value for quad in quads if quad.predicate.value == f"{MANIFEST}action"}
            tests += [
                (path, types[test], files[path])
                for test, action in actions.items()
                if (path := action.removeprefix("file:///")) in files
            ]
    return tests


@pytest.mark.parametrize("every", [4, pytest.param(1, marks=pytest.mark.soak)])
def test_w3c_positive_syntax_tests(every):
    positive = sorted((name, text) for name, kind, text in suites() if "PositiveSyntax" in kind)
    assert len(positive) > 200
    for name, text in positive[::every]:
        expected = answer(text)
        if name.endswith(("syntax-lit-08.rq", "qname-escape-01.rq")):
            assert expected is None, name  # a number and a name that the engine reads otherwise
            continue
        assert expected is not None, name
        if name.endswith("syntax-general-08.rq"):
            continue  # rdflib cannot negate a decimal here
        found = set(parts_of(parseQuery(text)))
        if "ServiceGraphPattern" in found:
            with pytest.raises(QueryRejected, match="SERVICE"):
                outline(text)
            continue
        seen = outline(text)
        assert seen.form == next(kind.removesuffix("Query").upper() for kind in found if kind.endswith("Query")), name
        assert seen.own_dataset is ("DatasetClause" in found), name
        assert seen.has_graph_clause is ("GraphGraphPattern" in found), name


def test_w3c_negative_syntax_tests():
    negative = [(name, text) for name, kind, text in suites() if "NegativeSyntax" in kind]
    assert len(negative) > 70
    accepted = [name.rpartition("/")[2] for name, text in negative if passes(text) and answer(text) is not None]
    assert accepted == ["syn-bad-26.rq"]  # the engine takes an empty local name for a name


def passes(query):
    try:
        outline(query)
    except QueryRejected:
        return False
    return True
