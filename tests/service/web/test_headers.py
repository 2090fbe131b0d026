"""What every answer carries, whatever became of the request."""

import asyncio

import pytest

from service.app import create_app

EVERY = [
    ("GET", "/", 200),
    ("GET", "/health", 200),
    ("GET", "/sparql", 200),
    ("GET", "/sparql?query=ASK%7B", 400),
    ("POST", "/sparql", 415),
    ("GET", "/id/zone/zhizao-new-city", 200),
    ("GET", "/id/zone/nothing", 404),
    ("GET", "/static/style.css", 200),
    ("GET", "/static/nothing", 404),
    ("GET", "/openapi.json", 200),
    ("GET", "/problem/query-rejected", 200),
    ("PUT", "/", 405),
    ("POST", "/static/style.css", 405),
    ("DELETE", "/id/zone/zhizao-new-city", 405),
    ("OPTIONS", "/", 204),
    ("OPTIONS", "/id/zone/nothing", 204),
]
READ_BY_GET = [path for method, path, status in EVERY if method == "GET" and status == 200]


@pytest.mark.parametrize(("method", "path", "status"), EVERY)
def test_every_answer_may_be_read_from_other_sites_and_is_not_sniffed(client, method, path, status):
    response = client.request(method, path)
    assert response.status_code == status
    assert response.headers.get_list("access-control-allow-origin") == ["*"]
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", READ_BY_GET)
@pytest.mark.parametrize("accept", ["*/*", "text/html"])
def test_head_is_get_without_a_body(client, path, accept):
    got, head = (client.request(method, path, headers={"accept": accept}) for method in ("GET", "HEAD"))
    assert head.status_code == 200
    assert head.content == b""
    own = {"date": "", "server-timing": "", "x-request-id": ""}
    assert {**head.headers, **own} == {**got.headers, **own}


@pytest.mark.parametrize("path", [path for path in READ_BY_GET if not path.startswith("/sparql")])
def test_options_names_the_methods(client, path):
    response = client.options(path)
    assert response.status_code == 204
    assert response.headers["allow"] == "GET, HEAD, OPTIONS"


def test_files_of_the_pages_are_not_sent_again_unless_they_changed(client):
    first = client.get("/static/style.css")
    assert first.headers["content-type"].startswith("text/css")
    assert client.get("/static/style.css", headers={"if-none-match": first.headers["etag"]}).status_code == 304


def test_the_body_of_an_answer_to_head_is_left_out_whatever_server_runs_the_application(graph):
    sent = []

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": "HEAD", "path": "/health", "raw_path": b"/health", "query_string": b""}
    asyncio.run(create_app(graph)({**scope, "root_path": "", "headers": []}, None, send))
    start, body = sent
    assert int(dict(start["headers"])[b"content-length"]) > 0
    assert body["body"] == b""


@pytest.mark.parametrize("path", ["/sparql", "/reconcile", "/api/v1/lookup"])
def test_a_page_of_another_site_may_send_the_headers_that_it_asks_to(client, path):
    asked = {"origin": "https://a.example", "access-control-request-method": "POST"}
    wanted = "authorization, x-requested-with"
    response = client.options(path, headers={**asked, "access-control-request-headers": wanted})
    assert response.headers["access-control-allow-headers"] == wanted
    assert "Access-Control-Request-Headers" in response.headers["vary"]
    for odd in ("", "a b", "a,,b", "x: y"):
        response = client.options(path, headers={**asked, "access-control-request-headers": odd})
        assert response.headers["access-control-allow-headers"] == "Accept, Accept-Language, Content-Type"
