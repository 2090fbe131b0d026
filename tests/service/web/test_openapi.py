"""The description of the routes for programs."""

import html
import itertools
import json
import re
from urllib.parse import urlencode

import pytest

from graph.core.formats import FORMATS, formats_for
from service.api.relations import views

ROUTES = {
    "/": {"get"},
    "/.well-known/void": {"get"},
    "/checks": {"get"},
    "/health": {"get"},
    "/sparql": {"get", "post"},
    "/sparql/check": {"post"},
    "/sparql/terms": {"get"},
    "/class/{name}": {"get"},
    "/id/{path}": {"get"},
    "/vocab/{path}": {"get"},
    "/rule/{path}": {"get"},
    "/ontology": {"get"},
    "/ontology/{name}": {"get"},
    "/ontology/vocab/{slug}": {"get"},
    "/problem/{name}": {"get"},
    "/{path}": {"get"},
    "/export/{name}": {"get"},
    "/api/v1/graph": {"get"},
    "/search": {"get"},
    "/explore": {"get"},
    "/explore/{path}": {"get"},
    "/lineage": {"get"},
    "/ask": {"get"},
    "/compare": {"get"},
    "/read": {"get"},
    "/embed": {"get"},
    "/embed/card/{path}": {"get"},
    **{f"/embed/{view}{path}": {"get"} for view in ("explore", "lineage", "compare") for path in ("", "/{path}")},
    "/embed/read/{path}": {"get"},
    "/oembed": {"get"},
    "/read/{paper}": {"get"},
    "/read/{paper}/claims": {"get"},
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

GRAPH_FORMATS = {f.name for f in formats_for("graph")}
TAKEN = {
    "application/json": json.dumps,
    "application/x-www-form-urlencoded": urlencode,
    "application/sparql-query": str,
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


def operations(described):
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def values_of(parameter):
    """The values that a parameter may have by what is told of it: an example, or each of a few."""
    schema = parameter["schema"]
    told = [schema, *schema.get("anyOf", ())]
    listed = [value for part in told for value in (*part.get("enum", ()), *part.get("examples", ()))]
    return [*listed, *(part["example"] for part in (parameter, schema) if "example" in part)]


def test_each_operation_tells_what_its_parameters_mean_and_how_it_fails(described):
    untold = [
        f"{method} {path} {parameter['name']}"
        for method, path, operation in operations(described)
        for parameter in operation.get("parameters", ())
        if not parameter.get("description") or not (values_of(parameter) or "default" in parameter["schema"])
    ]
    assert not untold
    assert not [path for _, path, operation in operations(described) if "4XX" not in operation["responses"]]


def test_each_body_has_an_example_that_is_taken(client, described):
    bodies = [
        (path, kind, told)
        for _, path, operation in operations(described)
        for kind, told in operation.get("requestBody", {}).get("content", {}).items()
    ]
    assert len(bodies) == 7
    for path, kind, told in bodies:
        example = told.get("example") or _example_of(told["schema"], described)
        response = client.post(path, content=TAKEN[kind](example), headers={"content-type": kind})
        assert response.status_code == 200, (path, response.text)


def _example_of(schema, described):
    properties = described["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]["properties"]
    return {name: told["examples"][0] for name, told in properties.items()}


@pytest.mark.parametrize("every", [3, pytest.param(1, marks=pytest.mark.soak)])
def test_each_example_of_a_parameter_is_answered(client, described, every):
    """Each alone, beside those that must be there; what is asked for may be told to be empty, but never refused.

    Relations take the same parameters as JSON and as CSV: `make test` asks for every third CSV file.
    """
    refused, asked, files = [], 0, itertools.count()
    for method, path, operation in operations(described):
        if method != "get":
            continue
        there = operation.get("parameters", ())
        needed = {p["name"]: p for p in there if p["required"] or (path, p["name"]) == ("/sparql", "query")}
        for parameter in there:
            for value in values_of(parameter):
                given = {p["name"]: (p["in"], values_of(p)[0]) for p in needed.values()}
                given[parameter["name"]] = (parameter["in"], value)
                if path.endswith(".csv") and next(files) % every:
                    continue
                place = path.format(**{name: value for name, (where, value) in given.items() if where == "path"})
                asks = {name: value for name, (where, value) in given.items() if where == "query"}
                response = client.get(place, params=asks)
                asked += 1
                of_a_graph = path == "/sparql" and str(value) in GRAPH_FORMATS  # and a SELECT makes a table
                if response.status_code != (400 if of_a_graph else 200):
                    refused.append((place, asks, response.text[:200]))
    assert not refused
    assert asked > 350


@pytest.mark.parametrize("name", sorted({name for view in views().values() for name in view.parameters}))
def test_the_example_of_a_column_is_a_value_that_some_row_has(client, described, name):
    found = [
        client.get(f"/api/v1/relations/{view.name}", params={name: value}).json()["total"]
        for view in views().values()
        if name in view.parameters
        for parameter in described["paths"][f"/api/v1/relations/{view.name}"]["get"]["parameters"]
        if parameter["name"] == name
        for value in values_of(parameter)
    ]
    assert sum(found) > 0


def test_the_documentation_page_shows_each_operation_with_an_example_that_opens(client, described):
    page = client.get("/docs", headers={"accept": "text/html"}).text
    operations = [(path, method) for path, methods in described["paths"].items() for method in methods]
    assert page.count('<details class="operation">') == len(operations)
    examples = re.findall(r'class="button small" href="([^"]+)"', page)
    assert len(examples) > 30
    for address in examples:
        assert client.get(html.unescape(address)).status_code == 200, address


def test_the_documentation_page_loads_nothing_from_elsewhere(client):
    assert client.get("/redoc", headers={"accept": "application/json"}).status_code == 404
    page = client.get("/docs/try", headers={"accept": "text/html"})
    assert page.status_code == 200
    loaded = re.findall(r'(?:src|rel="stylesheet" href)="([^"]+)"', page.text)
    assert "/docs/swagger-ui-bundle.js" in loaded
    for address in loaded:
        assert address.startswith("/")
        assert client.get(address).status_code == 200
