"""Large answers are sent piece by piece, and what waits to be taken is bounded, for one client and in all."""

import socket
import threading
import time
from functools import partial
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx
import pytest
import uvicorn

from service.core.errors import TooBusy
from service.core.settings import Settings
from service.http import connection as client_connection
from service.http.connection import Services
from service.http.connection_limits import ConnectionLimits
from service.http.protocol import HttpProtocol
from service.web.request_log import RequestLog
from service.web.sending import PIECE, SendLedger, send_body

LARGE = bytes(range(256)) * 40_000  # ten megabytes


def test_a_body_is_counted_once_in_all_and_once_for_each_client():
    ledger, body, other = SendLedger(3 * PIECE, 2 * PIECE), bytes(2 * PIECE), bytes(PIECE + 1)
    with ledger.reserve("a", body), ledger.reserve("b", body), ledger.reserve("b", body):
        assert ledger.bytes == 2 * PIECE
        with pytest.raises(TooBusy, match="slow clients"), ledger.reserve("c", bytes(PIECE + 1)):
            pass
    assert ledger.bytes == 0
    with ledger.reserve("a", other), pytest.raises(TooBusy, match="have not taken"), ledger.reserve("a", body[:-1]):
        pass
    assert ledger.bytes == 0


def test_small_bodies_are_not_counted_and_one_large_one_is_always_let_through():
    ledger = SendLedger(10 * PIECE, PIECE)
    with ledger.reserve("a", bytes(5 * PIECE)), ledger.reserve("a", bytes(PIECE)):
        assert ledger.bytes == 5 * PIECE


class Sender:
    """An application that sends a large answer, and a server for it."""

    def __init__(self, ledger):
        self.ledger, self.limits, self.outcomes = ledger, ConnectionLimits(100, 100), []
        services = Services(Settings(), RequestLog(), self.limits, ledger)
        config = uvicorn.Config(
            self.answer,
            port=0,
            http=partial(HttpProtocol, services),
            log_level="critical",
            lifespan="off",
            interface="asgi3",
            loop="uvloop",
        )
        self.server = uvicorn.Server(config)

    async def answer(self, scope, _receive, send):
        headers = [(b"content-length", str(len(LARGE)).encode())]
        start = {"type": "http.response.start", "status": 200, "headers": headers}
        try:
            with self.ledger.reserve(scope["client"][0], LARGE):
                await send(start)
                await send_body(send, LARGE)
        except TooBusy:
            self.outcomes.append("busy")
            await send({"type": "http.response.start", "status": 503, "headers": [(b"content-length", b"0")]})
            await send({"type": "http.response.body"})
        else:
            self.outcomes.append("sent")

    @property
    def address(self):
        return self.server.servers[0].sockets[0].getsockname()

    def ask(self):
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)  # it is fixed when the connection begins
        connection.settimeout(10)
        connection.connect(self.address)
        connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        return connection


@pytest.fixture
def sender():
    sender = Sender(SendLedger(15 * 2**20, 15 * 2**20))
    thread = threading.Thread(target=sender.server.run)
    thread.start()
    wait_until(lambda: sender.server.started)
    yield sender
    sender.server.should_exit = sender.server.force_exit = True
    thread.join(10)


def wait_until(holds, seconds=10):
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_slow_client_gets_all_of_it_and_is_counted_until_then(sender, read):
    with sender.ask() as connection:
        wait_until(lambda: sender.ledger.bytes == len(LARGE))
        assert not sender.outcomes
        assert read(connection)[2] == LARGE
        wait_until(lambda: sender.outcomes == ["sent"])
        assert sender.ledger.bytes == 0


def test_a_client_that_leaves_gives_its_place_back(sender):
    with sender.ask():
        wait_until(lambda: sender.ledger.bytes == len(LARGE))
    wait_until(lambda: sender.ledger.bytes == 0)
    wait_until(lambda: len(sender.limits) == 0)


def test_a_client_that_takes_nothing_for_long_is_dropped(sender, monkeypatch):
    monkeypatch.setattr(client_connection, "TAKE_SECONDS", 1)
    with sender.ask() as slow, sender.ask() as silent:
        for _ in range(6):
            time.sleep(0.2)
            slow.recv(2_000_000, socket.MSG_WAITALL)
        wait_until(lambda: len(sender.limits) == 1)
        assert sender.ledger.bytes == len(LARGE)  # the other still takes some
        silent_got = silent.recv(len(LARGE), socket.MSG_WAITALL)
        assert len(silent_got) < len(LARGE) // 2
        slow.recv(100, socket.MSG_WAITALL)


def resident_megabytes(process):
    (line,) = [line for line in Path(f"/proc/{process.pid}/status").read_text().splitlines() if "VmRSS" in line]
    return int(line.split()[1]) / 1024


def test_many_clients_that_do_not_read_take_a_bounded_part_of_the_memory(built, tmp_path, run_service):
    settings = {
        "KAIFAQU_MAX_SENDING_MEGABYTES": "6",
        "KAIFAQU_MAX_ANSWER_MEGABYTES": "4",
        "KAIFAQU_CACHE_MEGABYTES": "1",
    }
    asked = "GET /sparql?query={} HTTP/1.1\r\nHost: a\r\nAccept: text/csv\r\n\r\n"
    with run_service(built, tmp_path / "log", **settings) as (url, process):
        place, readers = urlsplit(url), []
        before = resident_megabytes(process)
        for number in range(30):
            query = quote(f"SELECT * {{ ?s ?p ?o }} LIMIT 20000 # {number}")
            readers.append(socket.create_connection((place.hostname, place.port), timeout=20))
            readers[-1].setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            readers[-1].sendall(asked.format(query).encode())
        assert httpx.get(f"{url}/health").status_code == 200
        statuses = [int(reader.recv(12)[9:]) for reader in readers]
        assert resident_megabytes(process) - before < 30  # they ask for more than 50 MB
        assert set(statuses) == {200, 503}
        refused = readers[statuses.index(503)]
        assert b"retry-after: 1\r\n" in refused.recv(2000)
        for reader in readers:
            reader.close()
        wait_until(lambda: "kaifaqu_sending_bytes 0.0" in httpx.get(f"{url}/metrics").text)
