"""Ten minutes of honest traffic beside hostile clients and reloads: nothing fails, nothing grows."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from statistics import median

import httpx
import pytest

from graph.build import build
from graph.store.builds import current_build, publish

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"
SECONDS = int(os.environ.get("SOAK_SECONDS", "600"))
HOSTILE = ("killers", "leavers", "slow readers", "long", "heavy")
EVERY = 30  # seconds between two reloads
MOST_P99 = 0.25  # seconds

pytestmark = pytest.mark.soak


def processes(pid):
    """A process and all below it."""
    listed = subprocess.run(["ps", "-e", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    pairs = [tuple(map(int, line.split())) for line in listed.splitlines()]
    family = [pid]
    for one in family:
        family += [child for child, parent in pairs if parent == one]
    return family


def megabytes(pid):
    """The memory of a process that it shares with no other, its share of the rest included."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
    except OSError:  # it has just ended
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def sample(pid):
    """The megabytes, descriptors and processes of a server; the worst workers die of what they ask, so all count."""
    family = processes(pid)
    return megabytes(pid), len(list(Path(f"/proc/{pid}/fd").iterdir())), len(family)


def publish_again(folder, number):
    """The same dataset as another build, so that a reload takes it up."""
    now = current_build(folder)
    publish(folder, {"quads.nq": now.quads.read_bytes()}, now.manifest, f"soak-{number}")


def test_ten_minutes(tmp_path, run_service):
    sys.path.insert(0, str(BENCHMARKS))
    from results import keep, measured_with, table  # noqa: PLC0415  they stand beside the benchmarks
    from traffic import met, quantile, start  # noqa: PLC0415  as above

    build(tmp_path / "build")
    with run_service(tmp_path / "build", tmp_path / "log", KAIFAQU_WORKER_MEGABYTES="256") as (url, process):
        while not httpx.get(f"{url}/checks", timeout=60).is_success:
            time.sleep(0.1)
        honest = [start("honest", url, SECONDS, f"10.0.1.{n}") for n in range(2)]
        hostile = {kind: start(kind, url, SECONDS, f"10.0.0.{n}") for n, kind in enumerate(HOSTILE)}
        samples, reloads, ends = [], 0, time.monotonic() + SECONDS
        while time.monotonic() < ends:
            time.sleep(min(EVERY, max(0.0, ends - time.monotonic())))
            samples.append(sample(process.pid))
            publish_again(tmp_path / "build", reloads := reloads + 1)
            process.send_signal(signal.SIGHUP)
        seconds, statuses = [], Counter()
        for one in honest:
            more, told = met(one)
            seconds, statuses = seconds + more, statuses + told
        others = {kind: met(one)[1] for kind, one in hostile.items()}
        time.sleep(3)
        after = sample(process.pid)
        served = httpx.get(f"{url}/health", timeout=10).json()

    rows = []
    for kind, told in others.items():
        rows.append([kind, ", ".join(f"{n} x {status or 'cut off'}" for status, n in sorted(told.items()))])
    p99, failed = quantile(seconds, 0.99), sum(statuses.values()) - statuses[200]
    summary = (
        f"{SECONDS} seconds, {reloads} reloads. Honest light queries: {len(seconds):,}, p50 "
        f"{quantile(seconds, 0.5):.1f} ms, p99 {p99:.1f} ms, longest {quantile(seconds, 1):.0f} ms, failed {failed}."
    )
    columns = zip(("megabytes", "descriptors", "processes"), zip(*samples, strict=True), after, strict=True)
    grown = [
        [name, *(f"{value:.0f}" for value in (column[0], median(column), column[-1], end))]
        for name, column, end in columns
    ]
    text = [
        summary,
        table(("hostile client", "what it got"), rows),
        table(("of the server", "first", "median", "last", "afterwards"), grown),
        measured_with("pyoxigraph", "uvicorn"),
    ]
    keep("Soak", "\n\n".join(text))
    assert statuses.keys() == {200}
    assert p99 < 1000 * MOST_P99
    assert served["status"] == "ok"
    assert served["build"] == f"soak-{reloads}"
    first, last = samples[len(samples) // 3], samples[-1]
    assert last[0] < 1.5 * first[0] + 50
    assert after[1] < samples[0][1] + 50
    assert after[2] <= samples[0][2] + 2
