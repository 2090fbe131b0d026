"""A build is published whole: sent to fresh graphs, compared, swapped in one update; an interruption is resumed."""

from contextlib import ExitStack, closing

import httpx
import pytest

from graph.build import build, source_folders
from graph.core.errors import EngineUnavailable, EngineUnsuitable
from graph.core.parsing import read_json_results
from graph.store.builds import current_build
from graph.store.connector import Connector
from graph.store.remote import RemoteEngine
from graph.store.upload import Addresses, Publisher, split_by_graph

GRAPHS = "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """Builds of one and of two papers."""
    folders = []
    for number in (1, 2):
        folders.append(tmp_path_factory.mktemp(f"papers{number}"))
        build(folders[-1], source_folders()[:number])
    return [current_build(folder) for folder in folders]


def sizes(server):
    answer = httpx.post(server.query, data={"query": GRAPHS}, headers={"Accept": "application/sparql-results+json"})
    return {graph.value: int(size.value) for graph, size in read_json_results(answer.content)}


@pytest.fixture
def publisher():
    """The way to a publisher, which is closed at the end."""
    with ExitStack() as stack:

        def make(made, server, **addresses):
            return stack.enter_context(Publisher(made, Addresses.below(server.url)._replace(**addresses)))

        yield make


def test_quads_are_split_by_graph(small, tmp_path):
    files = split_by_graph(small[0].quads, tmp_path)
    assert {graph: len(file.read_bytes().splitlines()) for graph, file in files.items()} == small[0].manifest["graphs"]


def test_build_replaces_the_one_before(small, run_oxigraph, publisher):
    server = run_oxigraph()
    for made in (small[1], small[0]):
        publisher(made, server).publish(lambda *_: None)
        assert sizes(server) == made.manifest["graphs"]
        with closing(Connector.start([server.query], 60)) as transport:
            assert RemoteEngine.open(transport, made).counts().graphs == made.manifest["graphs"]


def test_interrupted_publication_goes_on(small, run_oxigraph, publisher):
    server, sent = run_oxigraph(), []
    publisher(small[0], server).publish(lambda *_: None)

    def interrupt(graph, _done, _of):
        sent.append(graph)
        if len(sent) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        publisher(small[1], server).publish(interrupt)
    readers = {graph: size for graph, size in sizes(server).items() if not graph.startswith("urn:")}
    assert readers == small[0].manifest["graphs"]
    plan = publisher(small[1], server).publish(lambda *_: None)
    assert len(plan.staged) >= 2
    assert sizes(server) == small[1].manifest["graphs"]


def test_leftovers_are_removed_on_demand(small, run_oxigraph, publisher):
    server = run_oxigraph()
    with pytest.raises(KeyboardInterrupt):
        publisher(small[0], server).publish(lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    assert len(publisher(small[1], server).remove_staged()) == 1
    assert sizes(server) == {}


def test_foreign_default_graph_is_left_alone(small, run_oxigraph, publisher):
    server = run_oxigraph()
    httpx.post(
        f"{server.url}/store?default", content="<urn:a> <urn:b> <urn:c> .", headers={"Content-Type": "text/turtle"}
    )
    with pytest.raises(EngineUnsuitable, match="--no-default-graph"):
        publisher(small[0], server).publish(lambda *_: None)
    publisher(small[0], server).publish(lambda *_: None, default_graph=False)
    assert sizes(server) == small[0].manifest["graphs"]


def test_engine_without_graph_store_protocol_gets_updates(small, run_oxigraph, publisher):
    server = run_oxigraph()
    publisher(small[0], server, store=f"{server.url}/none").publish(lambda *_: None)
    assert sizes(server) == small[0].manifest["graphs"]


def test_engine_that_is_down_is_told(small, run_oxigraph, publisher):
    server = run_oxigraph()
    server.stop()
    try:
        with pytest.raises(EngineUnavailable, match="cannot be reached"):
            publisher(small[0], server).plan()
    finally:
        server.start()


def test_command_tells_before_it_acts(kaifaqu, small, run_oxigraph):
    server, folder = run_oxigraph(), small[0].folder.parent.parent
    command = ("publish", "--to", server.url, "--in", folder)
    told = kaifaqu(*command, "--dry-run")
    assert told.stdout.count("send ") == len(small[0].manifest["graphs"])
    assert sizes(server) == {}
    told = kaifaqu(*command)
    assert "counts and digests agree" in told.stdout
    assert sizes(server) == small[0].manifest["graphs"]
