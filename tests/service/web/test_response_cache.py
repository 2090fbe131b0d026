"""Answers are kept by what was asked, in bounded space, and never given to somebody who asked otherwise."""

import tracemalloc
from contextlib import contextmanager

from service.app import App, InProcess, create_app
from service.core.settings import Settings
from service.gateway import Gateway
from service.server_state import ServerState
from service.web.metrics import RequestLabels
from service.web.request_log import LogEntry
from service.web.response import HttpResponse
from service.web.response_cache import ResponseCache

SEEN = LogEntry(RequestLabels("/", "GET", 200), '"method": "GET"')


def test_answers_are_kept_until_the_bytes_are_used_up_and_the_oldest_goes_first():
    cache = ResponseCache(45_000)
    for tag in "abcdefghij":
        cache.put(tag.encode(), HttpResponse(body=tag.encode() * 100))
    assert cache.get(b"a").body == b"a" * 100
    cache.put(b"k", HttpResponse(body=b"k" * 100))
    assert cache.get(b"b") is None
    assert cache.get(b"a") is not None
    cache.put(b"large", HttpResponse(body=b"l" * 5000))
    assert cache.get(b"large") is None


def test_the_heads_of_requests_take_place_too_and_go_with_their_answer():
    cache = ResponseCache(40_000)
    cache.put(b"a", HttpResponse(body=b"a" * 100))
    cache.put_head(b"head of a", b"a", SEEN)
    cache.put_head(b"head of nothing", b"z", SEEN)
    assert cache.get_by_head(b"head of a")[0].body == b"a" * 100
    assert cache.get_by_head(b"head of nothing") is None
    cache.put(b"b", HttpResponse(body=b"b" * 100))
    cache.put_head(b"h" * 30_000, b"b", SEEN)
    assert cache.get_by_head(b"head of a") is None
    assert cache.get(b"a") is None


def test_what_was_asked_for_is_remembered_for_a_while():
    cache = ResponseCache(1000)
    assert [cache.was_requested(tag) for tag in (b"a", b"a", b"b", b"a")] == [False, True, False, True]
    for number in range(20_000):
        assert not cache.was_requested(b"%d" % number)
    assert not cache.was_requested(b"a")
    assert cache.was_requested(b"19000")


def test_a_full_cache_takes_no_more_memory_than_it_may():
    most, names = 2_000_000, [f"x-header-{n}".encode() for n in range(14)]
    tracemalloc.start()
    try:
        before, cache = tracemalloc.get_traced_memory()[0], ResponseCache(most)
        for n in range(2000):
            tag, head = f"{n:064}".encode(), f"GET /{n:0400}".encode()
            headers = {name: f"{n:030}".encode() for name in names}
            cache.put(tag, HttpResponse(headers=headers, body=tag * 2))
            cache.put_head(head, tag, LogEntry(SEEN.labels, f"{n:0140}"))
        taken = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert cache.get(b"%064d" % 1) is None
    assert most / 2 < taken < most


class Counting(InProcess):
    """The application, which counts what it is asked."""

    asked = 0

    async def run(self, scope, body, client):
        self.asked += 1
        return await super().run(scope, body, client)


@contextmanager
def counted(graph, serve):
    """A client of a service, and the backend that counts."""
    settings = Settings()
    backend = Counting(App(graph, settings))
    with serve(Gateway(settings, ServerState.of(settings), backend)) as client:
        yield client, backend


def test_a_light_query_is_kept_from_the_second_time_and_answered_alike(graph, serve):
    with counted(graph, serve) as (client, backend):
        _, first, second = (client.get("/sparql", params={"query": "ASK {}"}) for _ in range(3))
        assert backend.asked in {1, 2}  # one that took long is kept from the first time
        own = {"date": "", "server-timing": "", "x-request-id": ""}
        assert second.content == first.content
        assert {**second.headers, **own} == {**first.headers, **own}


def test_who_asks_otherwise_gets_another_answer(graph, serve):
    ways = [
        {"accept": "application/sparql-results+json"},
        {"accept": "application/sparql-results+xml"},
        {"accept": "text/html"},
        {"accept": "text/html", "accept-language": "en"},
        {"accept": "application/sparql-results+json", "accept-encoding": "gzip"},
    ]
    with counted(graph, serve) as (client, backend):
        for _ in range(3):
            for way in ways:
                response = client.get("/sparql", params={"query": "ASK {}"}, headers={"accept-encoding": "", **way})
                assert response.headers["content-type"].startswith(way["accept"])
        assert len(ways) <= backend.asked <= 2 * len(ways)


def test_failures_are_not_kept(graph, serve):
    with serve(create_app(graph)) as client:
        ids = {client.get("/sparql", params={"query": "ASK {"}).headers["x-request-id"] for _ in range(2)}
        assert len(ids) == 2
        assert "etag" not in client.get("/sparql", params={"query": "ASK {"}).headers
