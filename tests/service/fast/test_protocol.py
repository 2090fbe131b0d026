"""The fast path gives the same responses as the standard path, in the order of the requests, and ends connections."""

import json
import signal
import socket
import time
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx
import pytest

SELECT = "SELECT * { ?zone a kq:Zone } ORDER BY ?zone"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?a != ?d || ?g != ?i) }"
OWN = {"date", "x-request-id", "server-timing", "etag"}


@pytest.fixture(scope="module")
def limited(built, tmp_path_factory, run_service):
    """A service with tight limits, and its log."""
    settings = {"KAIFAQU_MAX_ANSWER_ROWS": "3", "KAIFAQU_QUERY_SECONDS": "2", "KAIFAQU_WORKERS": "1"}
    log = tmp_path_factory.mktemp("short") / "log"
    with run_service(built, log, **settings) as (url, _):
        yield url, log


def connect(url):
    place = urlsplit(url)
    connection = socket.create_connection((place.hostname, place.port), timeout=20)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def head(query, *more):
    return "\r\n".join([f"GET /sparql?query={quote(query)} HTTP/1.1", "Host: example.org", *more, "", ""]).encode()


def both_ways(read, url, query, accept):
    """The answers to a query that comes in two pieces and in one.

    They are tagged otherwise, so that neither is kept for the other.
    """
    for way, at in (("long", 40), ("short", None)):
        asked = head(query, f"Accept: {accept}", "Accept-Encoding: gzip", f"Accept-Language: x-{way}")
        with connect(url) as connection:
            connection.sendall(asked[:at])
            time.sleep(0.05)
            connection.sendall(asked[at:] if at else b"")
            yield read(connection)


QUERIES = {
    "a table": f"{SELECT} LIMIT 2",
    "a cut table": SELECT,
    "a graph": "CONSTRUCT WHERE { ?zone a kq:Zone } LIMIT 1",
    "a cut graph": "CONSTRUCT WHERE { ?s ?p ?o }",
    "a long answer": "SELECT (GROUP_CONCAT(STR(?p)) AS ?all) { ?s ?p ?o }",
    "a mistake": "SELECT * { ?s ?p",
    "a foreign server": "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "an update": "CLEAR ALL",
    "an unknown prefix": "SELECT * { ?s nobody:has ?o }",
}
ACCEPTED = ["*/*", "text/csv", "application/sparql-results+xml", "text/turtle;q=0.5, */*;q=0.1"]
CASES = [(query, accept) for query in QUERIES.values() for accept in ACCEPTED] + [(ENDLESS, "*/*")]


@pytest.mark.parametrize(("query", "accept"), CASES)
def test_a_query_in_one_piece_and_in_two_is_answered_alike(read, limited, query, accept):
    (status, headers, body), (status_short, headers_short, body_short) = both_ways(read, limited[0], query, accept)
    assert (status, body) == (status_short, body_short)
    assert set(headers) == set(headers_short)
    assert all(headers[name] == headers_short[name] for name in set(headers) - OWN)


def test_a_query_is_logged_alike_on_either_path(read, limited):
    url, log = limited
    queries = [f"{SELECT} # {n}" for n in range(2)] + ["ASK {} # logged", "ASK { # logged"]
    ids = [[headers["x-request-id"] for _, headers, _ in both_ways(read, url, query, "text/csv")] for query in queries]
    time.sleep(0.5)  # lines are written together
    lines = {line["id"]: line for line in map(json.loads, filter(is_object, log.read_text("utf-8").splitlines()))}
    for pair in ids:
        long, short = ({n: v for n, v in lines[i].items() if n not in {"id", "time", "ms"}} for i in pair)
        assert long == short
    assert [lines[short].get("rows") for _, short in ids] == [3, 3, None, None]
    assert [lines[short]["outcome"] for _, short in ids] == ["cut", "cut", "ok", "query-rejected"]


def is_object(line):
    return line.startswith("{")


