"""New data under a running service: readers see the old or the new and no error, and a bad build changes nothing."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import httpx
import pytest
from pyoxigraph import RdfFormat, Store

from graph.build import manifest_of
from graph.core.errors import BuildMissing
from graph.core.iris import TYPE, term
from graph.store.builds import current_build, publish, rollback

MARK = "https://w3id.org/kaifaqu/id/zone/mark"
ASK_MARK = f"SELECT ?o {{ <{MARK}> <http://www.w3.org/2000/01/rdf-schema#comment> ?o }}"


def marked(folder, name, extra=""):
    """Publish the current build with a comment on a node that says which build it is."""
    build = current_build(folder)
    quads = [line for line in build.quads.read_bytes().splitlines(keepends=True) if MARK.encode() not in line]
    line = f'<{MARK}> <http://www.w3.org/2000/01/rdf-schema#comment> "{name}" <urn:test> .\n{extra}'
    content, store = b"".join(quads) + line.encode(), Store()
    with suppress(SyntaxError):
        store.load(content, format=RdfFormat.N_QUADS)
    publish(folder, {"quads.nq": content}, manifest_of(store), name)


@pytest.fixture
def folder(built, tmp_path):
    shutil.copytree(built, tmp_path / "builds-of-test", symlinks=True)
    marked(tmp_path / "builds-of-test", "first")
    return tmp_path / "builds-of-test"


@pytest.fixture
def server(folder, tmp_path, run_service):
    """A service of the folder: its address, its process and its log."""
    log = tmp_path / "log"
    with run_service(folder, log, KAIFAQU_BUDGET_SECONDS="10000") as (url, process):
        yield url, process, log


def mark(client):
    response = client.get("/sparql", params={"query": ASK_MARK}, headers={"cache-control": "no-cache"})
    assert response.status_code == 200, response.text
    (row,) = response.json()["results"]["bindings"]
    return row["o"]["value"]


def until(condition, seconds=20):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("swaps", "of_pages", "readers"), [(2, 1, 4), pytest.param(20, 20, 20, marks=pytest.mark.soak)]
)
def test_readers_see_the_old_or_the_new_and_no_error(server, folder, swaps, of_pages, readers):
    """Readers of queries at each swap, and readers of pages, which are loaded anew each time, at the first ones."""
    url, process, _ = server
    over, seen, failures, pages_are_read = threading.Event(), set(), [], threading.Event()
    pages_are_read.set()

    def read():
        with httpx.Client(base_url=url, timeout=60) as client:
            while not over.is_set():
                try:
                    seen.add(mark(client))
                    if pages_are_read.is_set():
                        assert client.get("/id/zone/zhizao-new-city").status_code == 200
                    time.sleep(0.1)  # readers read; a crowd that does nothing else would starve the loading
                except Exception as error:  # noqa: BLE001  any failure of a reader is one of the service
                    failures.append(error)

    threads = [threading.Thread(target=read) for _ in range(readers)]
    for reader in threads:
        reader.start()
    names = [f"swap-{number}" for number in range(swaps)]
    try:
        for number, name in enumerate(names):
            if number == of_pages:
                pages_are_read.clear()
            marked(folder, name)
            process.send_signal(signal.SIGHUP)
            until(lambda name=name: name in seen, 60)
    finally:
        over.set()
        for reader in threads:
            reader.join()
    assert not failures
    assert seen <= {"first", *names}


REFUSED = {
    f"<{MARK}> <{TYPE.value}> <{term('Zone').value}> <urn:test> .\n": "violations; see `kaifaqu check`",
    f"<{MARK}> a <urn:x> .\n": "It cannot be loaded",
    "no quad at all\n": "It cannot be loaded",
}
"""What is added to a build, and why it is refused then. `marked` removes what the case before has added."""


def test_a_build_that_is_broken_or_wrong_is_refused(server, folder):
    url, process, log = server
    for number, (added, reason) in enumerate(REFUSED.items()):
        marked(folder, f"refused-{number}", added)
        process.send_signal(signal.SIGHUP)
        until(lambda number=number: len(refusals(log)) > number)
        assert reason in refusals(log)[number]
        with httpx.Client(base_url=url) as client:
            assert mark(client) == "first"


def refusals(log):
    return [line for line in log.read_text("utf-8").splitlines() if "is refused, the old one goes on" in line]


def test_one_can_go_back_to_the_build_before(server, folder):
    url, process, _ = server
    with httpx.Client(base_url=url) as client:
        marked(folder, "second")
        process.send_signal(signal.SIGHUP)
        until(lambda: mark(client) == "second")
        done = subprocess.run(
            [sys.executable, "-m", "service", "build", "--rollback", "--to", str(folder)],
            capture_output=True,
            text=True,
            check=True,
        )
        assert "first" in done.stdout
        process.send_signal(signal.SIGHUP)
        until(lambda: mark(client) == "first")


@pytest.mark.parametrize("processes", ["1", "2"])
def test_a_signal_while_the_build_is_loaded_is_not_lost_and_what_is_served_is_not_removed(
    folder, tmp_path, run_service, fork_server_processes, processes
):
    def publish_and_signal():
        until(lambda: fork_server_processes(folder))
        (server,) = fork_server_processes(folder).values()
        marked(folder, "second")
        os.kill(server, signal.SIGHUP)

    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(publish_and_signal)
        with run_service(folder, tmp_path / "log", KAIFAQU_PROCESSES=processes) as (url, process):
            done.result()
            until(lambda: {mark_of(url) for _ in range(10)} == {"second"})
            for number in range(4):
                marked(folder, f"later-{number}")
            second = folder / "builds" / "second"
            assert second.exists()
            assert mark_of(url) == "second"
            process.send_signal(signal.SIGHUP)
            until(lambda: {mark_of(url) for _ in range(10)} == {"later-3"})

            def is_removed_by_the_next():
                marked(folder, "last")
                return not second.exists()

            until(is_removed_by_the_next)


def mark_of(url):
    with httpx.Client(base_url=url) as client:
        return mark(client)


def test_where_there_is_no_build_before_it_is_said(tmp_path):
    publish(tmp_path, {"quads.nq": b""}, {}, "only")
    with pytest.raises(BuildMissing, match="to go back to"):
        rollback(tmp_path)
