"""Several server processes behind one address: metrics of all, a process that dies, and a new build for all."""

import os
import re
import shutil
import signal
import time
from pathlib import Path

import httpx

COUNT = re.compile(
    r'^kaifaqu_requests_total\{method="GET",process="(\d)",route="/id",status="200"\} (\d+)', re.MULTILINE
)
OF_ONE_REQUEST = httpx.Limits(max_keepalive_connections=0)
"""Connections that end with their request, so that the next one may reach another process."""
ZONE, QUERY = "id/zone/zhizao-new-city?format=turtle", "sparql?query=ASK%7B%7D"


def test_processes_share_an_address(built, agreed, tmp_path, run_service):
    folder, log = tmp_path / "kaifaqu", tmp_path / "log"
    shutil.copytree(built, folder, symlinks=True)
    with (
        run_service(folder, log, KAIFAQU_PROCESSES="2") as (url, parent),
        httpx.Client(base_url=url, timeout=30, limits=OF_ONE_REQUEST) as client,
    ):
        ask_until(client, lambda: set(counts(client)) == {"0", "1"})
        (dead, _) = fronts = fronts_of(parent.pid)
        os.kill(dead, signal.SIGKILL)
        ask_until(client, lambda: set(counts(client)) == {"0", "1"} and set(fronts_of(parent.pid)) != set(fronts))
        assert "has ended with status -9; it is started again" in log.read_text("utf-8")

        first = build_of(client)
        other = (agreed / "current").resolve()
        shutil.copytree(other, folder / "builds" / other.name)
        (folder / "next").symlink_to(Path("builds") / other.name)
        (folder / "next").rename(folder / "current")
        parent.send_signal(signal.SIGHUP)
        ask_until(client, lambda: {build_of(client) for _ in range(20)} == {other.name}, QUERY)  # a page is loaded anew
        assert first != other.name
        assert log.read_text("utf-8").count(f"Serving build {other.name} instead of {first}.") == 2
        parent.send_signal(signal.SIGTERM)
        assert parent.wait(timeout=20) == 0


def ask_until(client, holds, path=ZONE):
    """Send requests, each over a connection of its own, until a condition holds. Each must be answered."""
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline
        client.get(path).raise_for_status()
        time.sleep(0.05)


def counts(client):
    """How many requests each process has answered."""
    return dict(COUNT.findall(client.get("metrics").text))


def build_of(client):
    return client.get("health").json()["build"]


def fronts_of(parent):
    """The server processes of a parent."""
    tasks = Path(f"/proc/{parent}/task").iterdir()
    children = [child for task in tasks for child in (task / "children").read_text("ascii").split()]
    return [int(c) for c in children if b"service.server_process" in Path(f"/proc/{c}/cmdline").read_bytes()]
