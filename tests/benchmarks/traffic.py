"""Clients of a service, honest and hostile, each a process of its own: `python traffic.py KIND URL SECONDS ADDRESS`.

A client names its address in X-Forwarded-For, which the service believes of a proxy on the same machine. It prints what
it met as one JSON object.
"""

import json
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from itertools import count
from pathlib import Path
from urllib.parse import quote, urlsplit

LIGHT = "SELECT ?name {{ zone:zhizao-new-city skos:prefLabel ?name }} LIMIT {}"
LONG = "SELECT (COUNT(*) AS ?n) {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?a != ?d || ?g != ?i) }} LIMIT {}"
HEAVY = "SELECT ?p (COUNT(DISTINCT ?o) AS ?n) {{ ?s ?p ?o }} GROUP BY ?p ORDER BY DESC(?n) LIMIT {}"
_DOUBLED = " ".join(f"BIND(CONCAT(?v{n}, ?v{n}) AS ?v{n + 1})" for n in range(26))
KILLER = "SELECT ?v26 {{ BIND('" + "x" * 64 + "' AS ?v0) " + _DOUBLED + " }} LIMIT {}"
"""A string of four gigabytes: more than a worker may take, so it aborts."""
ALL = "SELECT * {{ ?s ?p ?o }} LIMIT {}"
CONNECTIONS = 4  # of one hostile client


class Client:
    """A client with an address. Every query it asks is another one, so that no cache answers."""

    def __init__(self, url: str, address: str) -> None:
        parts = urlsplit(url)
        self.where, self.address, self.numbers = (parts.hostname or "", parts.port or 80), address, count(1000)
        self.seconds: list[float] = []
        self.statuses: Counter[int] = Counter()

    def connect(self) -> socket.socket:
        """A connection with a timeout of a minute."""
        return socket.create_connection(self.where, timeout=60)

    def send(self, connection: socket.socket, query: str) -> None:
        """Ask a query."""
        target = f"/sparql?query={quote(query.format(next(self.numbers)))}"
        head = (
            f"GET {target} HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: {self.address}\r\nAccept: text/csv\r\n\r\n"
        )
        connection.sendall(head.encode())

    def ask(self, connection: socket.socket, query: str) -> None:
        """Ask a query and note the status and the seconds."""
        started = time.perf_counter()
        self.send(connection, query)
        with connection.makefile("rb") as answer:
            status = int(answer.readline().split()[1])
            size = 0
            while (line := answer.readline()) != b"\r\n":
                name, _, value = line.partition(b":")
                size = int(value) if name.lower() == b"content-length" else size
            answer.read(size)
        self.statuses[status] += 1
        self.seconds.append(time.perf_counter() - started)


def repeat(query: str, pause: float = 0.0) -> Callable[[Client, float], None]:
    """A kind of client that asks one query after the other until a time."""

    def live(client: Client, ends: float) -> None:
        connection = client.connect()
        while time.monotonic() < ends:
            try:
                client.ask(connection, query)
            except (OSError, IndexError):
                client.statuses[0] += 1
                connection = client.connect()
            if client.statuses[429] and pause == 0.0:
                time.sleep(0.05)
            time.sleep(pause)

    return live


def leave(client: Client, ends: float) -> None:
    """Send long queries, and disconnect from each after a moment."""
    while time.monotonic() < ends:
        with client.connect() as connection:
            client.send(connection, LONG)
            time.sleep(0.05)


def read_slowly(client: Client, ends: float) -> None:
    """Request large responses, and read a kilobyte per second."""
    while time.monotonic() < ends:
        with client.connect() as connection:
            client.send(connection, ALL)
            until = min(ends, time.monotonic() + 20)
            try:
                while time.monotonic() < until and connection.recv(1000):
                    time.sleep(1)
            except OSError:
                client.statuses[0] += 1


KINDS: dict[str, tuple[Callable[[Client, float], None], int]] = {
    "honest": (repeat(LIGHT, 0.005), 1),
    "long": (repeat(LONG), CONNECTIONS),
    "heavy": (repeat(HEAVY, 0.5), 1),
    "killers": (repeat(KILLER), CONNECTIONS),
    "leavers": (leave, CONNECTIONS),
    "slow readers": (read_slowly, 16),
}
"""The behaviour of each kind of client, and its number of connections."""


def start(kind: str, url: str, seconds: float, address: str) -> subprocess.Popen[str]:
    """Run a client of a kind for a number of seconds."""
    command = [sys.executable, str(Path(__file__)), kind, url, str(seconds), address]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def met(process: subprocess.Popen[str]) -> tuple[list[float], Counter[int]]:
    """Return the seconds of each response, and the count of each status; 0 for a broken connection."""
    told = json.loads(process.communicate()[0])
    return told["seconds"], Counter({int(status): number for status, number in told["statuses"].items()})


def quantile(seconds: list[float], share: float) -> float:
    """Return a percentile of the response times in milliseconds."""
    return 1000 * sorted(seconds)[min(len(seconds) - 1, int(share * len(seconds)))]


def main() -> None:
    """Run one client, as the command line says."""
    kind, url, seconds, address = sys.argv[1:]
    live, connections = KINDS[kind]
    client, ends = Client(url, address), time.monotonic() + float(seconds)
    threads = [threading.Thread(target=live, args=(client, ends), daemon=True) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, ends - time.monotonic()) + (60 if kind == "honest" else 1))
    print(json.dumps({"seconds": list(client.seconds), "statuses": dict(client.statuses)}))  # noqa: T201  its answer


if __name__ == "__main__":
    main()
