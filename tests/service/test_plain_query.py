"""A plain query is read from its head as the parser would read it, and whatever is unusual is none."""

from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import QueryRejected
from service.errors import MalformedRequest
from service.plain_query import read_plain
from service.question import NotPlain, PlainQuestion
from service.sparql_request import read_get


def head(query="ASK%7B%7D", more="", target="/sparql?query={}", version="HTTP/1.1"):
    return f"GET {target.format(query)} {version}\r\nHost: a\r\n{more}\r\n".encode()


def asked(plain):
    return PlainQuestion(plain.value, plain.wishes.accept, 1000, 10).read()


def test_a_plain_query_is_read_with_what_the_client_wishes():
    plain = read_plain(head("ASK%7B%7D", "Accept: text/csv\r\nAccept: text/plain\r\naccept-encoding: gzip\r\n"))
    question = asked(plain)
    assert (question.query, plain.query_string, question.format_name) == ("ASK{}", b"query=ASK%7B%7D", "csv")
    assert (question.most_bytes, question.most_rows, question.seen.form) == (1000, 10, "ASK")
    assert (plain.wishes.accept, plain.wishes.encoding) == ("text/csv, text/plain", "gzip")


@given(st.text(), st.sampled_from([quote, quote_plus]))
def test_the_query_is_decoded_as_any_other_request_is(text, encode):
    encoded = encode(f"ASK {{}} # {text}", safe="")
    plain = read_plain(head(encoded))
    question = PlainQuestion(plain.value, plain.wishes.accept, 1000, 10)
    assert question.text == read_get(f"query={encoded}".encode()).query == f"ASK {{}} # {text}"


@given(st.text("0123456789ABCDEFabcdef%+=/?:@!$'()*,;-._~", min_size=1))
def test_what_is_badly_encoded_is_read_alike_or_not_at_all(encoded):
    encoded = f"%23{encoded}"  # a comment, in which anything may stand
    plain = read_plain(head(encoded))
    if plain is None:
        return
    try:
        question = asked(plain)
    except NotPlain:
        with pytest.raises(MalformedRequest):
            read_get(f"query={encoded}".encode())
    except QueryRejected:
        assert "%0" in encoded  # behind the end of a line there is no query
    else:
        assert question.query == read_get(f"query={encoded}".encode()).query


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
        "an older version": head(version="HTTP/1.0"),
        "a body": head(more="Content-Length: 3\r\n"),
        "chunks": head(more="Transfer-Encoding: chunked\r\n"),
        "a proxy": head(more="X-Forwarded-For: 10.0.0.1\r\n"),
        "a known tag": head(more='If-None-Match: "a"\r\n'),
        "the end": head(more="Connection: close\r\n"),
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
def test_whatever_is_unusual_is_no_plain_query(unusual):
    assert read_plain(unusual) is None


@pytest.mark.parametrize(
    "unusual",
    {
        "no UTF-8": head("%FF"),
        "nothing that there is": head(more="Accept: image/png\r\n"),
        "a table as a graph": head(more="Accept: text/turtle\r\n"),
        "a page after all": head(more="Accept: text/html;q=0.5, application/problem+json\r\n"),
    }.values(),
)
def test_whoever_evaluates_tells_that_more_is_asked_for(unusual):
    with pytest.raises(NotPlain):
        asked(read_plain(unusual))


def test_a_query_that_would_ask_another_server_is_refused():
    plain = read_plain(head(quote("SELECT * { SERVICE <http://a> { ?s ?p ?o } }")))
    with pytest.raises(QueryRejected, match="SERVICE"):
        asked(plain)
