"""Compressed answers: the coding that the client likes best, told truthfully, and never forced on it."""

import gzip

import pytest
import zstandard

from service.web.compression import choose_encoding

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
