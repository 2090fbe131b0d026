"""A remote engine gives the answers of the embedded ones: every question, relation and export; it may be down."""

import io
import os
import shutil
import threading
import time
from collections import Counter
from contextlib import suppress
from functools import cache
from http.server import BaseHTTPRequestHandler, HTTPServer, ThreadingHTTPServer
from pathlib import Path

import pytest

from graph.core.errors import EngineUnavailable, QueryRejected, TooManyToDraw
from graph.core.formats import format_named
from graph.core.iris import ENTITIES, PREF_LABEL, TYPE, shorten, term
from graph.core.resources import SHAPES
from graph.core.terms import BlankNode, Literal, NamedNode
from graph.export.registry import EXPORTS, ExportSource
from graph.history.lookup import Lookup, Wanted
from graph.network.graph_snapshot import GraphSnapshot
from graph.network.selection_options import Selection
from graph.process.child import run_limited
from graph.shacl.validate import validate
from graph.store.builds import current_build
from graph.store.connector import Connector
from graph.store.engine import DISK
from graph.store.remote import RemoteEngine
from graph.store.remote_rows import rows
from graph.store.store import GraphStore
from graph.store.transport import TOKEN

QUESTIONS = sorted((Path(__file__).parents[2] / "questions").glob("*.rq"))
RELATIONS = sorted((Path(__file__).parents[3] / "service" / "queries" / "relations").glob("*.rq"))
ZONE = NamedNode(f"{ENTITIES}zone/zhizao-new-city")
PAPER = "quzhou-2021"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
ENGINES = ["disk", "oxigraph", pytest.param("virtuoso", marks=pytest.mark.soak)]
DEVIATIONS = {
    "virtuoso": {"CQ099.rq", "fiscal-rules.rq", "plates.rq", "targets.rq"} | {"lineage.svg"},
}
"""Questions, relations and exports in which an engine differs; docs/operate.md tells why."""


@pytest.fixture(scope="module")
def over():
    """The way to a transport over addresses, which is closed at the end."""
    transports = []

    def make(addresses):
        transports.append(Connector.start(addresses, 60))
        return transports[-1]

    yield make
    for transport in transports:
        transport.close()


@pytest.fixture(scope="module")
def engines(built, request, over):
    """The store over each engine, by its name; it is made when it is asked for."""
    build = current_build(built)

    @cache
    def make(name):
        if name == "disk":
            return GraphStore.load(build, DISK)
        server = request.getfixturevalue("published" if name == "oxigraph" else name)
        return GraphStore(RemoteEngine.open(over([server.query]), build), build)

    return make


MEMBERS = """SELECT DISTINCT ?class ?member WHERE {
  ?subclass rdfs:subClassOf* ?class .
  ?member a ?subclass ; skos:prefLabel ?name .
}"""
ASSIGNED = "SELECT ?zone ?found WHERE { ?zone a kq:Zone BIND(?zone AS ?found) }"


@pytest.mark.parametrize("name", ENGINES)
def test_variables_are_given_values_alike(graph, engines, name):
    for query, bindings in (
        (MEMBERS, {"class": term("Zone")}),
        (ASSIGNED, {"found": ZONE}),
        ("SELECT ?zone { { SELECT ?zone { ?zone a kq:Zone } } }", {"zone": ZONE}),
        ("SELECT ?zone { SELECT ?zone { ?zone a kq:Zone } }", {"zone": ZONE}),
    ):
        if name == "virtuoso" and query is not MEMBERS:  # it joins the value with nothing, see docs/engines.md
            continue
        found = [Counter(str(row) for row in store.rows(query, bindings)) for store in (engines(name), graph)]
        assert found[0] == found[1]
        assert found[0]


def answered(store, query):
    """What a query gives, in any order."""
    answer = store.query(query)
    content = answer.content()
    return content if isinstance(content, bool) else Counter(map(str, map(tuple, content)))


@pytest.mark.parametrize("name", ENGINES)
def test_all_questions_and_relations_have_the_same_answers(graph, engines, name):
    assert len(QUESTIONS) > 90
    differing = set()
    for path in [*QUESTIONS, *RELATIONS]:
        query = path.read_text("utf-8")
        if answered(engines(name), query) != answered(graph, query):
            differing.add(path.name)
    assert differing == {one for one in DEVIATIONS.get(name, ()) if one.endswith(".rq")}


