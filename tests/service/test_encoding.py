"""Compressed answers: the coding that the client likes best, told truthfully, and never forced on it."""

import asyncio
import gzip
import threading

import pytest
import zstandard

from graph.formats import format_named
from service.answering import LONG
from service.answers_cache import AnswersCache
from service.app import assemble, create_app
from service.encoding import ENCODINGS, choose_encoding
from service.evaluation import Written
from service.plain_lane import PlainLane
from service.plain_query import read_plain
from service.settings import Settings
from service.shared import Shared

UNPACK = {
    "gzip": gzip.decompress,
    "zstd": lambda body: zstandard.ZstdDecompressor().decompress(body),
    "identity": lambda body: body,
}


@pytest.mark.parametrize(
    ("accepted", "expected"),
    {
        "": "identity",
        "gzip": "gzip",
        "gzip, zstd": "zstd",
        "gzip;q=1, zstd;q=0.5": "gzip",
        "gzip;q=0": "identity",
        "*": "zstd",
        "*;q=0": "identity",
        "zstd;q=0, *": "gzip",
        "GZIP": "gzip",
        "br, deflate": "identity",
        "gzip;q=0.5, identity;q=0.8": "identity",
        "identity;q=0, gzip": "gzip",
    }.items(),
)
def test_the_coding_is_the_one_that_the_client_likes_best(accepted, expected):
    assert choose_encoding(accepted) == expected


@pytest.mark.parametrize("coding", UNPACK)
@pytest.mark.parametrize("path", ["/sparql?query=SELECT%20*%20%7B?s%20a%20kq:Zone%7D", "/static/style.css", "/"])
def test_what_is_sent_is_what_the_header_says(client, path, coding):
    plain = client.get(path, headers={"accept-encoding": "identity"})
    with client.stream("GET", path, headers={"accept-encoding": coding}) as response:
        raw = b"".join(response.iter_raw())
    assert response.headers.get("content-encoding", "identity") == coding
    assert UNPACK[coding](raw) == plain.content
    assert int(response.headers["content-length"]) == len(raw)
    for answer in (plain, response):
        assert "accept-encoding" in answer.headers["vary"].lower()


def test_a_small_answer_is_not_worth_it(client):
    response = client.get("/health", headers={"accept-encoding": "gzip"})
    assert "content-encoding" not in response.headers


def test_head_tells_the_length_that_get_would_have(client):
    headers = {"accept-encoding": "gzip"}
    assert (
        client.head("/", headers=headers).headers["content-length"]
        == client.get("/", headers=headers).headers["content-length"]
    )


LONG_ANSWER = Written(b"1" * (LONG + 1), format_named("csv", "table"))


class Evaluating:
    """An evaluator and a pool that has one long answer to all questions, and knows in which thread it was asked."""

    async def evaluate(self, _question, _seconds):
        self.thread = threading.get_ident()
        return LONG_ANSWER

    def ask(self, _question, _seconds, tell):
        self.thread = threading.get_ident()
        asyncio.get_running_loop().call_soon(tell, LONG_ANSWER)


@pytest.fixture
def compressed_in(monkeypatch):
    """The threads in which bodies were compressed."""
    threads = []

    def compress(body):
        threads.append(threading.get_ident())
        return gzip.compress(body)

    monkeypatch.setitem(ENCODINGS, "gzip", compress)
    return threads


def test_nobody_waits_while_a_long_answer_is_compressed(graph, serve, compressed_in):
    evaluator = Evaluating()
    with serve(create_app(graph, evaluator=evaluator)) as client:
        wishes = {"accept": "text/csv", "accept-encoding": "gzip"}
        assert client.get("/sparql", params={"query": "ASK {}"}, headers=wishes).content == LONG_ANSWER.body
    assert len(compressed_in) == 1
    assert evaluator.thread not in compressed_in


def test_nor_does_anybody_in_the_lane_of_plain_queries(graph, compressed_in):
    async def run():
        pool, settings = Evaluating(), Settings()
        app = assemble(graph, settings, pool, Shared.of(settings), AnswersCache(1000))
        answer, head = (
            asyncio.get_running_loop().create_future(),
            "Host: a\r\nAccept: text/csv\r\nAccept-Encoding: gzip",
        )
        plain = read_plain(f"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\n{head}\r\n\r\n".encode())
        scope = {"type": "http", "method": "GET", "root_path": "", "client": None}
        PlainLane(app, pool).ask(plain, scope, lambda answered, _own: answer.set_result(answered), lambda: None)
        return pool, await answer

    pool, answered = asyncio.run(run())
    assert gzip.decompress(answered.body) == LONG_ANSWER.body
    assert len(compressed_in) == 1
    assert pool.thread not in compressed_in
