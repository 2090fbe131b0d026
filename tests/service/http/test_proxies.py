"""Behind a proxy: whom it speaks for, what answers depend on, and that nobody can leave an answer for somebody else."""

import json
import re
import socket
import time
from urllib.parse import quote, urlsplit

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from service.http.asgi_scope import apply_forwarded
from service.http.proxies import TrustedProxies, forwarded_scheme

ADDRESSES = [
    "127.0.0.1",
    "10.1.2.3",
    "192.0.2.7:8080",
    "[2001:db8::1]:443",
    "[::1]",
    "2001:db8::2",
    "unix:",
    "evil",
    "",
]


@given(
    st.sampled_from(["*", "127.0.0.1", "127.0.0.1, 10.0.0.0/8", "2001:db8::/32,::1", "unix:", ""]),
    st.lists(st.sampled_from(ADDRESSES), max_size=4),
    st.sampled_from(["http", "https", "ftp", " https ", ""]),
)
def test_a_trusted_proxy_is_believed_as_uvicorn_would_believe_it(allowed, forwarded, proto):
    peer = ("127.0.0.1", 5000)
    headers = [(b"x-forwarded-for", ", ".join(forwarded).encode())] if forwarded else []
    headers.append((b"x-forwarded-proto", proto.encode()))
    ours = {"type": "http", "client": peer, "scheme": "http", "headers": headers}
    theirs = dict(ours)
    proxies = TrustedProxies(allowed)
    if proxies.trusts(peer[0]):
        apply_forwarded(ours, proxies)

    async def nothing(*_):
        pass

    middleware = ProxyHeadersMiddleware(nothing, allowed)
    with pytest.raises(StopIteration):
        middleware(theirs, nothing, nothing).send(None)
    assert ours["scheme"] == theirs["scheme"]
    assert ours["client"][0] == theirs["client"][0]


def test_a_scheme_that_is_none_changes_nothing():
    assert [forwarded_scheme(given, "http") for given in ("https", "gopher", "")] == ["https", "http", "http"]


QUERY = quote("SELECT * { ?s ?p ?o } LIMIT 5")
AS_NGINX = {
    "1.0": ["HTTP/1.0", "Host: kg.example.org", "X-Forwarded-Proto: https", "Connection: close"],
    "1.1": ["HTTP/1.1", "Host: kg.example.org", "X-Forwarded-Proto: https"],
}


def test_an_answer_is_given_again_to_other_clients_of_a_proxy(built, tmp_path, run_service, read):
    log = tmp_path / "log"
    with run_service(built, log, KAIFAQU_MAX_ANSWER_ROWS="3") as (url, _):
        place, ids = urlsplit(url), []
        for number, way in enumerate(6 * list(AS_NGINX)):
            version, *headers = AS_NGINX[way]
            for address in (f"192.0.2.{number}", f"2001:db8::{number}"):
                lines = [f"GET /sparql?query={QUERY} {version}", *headers, f"X-Forwarded-For: {address}", "", ""]
                with socket.create_connection((place.hostname, place.port), timeout=10) as connection:
                    connection.sendall("\r\n".join(lines).encode())
                    status, received, body = read(connection)
                    assert (status, ("connection" in received)) == (200, way == "1.0")
                    assert received["link"].startswith("<https://kg.example.org/sparql?")
                    ids.append(received["x-request-id"])
                    assert json.loads(body)
        plain = httpx.get(f"{url}/sparql?query={QUERY}", headers={"host": "kg.example.org"})
        assert plain.headers["link"].startswith("<http://kg.example.org/sparql?")
        time.sleep(0.5)
    lines = [json.loads(line) for line in log.read_text("utf-8").splitlines() if line.startswith("{")]
    assert len({line["id"] for line in lines} & set(ids)) == 24


def test_what_an_untrusted_client_says_of_itself_decides_nothing(built, tmp_path, run_service, read):
    with run_service(built, tmp_path / "log", KAIFAQU_MAX_ANSWER_ROWS="3", FORWARDED_ALLOW_IPS="192.0.2.1") as (url, _):
        place = urlsplit(url)
        for more in ("X-Forwarded-Proto: https", "X-Forwarded-Host: evil.example", "Forwarded: proto=https;host=evil"):
            for _ in range(3):
                lines = [f"GET /sparql?query={QUERY} HTTP/1.1", "Host: a", more, "X-Forwarded-For: 10.0.0.1", "", ""]
                with socket.create_connection((place.hostname, place.port), timeout=10) as connection:
                    connection.sendall("\r\n".join(lines).encode())
                    _, headers, body = read(connection)
                assert headers["link"].startswith("<http://a/sparql?")
                assert not re.search(rb"evil|https://a", body)
