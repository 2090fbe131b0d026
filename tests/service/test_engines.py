"""The service over each engine: the same pages and answers, and what it does while a remote engine is down."""

import os
import re
import signal
import time
from contextlib import suppress
from pathlib import Path

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
    """What each target gives."""
    with httpx.Client(base_url=url, timeout=90) as client:
        found = {target: client.get(f"/{target}").raise_for_status().content for target in TARGETS}
        report = client.get("/checks", params={"format": "json"}).raise_for_status().json()
        for finding in report["findings"]:  # SPARQL leaves the order within GROUP_CONCAT to the engine (18.5.1.7)
            finding["message"] = {language: sorted(WORD.findall(text)) for language, text in finding["message"].items()}
        return found | report


@pytest.fixture(scope="module")
def expected(service):
    return answers(service)


def test_the_service_answers_from_disk(built, expected, tmp_path, run_service):
    with run_service(built, tmp_path / "log", KAIFAQU_ENGINE="disk") as (url, _):
        assert httpx.get(f"{url}/health").json()["engine"] == "disk"
        assert answers(url) == expected


def test_the_service_answers_from_a_remote_engine_and_outlives_its_absence(
    built, expected, tmp_path, run_service, run_oxigraph, publish
):
    engine = run_oxigraph(on_disk=True)
    publish(built, engine)
    with run_service(built, tmp_path / "log", KAIFAQU_ENGINE=engine.query) as (url, _):
        assert httpx.get(f"{url}/health").json()["engine"] == "remote"
        assert answers(url) == expected
        engine.stop()
        down = httpx.get(f"{url}/id/zone/zhihui-new-city", timeout=90)
        assert (down.status_code, down.json()["type"].rsplit("/", 1)[-1]) == (503, "engine-unavailable")
        assert "cannot be reached" in down.json()["detail"]
        assert down.headers["retry-after"]
        assert httpx.get(f"{url}/{TARGETS[0]}", timeout=90).content == expected[TARGETS[0]]
        engine.start()
        assert status_in_the_end(f"{url}/id/zone/zhihui-new-city") == 200
        (connector,) = processes_with("graph.store.connector", engine.query)
        os.kill(connector, signal.SIGKILL)
        assert status_in_the_end(f"{url}/id/zone/jiangshan-edz") == 200
        assert processes_with("graph.store.connector", engine.query) != [connector]


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
