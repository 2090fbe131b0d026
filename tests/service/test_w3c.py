"""The protocol and service-description tests of the W3C against a running service, driven by their manifests.

A service that takes no updates owes each update test a refusal with a reason; the queries that such a test asks
afterwards look for what the update would have done, so they are left out. The files in `tests/w3c` are the W3C's,
from its SPARQL 1.1 test suite, under its test suite licence (3-clause BSD).
"""

import gc
import re
from contextlib import closing
from pathlib import Path

import httpx
import pytest
import rdflib
from pyoxigraph import RdfFormat, Store
from rdflib.collection import Collection
from rdflib.namespace import RDF, RDFS

from graph.store.connector import Connector
from graph.store.engine import Counts
from graph.store.loading import graph_counts
from graph.store.oxigraph import OxigraphEngine
from graph.store.rdf_files import open_files
from graph.store.remote import RemoteEngine
from graph.store.store import GraphStore
from service.app import create_app

W3C = Path(__file__).parent.parent / "w3c"
MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
UT = rdflib.Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
HT = rdflib.Namespace("http://www.w3.org/2011/http#")
CNT = rdflib.Namespace("http://www.w3.org/2011/content#")
SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
MANIFEST = rdflib.Graph().parse(W3C / "manifest.ttl", publicID=f"{W3C.as_uri()}/")
SERVICE_MANIFEST = rdflib.Graph().parse(W3C / "service-description-manifest.ttl")
TABLES = {"application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values"}
RDF_TYPES = {"text/turtle", "application/rdf+xml", "application/n-triples", "application/ld+json"}
FORMATS = {"boolean": TABLES, "tabular": TABLES, "RDF": RDF_TYPES}
PROPERTIES = (
    "endpoint feature defaultEntailmentRegime entailmentRegime defaultSupportedEntailmentProfile name graph "
    "supportedEntailmentProfile extensionFunction extensionAggregate languageExtension supportedLanguage inputFormat "
    "propertyFeature defaultDataset availableGraphs resultFormat defaultGraph namedGraph"
)
CLASSES = (
    "Service Feature Language Function Aggregate EntailmentRegime EntailmentProfile GraphCollection Dataset Graph "
    "NamedGraph"
)


def entries(manifest):
    (items,) = manifest.objects(None, MF.entries)
    return sorted(str(entry).rpartition("#")[2] for entry in Collection(manifest, items))


def the_test(name):
    (test,) = (s for s in MANIFEST.subjects(RDF.type, MF.ProtocolTest) if str(s).endswith(f"#{name}"))
    return test


def requests_of(test):
    """The requests of a test as httpx takes them, each with what is expected."""
    (action,) = MANIFEST.objects(test, MF.action)
    for request in Collection(MANIFEST, MANIFEST.value(action, HT.requests)):
        headers = {}
        if MANIFEST.value(request, HT.headers):
            for header in Collection(MANIFEST, MANIFEST.value(request, HT.headers)):
                headers[str(MANIFEST.value(header, HT.fieldName))] = str(MANIFEST.value(header, HT.fieldValue))
        content = None
        body = MANIFEST.value(request, HT.body)
        if body:
            encoding = str(MANIFEST.value(body, CNT.characterEncoding) or "utf-8")
            content = str(MANIFEST.value(body, CNT.chars)).encode(encoding)
        path, method = MANIFEST.value(request, HT.absolutePath), MANIFEST.value(request, HT.methodName)
        yield MANIFEST.value(request, HT.resp), str(method), str(path), headers, content


@pytest.fixture(scope="module", params=["memory", "disk", "remote"])
def w3c(request, serve, tmp_path_factory, run_oxigraph):
    """A client of a service that serves the data of the tests, each file in the graph that the manifest names.

    The data are in memory, on disk, or in an Oxigraph server.
    """
    data = tmp_path_factory.mktemp("w3c") / "data.nq"
    lines = {}
    for one in MANIFEST.objects(None, UT.graphData):
        file = Path(str(MANIFEST.value(one, UT.graph)).removeprefix("file://"))
        for triple in file.read_text("utf-8").splitlines():
            lines[f"{triple.rstrip().removesuffix('.')} <{MANIFEST.value(one, RDFS.label)}> ."] = None
    data.write_text("\n".join(lines), "utf-8")
    assert len(lines) == 3
    in_memory = open_files([data])
    server = run_oxigraph()
    with closing(Connector.start([server.query], 60)) as transport:
        fill(server.url, data, in_memory.counts().graphs)
        remote = RemoteEngine(transport, in_memory.counts())
        engines = {"memory": in_memory.engine, "disk": on_disk(data), "remote": remote}
        with serve(create_app(GraphStore(engines[request.param], in_memory.build))) as client:
            yield client


