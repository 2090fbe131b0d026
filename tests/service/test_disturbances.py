"""Builds that come and go and processes that are killed at random: readers see no error, and nothing is left behind."""

import os
import random
import shutil
import signal
import threading
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from graph.core.errors import BuildMissing
from graph.store.builds import current_build, rollback
from tests.service.test_reload import marked

PATHS = (
    f"/sparql?query={quote('SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?a a ?d }#')}",
    "/id/zone/zhizao-new-city?n=",
    "/search?q=衢州&n=",
    "/api/v1/lookup?q=衢州智造新城&n=",
    "/lineage?n=",
    "/health?n=",
)
PAUSES = (0, 0.2, 0.5, 1, 2, 3)  # seconds between two disturbances
READERS = 4
pytestmark = pytest.mark.soak


@pytest.mark.parametrize("seconds", [60])
@pytest.mark.parametrize("processes", ["1", "2"])
@pytest.mark.parametrize("engine", ["memory", "disk"])
def test_disturbances(built, tmp_path, run_service, fork_server_processes, descendants, engine, processes, seconds):
    folder, log = tmp_path / "kaifaqu", tmp_path / "log"
    chosen = random.Random(f"{engine} {processes}")  # noqa: S311  the same disturbances each time
    shutil.copytree(built, folder, symlinks=True)
    settings = {"KAIFAQU_ENGINE": engine, "KAIFAQU_PROCESSES": processes, "KAIFAQU_BUDGET_SECONDS": "100000"}
    with run_service(folder, log, KAIFAQU_PRELOAD="yes", **settings) as (url, server):

        def used():
            """How many processes there are, and how many descriptors the servers have open."""
            family = {server.pid, *map(int, descendants(server.pid))}
            servers = family - set(fork_server_processes(folder))
            return len(family), sorted(len(list(Path(f"/proc/{pid}/fd").iterdir())) for pid in servers)

        until(lambda: status(f"{url}/checks") == 200)
        time.sleep(5)  # workers of the last stage replace those before
        before, statuses, over = used(), Counter(), threading.Event()
        readers = [threading.Thread(target=read, args=(url, n, statuses, over)) for n in range(READERS)]
        for reader in readers:
            reader.start()
        disturb(server, folder, fork_server_processes, chosen, seconds)
        over.set()
        for reader in readers:
            reader.join()
        assert set(statuses) <= {200, 503}
        assert statuses[200] > seconds

        marked(folder, "last")
        server.send_signal(signal.SIGHUP)
        until(lambda: {httpx.get(f"{url}/health").json()["build"] for _ in range(8)} == {"last"})
        until(lambda: {status(f"{url}{path}last") for path in (*PATHS, "/checks?n=")} == {200})
        until(lambda: used() == before)
    assert "Traceback" not in log.read_text("utf-8")


def until(condition):
    deadline = time.monotonic() + 90
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.5)


def status(url):
    return httpx.get(url, timeout=60).status_code


def read(url, number, statuses, over):
    """Ask for one path after the other, each time for a response that is in no cache, until the disturbances end."""
    asked = 0
    while not over.is_set():
        statuses[status(f"{url}{PATHS[asked % len(PATHS)]}{number}-{asked}")] += 1
        asked += 1


def disturb(server, folder, fork_server_processes, chosen, seconds):
    """Publish builds, go back to earlier ones, and kill and stop fork servers and workers."""
    deadline, published = time.monotonic() + seconds, 0
    while time.monotonic() < deadline:
        what = chosen.choice(["kill", "kill", "stop", "publish", "publish", "roll back", "reload"])
        forked = sorted(fork_server_processes(folder))
        with suppress(ProcessLookupError, BuildMissing):
            if what == "kill" and forked:
                os.kill(chosen.choice(forked), signal.SIGKILL)
            elif what == "stop" and forked:
                stopped = chosen.choice(forked)
                os.kill(stopped, signal.SIGSTOP)
                time.sleep(0.5)
                os.kill(stopped, signal.SIGCONT)
            elif what == "publish":
                published += 1
                marked(folder, f"build-{published}")
            elif what == "roll back":
                rollback(folder)
        server.send_signal(signal.SIGHUP)
        time.sleep(chosen.choice(PAUSES))
    assert current_build(folder).folder.exists()
