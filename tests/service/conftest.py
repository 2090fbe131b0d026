"""The service as its users meet it: a real process that serves the built graph, and threads that serve other graphs."""

import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest
import uvicorn
from pyoxigraph import RdfFormat, Store

from graph.store.builds import Build
from graph.store.oxigraph import OxigraphEngine
from graph.store.store import GraphStore
from service.app import create_app

START_WITHIN = 60  # seconds, on a machine that runs other tests
HOSTILE = r"""
@prefix kq: <https://w3id.org/kaifaqu/ontology#> .
@prefix id: <https://w3id.org/kaifaqu/id/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix source: <https://w3id.org/kaifaqu/graph/source/> .

source:test {
  <https://w3id.org/kaifaqu/id/zone/hostile> a kq:Zone ;
    skos:prefLabel "<script>alert(1)</script> \"新区\" & '园'"@zh , "</title><img src=x onerror=alert(1)>"@en ;
    kq:partOf <javascript:alert(1)> , <data:text/html,x> , <https://w3id.org/kaifaqu/id/zone/龙游> ;
    kq:locatedIn <http://example.org/page> ,
      <https://w3id.org/kaifaqu/id/zone/a%2Fb> , <https://w3id.org/kaifaqu/id/zone/a/b> .
  <https://w3id.org/kaifaqu/id/zone/hostile> kq:modality <javascript:alert(2)> .
  <https://w3id.org/kaifaqu/id/claim/bare> a kq:Claim ; kq:evidence <https://w3id.org/kaifaqu/id/zone/hostile> .
  <https://w3id.org/kaifaqu/id/zone/龙游> skos:prefLabel "龙游"@zh .
  <https://w3id.org/kaifaqu/id/zone/a%2Fb> skos:prefLabel "escaped slash"@en .
  <https://w3id.org/kaifaqu/id/zone/a/b> skos:prefLabel "real slash"@en .
  <https://w3id.org/kaifaqu/id/zone/%E8%8B%8F> skos:prefLabel "encoded letter"@en .
  <https://w3id.org/kaifaqu/id/zone/a?b> skos:prefLabel "question mark"@en .
  <https://w3id.org/kaifaqu/id/zone/plain> skos:prefLabel "no class, no evidence"@en ;
    kq:partOf [ skos:prefLabel "nameless"@en ] .
}
"""


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_for(url, still_running):
    """Until the service answers; a client of HTTP takes long to make, so the port is tried first."""
    deadline, port = time.monotonic() + START_WITHIN, int(url.rsplit(":", 1)[-1])
    while time.monotonic() < deadline and still_running():
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return httpx.get(f"{url}/health", headers={"host": "127.0.0.1"}, timeout=START_WITHIN).raise_for_status()
    raise AssertionError(f"The service at {url} did not start.")


@contextmanager
def running(folder, log, data=(), **settings):
    """The address and the process of a service of the build in a folder, with settings from the environment alone.

    data: files that it serves instead of the build. Pages are loaded when one is asked for: that takes seconds of
    processor time, and most tests ask for none.
    """
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KAIFAQU_")}
    serve = [argument for file in data for argument in ("--data", str(file))] or ["--in", str(folder)]
    command = [sys.executable, "-m", "service", "serve", *serve, "--port", str(port)]
    with log.open("wb") as output:
        settings = {"KAIFAQU_PRELOAD": "no", **settings}
        process = subprocess.Popen(command, env={**environment, **settings}, stdout=output, stderr=output)
    try:
        wait_for(f"http://127.0.0.1:{port}", lambda: process.poll() is None)
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.terminate()
        assert process.wait(timeout=10) in {0, -signal.SIGTERM, -signal.SIGKILL, 128 + signal.SIGINT}


@pytest.fixture(scope="session")
def run_free_port():
    """The way to a port that nobody listens on."""
    return free_port


@pytest.fixture(scope="session")
def run_service():
    """The way to run a service in a process of its own."""
    return running


@contextmanager
def locked(path, operation):
    """Hold a lock on a file, which ends with the process at the latest. A shared one is for several processes."""
    with path.open("a") as file:
        fcntl.flock(file, operation)
        yield


def fork_server_processes_of(path):
    """The fork servers of a dataset and their workers, by their parents. A fork server outlives the one before it."""
    found = {}
    for process in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            number, command = int(process.name), (process / "cmdline").read_bytes()
            if b"service.fork_server_main" in command and str(path).encode() in command:
                found[number] = int((process / "stat").read_text("ascii").rpartition(")")[2].split()[1])
    return found