@pytest.mark.parametrize("name", ENGINES)
def test_graphs_and_datasets_are_read_alike(graph, engines, name):
    (source,) = [g for g in graph.counts().graphs if g.endswith("graph/source/quzhou-2021")]
    store = engines(name)
    for query in (
        "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g",
        "SELECT (COUNT(*) AS ?n) FROM <graph/source/quzhou-2021> { ?s ?p ?o }",
        "SELECT (COUNT(*) AS ?n) FROM NAMED <graph/source/quzhou-2021> { GRAPH ?g { ?s ?p ?o } }",
        "CONSTRUCT { ?zone kq:partOf ?whole } WHERE { ?zone kq:partOf ?whole }",
        "DESCRIBE zone:zhizao-new-city",
        COUNT,
    ):
        if name == "virtuoso" and query.startswith("DESCRIBE"):  # gives the triples about its neighbours too
            continue
        assert answered(store, query) == answered(graph, query)
    only = store.query(COUNT, default_graphs=[source]).table()
    assert [tuple(row) for row in only] == [tuple(row) for row in graph.query(COUNT, default_graphs=[source]).table()]


@pytest.mark.parametrize("name", ENGINES)
def test_patterns_are_matched_alike(graph, engines, name):
    store, nodes = engines(name), [ZONE, NamedNode(f"{ENTITIES}zone/zhihui-new-city"), NamedNode("urn:none")]
    assert store.counts() == graph.counts()
    assert set(store.match(nodes)) == set(graph.match(nodes))
    assert set(store.quads(None, None, nodes)) == set(graph.quads(None, None, nodes))
    assert store.labels(nodes) == graph.labels(nodes)
    assert store.types(nodes) == graph.types(nodes)
    terms = [*nodes, Literal("智造新城", language="zh"), Literal("智造新城")]
    assert store.mentioned(terms) == graph.mentioned(terms) == {*nodes[:2], terms[3]}
    assert list(store.match([])) == list(store.match(BlankNode("x"))) == []
    properties, classes = [TYPE, PREF_LABEL], [term("Zone"), term("Plate")]
    for pattern in ((nodes, properties), (None, properties, classes), (nodes, None, classes), (nodes, TYPE, classes)):
        assert set(store.match(*pattern)) == set(graph.match(*pattern)) != set()
    some = sorted({quad.subject for quad in graph.match()}, key=str)[::4]
    assert len(some) > 500  # more than are asked for at once
    assert set(store.quads(some)) == set(graph.quads(some))


@pytest.mark.soak
@pytest.mark.parametrize("name", ENGINES)
def test_all_quads_are_read_alike(graph, engines, name):
    store, many = engines(name), {quad.subject for quad in graph.match()}
    assert set(store.quads(many)) == set(graph.quads(many)) == set(store.quads())


def exported(store, names, paper=""):
    """The content of each export, or why there is none; the tables with what one paper says, where one is given."""
    snapshot, found = cache(lambda: GraphSnapshot.of(store)), {}
    source = ExportSource(store, snapshot, str, lambda _query: ((), 0))
    for name in names:
        of_paper = paper if name.startswith("statements.") else ""
        try:
            found[name] = EXPORTS[name].write(source, Selection(most=100, paper=of_paper)).content
        except TooManyToDraw as error:
            found[name] = str(error)
    return found


def exports_to_compare():
    """One network in each format, each network in one format, and every file that is no network.

    Files that hold what another one holds are left out: further forms of the dataset, and the statements as JSON.
    """
    for name in EXPORTS:
        view, _, ending = name.partition(".")
        is_network = f"{view}.gexf" in EXPORTS
        if name in {"dataset.nq.gz", "dataset.trig", "statements.jsonl"}:
            continue
        if not is_network or ending == "gexf" or (view == "lineage" and ending != "png"):  # drawn from the SVG
            yield name


@pytest.fixture(scope="module")
def expected(graph):
    """The exports of the build in memory."""
    return exported(graph, exports_to_compare(), PAPER)


