"""What clients send wrongly, in bodies and targets, is told as their fault, in a sentence, whatever it is."""

import json
import socket
import time
from urllib.parse import urlsplit

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.core.errors import MalformedRequest
from service.web.json_body import MOST_NESTED, read_json

JSON = {"content-type": "application/json"}
DEEP = b"[" * 100_000 + b"]" * 100_000
DEEP_OBJECTS = b'{"a":' * 100_000 + b"1" + b"}" * 100_000
BODIES = {
    "deep": DEEP,
    "deep objects": DEEP_OBJECTS,
    "deep within": b'{"queries": ' + DEEP + b"}",
    "rather deep": b'{"queries": ' + b"[" * 500 + b"]" * 500 + b"}",
    "NaN": b'{"queries": [NaN]}',
    "a long number": b'{"queries": [' + b"9" * 5000 + b"]}",
    "no UTF-8": b"\xff\xfe{}",
    "nothing": b"",
    "half a pair": rb'{"queries": [{"text": "\ud800"}]}',
    "half a pair as a place": rb'{"queries": [{"text": "a", "place": "\ud800"}]}',
    "half a pair as a name": rb'{"queries": [{"text": "a", "\udfff": "b"}]}',
    "half a pair in a condition": rb'{"queries": [{"conditions": [{"matchType": "name", "propertyValue": "\ud800"}]}]}',
    "half a pair as a type": rb'{"queries": [{"type": "\ud800"}, {"text": "a", "type": "\ud800"}]}',
}


@pytest.mark.parametrize("path", ["/api/v1/lookup", "/reconcile/match"])
@pytest.mark.parametrize("body", BODIES)
def test_json_that_cannot_be_taken_is_told(client, path, body):
    response = client.post(path, content=BODIES[body], headers=JSON)
    assert 400 <= response.status_code < 500
    assert response.headers["content-type"] == "application/problem+json"
    assert "There is nothing at" not in response.json()["detail"]


FORMS = [
    {"queries": r'{"q": {"query": "\ud800"}}'},
    {"queries": r'{"\ud800": {"query": "a"}}'},
    {"queries": "[" * 100_000},
    {"queries": '{"q": {"query": ' + "[" * 500 + "]" * 500 + "}}"},
    {"extend": r'{"ids": ["\ud800"], "properties": [{"id": "a"}]}'},
    {"extend": r'{"ids": ["zone/zhizao-new-city"], "properties": [{"id": "\ud800"}]}'},
    {"extend": "[" * 100_000},
]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: next(iter(form.values()))[:40])
def test_forms_with_json_that_cannot_be_taken_are_told(client, form):
    assert client.post("/reconcile", data=form).status_code == 400


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/api/v1/lookup", {"content": json.dumps({"queries": [{"text": "a"}] * 5001}), "headers": JSON}),
        ("/reconcile/match", {"content": json.dumps({"queries": [{}] * 1001}), "headers": JSON}),
        ("/reconcile", {"data": {"queries": json.dumps({str(n): {} for n in range(1001)})}}),
        ("/reconcile", {"data": {"extend": json.dumps({"ids": ["a"] * 1001, "properties": []})}}),
        ("/reconcile", {"data": {"extend": json.dumps({"ids": ["a"], "properties": [{"id": "b"}] * 101})}}),
        ("/api/v1/lookup", {"content": b'{"queries": ["' + b"a" * 1_000_000 + b'"]}', "headers": JSON}),
    ],
)
def test_a_batch_or_a_body_that_is_too_large_is_told_with_the_limit(client, path, sent):
    response = client.post(path, **sent)
    assert response.status_code == 413
    assert any(number in response.json()["detail"] for number in ("5000", "1000", "100 ", "1000000"))


@pytest.mark.parametrize("cursor", ["MQ", "bnVsbA", "W10", "e30", "%ff", "a"])
def test_a_cursor_that_is_none_is_told(client, cursor):
    assert client.get(f"/api/v1/state?cursor={cursor}").status_code == 400


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)


@settings(max_examples=60, deadline=None)
@given(
    values, st.sampled_from(["ids", "queries", "properties", "query", "conditions", "type", "limit", "text"]), values
)
def test_no_json_makes_a_route_fail(client, first, name, second):
    for path in ("/api/v1/lookup", "/reconcile/match"):
        for value in (first, {name: first}, {"queries": [{name: first}, second]}):
            assert client.post(path, json=value).status_code < 500
    for field in ("queries", "extend"):
        for value in (
            {name: first},
            {"ids": [first], "properties": [{"id": second}]},
            {"q": {"query": "a", name: first}},
        ):
            assert client.post("/reconcile", data={field: json.dumps(value)}).status_code < 500


