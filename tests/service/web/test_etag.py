"""ETag and 304: who has an answer of this build is told so; whatever makes another answer makes another tag."""

import pytest

from service.app import create_app
from service.web.etag import add_etag
from service.web.response import HttpResponse

QUERY = {"query": "SELECT * { ?zone a kq:Zone } ORDER BY ?zone LIMIT 5"}
PATHS = ["/", "/sparql", "/checks", "/class/Zone", "/id/zone/zhizao-new-city", "/openapi.json", "/static/style.css"]


@pytest.mark.parametrize("path", PATHS)
def test_a_client_that_has_the_answer_is_told_so(client, path):
    first = client.get(path)
    assert first.headers["cache-control"] == "no-cache"
    again = client.get(path, headers={"if-none-match": f'"other", {first.headers["etag"]}'})
    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["etag"] == first.headers["etag"]
    assert again.headers["access-control-allow-origin"] == "*"
    assert client.get(path, headers={"if-none-match": '"other"'}).content == first.content
    assert again.headers["x-build"] == first.headers["x-build"]


@pytest.mark.parametrize("path", ["/", "/health", "/nothing", "/sparql?query=ASK%7B", "/api/v1/lookup?q=%E6%99%BA"])
def test_each_answer_tells_the_build_that_it_is_of(client, graph, path):
    assert client.get(path).headers["x-build"] == graph.build.folder.name


def test_tags_are_weak_and_compared_weakly(client):
    asked = {"query": "CONSTRUCT WHERE { ?zone a kq:Zone ; kq:partOf ?whole }"}
    tag = client.get("/sparql", params=asked, headers={"accept": "application/ld+json"}).headers["etag"]
    assert tag.startswith('W/"')
    headers = {"accept": "application/ld+json", "if-none-match": tag.removeprefix("W/")}
    assert client.get("/sparql", params=asked, headers=headers).status_code == 304


@pytest.mark.parametrize("said", [b"no-store", b"private, max-age=5"])
def test_what_says_itself_how_it_may_be_cached_is_neither_tagged_nor_kept(said):
    answered = HttpResponse(200, {b"cache-control": said}, b"0.5")
    assert not add_etag(answered, b'W/"tag"')
    assert answered.headers == {b"cache-control": said}


def test_other_answers_have_other_tags(client):
    ways = [
        {"accept": "application/sparql-results+json"},
        {"accept": "text/csv"},
        {"accept": "text/html", "accept-language": "en"},
        {"accept": "text/html", "accept-language": "zh"},
        {"accept": "text/csv", "accept-encoding": "gzip"},
    ]
    tags = [client.get("/sparql", params=QUERY, headers={"accept-encoding": "", **way}).headers["etag"] for way in ways]
    other = client.get("/sparql", params={"query": QUERY["query"] + " "}, headers={"accept-encoding": "", **ways[0]})
    assert len({*tags, other.headers["etag"]}) == 6


@pytest.mark.parametrize("call", ["RAND()", "NOW()", "UUID()", "STRUUID()", "BNODE()"])
def test_an_answer_that_is_another_one_each_time_has_no_tag_and_is_not_kept(client, call):
    first, *others = (client.get("/sparql", params={"query": f"SELECT ({call} AS ?x) {{}}"}) for _ in range(3))
    assert "etag" not in first.headers
    assert first.headers["cache-control"] == "no-store"
    assert call == "BNODE()" or first.content not in [other.content for other in others]


def test_another_build_has_other_tags(client, hostile_graph, serve):
    with serve(create_app(hostile_graph)) as other:
        tag = other.get("/sparql", params=QUERY).headers["etag"]
        assert client.get("/sparql", params=QUERY, headers={"if-none-match": tag}).status_code == 200


def test_failures_and_the_health_are_asked_for_anew(client):
    for path in ("/health", "/id/zone/nothing", "/sparql?query=ASK%7B"):
        response = client.get(path)
        assert "etag" not in response.headers
        assert response.headers.get("cache-control", "no-store") == "no-store"


def test_any_tag_at_all_is_none_of_ours(client):
    for path in ("/", "/id/zone/nothing", "/health"):
        plain = client.get(path)
        assert client.get(path, headers={"if-none-match": "*"}).status_code == plain.status_code


def test_a_post_has_no_tag(client):
    assert "etag" not in client.post("/sparql", data=QUERY).headers
