"""The service over each engine: the same pages and answers, and what it does while a remote engine is down."""

import re
import time

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
        deadline = time.monotonic() + 60
        while (again := httpx.get(f"{url}/id/zone/zhihui-new-city", timeout=90)).status_code == 503:
            assert time.monotonic() < deadline
            time.sleep(0.5)
        assert again.status_code == 200