@given(values)
def test_json_is_read_as_it_is(value):
    assert read_json(json.dumps(value), "The body") == value


def test_nesting_is_counted():
    read_json("[" * MOST_NESTED + "]" * MOST_NESTED, "The body")
    with pytest.raises(MalformedRequest, match=f"at most {MOST_NESTED} deep"):
        read_json("[" * (MOST_NESTED + 1) + "]" * (MOST_NESTED + 1), "The body")


AWKWARD = [
    "%ff",
    "%ed%a0%80",
    "%0a",
    "%5c",
    "..%2f..%2fetc",
    "%2e%2e/x",
    "a" * 300,
    "//",
    "%20",
    "%3C%3E",
    "{}",
    "%7F",
    "%C2%85",
]
NUMBERS = ["0", "-1", "99999999999999999999", "1e400", "%D9%A3", "a"]
WITH_A_PATH = [
    "/id/",
    "/class/",
    "/static/",
    "/problem/",
    "/export/",
    "/docs/",
    "/vocab/",
    "/rule/",
    "/api/v1/lineage/",
]
WITH_A_TEXT = [
    "/sparql?query=",
    "/sparql?query=ASK%7B%7D&default-graph-uri=",
    "/sparql?query=ASK%7B%7D&format=",
    "/sparql?query=ASK%7B%7D&timeout=",
    "/search?q=",
    "/?lang=",
    "/api/v1/search?q=",
    "/api/v1/lookup?q=a&place=",
    "/api/v1/state?when=",
    "/api/v1/state?cursor=",
    "/api/v1/paths?to=a&from=",
    "/api/v1/relations/areas?fields=",
    "/api/v1/relations/areas.csv?cursor=",
    "/export/network.svg?about=",
    "/export/network.gexf?query=",
    "/reconcile?queries=",
    "/reconcile?callback=",
    "/reconcile/suggest/entity?prefix=",
    "/reconcile/properties?type=",
    "/reconcile/preview?id=",
]
WITH_A_NUMBER = [
    "/id/zone/zhizao-new-city?page=",
    "/api/v1/state?limit=",
    "/api/v1/neighbours?of=a&depth=",
    "/export/network.gexf?depth=",
    "/reconcile/suggest/entity?prefix=a&cursor=",
    "/reconcile/properties?limit=",
]
TARGETS = [start + text for start in WITH_A_PATH + WITH_A_TEXT for text in [*AWKWARD, "%00"]]
TARGETS += [start + number for start in WITH_A_NUMBER for number in NUMBERS]


@pytest.mark.parametrize("start", [*WITH_A_PATH, *WITH_A_TEXT, *WITH_A_NUMBER])
def test_no_target_makes_a_route_fail(client, start):
    for target in (target for target in TARGETS if target.startswith(start)):
        url = httpx.URL(str(client.base_url)).copy_with(raw_path=target.encode())
        for accept in ("*/*", "text/html"):
            assert client.get(url, headers={"accept": accept}).status_code < 500, target


def test_a_client_that_leaves_inside_its_body_is_no_fault_of_ours(built, tmp_path, run_service):
    log, paths = tmp_path / "log", ("/api/v1/lookup", "/reconcile", "/sparql")
    with run_service(built, log) as (url, _):
        place = urlsplit(url)
        for path in paths:
            kind = "application/json" if "api" in path else "application/x-www-form-urlencoded"
            with socket.create_connection((place.hostname, place.port), timeout=10) as leaver:
                head = f"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Type: {kind}\r\nContent-Length: 100\r\n\r\n"
                leaver.sendall(f'{head}{{"queries": '.encode())
                time.sleep(0.5)
        time.sleep(0.5)
        assert httpx.get(f"{url}/health").status_code == 200
    lines = [json.loads(line) for line in log.read_text("utf-8").splitlines() if line.startswith("{")]
    assert [(line["path"], line["outcome"]) for line in lines if line["path"] in paths] == [(p, "left") for p in paths]
    assert "Traceback" not in log.read_text("utf-8")