def test_an_answer_that_is_given_again_is_counted(read, limited):
    def counted():
        lines = httpx.get(f"{limited[0]}/metrics").text.splitlines()
        told = 'kaifaqu_requests_total{method="GET",route="/sparql",status="200"}'
        (line,) = [line for line in lines if line.startswith(told)]
        return float(line.split()[-1])

    with connect(limited[0]) as connection:
        for number in range(4):
            connection.sendall(head(f"{SELECT} LIMIT 2", "X-Test: counted"))
            assert read(connection)[0] == 200
            if number == 0:
                before = counted()
    assert counted() == before + 3


def test_requests_behind_a_query_in_progress_are_answered_in_order(read, limited):
    slow = head(f"{ENDLESS} # waits")
    with connect(limited[0]) as connection:
        for piece in (slow, b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n", head(f"{SELECT} LIMIT 1")):
            connection.sendall(piece)
            time.sleep(0.2)
        answers = [read(connection) for _ in range(3)]
    assert [status for status, _, _ in answers] == [504, 200, 200]
    assert [min(json.loads(body)) for _, _, body in answers] == ["detail", "build", "head"]


def test_a_connection_is_kept_while_it_is_answered_on(read, built, tmp_path, run_service):
    with (
        run_service(built, tmp_path / "log", KAIFAQU_QUERY_SECONDS="3") as (url, _),
        connect(url) as connection,
    ):
        connection.sendall(head(f"{SELECT} LIMIT 1"))
        assert read(connection)[0] == 200
        time.sleep(3.5)  # idle connections end after five seconds, in the midst of what is asked now
        connection.sendall(head(ENDLESS))
        assert read(connection)[0] == 504
        started = time.monotonic()
        assert connection.recv(1) == b""
        assert 4 < time.monotonic() - started < 12


def test_a_client_that_leaves_frees_its_worker_and_is_told_of(limited):
    url, _ = limited
    with connect(url) as connection:
        connection.sendall(head(f"{ENDLESS} # left"))
        time.sleep(0.3)
    started = time.monotonic()
    assert httpx.get(f"{url}/sparql", params={"query": f"{SELECT} LIMIT 1 # after"}).status_code == 200
    assert time.monotonic() - started < 1
    told = 'kaifaqu_requests_total{method="GET",route="/sparql",status="499"}'
    assert f"{told} 1.0" in httpx.get(f"{url}/metrics").text


def test_a_server_that_ends_answers_first_and_says_that_it_closes(read, built, tmp_path, run_service):
    log = tmp_path / "log"
    with run_service(built, log, KAIFAQU_QUERY_SECONDS="2") as (url, process), connect(url) as connection:
        connection.sendall(head(ENDLESS))
        time.sleep(0.3)
        process.send_signal(signal.SIGTERM)
        status, headers, _ = read(connection)
        assert (status, headers["connection"]) == (504, "close")
        assert connection.recv(1) == b""
        process.wait(10)
    told = [json.loads(line) for line in log.read_text("utf-8").splitlines() if is_object(line)]
    assert told[-1]["id"] == headers["x-request-id"]


def resident_megabytes(process):
    (line,) = [line for line in Path(f"/proc/{process.pid}/status").read_text().splitlines() if "VmRSS" in line]
    return int(line.split()[1]) / 1024


def test_a_client_that_reads_no_responses_does_not_fill_the_memory(read, built, tmp_path, run_service):
    asked = head("SELECT * { ?s ?p ?o } LIMIT 20000", "Accept: text/csv")
    with run_service(built, tmp_path / "log") as (url, process), connect(url) as connection:
        for _ in range(2):
            connection.sendall(asked)
            size = len(read(connection)[2])
        assert size > 1_000_000
        before = resident_megabytes(process)
        connection.settimeout(0)
        for _ in range(100):
            try:
                connection.send(asked)
            except BlockingIOError:
                break
            time.sleep(0.01)
        assert httpx.get(f"{url}/health").status_code == 200
        assert resident_megabytes(process) - before < 50
