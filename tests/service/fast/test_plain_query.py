"""A plain query is read from its head as the parser would read it; a head with anything unusual is not one."""

import pytest

from service.fast.plain_query import read_plain
from service.sparql.protocol import read_get


def head(query="ASK%7B%7D", more="", target="/sparql?query={}", version="HTTP/1.1"):
    return f"GET {target.format(query)} {version}\r\nHost: a\r\n{more}\r\n".encode()


def asked(plain):
    return read_get(plain.query_string)


def test_a_plain_query_is_read_with_its_headers():
    plain = read_plain(head("ASK%7B%7D", "Accept: text/csv\r\nAccept: text/plain\r\naccept-encoding: gzip\r\n"))
    assert (asked(plain).query, plain.query_string) == ("ASK{}", b"query=ASK%7B%7D")
    assert (plain.client.accept, plain.client.encoding) == ("text/csv, text/plain", "gzip")


@pytest.mark.parametrize("version", ["HTTP/1.0", "HTTP/1.1"])
def test_a_request_of_a_usual_proxy_is_a_plain_query(version):
    proxied = head(more="X-Forwarded-Proto: https\r\nConnection: close\r\n", version=version).replace(b": a", b": KG.a")
    plain = read_plain(proxied)
    assert asked(plain).query == "ASK{}"
    assert plain.client.by_name[b"host"] == b"kg.a"
    assert plain.client.by_name[b"x-forwarded-proto"] == b"https"


@pytest.mark.parametrize(
    "unusual",
    {
        "another parameter": head(target="/sparql?query={}&timeout=5"),
        "two queries": head(target="/sparql?query={}&query=ASK"),
        "another first parameter": head(target="/sparql?format=csv&query=ASK"),
        "another path": head(target="/sparql/?query={}"),
        "an absolute address": head(target="http://a/sparql?query={}"),
        "a fragment": head(target="/sparql?query={}#top"),
        "no query": head(""),
        "raw UTF-8": head("ASK{}苏"),
        "another version": head(version="HTTP/2.0"),
        "no host": head().replace(b"Host: a\r\n", b""),
        "two hosts": head(more="Host: a\r\n"),
        "a host that is none": head().replace(b"Host: a", b"Host: a b"),
        "a body": head(more="Content-Length: 3\r\n"),
        "chunks": head(more="Transfer-Encoding: chunked\r\n"),
        "a known tag": head(more='If-None-Match: "a"\r\n'),
        "an expectation": head(more="Expect: 100-continue\r\n"),
        "a continued line": head(more="X: a\r\n b\r\n"),
        "a space before the colon": head(more="X : a\r\n"),
        "a line feed alone": head(more="X: a\nY: b\r\n"),
        "no name": head(more=": a\r\n"),
        "a page": head(more="Accept: text/html\r\n"),
        "a page if it fails": head(more="Accept: text/*\r\n"),
        "very much": head("a" * 20_000),
        "half a head": head()[:-2],
        "more than a head": head() + b"GET / HTTP/1.1\r\n\r\n",
    }.values(),
)
def test_a_head_with_anything_unusual_is_no_plain_query(unusual):
    assert read_plain(unusual) is None
