"""A worker, which can open no file, answers byte for byte as an application in a process without limits does."""

from urllib.parse import quote

import pytest

from graph.network.formats import NETWORK_FORMATS
from service.app import create_app

CONSTRUCT = quote("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 20")
PATHS = [
    *(f"/export/network.{format_.extension}?about=zone/zhizao-new-city" for format_ in NETWORK_FORMATS),
    "/export/lineage.gexf?measure=betweenness&lang=en",
    "/export/parks-industries.png?lang=en",
    "/export/statements.csv",
    "/",
    "/docs",
    "/openapi.json",
    "/search?q=%E5%9B%AD%E5%8C%BA",
    "/class/Zone",
    "/id/zone/zhizao-new-city",
    "/id/zone/zhizao-new-city?lang=en&tab=statements",
    "/id/plate/green-cluster",
    "/id/document/quzhou-2021",
    "/id/document/quzhou-2021?format=rdfxml",
    "/explore/zone/zhizao-new-city",
    "/lineage",
    "/compare",
    "/ask?kind=Zone&where1=leadingIndustry",
    "/embed/card/zone/zhizao-new-city",
    "/embed/lineage",
    "/read",
    "/ontology",
    "/ontology?format=jsonld",
    "/ontology?format=rdfxml",
    "/checks?format=json",
    "/.well-known/void",
    "/api/v1/lookup?q=%E8%A1%A2%E6%B1%9F",
    "/api/v1/neighbours?of=zone/zhizao-new-city&depth=2",
    "/api/v1/paths?from=zone/zhizao-new-city&to=zone/zhihui-new-city",
    "/api/v1/relations/industries.csv",
    *(f"/sparql?query={CONSTRUCT}&format={name}" for name in ("turtle", "jsonld", "rdfxml", "trig", "nquads", "html")),
]


@pytest.fixture(scope="module")
def unlimited(graph, serve):
    with serve(create_app(graph)) as client:
        yield client


def test_a_worker_answers_as_a_process_without_limits(client, unlimited):
    different = []
    for path in PATHS:
        here, there = (one.get(path, headers={"host": "kg.example.org"}) for one in (client, unlimited))
        assert here.is_success, path
        if here.content != there.content:
            different.append(path)
    assert not different
