"""Requests of the SPARQL 1.1 Protocol, read from bytes."""

import pytest

from service.core.errors import MalformedRequest, UnsupportedMediaType, UpdateRefused
from service.sparql.protocol import SparqlRequest, read_get, read_post

QUERY = "SELECT ?s WHERE { ?s ?p 'a&b+c%2B苏州' FILTER(1<2 && 2<3) }"
ENCODED = b"SELECT+%3Fs+WHERE+%7B+%3Fs+%3Fp+%27a%26b%2Bc%252B%E8%8B%8F%E5%B7%9E%27+FILTER%281%3C2+%26%26+2%3C3%29+%7D"
FORM, DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"


def test_the_three_ways_of_asking_give_the_same_query():
    assert read_get(b"query=" + ENCODED).query == QUERY
    assert read_post(b"", FORM, b"query=" + ENCODED).query == QUERY
    assert read_post(b"", DIRECT, QUERY.encode()).query == QUERY


@pytest.mark.parametrize("content_type", [f"{FORM}; charset=UTF-8", FORM.upper(), f'{FORM};charset="utf-8"'])
def test_the_media_type_may_have_parameters_and_capitals(content_type):
    assert read_post(b"", content_type, b"query=ASK%7B%7D").query == "ASK{}"


def test_graphs_come_from_the_address_and_from_the_form():
    graphs = (
        b"default-graph-uri=http%3A%2F%2Fex%2Fa&default-graph-uri=http%3A%2F%2Fex%2Fb"
        b"&named-graph-uri=http%3A%2F%2Fex%2Fc"
    )
    expected = SparqlRequest("ASK {}", ("http://ex/a", "http://ex/b"), ("http://ex/c",))
    assert read_get(b"query=ASK+%7B%7D&" + graphs) == expected
    assert read_post(graphs, FORM, b"query=ASK+%7B%7D") == expected
    assert read_post(b"", FORM, b"query=ASK+%7B%7D&" + graphs) == expected
    assert read_post(graphs, DIRECT, b"ASK {}") == expected
    assert dict(expected.graph_parameters) == {"default-graph-uri": "http://ex/b", "named-graph-uri": "http://ex/c"}


@pytest.mark.parametrize(
    "more", [b"default-graph-uri=", b"named-graph-uri=", b"timeout=0", b"timeout=", b"timeout=0.0"]
)
def test_a_parameter_that_is_empty_is_as_if_absent(more):
    assert read_get(b"query=ASK%7B%7D&" + more) == read_get(b"query=ASK%7B%7D")


def test_a_request_for_nothing_is_bare_whatever_format_and_language_it_wants():
    assert read_get(b"").bare
    assert read_get(b"lang=en&format=jsonld") == SparqlRequest(bare=True, format_names=("jsonld",))
    assert not read_get(b"query=").bare


@pytest.mark.parametrize(
    ("error", "read"),
    {
        "no query": (MalformedRequest, lambda: read_get(b"foo=1")),
        "no query in a form": (MalformedRequest, lambda: read_post(b"", FORM, b"")),
        "two queries": (MalformedRequest, lambda: read_get(b"query=ASK+%7B%7D&query=ASK+%7B%7D")),
        "a query in the address and one in the form": (
            MalformedRequest,
            lambda: read_post(b"query=a", FORM, b"query=a"),
        ),
        "a query in the address and one in the body": (MalformedRequest, lambda: read_post(b"query=a", DIRECT, b"a")),
        "parameters in another encoding": (MalformedRequest, lambda: read_get(b"query=%CB%D5")),
        "raw bytes in another encoding": (MalformedRequest, lambda: read_get(b"query=\xcb\xd5")),
        "a body in another encoding": (MalformedRequest, lambda: read_post(b"", DIRECT, "苏".encode("gbk"))),
        "a body that says another encoding": (
            UnsupportedMediaType,
            lambda: read_post(b"", f"{DIRECT}; charset=UTF-16", "ASK {}".encode("utf-16")),
        ),
        "another media type": (UnsupportedMediaType, lambda: read_post(b"", "text/plain", b"ASK {}")),
        "no media type": (UnsupportedMediaType, lambda: read_post(b"", "", b"query=ASK+%7B%7D")),
        "JSON": (UnsupportedMediaType, lambda: read_post(b"", "application/json", b"{}")),
        "an update": (UpdateRefused, lambda: read_post(b"", "application/sparql-update", b"CLEAR ALL")),
        "an update in a form": (UpdateRefused, lambda: read_post(b"", FORM, b"update=CLEAR+ALL")),
        "an update in the address": (UpdateRefused, lambda: read_get(b"update=CLEAR+ALL")),
    }.values(),
)
def test_what_the_protocol_does_not_allow_is_told_as_a_sentence(error, read):
    with pytest.raises(error, match=r"^The .*\.$|^Updates .*\.$"):
        read()
