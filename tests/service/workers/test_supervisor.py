"""When the stages of a service are prepared."""

import os
import select
import signal
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

LIST_TOOLS = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
"""What the last stage is prepared for, as the checks are, whatever the data."""


@pytest.fixture(scope="module")
def on_demand(run_service, tmp_path_factory):
    """The address, the data and the log of a service of one triple that prepares a stage when it is asked for."""
    folder = tmp_path_factory.mktemp("preload")
    data = folder / "data.nt"
    data.write_text("<urn:a> <urn:b> <urn:c> .\n")
    with run_service(folder, folder / "log", data=[data], KAIFAQU_PRELOAD="no") as (url, _):
        yield url, data, folder / "log"


@pytest.mark.parametrize(("query", "status"), [("SELECT * {?s ?p ?o} LIMIT 3", 200), ("ASK {}", 200), ("FILTR", 400)])
def test_the_first_stage_has_what_the_pages_of_queries_need(on_demand, query, status):
    page = httpx.get(f"{on_demand[0]}/sparql", params={"query": query}, headers={"accept": "text/html"})
    assert (page.status_code, page.headers["content-type"]) == (status, "text/html; charset=utf-8")


def test_without_preload_a_stage_is_prepared_when_it_is_asked_for(on_demand, fork_server_processes):
    url, data, log = on_demand

    def fork_server():
        """The only process that is no child of another one, once those before it have ended."""
        until(lambda: len(first_of(fork_server_processes(data))) == 1)
        return first_of(fork_server_processes(data))

    assert httpx.get(f"{url}/sparql", params={"query": "ASK {}"}).is_success
    time.sleep(1)
    seen = [fork_server()]
    for path in ("/", "/search", "/lineage"):
        assert httpx.get(f"{url}{path}", timeout=60).status_code < 500
        seen.append(fork_server())
    accept = {"accept": "application/json, text/event-stream"}
    assert httpx.post(f"{url}/mcp", json=LIST_TOOLS, headers=accept, timeout=60).is_success
    seen.append(fork_server())
    assert len(set(map(frozenset, seen))) == 5
    assert httpx.get(f"{url}/checks", timeout=60).status_code == 404  # of the last stage, and nothing of ours
    time.sleep(1)
    assert fork_server() == seen[-1]
    assert "cannot be prepared" not in log.read_text("utf-8")


def first_of(processes):
    return {number for number, parent in processes.items() if parent not in processes}


def test_a_stage_whose_process_is_killed_is_prepared_again(preparing):
    (_, server, log), number, page = preparing
    os.kill(number, signal.SIGKILL)
    assert page.result().is_success
    assert "The next stage cannot be prepared: The process has ended" in log.read_text("utf-8")
    assert server.poll() is None


def test_what_waits_for_a_worker_when_the_fork_server_ends_waits_for_the_next_one(on_demand, fork_server_processes):
    url, data, _ = on_demand
    assert httpx.get(f"{url}/search", timeout=60).is_success
    (fork_server,) = first_of(fork_server_processes(data))
    os.kill(fork_server, signal.SIGSTOP)  # so no worker can be started

    def no_worker_is_left():
        for worker in set(fork_server_processes(data)) - {fork_server}:
            os.kill(worker, signal.SIGKILL)
        return not httpx.get(f"{url}/health").json()["workers"]["alive"]

    until(no_worker_is_left)
    with ThreadPoolExecutor(4) as pool:
        pages = [pool.submit(httpx.get, f"{url}{path}?n={path}", timeout=60) for path in ("/", "/search", "/docs")]
        until(lambda: httpx.get(f"{url}/health").json()["queue"]["waiting"] == 3)
        os.kill(fork_server, signal.SIGKILL)
        assert [page.result().status_code for page in pages] == [200, 200, 200]


def test_the_service_ends_while_a_stage_is_prepared(preparing):
    (_, server, _), number, page = preparing
    os.kill(number, signal.SIGSTOP)
    pidfd = os.pidfd_open(number)
    try:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=10)
        os.kill(number, signal.SIGCONT)  # what is stopped cannot end
        assert select.select([pidfd], [], [], 10)[0]
    finally:
        os.close(pidfd)
    with pytest.raises((AssertionError, httpx.HTTPError)):
        assert page.result().is_success


@pytest.fixture
def preparing(run_service, tmp_path, fork_server_processes):
    """A service, the number of its process that prepares the stage of pages, and the request that waits for it."""
    data, log = tmp_path / "data.nt", tmp_path / "log"
    data.write_text("<urn:a> <urn:b> <urn:c> .\n")
    settings = {"KAIFAQU_SHUTDOWN_SECONDS": "1"}
    with run_service(tmp_path, log, data=[data], **settings) as (url, server), ThreadPoolExecutor(1) as pool:
        until(lambda: len(fork_server_processes(data)) == 4)  # with three workers
        before = set(fork_server_processes(data))
        (fork_server,) = first_of(fork_server_processes(data))
        os.setpriority(os.PRIO_PROCESS, fork_server, 19)  # so that its successor is met before it is done
        page, found = pool.submit(httpx.get, f"{url}/", timeout=60), []
        until(lambda: found.extend(set(fork_server_processes(data)) - before) or found)
        yield (url, server, log), found[0], page


def until(condition):
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.001)


def test_what_is_asked_for_too_early_is_told_what_is_prepared_and_when_to_come_back(run_service, tmp_path):
    data = tmp_path / "data.nt"
    data.write_text("<urn:a> <urn:b> <urn:c> .\n")
    settings = {"KAIFAQU_PRELOAD": "no", "KAIFAQU_QUERY_SECONDS": "1"}  # all stages together take longer

    def checks(accept):
        return httpx.get(f"{url}/checks", headers={"accept": accept, "accept-language": "zh"}, timeout=60)

    with run_service(tmp_path, tmp_path / "log", data=[data], **settings) as (url, _), ThreadPoolExecutor(2) as pool:
        as_json, as_page = pool.map(checks, ("application/json", "text/html"))
    assert as_json.status_code == as_page.status_code == 503
    assert 1 <= int(as_json.headers["retry-after"]) <= 60
    assert as_json.json()["type"].endswith("/problem/still-preparing")
    assert f"ask again in {as_json.headers['retry-after']} seconds" in as_json.json()["detail"]
    assert "服务正在准备" in as_page.text
