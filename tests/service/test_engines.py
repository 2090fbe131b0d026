"""The service over each engine: the same pages and answers, and what it does while a remote engine is down."""

import os
import re
import shutil
import signal
import threading
import time
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote_plus

import httpx
import pytest

WORD = re.compile(r"\w+")
TARGETS = (
    "id/zone/zhizao-new-city?format=trig",
    "api/v1/lookup?q=智造新城",
    "api/v1/relations/townships?park=智慧新城",
    "export/statements.csv",
    "class/Zone?format=turtle",
    "sparql?query=SELECT * { ?s kq:partOf ?o } ORDER BY ?s ?o",
)


def answers(url):
    """What each target gives, after the routes are prepared."""
    assert status_in_the_end(f"{url}/docs") == 200
    with httpx.Client(base_url=url, timeout=90) as client:
        return {target: client.get(f"/{target}").raise_for_status().content for target in TARGETS}


def findings(url):
    """What the checks find."""
    report = httpx.get(f"{url}/checks", params={"format": "json"}, timeout=90).raise_for_status().json()
    for finding in report["findings"]:  # SPARQL leaves the order within GROUP_CONCAT to the engine (18.5.1.7)
        finding["message"] = {language: sorted(WORD.findall(text)) for language, text in finding["message"].items()}
    return report


@pytest.fixture(scope="module")
def expected(service):
    return answers(service)


@pytest.fixture
def unchecked(built, tmp_path):
    """A copy of the build without the report of its checks, so that a server runs them."""
    ignored = shutil.ignore_patterns("sources", "checks-*")
    return shutil.copytree(built, tmp_path / "unchecked", symlinks=True, ignore=ignored)


def test_the_service_answers_from_disk(unchecked, expected, service, tmp_path, run_service):
    with run_service(unchecked, tmp_path / "log", KAIFAQU_ENGINE="disk") as (url, _):
        assert httpx.get(f"{url}/health").json()["engine"] == "disk"
        assert answers(url) == expected
        assert findings(url) == findings(service)


@pytest.mark.soak
def test_the_checks_are_the_same_beside_a_remote_engine(
    unchecked, service, tmp_path, run_service, run_oxigraph, publish
):
    """The checks read an index on disk, whatever the engine."""
    engine = run_oxigraph(on_disk=True)
    publish(unchecked, engine)
    with run_service(unchecked, tmp_path / "log", KAIFAQU_ENGINE=engine.query) as (url, _):
        assert findings(url) == findings(service)


def test_the_service_answers_from_a_remote_engine_and_outlives_its_absence(
    built, expected, tmp_path, run_service, run_oxigraph, publish
):
    engine = run_oxigraph(on_disk=True)
    publish(built, engine)
    with proxied(engine.query) as address, run_service(built, tmp_path / "log", KAIFAQU_ENGINE=address) as (url, _):
        assert httpx.get(f"{url}/health").json()["engine"] == "remote"
        assert answers(url) == expected
        late = httpx.get(f"{url}/sparql", params={"query": f"ASK {{}} # {SILENT}", "timeout": "1"}, timeout=90)
        assert late.status_code == 504
        assert Proxy.left.wait(20)  # the connection to the engine is closed, so that it can stop
        engine.stop()
        down = httpx.get(f"{url}/id/zone/zhihui-new-city", timeout=90)
        assert (down.status_code, down.json()["type"].rsplit("/", 1)[-1]) == (503, "engine-unavailable")
        assert "cannot be reached" in down.json()["detail"]
        assert down.headers["retry-after"]
        assert httpx.get(f"{url}/{TARGETS[0]}", timeout=90).content == expected[TARGETS[0]]
        engine.start()
        assert status_in_the_end(f"{url}/id/zone/zhihui-new-city") == 200
        (connector,) = processes_with("graph.store.connector_process", address)
        os.kill(connector, signal.SIGKILL)
        assert status_in_the_end(f"{url}/sparql?query=DESCRIBE zone:jiangshan-edz") == 200  # pages are loaded anew
        assert processes_with("graph.store.connector_process", address) != [connector]


SILENT = "wait for the end of the connection"


class Proxy(BaseHTTPRequestHandler):
    """Passes requests on to an engine, but for those with the words SILENT, which it does not answer."""

    engine, client, left = "", httpx.Client(timeout=90), threading.Event()
    protocol_version, wbufsize, disable_nagle_algorithm = "HTTP/1.1", -1, True  # a response is one packet

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.close_connection = True  # unless an answer is sent
        if quote_plus(SILENT).encode() in body:
            self.rfile.read(1)
            Proxy.left.set()
            return
        names = ("Content-Type", "Accept")
        with suppress(httpx.TransportError):  # its client sees that the connection ends without a response
            sent = {name: self.headers[name] for name in names}
            answer = self.client.post(self.engine, content=body, headers=sent)
            self.send_response(answer.status_code)
            self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)
            self.close_connection = False

    def log_message(self, *_):
        """Say nothing."""


@contextmanager
def proxied(engine):
    """The address of a proxy before an engine."""
    Proxy.engine = engine
    with ThreadingHTTPServer(("127.0.0.1", 0), Proxy) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def status_in_the_end(url):
    """The status of a response, asked for again while it is 503."""
    deadline = time.monotonic() + 60
    while (status := httpx.get(url, timeout=90).status_code) == 503 and time.monotonic() < deadline:
        time.sleep(0.5)
    return status


def processes_with(*words):
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):  # it has ended
            arguments = path.read_bytes().decode().split("\0")
            if all(word in arguments for word in words):
                found.append(int(path.parent.name))
    return found