@pytest.mark.parametrize("name", [pytest.param("disk", marks=pytest.mark.soak), *ENGINES[1:]])
def test_exports_are_the_same(expected, engines, name):
    assert len(expected) > 20
    differing = {one for one, content in exported(engines(name), expected, PAPER).items() if content != expected[one]}
    assert differing == {one for one in DEVIATIONS.get(name, ()) if not one.endswith(".rq")}


@pytest.mark.soak
@pytest.mark.parametrize("name", ENGINES)
def test_all_exports_are_the_same(graph, engines, name):
    expected = exported(graph, EXPORTS)
    differing = {one for one, content in exported(engines(name), EXPORTS).items() if content != expected[one]}
    deviating = {one.partition(".")[0] for one in DEVIATIONS.get(name, ()) if not one.endswith(".rq")}
    assert {one.partition(".")[0] for one in differing} == deviating


@pytest.mark.parametrize("name", ENGINES)
def test_names_are_looked_up_alike(graph, engines, name):
    lookups = [Lookup(one).look_up(Wanted("智造新城")) for one in (graph, engines(name))]
    assert lookups[0] == lookups[1]


@pytest.mark.soak
def test_all_checks_find_the_same(check_report, sound_shapes, engines):
    reports = check_report, validate(engines("disk"), sound_shapes, jobs=2)
    found = [[(f.severity, f.shape, f.focus, f.path, f.value, f.quotes) for f in one.findings] for one in reports]
    assert found[0] == found[1]
    assert reports[0].focus_counts == reports[1].focus_counts


def same_findings(report, whole):
    """Assert that a report of some shapes is what the report of all shapes says of them."""
    assert report.focus_counts.items() <= whole.focus_counts.items()
    named = {shorten(shape) for shape in report.focus_counts}
    found = [
        [(f.severity, f.shape, f.focus, f.path, f.value, f.quotes) for f in one.findings if f.shape in named]
        for one in (report, whole)
    ]
    assert found[0] == found[1]
    assert found[0]


def test_the_checks_find_the_same(check_report, engines, tmp_path):
    for file in sorted(SHAPES.glob("*.ttl"))[::6]:
        shutil.copy(file, tmp_path)
    same_findings(validate(engines("disk"), tmp_path, jobs=2), check_report)


@pytest.mark.parametrize("name", ENGINES[1:])
def test_the_checks_of_a_remote_engine_read_the_index_on_disk(check_report, engines, name, tmp_path):
    assert engines(name).embedded().engine.name == DISK
    shutil.copy(SHAPES / "plate.ttl", tmp_path)
    same_findings(validate(engines(name), tmp_path), check_report)


@pytest.mark.parametrize("name", ENGINES)
def test_mistakes_are_told_alike(graph, engines, name):
    for query in ("SELECT * { ?s ?p }", "SELECT * { SERVICE <urn:x> { ?s ?p ?o } }", "SELECT * { ?s no:such ?o }"):
        told = []
        for store in (graph, engines(name)):
            with pytest.raises(QueryRejected) as caught:
                store.query(query)
            told.append(str(caught.value))
        assert told[0] == told[1]


@pytest.fixture(scope="module")
def agreeing_remotely(agreed, agreeing, run_oxigraph, publish, over):
    """The store of two papers that repeat two others, over a remote engine."""
    server = run_oxigraph()
    publish(agreed, server)
    return GraphStore(RemoteEngine.open(over([server.query]), current_build(agreed)), agreeing.build)


@pytest.mark.soak
def test_all_triples_of_several_graphs_are_one_in_the_default_graph(agreeing, agreeing_remotely):
    assert set(agreeing_remotely.match()) == set(agreeing.match())


def test_triples_of_several_graphs_are_one_in_the_default_graph(agreeing, agreeing_remotely):
    store = agreeing_remotely
    assert answered(store, COUNT) == answered(agreeing, COUNT)
    some = [
        predicate for predicate in sorted({quad.predicate for quad in agreeing.match()}, key=str) if predicate != TYPE
    ]
    matched = Counter(quad.triple for quad in store.match(None, some[::3]))
    assert matched == Counter(quad.triple for quad in agreeing.match(None, some[::3]))
    assert store.engine.name == "remote"
    # docs/operate.md tells of this one: Oxigraph finds a triple once for each graph of a FROM list that holds it.
    (shared,) = [graph for graph in agreeing.counts().graphs if graph.endswith("graph/source/quzhou-2021")]
    both = [shared, f"{shared}-again"]
    found = [int(next(iter(one.query(COUNT, default_graphs=both).table()))[0].value) for one in (store, agreeing)]
    assert found[0] > found[1]


