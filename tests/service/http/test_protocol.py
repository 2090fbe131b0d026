"""HTTP as RFC 9110 and RFC 9112 have it: where a request ends, in which order answers come, and what is refused."""

import itertools
import json
import socket
import time
from urllib.parse import quote, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

QUERY = quote("SELECT * { ?zone a kq:Zone } ORDER BY ?zone LIMIT 3")
ASKED = f"GET /sparql?query={QUERY} HTTP/1.1\r\nHost: example.org\r\n"
HEALTH = "GET /health HTTP/1.1\r\nHost: example.org\r\n\r\n"
FORM = "Content-Type: application/x-www-form-urlencoded\r\n"
POST = f"POST /sparql HTTP/1.1\r\nHost: example.org\r\nAccept: text/csv\r\n{FORM}"
BODY = "query=SELECT(1%20AS%20%3Fa)%7B%7D"


class Talk:
    """A connection on which bytes are exchanged."""

    def __init__(self, url, read):
        place = urlsplit(url)
        self._connection, self._read = socket.create_connection((place.hostname, place.port), timeout=20), read
        self._connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def say(self, *pieces, pause=0.03):
        for number, piece in enumerate(pieces):
            if number:
                time.sleep(pause)
            self._connection.sendall(piece.encode("latin-1"))
        return self

    def hear(self):
        return self._read(self._connection)

    def ended(self):
        return self._connection.recv(1) == b""

    def close(self):
        self._connection.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


@pytest.fixture
def talk(either_service, read):
    opened = []

    def begin():
        opened.append(Talk(either_service, read))
        return opened[-1]

    yield begin
    for one in opened:
        one.close()


def kind(answer):
    """Which of the requests an answer is for."""
    status, headers, body = answer
    if status != 200:
        return status
    return "health" if b'"build"' in body else headers["content-type"].partition(";")[0]


RESULTS = "application/sparql-results+json"


@pytest.mark.parametrize("cut", [1, 5, 16, 30, len(HEALTH) - 2, len(HEALTH) - 1])
def test_a_request_whose_beginning_came_with_the_one_before_goes_on(talk, cut):
    connection = talk()
    for _ in range(2):  # the second time the first request could be answered from what is kept
        connection.say(f"{ASKED}\r\n{HEALTH[:cut]}", HEALTH[cut:])
        assert [kind(connection.hear()) for _ in range(2)] == [RESULTS, "health"]


def test_header_content_that_begins_a_segment_is_no_request(talk):
    for _ in range(2):  # the second time the hidden request could be answered from what is kept
        assert kind(talk().say(f"{ASKED}\r\n").hear()) == RESULTS
        connection = talk().say(f"{HEALTH}GET /metrics HTTP/1.1\r\nX-Smuggled: ", f"{ASKED}\r\n")
        assert [kind(connection.hear()) for _ in range(2)] == ["health", "text/plain"]
        assert kind(connection.say(HEALTH).hear()) == "health"


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64])
def test_requests_are_the_same_however_they_are_cut(talk, size):
    chunked = f"{POST}Transfer-Encoding: chunked\r\n\r\n{len(BODY):x};ext=1\r\n{BODY}\r\n0\r\nTrailer: x\r\n\r\n"
    sized = f"{POST}Content-Length: {len(BODY)}\r\n\r\n{BODY}"
    whole = f"{chunked}{HEALTH}{sized}{ASKED}\r\n\r\n{HEALTH}"
    pieces = [whole[at : at + size] for at in range(0, len(whole), size)]
    connection = talk().say(*pieces, pause=0.0005)
    assert [kind(connection.hear()) for _ in range(5)] == ["text/csv", "health", "text/csv", RESULTS, "health"]


MESSAGES = {
    "kept": (f"{ASKED}\r\n", RESULTS),
    "kept csv": (f"{ASKED}Accept: text/csv\r\n\r\n", "text/csv"),
    "health": (HEALTH, "health"),
    "sized": (f"{POST}Content-Length: {len(BODY)}\r\n\r\n{BODY}", "text/csv"),
    "chunked": (f"{POST}Transfer-Encoding: chunked\r\n\r\n{len(BODY):x}\r\n{BODY}\r\n0\r\n\r\n", "text/csv"),
    "a body that looks like a request": (
        f"{POST}Content-Length: {len(ASKED) + 2}\r\n\r\n{ASKED}\r\n",
        400,
    ),
    "empty lines": ("\r\n\r\n", None),
}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(sorted(MESSAGES)), min_size=1, max_size=6), st.data())
def test_each_request_has_its_answer_in_order_wherever_segments_end(either_service, read, names, data):
    whole = "".join(MESSAGES[name][0] for name in names)
    boundaries = [len("".join(MESSAGES[name][0] for name in names[:number])) for number in range(1, len(names))]
    anywhere = st.integers(1, max(1, len(whole) - 1))
    places = anywhere | st.sampled_from(boundaries) if boundaries else anywhere
    cuts = [0, *sorted(set(data.draw(st.lists(places, max_size=6)))), len(whole)]
    pieces = [whole[start:end] for start, end in itertools.pairwise(cuts) if start < end]
    with Talk(either_service, read) as connection:
        connection.say(*pieces, pause=0.002)
        expected = [MESSAGES[name][1] for name in names if MESSAGES[name][1]]
        assert [kind(connection.hear()) for _ in expected] == expected
        assert kind(connection.say(HEALTH).hear()) == "health"


