"""SIGTERM ends the service within the time that its setting allows, a second one at once."""

import signal
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?a != ?d || ?g != ?i) }"
SLOW = """SELECT (COUNT(*) AS ?n) {
  { SELECT ?a { ?a a kq:Claim } LIMIT 500 } ?b a kq:Claim . FILTER(STR(?a) < STR(?b))
}"""


def ask(url, query):
    try:
        return httpx.get(f"{url}/sparql", params={"query": query}, timeout=60).status_code
    except httpx.TransportError:
        return "cut off"


def until_long(url, number):
    """Wait until so many queries have become long."""
    ends = time.monotonic() + 10
    with httpx.Client(base_url=url) as client:
        while (told := client.get("/health").json()["workers"])["alive"] < told["wanted"] + number:
            assert time.monotonic() < ends
            time.sleep(0.02)


def test_what_is_being_answered_is_answered(built, tmp_path, run_service):
    settings = {"KAIFAQU_SHUTDOWN_SECONDS": "60"}
    with run_service(built, tmp_path / "log", **settings) as (url, process), ThreadPoolExecutor(2) as threads:
        asked = [threads.submit(ask, url, f"{SLOW} # {n}") for n in range(2)]  # one alone would not give way
        until_long(url, 1)
        process.send_signal(signal.SIGTERM)
        assert [future.result() for future in asked] == [200, 200]
        process.wait(timeout=10)


@pytest.mark.parametrize(("signals", "most"), [(1, 6), (2, 2)])
def test_what_takes_longer_is_cut_off(built, tmp_path, run_service, signals, most):
    settings = {"KAIFAQU_SHUTDOWN_SECONDS": "2"}
    with run_service(built, tmp_path / "log", **settings) as (url, process), ThreadPoolExecutor(4) as threads:
        asked = [threads.submit(ask, url, f"{ENDLESS} #{n}") for n in range(4)]
        until_long(url, 2)
        started = time.monotonic()
        for _ in range(signals):
            process.send_signal(signal.SIGTERM)
            time.sleep(0.3)
        process.wait(timeout=20)
        assert time.monotonic() - started < most
        assert {future.result() for future in asked} <= {"cut off", 503}