def test_connector_asks_without_threads(published, over, monkeypatch):
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    connector = over([published.query])
    assert b"true" in connector.ask("ASK {}", "application/sparql-results+json").read()
    threads = [path.read_text().strip() for path in Path(f"/proc/{connector.pid}/task").glob("*/comm")]
    assert len([name for name in threads if name != "libuv-worker"]) == 1  # a thread for each request costs 0.4 ms


def test_engine_that_is_down_comes_back(published_apart, over):
    transport = over([published_apart.query])
    assert b"true" in transport.ask("ASK {}", "application/sparql-results+json").read()
    published_apart.stop()
    with pytest.raises(EngineUnavailable, match="cannot be reached"):
        transport.ask("ASK {}", "application/sparql-results+json")
    published_apart.start()
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            assert b"true" in transport.ask("ASK {}", "application/sparql-results+json").read()
        except EngineUnavailable:
            time.sleep(0.2)
        else:
            return
    raise AssertionError("The engine was not asked again.")


@pytest.fixture
def published_apart(run_oxigraph):
    """A server that a test may stop; it starts again at the end."""
    return run_oxigraph()


def test_another_replica_answers(published, run_free_address, over):
    transport = over([run_free_address, published.query])
    for _ in range(4):
        assert b"true" in transport.ask("ASK {}", "application/sparql-results+json").read()


@pytest.fixture
def run_free_address(run_oxigraph):
    server = run_oxigraph()
    server.stop()
    yield server.query
    server.start()


class Told(BaseHTTPRequestHandler):
    """Fails twice, then tells which credentials it got."""

    asked = 0

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        Told.asked += 1
        self.send_response(503 if Told.asked <= 2 else 200)
        self.end_headers()
        self.wfile.write(self.headers.get("Authorization", "").encode())

    def log_message(self, *_):
        """Say nothing."""


def test_failures_are_tried_again_with_credentials(monkeypatch):
    monkeypatch.setenv(TOKEN, "secret")
    server = HTTPServer(("127.0.0.1", 0), Told)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        transport = Connector.start([f"http://127.0.0.1:{server.server_port}"], 5)
        assert transport.ask("ASK {}", "*/*").read() == b"Bearer secret"
        assert Told.asked == 3
        transport.close()
    finally:
        server.shutdown()
        server.server_close()


def test_jailed_child_asks_through_the_connector(built, graph, published):
    connector = Connector.start([published.query], 60)
    try:
        store = GraphStore(RemoteEngine.open(connector, current_build(built)), graph.build)
        kept = store.engine.in_worker()
        count = run_limited(lambda: str(store.rows(COUNT)[0]["n"]).encode(), doing="The query", jailed=True, keep=kept)
        assert count.decode() == str(graph.rows(COUNT)[0]["n"])
    finally:
        connector.close()


def test_what_is_no_answer_is_told(over):
    with HTTPServer(("127.0.0.1", 0), Told) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        Told.asked = 2  # it no longer fails
        with pytest.raises(EngineUnavailable, match="sends what is no answer"):
            rows(over([f"http://127.0.0.1:{server.server_port}"]), "SELECT * {}")
        server.shutdown()


class Endless(BaseHTTPRequestHandler):
    """Sends triples until its client has gone."""

    left = threading.Event()

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.end_headers()
        with suppress(ConnectionError):
            while True:
                self.wfile.write(b"<urn:s> <urn:p> <urn:o> .\n" * 10_000)
        Endless.left.set()

    def log_message(self, *_):
        """Say nothing."""


def test_rest_of_a_large_answer_is_not_fetched(graph, over):
    with ThreadingHTTPServer(("127.0.0.1", 0), Endless) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        engine = RemoteEngine(over([f"http://127.0.0.1:{server.server_port}"]), graph.counts())
        store = GraphStore(engine, graph.build)
        for _ in range(2):  # the second query tells the connector that nobody reads the first answer
            answer = store.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
            assert answer.write_to(io.BytesIO(), format_named("ntriples", "graph"), 5) == (5, True)
            del answer
        assert Endless.left.wait(20)
        server.shutdown()
