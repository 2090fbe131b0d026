"""The description of the routes for programs."""

import re

import pytest

from graph.formats import FORMATS
from service.relations import views

ROUTES = {
    "/": {"get"},
    "/.well-known/void": {"get"},
    "/checks": {"get"},
    "/health": {"get"},
    "/sparql": {"get", "post"},
    "/class/{name}": {"get"},
    "/id/{path}": {"get"},
    "/vocab/{path}": {"get"},
    "/rule/{path}": {"get"},
    "/ontology": {"get"},
    "/problem/{name}": {"get"},
    "/{path}": {"get"},
    "/export/{name}": {"get"},
    "/api/v1/graph": {"get"},
    "/search": {"get"},
    "/api/v1/search": {"get"},
    "/api/v1/lookup": {"get", "post"},
    "/api/v1/lineage/{id}": {"get"},
    "/api/v1/state": {"get"},
    "/api/v1/paths": {"get"},
    "/api/v1/neighbours": {"get"},
    "/api/v1/similar": {"get"},
    "/api/v1/relations": {"get"},
    "/reconcile": {"get", "post"},
    "/reconcile/match": {"post"},
    "/reconcile/preview": {"get"},
    "/reconcile/properties": {"get"},
    **{f"/reconcile/suggest/{kind}": {"get"} for kind in ("entity", "property", "type")},
    **{f"/api/v1/relations/{name}{suffix}": {"get"} for name in views() for suffix in ("", ".csv")},
}


@pytest.fixture(scope="module")
def described(client):
    return client.get("/openapi.json").json()


def test_it_lists_the_routes_and_their_methods(described):
    assert {path: set(methods) for path, methods in described["paths"].items()} == ROUTES


def test_each_operation_has_a_summary_and_a_name_of_its_own(described):
    operations = [operation for methods in described["paths"].values() for operation in methods.values()]
    assert all(operation["summary"] and operation["tags"] for operation in operations)
    assert len({operation["operationId"] for operation in operations}) == len(operations)


def test_a_query_has_its_parameters_bodies_and_formats(described):
    get, post = (described["paths"]["/sparql"][method] for method in ("get", "post"))
    assert [p["name"] for p in get["parameters"]] == [
        "query",
        "default-graph-uri",
        "named-graph-uri",
        "timeout",
        "format",
        "lang",
    ]
    assert set(post["requestBody"]["content"]) == {"application/sparql-query", "application/x-www-form-urlencoded"}
    for operation in (get, post):
        media_types = {f.media_types[0] for f in FORMATS} | {"text/html"}
        assert set(operation["responses"]["200"]["content"]) == media_types
        assert set(operation["responses"]["4XX"]["content"]) == {"application/problem+json", "text/html"}


def test_the_documentation_page_loads_nothing_from_elsewhere(client):
    assert client.get("/redoc", headers={"accept": "application/json"}).status_code == 404
    page = client.get("/docs", headers={"accept": "text/html"})
    assert page.status_code == 200
    loaded = re.findall(r'(?:src|rel="stylesheet" href)="([^"]+)"', page.text)
    assert "/docs/swagger-ui-bundle.js" in loaded
    for address in loaded:
        assert address.startswith("/")
        assert client.get(address).status_code == 200