def on_disk(data):
    folder = data.with_name("disk")
    Store(folder).bulk_load(path=data, format=RdfFormat.N_QUADS)
    gc.collect()  # closes the store, which only one may write to
    store = Store.read_only(str(folder))
    return OxigraphEngine(store, Store(), Counts(len(store), len(store), graph_counts(store)))


def fill(url, data, graphs):
    """Load the data into a server, and the merge of their graphs into its default graph, as `kaifaqu publish` does."""
    quads = {"content": data.read_bytes(), "headers": {"Content-Type": "application/n-quads"}}
    httpx.post(f"{url}/store", **quads).raise_for_status()
    adding = " ; ".join(f"ADD <{graph}> TO DEFAULT" for graph in graphs)
    update = {"content": adding, "headers": {"Content-Type": "application/sparql-update"}}
    httpx.post(f"{url}/update", **update).raise_for_status()


def send(client, method, path, headers, content) -> httpx.Response:
    return client.request(method, path, headers=headers, content=content)


@pytest.mark.parametrize("name", [name for name in entries(MANIFEST) if name.startswith("query_")])
def test_a_query_is_answered_as_the_manifest_says(w3c, name):
    for expected, *request in requests_of(the_test(name)):
        response = send(w3c, *request)
        assert response.status_code == 200, response.text
        kind = MANIFEST.value(expected, MF.expectedFormat)
        assert response.headers["content-type"].partition(";")[0] in FORMATS[str(kind)]
        boolean = MANIFEST.value(expected, MF.expectedBoolean)
        if boolean is not None:
            told = re.search(r"\b(true|false)\b", response.text)
            assert told[1] == str(boolean)


@pytest.mark.parametrize("name", [name for name in entries(MANIFEST) if name.startswith("bad_")])
def test_a_bad_request_is_refused(w3c, name):
    requests = list(requests_of(the_test(name)))
    assert requests
    for _, *request in requests:
        response = send(w3c, *request)
        assert 400 <= response.status_code < 500
        assert response.json()["detail"]


@pytest.mark.parametrize("name", [name for name in entries(MANIFEST) if name.startswith("update_")])
def test_an_update_is_refused_with_a_reason(w3c, name):
    _, *update = next(requests_of(the_test(name)))
    response = send(w3c, *update)
    assert response.status_code == 403
    assert "Updates are not taken" in response.json()["detail"]


def test_every_test_of_the_manifest_is_run():
    assert {name.partition("_")[0] for name in entries(MANIFEST)} == {"query", "bad", "update"}
    assert len(entries(MANIFEST)) == 34


@pytest.mark.parametrize("name", entries(SERVICE_MANIFEST))
def test_the_service_describes_itself(w3c, name):
    response = w3c.get("/sparql", headers={"accept": "text/turtle"})
    described = rdflib.Graph().parse(data=response.content, format="turtle")
    (service,) = described.subjects(RDF.type, SD.Service)
    if name == "has-endpoint-triple":
        assert described.value(service, SD.endpoint) == rdflib.URIRef(str(response.url))
    elif name == "returns-rdf":
        assert len(described) > 0
    else:
        assert name == "conforms-to-schema"
        assert {p for p in described.predicates() if p in SD} <= {SD[property_] for property_ in PROPERTIES.split()}
        assert {c for c in described.objects(None, RDF.type) if c in SD} <= {SD[cls] for cls in CLASSES.split()}
        for named in described.objects(None, SD.namedGraph):
            assert len(list(described.objects(named, SD.name))) == 1