@pytest.fixture(scope="session")
def fork_server_processes():
    """The way to learn which processes have loaded a dataset, by the path of its files."""
    return fork_server_processes_of


class SharedService(NamedTuple):
    """A service that the processes of the test run share: its address, the number of its process, and its log."""

    url: str
    pid: int
    log: str


@contextmanager
def shared(built, tmp_path_factory, name, **settings):
    """A service that the processes of the test run share. The first starts it, and ends it when no other uses it.

    Its only client is several test processes, so it may do as much at once as they, and as long.
    """
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    folder.mkdir(exist_ok=True)
    deciding, using, told = folder / "deciding", folder / "using", folder / "service.json"
    with ExitStack() as until_the_end:
        with locked(deciding, fcntl.LOCK_EX):
            is_first = not told.exists()
            if is_first:
                settings = {"KAIFAQU_WORKERS": "3", "KAIFAQU_BUDGET_SECONDS": "10000", **settings}
                url, process = until_the_end.enter_context(running(built, folder / "log", **settings))
                told.write_text(json.dumps([url, process.pid, str(folder / "log")]), "utf-8")
            else:
                until_the_end.enter_context(locked(using, fcntl.LOCK_SH))
        yield SharedService(*json.loads(told.read_text("utf-8")))
        while is_first:
            with (
                locked(deciding, fcntl.LOCK_EX),
                suppress(BlockingIOError),
                locked(using, fcntl.LOCK_EX | fcntl.LOCK_NB),
            ):
                told.unlink()
                break
            time.sleep(0.1)


@pytest.fixture(scope="session")
def shared_service(built, tmp_path_factory):
    """The service, with all stages prepared."""
    with shared(built, tmp_path_factory, "service", KAIFAQU_PRELOAD="yes") as service:
        httpx.get(f"{service.url}/docs", timeout=60).raise_for_status()  # the routes are prepared
        yield service


@pytest.fixture(scope="session")
def service(shared_service):
    """The address of the service in a process of its own."""
    return shared_service.url


@pytest.fixture(scope="session")
def service_without_fast(built, tmp_path_factory):
    """The address of a service whose fast path is switched off."""
    with shared(built, tmp_path_factory, "service-without-fast", KAIFAQU_FAST="no") as service:
        yield service.url


@pytest.fixture(scope="session", params=["service", "service_without_fast"])
def either_service(request):
    """The address of a service with the fast path, and of one without it: for tests of protocols."""
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="session")
def client(service):
    with httpx.Client(base_url=service, timeout=30) as client:
        yield client


def read_answer(connection):
    """One answer and not a byte more: its status, its headers and its body."""
    received = b""
    while not received.endswith(b"\r\n\r\n") and (piece := connection.recv(1)):
        received += piece
    status, *lines = received.decode().rstrip().split("\r\n")
    headers, body = httpx.Headers([line.split(": ", 1) for line in lines]), b""
    while len(body) < int(headers.get("content-length", 0)):
        body += connection.recv(int(headers["content-length"]) - len(body))
    return int(status.split()[1]), headers, body


@pytest.fixture(scope="session")
def read():
    """The way to read an answer from a connection."""
    return read_answer


@contextmanager
def serving(app, root_path=""):
    """A client of an application that a thread serves; `root_path` is what a proxy before it has cut off."""
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, port=port, root_path=root_path, log_level="critical"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        wait_for(f"http://127.0.0.1:{port}", thread.is_alive)
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join(timeout=10)


@pytest.fixture(scope="session")
def serve():
    """The way to serve an application of one's own."""
    return serving


@pytest.fixture(scope="session")
def mounted(graph):
    """A client of the service behind a proxy that has it under /kg."""
    with serving(create_app(graph), "/kg") as client:
        yield client


@pytest.fixture(scope="session")
def hostile_graph(tmp_path_factory):
    """A graph of names and IRIs that would break a careless page."""
    store = Store()
    store.load(HOSTILE, format=RdfFormat.TRIG)
    return GraphStore(
        OxigraphEngine.in_memory(store), Build(tmp_path_factory.mktemp("hostile"), {"quads": 9, "graphs": {}})
    )


@pytest.fixture(scope="session")
def hostile(hostile_graph):
    with serving(create_app(hostile_graph)) as client:
        yield client