@pytest.mark.parametrize("upgrade", ["h2c", "websocket"])
def test_an_upgrade_is_not_taken_and_the_request_is_answered_with_its_body(talk, upgrade):
    offer = f"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: {upgrade}\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n"
    connection = talk()
    connection.say(f"{POST}{offer}Content-Length: {len(BODY)}\r\n\r\n", BODY[:7], f"{BODY[7:]}{HEALTH}")
    assert [kind(connection.hear()) for _ in range(2)] == ["text/csv", "health"]
    connection.say(f"{POST}{offer}Transfer-Encoding: chunked\r\n\r\n{len(BODY):x}\r\n{BODY}\r\n0\r\n\r\n{HEALTH}")
    assert [kind(connection.hear()) for _ in range(2)] == ["text/csv", "health"]
    connection.say(f"{ASKED}{offer}\r\n{HEALTH}")
    assert [kind(connection.hear()) for _ in range(2)] == [RESULTS, "health"]


GET = "GET /health HTTP/1.1\r\n"
REFUSED = {
    "no host": (f"{GET}\r\n", 400),
    "two hosts": (f"{GET}Host: a\r\nHost: a\r\n\r\n", 400),
    "a host with a space": (f"{GET}Host: a b\r\n\r\n", 400),
    "a host with a path": (f"{GET}Host: a/b\r\n\r\n", 400),
    "a host with a user": (f"{GET}Host: u@a\r\n\r\n", 400),
    "a port that is none": (f"{GET}Host: a:b\r\n\r\n", 400),
    "HTTP/2.0": ("GET /health HTTP/2.0\r\nHost: a\r\n\r\n", 400),
    "HTTP/3.0": ("GET /health HTTP/3.0\r\nHost: a\r\n\r\n", 400),
    "HTTP/0.9": ("GET /health\r\n\r\n", 400),
    "HTTP/0.9, said": ("GET /health HTTP/0.9\r\n\r\n", 400),
    "the preface of HTTP/2": ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
    "TLS": ("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400),
    "an unknown method": ("HELLO /health HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    "CONNECT": ("CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    "a star that is not for OPTIONS": ("GET * HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    "a folded header": (f"{GET}Host: a\r\nX: a\r\n b\r\n\r\n", 400),
    "a space before the colon": (f"{GET}Host : a\r\n\r\n", 400),
    "bare line feeds": ("GET /health HTTP/1.1\nHost: a\n\n", 400),
    "one bare line feed": (f"{GET}Host: a\nX: b\r\n\r\n", 400),
    "a bare carriage return": (f"{GET}Host: a\rX: b\r\n\r\n", 400),
    "NUL in a header": (f"{GET}Host: a\r\nX: a\0b\r\n\r\n", 400),
    "length and coding": (f"{POST}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
    "coding and length": (f"{POST}Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n", 400),
    "two lengths": (f"{POST}Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", 400),
    "the same length twice": (f"{POST}Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc", 400),
    "a list of lengths": (f"{POST}Content-Length: 3, 3\r\n\r\nabc", 400),
    "a signed length": (f"{POST}Content-Length: +3\r\n\r\nabc", 400),
    "a negative length": (f"{POST}Content-Length: -3\r\n\r\nabc", 400),
    "a hexadecimal length": (f"{POST}Content-Length: 0x3\r\n\r\nabc", 400),
    "an endless length": (f"{POST}Content-Length: {'9' * 30}\r\n\r\nabc", 400),
    "an unknown coding": (f"{POST}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 501),
    "identity": (f"{POST}Transfer-Encoding: identity\r\n\r\nabc", 501),
    "gzip, then chunked": (f"{POST}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501),
    "chunked twice": (f"{POST}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
    "chunks in HTTP/1.0": ("POST /sparql HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
    "a chunk size that is none": (f"{POST}Transfer-Encoding: chunked\r\n\r\nz\r\n", 400),
    "a chunk size with 0x": (f"{POST}Transfer-Encoding: chunked\r\n\r\n0x3\r\nabc\r\n0\r\n\r\n", 400),
    "a chunk that is too long": (f"{POST}Transfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n0\r\n\r\n", 400),
    "an endless chunk": (f"{POST}Transfer-Encoding: chunked\r\n\r\n{'f' * 20}\r\nabc", 400),
    "a chunk ended by line feeds": (f"{POST}Transfer-Encoding: chunked\r\n\r\n3\nabc\n0\n\n", 400),
    "another expectation": (f"{GET}Host: a\r\nExpect: 200-ok\r\n\r\n", 417),
    "raw UTF-8 in the path": ("GET /\xe8\x8b\x8f HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    "a fragment": ("GET /health#top HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    "a path without a slash": ("GET health HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    "half an escape": ("GET /id/%e HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    "an escape that is none": ("GET /id/%zz HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    "an escaped NUL": ("GET /static/%00 HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    "a double quote in the path": ('GET /id/" HTTP/1.1\r\nHost: a\r\n\r\n', 404),
}


@pytest.mark.parametrize("asked", REFUSED)
def test_what_is_no_sound_request_is_refused_with_a_problem(talk, asked):
    request, status = REFUSED[asked]
    connection = talk().say(request)
    given, headers, body = connection.hear()
    assert given == status, body
    assert headers["content-type"] == "application/problem+json"
    assert json.loads(body)["status"] == status
    assert headers["x-request-id"]
    if status != 404:
        assert headers["connection"] == "close"
        assert connection.ended()


@pytest.mark.parametrize(
    ("request_", "status", "says"),
    [
        (f"GET /sparql?query={'a' * 70_000} HTTP/1.1\r\nHost: a\r\n\r\n", 414, "by POST"),
        (f"GET / HTTP/1.1\r\nHost: a\r\nX: {'a' * 70_000}\r\n\r\n", 431, "long"),
        ("GET / HTTP/1.1\r\nHost: a\r\n" + "X: y\r\n" * 33_000 + "\r\n", 431, "long"),
        (f"GET / HTTP/1.1\r\nHost: a\r\nX: {'a' * 500_000}", 431, "long"),
        ("NONSENSE\r\n\r\n", 400, "RFC 9112"),
        ("GET /search?q=\xe8\xa1\xa2 HTTP/1.1\r\nHost: a\r\n\r\n", 400, "percent-encoded"),
        ("GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400, "RFC 9112"),
        (
            "POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            400,
            "RFC 9112",
        ),
    ],
)
def test_what_is_too_long_or_no_http_is_told_in_the_shape_of_every_problem(talk, request_, status, says):
    given, headers, body = talk().say(request_).hear()
    assert given == status
    assert headers["content-type"] == "application/problem+json"
    assert headers["access-control-allow-origin"] == "*"
    assert json.loads(body)["status"] == status
    assert says in json.loads(body)["detail"]


@pytest.mark.parametrize("asked", ["no host", "bare line feeds", "length and coding", "a chunk size that is none"])
def test_the_requests_before_one_that_is_refused_are_answered_first(talk, asked):
    connection = talk().say(f"{ASKED}\r\n{HEALTH}{REFUSED[asked][0]}{HEALTH}")
    assert [kind(connection.hear()) for _ in range(3)] == [RESULTS, "health", 400]
    assert connection.ended()


@pytest.mark.parametrize(
    ("asked", "version_closes"),
    [
        (ASKED.replace("HTTP/1.1", "HTTP/1.0"), True),
        (ASKED.replace("HTTP/1.1", "HTTP/1.0") + "Connection: keep-alive\r\n", True),
        (ASKED.replace("HTTP/1.1\r\nHost: example.org", "HTTP/1.0"), True),
        (ASKED + "Connection: close\r\n", True),
        (ASKED + "Connection: Keep-Alive\r\n", False),
        (ASKED + "Connection: keep-alive, CLOSE\r\n", True),
    ],
)
def test_a_connection_ends_where_the_version_or_the_client_says_so(talk, asked, version_closes):
    for _ in range(3):  # what is kept, too
        connection = talk().say(f"{asked}\r\n")
        status, headers, body = connection.hear()
        assert (status, len(json.loads(body)["results"]["bindings"])) == (200, 3)
        assert ("connection" in headers) == version_closes
        assert connection.ended() if version_closes else kind(connection.say(HEALTH).hear()) == "health"


def test_what_comes_after_the_last_request_is_not_answered(talk):
    connection = talk().say(f"{ASKED}Connection: close\r\n\r\n{HEALTH}")
    assert kind(connection.hear()) == RESULTS
    assert connection.ended()


def test_options_of_the_server_as_a_whole(talk):
    connection = talk().say("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n")
    status, headers, _ = connection.hear()
    assert (status, headers["allow"]) == (204, "GET, HEAD, POST, QUERY, OPTIONS")
    assert kind(connection.say(HEALTH).hear()) == "health"


def test_an_absolute_target_names_the_host(talk):
    asked = "GET http://KG.example.org:8080{} HTTP/1.1\r\nHost: other.example\r\nAccept: text/turtle\r\n\r\n"
    connection = talk()
    _, _, body = connection.say(asked.format("/sparql")).hear()
    assert b"http://kg.example.org:8080/sparql" in body
    assert b"other.example" not in body
    assert connection.say(asked.format("")).hear()[0] in {200, 404, 406}


def test_a_client_that_waits_to_be_told_to_go_on_is_told(talk):
    connection = talk().say(f"{POST}Expect: 100-continue\r\nContent-Length: {len(BODY)}\r\n\r\n")
    assert connection.hear()[0] == 100
    assert kind(connection.say(BODY).hear()) == "text/csv"
    assert kind(connection.say(HEALTH).hear()) == "health"


def test_a_body_that_is_too_long_is_told_though_it_is_still_being_sent(talk):
    connection = talk().say(f"{POST}Content-Length: 100000000\r\n\r\n", "a" * 1_200_000)
    status, headers, _ = connection.hear()
    assert (status, headers["connection"]) == (413, "close")
    assert connection.ended()


def test_a_short_body_that_nobody_waits_for_is_left_out_when_it_comes(talk):
    connection = talk()
    for _ in range(3):
        connection.say(f"{ASKED}Content-Length: {len(HEALTH)}\r\n\r\n")
        assert kind(connection.hear()) == RESULTS
        connection.say(HEALTH[:10], HEALTH[10:], HEALTH)
        assert kind(connection.hear()) == "health"


def test_a_body_of_little_but_framing_is_refused(talk):
    connection = talk().say(f"{POST}Transfer-Encoding: chunked\r\n\r\n")
    chunk = f"1;{'x' * 30_000}\r\na\r\n"
    connection.say(*[chunk] * 4)
    status, _, body = connection.hear()
    assert status == 400
    assert "framing" in json.loads(body)["detail"]


def test_fields_of_a_trailer_are_no_headers(talk):
    trailer = "If-None-Match: *\r\nAccept: text/html\r\n"
    connection = talk()
    for _ in range(2):
        connection.say(f"{POST}Transfer-Encoding: chunked\r\n\r\n{len(BODY):x}\r\n{BODY}\r\n0\r\n{trailer}\r\n{HEALTH}")
        assert [kind(connection.hear()) for _ in range(2)] == ["text/csv", "health"]


@pytest.fixture(scope="module")
def impatient(built, tmp_path_factory, run_service):
    """The address of a service that waits a second for a request, and takes one query of a client at a time."""
    settings = {"KAIFAQU_BODY_SECONDS": "1", "KAIFAQU_WORKERS": "1"}
    with run_service(built, tmp_path_factory.mktemp("impatient") / "log", **settings) as (url, _):
        yield url


def test_a_head_that_is_not_finished_in_its_time_is_told_so(impatient, read):
    with Talk(impatient, read) as slow, Talk(impatient, read) as silent, Talk(impatient, read) as empty_lines:
        slow.say(HEALTH[:20])
        empty_lines.say(*["\r\n"] * 6, pause=0.15)
        assert slow.hear()[0] == 408
        assert slow.ended()
        assert silent.ended()
        assert empty_lines.ended()


def test_a_query_is_given_up_when_its_client_has_sent_more_and_left(impatient, read):
    endless = quote("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?a != ?d || ?g != ?i) }")
    asked = f"GET /sparql?query={endless} HTTP/1.1\r\nHost: a\r\n\r\n"
    for more in ("G", HEALTH, HEALTH * 3):
        leaver = Talk(impatient, read).say(asked, more, pause=0.2)
        time.sleep(0.1)
        leaver.close()
    started = time.monotonic()
    with Talk(impatient, read) as connection:
        assert kind(connection.say(f"{ASKED}\r\n").hear()) == RESULTS
    assert time.monotonic() - started < 5  # the queries may take 30 seconds
