"""What connections do: they answer the same bytes again, refuse what is no HTTP, and are bounded in number."""

import json
import socket
from urllib.parse import quote, urlsplit

import httpx
import pytest

from service.core.settings import Settings
from service.http.connection_limits import ConnectionLimits, raise_descriptor_limit

QUERY = quote("SELECT * { ?zone a kq:Zone } ORDER BY ?zone LIMIT 3")
HEAD = f"GET /sparql?query={QUERY} HTTP/1.1\r\nHost: example.org\r\n"


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


def test_an_answer_that_is_given_again_is_counted(connect, client):
    def counted():
        (line,) = [
            line
            for line in client.get("/metrics").text.splitlines()
            if line.startswith('kaifaqu_requests_total{method="GET",route="/sparql",status="200"}')
        ]
        return float(line.split()[-1])

    _, connection = connect(f"{HEAD}X-Test: counted\r\n\r\n")
    before = counted()
    for _ in range(3):
        connect(f"{HEAD}X-Test: counted\r\n\r\n", connection=connection)
    assert counted() == before + 3


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


@pytest.mark.parametrize(
    ("request_", "status", "says"),
    [
        (f"GET /sparql?query={'a' * 70_000} HTTP/1.1\r\nHost: a\r\n\r\n", 414, "by POST"),
        (f"GET / HTTP/1.1\r\nHost: a\r\nX: {'a' * 70_000}\r\n\r\n", 431, "long"),
        ("GET / HTTP/1.1\r\nHost: a\r\n" + "X: y\r\n" * 33_000 + "\r\n", 431, "long"),
        (f"GET / HTTP/1.1\r\nHost: a\r\nX: {'a' * 500_000}", 431, "long"),
        ("NONSENSE\r\n\r\n", 400, "RFC 9112"),
        ("GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400, "RFC 9112"),
        (
            "POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            400,
            "RFC 9112",
        ),
    ],
)
def test_what_is_too_long_or_no_http_is_told_in_the_shape_of_every_problem(connect, request_, status, says):
    (given, headers, body), _ = connect(request_)
    assert given == status
    assert headers["content-type"] == "application/problem+json"
    assert headers["access-control-allow-origin"] == "*"
    assert json.loads(body)["status"] == status
    assert says in json.loads(body)["detail"]


def test_only_the_hosts_of_the_setting_are_answered_for(built, tmp_path, run_service):
    with run_service(built, tmp_path / "log", KAIFAQU_HOSTS="kg.example.org, 127.0.0.1") as (url, _):
        for host, status in {
            "kg.example.org": 200,
            "KG.Example.ORG": 200,
            "127.0.0.1:evil": 400,
            "localhost.evil": 421,
            "": 421,
        }.items():
            response = httpx.get(f"{url}/sparql", headers={"host": host})
            assert response.status_code == status, host
        assert response.json()["type"].endswith("problem/wrong-host")


def place_of(url):
    return urlsplit(url).hostname, urlsplit(url).port


def test_a_client_with_too_many_connections_is_told_at_once(built, tmp_path, run_service, read):
    settings = {"KAIFAQU_MAX_CONNECTIONS_PER_CLIENT": "5", "FORWARDED_ALLOW_IPS": "192.0.2.1"}
    with run_service(built, tmp_path / "log", **settings) as (url, _):
        kept = [socket.create_connection(place_of(url), timeout=10) for _ in range(5)]
        for _ in range(3):
            with socket.create_connection(place_of(url), timeout=10) as turned_away:
                status, headers, body = read(turned_away)
                assert (status, headers["retry-after"], headers["connection"]) == (503, "1", "close")
                assert "too many connections" in json.loads(body)["detail"]
                assert turned_away.recv(1) == b""
        kept.pop().close()
        assert httpx.get(f"{url}/health").status_code == 200
        kept[0].sendall(b"GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n")
        assert b"kaifaqu_connections_turned_away_total 3.0" in read(kept[0])[2]
        for connection in kept:
            connection.close()


def test_many_idle_connections_keep_nobody_out(built, tmp_path, run_service):
    raise_descriptor_limit()
    with run_service(built, tmp_path / "log", KAIFAQU_MAX_CONNECTIONS="100") as (url, _):
        idle = [socket.create_connection(place_of(url), timeout=10) for _ in range(300)]
        idle[-1].sendall(b"GET /health HTT")
        for _ in range(20):
            assert httpx.get(f"{url}/health").status_code == 200
        assert idle[0].recv(1) == b""
        for connection in idle:
            connection.close()


def test_where_all_are_busy_nobody_is_put_out(built, tmp_path, run_service, read):
    with run_service(built, tmp_path / "log", KAIFAQU_MAX_CONNECTIONS="3", KAIFAQU_QUERY_SECONDS="2") as (url, _):
        query = quote("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?a != ?d || ?g != ?i) }")
        busy = [socket.create_connection(place_of(url), timeout=20) for _ in range(3)]
        for number, connection in enumerate(busy):
            connection.sendall(f"GET /sparql?query={query}%23{number} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        with socket.create_connection(place_of(url), timeout=10) as turned_away:
            assert read(turned_away)[0] == 503
        assert {read(connection)[0] for connection in busy} <= {504, 503}
        for connection in busy:
            connection.close()


class Idle:
    """A connection on which nothing is asked."""

    closed = False

    def close_idle(self):
        self.closed = True


def test_the_connection_that_was_idle_longest_makes_room():
    limits, (first, second, third, fourth) = ConnectionLimits(3, 10), (Idle() for _ in range(4))
    assert all(limits.admit(one, "a") for one in (first, second, third))
    limits.busy(first)
    limits.idle(first)
    limits.busy(third)
    assert limits.admit(fourth, "b")
    assert [one.closed for one in (first, second, third, fourth)] == [False, True, False, False]
    assert len(limits) == 3


def test_there_are_fewer_where_the_process_may_open_fewer_files():
    limits = ConnectionLimits.of(Settings(), 300)
    everyone = [Idle() for _ in range(300)]
    assert all(limits.admit(one, None) for one in everyone)
    assert len(limits) == 44
    assert sum(one.closed for one in everyone) == 256
