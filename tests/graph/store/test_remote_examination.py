"""What is asked of a remote engine at the start, and how it is told which graphs to read."""

import httpx
import pytest

from graph.core.errors import EngineUnsuitable
from graph.store.builds import current_build
from graph.store.connector import Connector
from graph.store.remote import RemoteEngine
from graph.store.remote_examination import examine
from graph.store.remote_reading import ALL_GRAPHS
from graph.store.store import GraphStore
from graph.store.upload import Addresses, Publisher

PER_GRAPH = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


class Recorded:
    """A real transport that keeps what it is asked."""

    def __init__(self, address):
        self._transport, self.queries = Connector.start([address], 60), []

    def ask(self, query, accept, graphs=()):
        self.queries.append(query)
        return self._transport.ask(query, accept, graphs)

    def close(self):
        self._transport.close()


@pytest.fixture
def over():
    """The way to a transport over an address, which is closed at the end."""
    transports = []

    def make(address):
        transports.append(Recorded(address))
        return transports[-1]

    yield make
    for transport in transports:
        transport.close()


def test_two_counts_are_asked_of_an_engine_whose_default_graph_is_that_of_the_build(built, graph, published, over):
    transport = over(published.query)
    held = examine(transport, current_build(built))
    assert (held.counts, held.reading, held.deviations) == (graph.counts(), ALL_GRAPHS, ())
    assert len(transport.queries) == 2
    for query in transport.queries:
        assert "COUNT(*)" in query
        assert "DISTINCT" not in query  # the engine would keep every triple in memory


def test_graphs_of_others_are_not_read(built, graph, run_oxigraph, over):
    server, build = run_oxigraph(), current_build(built)
    with Publisher(build, Addresses.below(server.url)) as publisher:
        publisher.publish(lambda *_: None, default_graph=False)
    other = {"graph": "urn:other"}
    httpx.put(
        f"{server.url}/store", params=other, content="<urn:s> a <urn:o> .", headers={"Content-Type": "text/turtle"}
    )
    transport = over(server.query)
    engine = RemoteEngine.open(transport, build)
    assert len(transport.queries) == 4  # it refuses to leave graphs out, so those of the build are listed
    for query in (PER_GRAPH, COUNT):
        found, expected = (
            sorted(str(row) for row in store.rows(query)) for store in (GraphStore(engine, build), graph)
        )
        assert found == expected


@pytest.mark.soak
def test_graphs_of_virtuoso_itself_are_left_out_at_no_cost(built, graph, virtuoso, over):
    build = current_build(built)
    engine = RemoteEngine.open(over(virtuoso.query), build)
    held = examine(over(virtuoso.query), build)
    assert "virtrdf" in held.reading.prologue()
    assert held.reading.dataset() == ()
    for query in (
        PER_GRAPH,
        COUNT,
        "SELECT (COUNT(*) AS ?n) { GRAPH graph:derived { ?s ?p ?o } }",
        "SELECT (COUNT(*) AS ?n) { GRAPH graph:derived { ?s ?p ?o } ?s a ?class }",
        "SELECT (COUNT(*) AS ?n) { GRAPH graph:derived { ?s kq:rule ?o } GRAPH ?g { ?o ?p ?value } }",
        "SELECT * { GRAPH <http://www.openlinksw.com/schemas/virtrdf#> { ?s ?p ?o } ?s a ?class }",
    ):
        found, expected = (
            sorted(str(row) for row in store.rows(query)) for store in (GraphStore(engine, build), graph)
        )
        assert found == expected, query


def test_engine_without_the_build_is_refused(built, run_oxigraph, over):
    with pytest.raises(EngineUnsuitable, match="run `kaifaqu publish`"):
        examine(over(run_oxigraph().query), current_build(built))
