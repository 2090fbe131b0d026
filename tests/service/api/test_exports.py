"""The network as files over HTTP, with the parameters of the command."""

import hashlib
import html
import io
import json
import re

import httpx
import networkx as nx
import pytest
import rdflib
from pyoxigraph import RdfFormat, parse
from rdflib.namespace import DCAT, DCTERMS, RDF

from graph.network.formats import NETWORK_FORMATS


@pytest.mark.parametrize("syntax", NETWORK_FORMATS, ids=lambda syntax: syntax.extension)
def test_each_format_comes_under_its_media_type_with_a_name_in_two_scripts(client, syntax):
    response = client.get(f"/export/parks-industries.{syntax.extension}")
    assert response.status_code == 200
    assert response.headers["content-type"].startswith(syntax.media_type)
    disposition = response.headers["content-disposition"]
    assert f'filename="kaifaqu-parks-industries.{syntax.extension}"' in disposition
    assert "filename*=UTF-8''%E5%BC%80" in disposition
    asked = client.get("/api/v1/graph", params={"view": "parks-industries", "format": syntax.extension})
    assert asked.content == response.content


def test_the_kind_of_graph_is_negotiated(client):
    def type_of(accept):
        return client.get("/api/v1/graph", params={"view": "lineage"}, headers={"accept": accept}).headers[
            "content-type"
        ]

    assert type_of("application/graphml+xml") == "application/graphml+xml"
    assert type_of("*/*") == "application/json"
    assert client.get("/api/v1/graph", headers={"accept": "video/mp4"}).status_code == 406


def test_parameters_narrow_the_network(client):
    def read(name, **parameters):
        return nx.read_graphml(
            io.BytesIO(client.get(f"/export/{name}", params=parameters).content), force_multigraph=True
        )

    around = read("network.graphml", about="智造新城", relation=["leadingIndustry"], measure="degree")
    assert {told["kind"] for _, told in around.nodes(data=True)} == {"Zone", "Industry"}
    assert all(told["degree"] >= 1 for _, told in around.nodes(data=True))
    asked = read(
        "network.graphml", query="CONSTRUCT { ?a kq:absorbedInto ?b } WHERE { ?a kq:absorbedInto ?b }", lang="en"
    )
    assert {told["relation"] for *_, told in asked.edges(data=True)} == {"absorbedInto"}
    assert all(told["label"].isascii() for _, told in asked.nodes(data=True))


def test_the_dataset_is_there_whole(client, graph):
    quads = list(parse(client.get("/export/dataset.trig").content, format=RdfFormat.TRIG))
    assert len(quads) == graph.build.manifest["quads"]
    packed = client.get("/export/dataset.nq.gz")
    assert packed.headers["content-type"] == "application/gzip"
    assert packed.content[:2] == b"\x1f\x8b"


def test_the_files_are_catalogued_with_version_licence_citation_and_checksum(client, graph):
    about = rdflib.Graph().parse(data=client.get("/.well-known/void").content, format="turtle")
    (dataset,) = about.subjects(RDF.type, DCAT.Dataset)
    assert str(about.value(dataset, rdflib.URIRef(f"{DCAT}version"))) == graph.build.folder.name
    assert graph.build.folder.name in str(about.value(dataset, DCTERMS.bibliographicCitation))
    assert about.value(dataset, DCTERMS.license)
    urls = [str(about.value(file, DCAT.downloadURL)) for file in about.objects(dataset, DCAT.distribution)]
    assert len(urls) == 3
    (checksum,) = about.objects(None, rdflib.URIRef("http://spdx.org/rdf/terms#checksumValue"))
    (plain,) = [url for url in urls if url.endswith(".nq")]
    assert hashlib.sha256(client.get(plain).content).hexdigest() == str(checksum)
    assert all(client.get(url).status_code == 200 for url in urls)


def test_the_graphs_of_one_paper_come_alone(client):
    quads = list(parse(client.get("/export/dataset.nq?paper=anhui-2018-25").content, format=RdfFormat.N_QUADS))
    assert {quad.graph_name.value.rsplit("/", 1)[-1] for quad in quads} == {"anhui-2018-25"}
    assert client.get("/export/dataset.nq?paper=nobody").status_code == 404


def test_a_bound_is_told(client):
    response = client.get("/api/v1/graph", params={"most": 5})
    assert response.headers["x-truncated"] == "5"
    assert len(json.loads(response.content)["nodes"]) == 5


def test_a_query_with_more_triples_than_are_drawn_is_told(client):
    query = "SELECT ?s ?p ?o { ?s ?p ?o . VALUES ?p { rdf:subject rdf:predicate } }"
    few = client.get("/export/network.dot", params={"query": f"{query} LIMIT 100"})
    assert (few.status_code, few.headers.get("x-truncated")) == (200, None)
    many = client.get("/export/network.dot", params={"query": "SELECT ?s ?p ?o { ?s ?p ?o }"})
    assert (many.status_code, many.headers.get("x-truncated")) == (200, "20000")


@pytest.mark.parametrize(
    ("path", "parameters", "status", "says"),
    [
        ("network.exe", {}, 400, "gexf, graphml"),
        ("nothing.svg", {}, 400, "lineage"),
        ("network.gexf", {"relation": "colour"}, 400, "absorbedInto"),
        ("network.gexf", {"measure": "fame"}, 400, "betweenness"),
        ("network.gexf", {"about": "衢州绿色产业集聚区"}, 409, "plate/green-cluster"),
        ("network.gexf", {"paper": "nobody"}, 404, "Nothing is in this selection"),
        ("network.gexf", {"query": "ASK {}"}, 400, "CONSTRUCT"),
        ("network.gexf", {"query": "SELECT * { SERVICE <http://127.0.0.1:1> {} }"}, 400, "SERVICE"),
        ("network.mmd", {}, 422, "at most 300"),
        ("network.gexf", {"most": "5001"}, 422, "most"),
        ("network.gexf", {"when": "soon"}, 400, "2022-01-01"),
        ("..%2f..%2fetc%2fpasswd", {}, 404, ""),
    ],
)
def test_what_cannot_be_drawn_says_why(client, path, parameters, status, says):
    response = client.get(f"/export/{path}", params=parameters)
    assert response.status_code == status, response.text
    assert says in response.json()["detail"]


def test_a_picture_runs_nothing(service):
    response = httpx.get(f"{service}/export/lineage.svg")
    assert "<script" not in response.text
    assert response.headers["x-content-type-options"] == "nosniff"


def test_the_page_of_a_zone_leads_to_its_drawings(client):
    page = client.get("/id/zone/zhizao-new-city?tab=data", headers={"accept": "text/html"}).text
    addresses = [html.unescape(address) for address in re.findall(r'href="(/export/[^"]+)"', page)]
    assert len(addresses) == 3
    assert all(client.get(address).status_code == 200 for address in addresses)
    assert "/export/" not in client.get("/id/admin/quzhou?tab=data", headers={"accept": "text/html"}).text
