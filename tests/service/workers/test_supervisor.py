"""When the stages of a service are prepared."""

import time
from pathlib import Path

import httpx
import pytest


def processes_of(pid):
    """The descendants of a process."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    children = [child for task in tasks for child in task.read_text("ascii").split()]
    return [*children, *(each for child in children for each in processes_of(child))]


def fork_servers(pid):
    """The descendants of a process that fork workers: those with a child, or the parent of one."""
    return {each for each in processes_of(pid) if processes_of(each)}


@pytest.fixture(scope="module")
def on_demand(built, run_service, tmp_path_factory):
    with run_service(built, tmp_path_factory.mktemp("preload") / "log", KAIFAQU_PRELOAD="no") as (url, process):
        yield url, process.pid


@pytest.mark.parametrize(("query", "status"), [("SELECT * {?s ?p ?o} LIMIT 3", 200), ("ASK {}", 200), ("FILTR", 400)])
def test_the_first_stage_has_what_the_pages_of_queries_need(on_demand, query, status):
    page = httpx.get(f"{on_demand[0]}/sparql", params={"query": query}, headers={"accept": "text/html"})
    assert (page.status_code, page.headers["content-type"]) == (status, "text/html; charset=utf-8")


def test_without_preload_a_stage_is_prepared_when_it_is_asked_for(on_demand):
    url, pid = on_demand
    assert httpx.get(f"{url}/sparql", params={"query": "ASK {}"}).is_success
    time.sleep(1)
    only_queries = len(fork_servers(pid))
    assert httpx.get(f"{url}/", timeout=60).is_success
    with_pages = len(fork_servers(pid))
    assert httpx.get(f"{url}/checks", timeout=60).is_success
    assert only_queries < with_pages < len(fork_servers(pid))


def test_with_preload_nothing_is_prepared_beyond_the_last_stage(built, run_service, tmp_path):
    with run_service(built, tmp_path / "log", KAIFAQU_PRELOAD="yes") as (url, process):
        assert httpx.get(f"{url}/checks", timeout=60).is_success
        before = fork_servers(process.pid)
        assert httpx.get(f"{url}/read", timeout=60).is_success
        time.sleep(1)
        assert fork_servers(process.pid) == before
    assert "cannot be prepared" not in (tmp_path / "log").read_text("utf-8")
