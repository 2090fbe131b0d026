"""Which bytes are the key of a cached response, and what a client gets whose bytes were seen before."""

import json
import socket
from urllib.parse import quote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.fast.cache_key import read_whole

QUERY = quote("SELECT * { ?zone a kq:Zone } ORDER BY ?zone LIMIT 3")
HEAD = f"GET /sparql?query={QUERY} HTTP/1.1\r\nHost: example.org\r\n"


def head(*more, version="HTTP/1.1"):
    return "\r\n".join([f"GET /a {version}", "Host: a", *more, "", ""]).encode()


def test_the_key_is_the_head_without_the_address_of_the_client():
    proxied = read_whole(head("X-Forwarded-For: 192.0.2.1, 10.0.0.1", "X-Real-IP: 192.0.2.1", "X: b"), trusted=True)
    assert proxied.key == head("X: b")
    assert proxied.forwarded_for == b"192.0.2.1, 10.0.0.1"
    assert not proxied.closes


@pytest.mark.parametrize("deciding", ["X-Forwarded-Proto: https", "X-Forwarded-Host: evil", "Forwarded: host=evil"])
def test_what_may_decide_an_answer_stays_in_the_key(deciding):
    assert read_whole(head(deciding), trusted=True).key == head(deciding)


@pytest.mark.parametrize("more", ["X-Forwarded-Proto: https", "x-forwarded-for: 192.0.2.1", "X-Real-IP: 192.0.2.1"])
def test_nothing_is_kept_for_whoever_plays_a_proxy(more):
    assert read_whole(head(more), trusted=False) is None


@pytest.mark.parametrize("value", ["unknown", "a\nHost: evil", "192.0.2.1\x00", "192.0.2.1\r\n folded"])
def test_an_address_that_is_none_is_read_as_http(value):
    whole = read_whole(head(f"X-Forwarded-For: {value}"), trusted=True)
    assert whole is None or whole.key != head()


@pytest.mark.parametrize(
    ("more", "version", "closes"),
    [
        ([], "HTTP/1.1", False),
        ([], "HTTP/1.0", True),
        (["Connection: close"], "HTTP/1.1", True),
        (["connection:keep-alive, Close"], "HTTP/1.1", True),
        (["Connection: keep-alive"], "HTTP/1.1", False),
        (["Connection: keep-alive"], "HTTP/1.0", True),
        (["Connection: disclosed"], "HTTP/1.1", False),
    ],
)
def test_whether_the_connection_ends_is_read_from_the_head(more, version, closes):
    assert read_whole(head(*more, version=version), trusted=False).closes is closes


@given(st.binary(max_size=60))
def test_only_one_whole_head_is_one(data):
    assert read_whole(b"GET " + data, trusted=True) is None or data.count(b"\r\n\r\n") == 1
    assert read_whole(head() + data, trusted=True) is None or not data


@pytest.fixture
def connect(service, read):
    """The way to a new connection on which bytes are exchanged."""
    opened = []

    def exchange(*pieces, connection=None):
        if connection is None:
            place = urlsplit(service)
            connection = socket.create_connection((place.hostname, place.port), timeout=10)
            opened.append(connection)
        for piece in pieces:
            connection.sendall(piece.encode() if isinstance(piece, str) else piece)
        return read(connection), connection

    yield exchange
    for connection in opened:
        connection.close()


def own(headers):
    return {name: value for name, value in headers.items() if name not in {"date", "x-request-id", "server-timing"}}


def test_the_same_bytes_are_answered_alike_and_told_as_a_request_of_their_own(connect):
    answers, connection = [], None
    for _ in range(4):
        answer, connection = connect(f"{HEAD}X-Test: alike\r\n\r\n", connection=connection)
        answers.append(answer)
    assert {status for status, _, _ in answers} == {200}
    assert len({body for _, _, body in answers}) == 1
    assert all(own(headers) == own(answers[0][1]) for _, headers, _ in answers)
    assert len({headers["x-request-id"] for _, headers, _ in answers}) == 4
    assert all("date" in headers for _, headers, _ in answers)


def test_other_headers_make_another_answer(connect):
    ways = ["", "Accept: text/csv\r\n", "Accept: text/html\r\n", "Accept: text/html\r\nAccept-Language: en\r\n"]
    answers = [connect(f"{HEAD}{way}\r\n")[0] for way in ways for _ in range(2)]
    assert [answers[n][2] == answers[n + 1][2] for n in range(0, 8, 2)] == [True] * 4
    assert len({body for _, _, body in answers}) == 4


@pytest.mark.parametrize("more", ["Content-Length: 3\r\n", "content-length:3\r\n"])
def test_a_request_with_a_body_is_read_to_its_end(connect, more):
    for _ in range(2):
        (status, _, _), connection = connect(f"{HEAD}{more}\r\n", "abc")
        assert status == 200
        (status, _, body), _ = connect("GET /health HTTP/1.1\r\nHost: example.org\r\n\r\n", connection=connection)
        assert (status, json.loads(body)["status"]) == (200, "ok")


def test_a_client_that_wants_the_connection_closed_has_it_closed(connect):
    for _ in range(2):
        (status, headers, _), connection = connect(f"{HEAD}Connection: close\r\n\r\n")
        assert (status, headers["connection"]) == (200, "close")
        assert connection.recv(1) == b""


def test_several_requests_in_one_piece_are_answered_in_their_order(connect, read):
    other = "GET /health HTTP/1.1\r\nHost: example.org\r\n\r\n"
    for _ in range(2):
        (status, headers, _), connection = connect(f"{HEAD}\r\n{other}")
        assert (status, headers["content-type"]) == (200, "application/sparql-results+json")
        assert json.loads(read(connection)[2])["status"] == "ok"


def test_a_request_in_pieces_is_one_request(connect):
    for _ in range(2):
        (status, _, _), _ = connect(HEAD[:20], HEAD[20:], "\r\n")
        assert status == 200
