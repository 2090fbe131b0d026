"""How many connections there are at once: of one client, of all, and how idle ones make room."""

import json
import socket
from urllib.parse import quote, urlsplit

import httpx

from service.core.settings import Settings
from service.http.connection_limits import ConnectionLimits, raise_descriptor_limit


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


def test_many_idle_connections_keep_nobody_out_and_busy_ones_are_kept(built, tmp_path, run_service, read):
    raise_descriptor_limit()
    limits = {"KAIFAQU_MAX_CONNECTIONS": "3", "KAIFAQU_QUERY_SECONDS": "2"}
    with run_service(built, tmp_path / "log", **limits) as (url, _):
        idle = [socket.create_connection(place_of(url), timeout=10) for _ in range(300)]
        idle[-1].sendall(b"GET /health HTT")
        for _ in range(20):
            assert httpx.get(f"{url}/health").status_code == 200
        assert idle[0].recv(1) == b""
        for connection in idle:
            connection.close()
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
