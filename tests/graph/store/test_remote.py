"""A remote engine gives the answers of the embedded ones: every question, relation and export; it may be down."""

import threading
import time
from collections import Counter
from functools import cache
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from graph.core.errors import EngineUnavailable, EngineUnsuitable, QueryRejected, TooManyToDraw
from graph.core.names import ENTITIES
from graph.core.terms import BlankNode, NamedNode
from graph.export.registry import EXPORTS, ExportSource
from graph.history.lookup import Lookup, Wanted
from graph.network.select import GraphSnapshot
from graph.network.selection import Selection
from graph.process.child import run_limited
from graph.store.builds import current_build
from graph.store.connector import Connector
from graph.store.engine import DISK
from graph.store.remote import RemoteEngine
from graph.store.remote_http import HttpTransport
from graph.store.store import GraphStore
from graph.store.transport import TOKEN

QUESTIONS = sorted((Path(__file__).parents[2] / "questions").glob("*.rq"))
RELATIONS = sorted((Path(__file__).parents[3] / "service" / "queries" / "relations").glob("*.rq"))
ZONE = NamedNode(f"{ENTITIES}zone/zhizao-new-city")
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
ENGINES = ["disk", "oxigraph"]


@pytest.fixture(scope="module")
def over():
    """The way to a transport over addresses, which is closed at the end."""
    transports = []

    def make(addresses):
        transports.append(HttpTransport(addresses, 60))
        return transports[-1]

    yield make
    for transport in transports:
        transport.close()


@pytest.fixture(scope="module")
def engines(built, published, over):
    build = current_build(built)
    remote = RemoteEngine.open(over([published.query]), build)
    return {"disk": GraphStore.load(build, DISK), "oxigraph": GraphStore(remote, build)}


def answered(store, query):
    """What a query gives, in any order."""
    answer = store.query(query)
    content = answer.content()
    return content if isinstance(content, bool) else Counter(map(str, map(tuple, content)))


@pytest.mark.parametrize("name", ENGINES)
def test_all_questions_and_relations_have_the_same_answers(graph, engines, name):
    assert len(QUESTIONS) > 90
    for path in [*QUESTIONS, *RELATIONS]:
        query = path.read_text("utf-8")
        assert answered(engines[name], query) == answered(graph, query), path.name


@pytest.mark.parametrize("name", ENGINES)
def test_graphs_and_datasets_are_read_alike(graph, engines, name):
    (source,) = [g for g in graph.counts().graphs if g.endswith("graph/source/quzhou-2021")]
    store = engines[name]
    for query in (
        "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g",
        "SELECT (COUNT(*) AS ?n) FROM <graph/source/quzhou-2021> { ?s ?p ?o }",
        "SELECT (COUNT(*) AS ?n) FROM NAMED <graph/source/quzhou-2021> { GRAPH ?g { ?s ?p ?o } }",
        "CONSTRUCT { ?zone kq:partOf ?whole } WHERE { ?zone kq:partOf ?whole }",
        "DESCRIBE zone:zhizao-new-city",
        COUNT,
    ):
        assert answered(store, query) == answered(graph, query)
    only = store.query(COUNT, default_graphs=[source]).table()
    assert [tuple(row) for row in only] == [tuple(row) for row in graph.query(COUNT, default_graphs=[source]).table()]


@pytest.mark.parametrize("name", ENGINES)
def test_patterns_are_matched_alike(graph, engines, name):
    store, nodes = engines[name], [ZONE, NamedNode(f"{ENTITIES}zone/zhihui-new-city"), NamedNode("urn:none")]
    assert store.counts() == graph.counts()
    assert set(store.match(nodes)) == set(graph.match(nodes))
    assert set(store.quads(None, None, nodes)) == set(graph.quads(None, None, nodes))
    assert store.labels(nodes) == graph.labels(nodes)
    assert store.types(nodes) == graph.types(nodes)
    assert list(store.match([])) == list(store.match(BlankNode("x"))) == []
    many = {quad.subject for quad in graph.match()}
    assert set(store.quads(many)) == set(graph.quads(many)) == set(store.quads())


def exported(store, names):
    """The content of each export, or why there is none."""
    snapshot, found = cache(lambda: GraphSnapshot.of(store)), {}
    source = ExportSource(store, snapshot, str, lambda _query: ((), 0))
    for name in names:
        try:
            found[name] = EXPORTS[name].write(source, Selection(most=100)).content
        except TooManyToDraw as error:
            found[name] = str(error)
    return found


@pytest.mark.parametrize("name", ENGINES)
def test_all_exports_are_the_same(graph, engines, name):
    names = [name for name in EXPORTS if not name.endswith(".png")]  # a PNG is drawn from the SVG
    expected = exported(graph, names)
    assert len(expected) > 60
    assert [name for name, content in exported(engines[name], names).items() if content != expected[name]] == []
    lookups = [Lookup(one).look_up(Wanted("智造新城")) for one in (graph, engines[name])]
    assert lookups[0] == lookups[1]


@pytest.mark.parametrize("name", ENGINES)
def test_mistakes_are_told_alike(graph, engines, name):
    for query in ("SELECT * { ?s ?p }", "SELECT * { SERVICE <urn:x> { ?s ?p ?o } }", "SELECT * { ?s no:such ?o }"):
        told = []
        for store in (graph, engines[name]):
            with pytest.raises(QueryRejected) as caught:
                store.query(query)
            told.append(str(caught.value))
        assert told[0] == told[1]


def test_triples_of_several_graphs_are_one_in_the_default_graph(agreed, agreeing, run_oxigraph, publish, over):
    server = run_oxigraph()
    publish(agreed, server)
    store = GraphStore(RemoteEngine.open(over([server.query]), current_build(agreed)), agreeing.build)
    assert answered(store, COUNT) == answered(agreeing, COUNT)
    assert set(store.match()) == set(agreeing.match())
    assert store.engine.name == "remote"
    # docs/operate.md tells of this one: Oxigraph finds a triple once for each graph of a FROM list that holds it.
    (shared,) = [graph for graph in agreeing.counts().graphs if graph.endswith("graph/source/quzhou-2021")]
    both = [shared, f"{shared}-again"]
    found = [int(next(iter(one.query(COUNT, default_graphs=both).table()))[0].value) for one in (store, agreeing)]
    assert found[0] > found[1]


def test_engine_without_the_build_is_refused(built, run_oxigraph, over):
    with pytest.raises(EngineUnsuitable, match="run `kaifaqu publish`"):
        RemoteEngine.open(over([run_oxigraph().query]), current_build(built))


def test_engine_that_is_down_comes_back(published_apart, over):
    transport = over([published_apart.query])
    assert b"true" in transport.ask("ASK {}", "application/sparql-results+json")
    published_apart.stop()
    with pytest.raises(EngineUnavailable, match="cannot be reached"):
        transport.ask("ASK {}", "application/sparql-results+json")
    published_apart.start()
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            assert b"true" in transport.ask("ASK {}", "application/sparql-results+json")
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
        assert b"true" in transport.ask("ASK {}", "application/sparql-results+json")


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


def test_failures_are_tried_again_with_credentials():
    server = HTTPServer(("127.0.0.1", 0), Told)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        transport = HttpTransport([f"http://127.0.0.1:{server.server_port}"], 5, {TOKEN: "secret"})
        assert transport.ask("ASK {}", "*/*") == b"Bearer secret"
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
