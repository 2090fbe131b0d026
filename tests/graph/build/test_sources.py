"""Sources are read in any number of processes, on a cluster or not again; the build is the same byte for byte."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from graph.build import build, build_store
from graph.core.errors import CurationError, SourcesNotRead
from graph.core.resources import SOURCES
from graph.store.builds import current_build

THIRD = """
- citation: 第三份文件
  says:
    - {id: document/third, type: Document, name: 第三份文件}
    - {id: zone/feixi-edz, alias: 肥西园}
"""


@pytest.fixture
def small(tmp_path):
    """Two small papers, and a third that speaks of a thing which the second introduces."""
    papers = tmp_path / "papers"
    folders = [Path(shutil.copytree(SOURCES / name, papers / name)) for name in ("anhui-2018-25", "hefei-2018")]
    third = papers / "third"
    (third / "claims").mkdir(parents=True)
    (third / "claims/third.yaml").write_text(THIRD, "utf-8")
    (third / "editorial.yaml").write_text("document/third: {en: The third, silentOn: [document-number]}\n", "utf-8")
    card = (folders[1] / "source.yaml").read_text("utf-8")
    (third / "source.yaml").write_text(card.replace("document/hefei-2018", "document/third"), "utf-8")
    return [*folders, third]


@pytest.fixture
def to(tmp_path):
    return tmp_path / "to"


def read_again(to, folders, **how):
    """Build, and return how many sources were read, and the quads."""
    before = {path: path.stat().st_ino for path in to.glob("sources/*.quads")}
    made = build(to, folders, **how)
    now = {path: path.stat().st_ino for path in to.glob("sources/*.quads")}
    return len(now.items() - before.items()), made.quads.read_bytes()


def test_two_processes_give_the_same_build(tmp_path, built):
    assert build(tmp_path, jobs=2).quads.read_bytes() == current_build(built).quads.read_bytes()


def test_sources_that_did_not_change_are_not_read_again(to, small):
    number, first = read_again(to, small)
    assert number == 3
    assert read_again(to, small) == (0, first)
    assert read_again(to, small, cached=False) == (3, first)
    editorial = small[0] / "editorial.yaml"
    editorial.write_text(f"{editorial.read_text('utf-8')}# a comment\n", "utf-8")
    assert read_again(to, small) == (1, first)


def test_what_one_paper_says_of_the_things_of_another_has_both_read_again(to, small):
    read_again(to, small)
    claims = small[2] / "claims/third.yaml"
    claims.write_text(THIRD.replace("肥西园", "肥西新园"), "utf-8")
    number, changed = read_again(to, small)
    assert number == 2
    assert "肥西新园".encode() in changed
    assert changed == build(to.with_name("afresh"), small).quads.read_bytes()


def test_a_damaged_entry_is_read_again(to, small):
    _, first = read_again(to, small)
    damaged = sorted(to.glob("sources/*.quads"))[:2] + sorted(to.glob("sources/*.outline"))[:1]
    for entry, byte in zip(damaged, (b"", b"x", b"x"), strict=True):
        content = entry.read_bytes()
        entry.write_bytes(content[:-1] + byte)
    assert read_again(to, small) == (2, first)
    for entry in damaged:
        digest, _, rest = entry.read_bytes().partition(b"\n")
        assert hashlib.sha256(rest).hexdigest().encode() == digest


def test_faults_are_the_same_in_any_number_of_processes(to, small):
    claims = small[2] / "claims/third.yaml"
    claims.write_text(THIRD.replace("alias:", "alais:") + "    - {id: zone/feixi-ed, alias: 肥西}\n", "utf-8")
    messages = []
    for jobs in (1, 2):
        with pytest.raises(CurationError) as raised:
            build(to, small, jobs=jobs)
        messages.append(str(raised.value))
    assert messages[0] == messages[1]
    assert "do you mean alias?" in messages[0]
    assert "zone/feixi-ed is never introduced; do you mean zone/feixi-edz?" in messages[0]


def test_a_paper_outside_the_build_that_introduces_a_thing_is_named(small):
    _, second, third = small
    with pytest.raises(CurationError) as caught:
        build_store([third])
    (fault,) = (fault for fault in caught.value.faults if "zone/feixi-edz" in fault.message)
    said = f"zone/feixi-edz is never introduced; {second} introduces it; build it together with that source."
    assert fault.message == said
    assert len(build_store([second, third, small[0]])) > 0


def test_a_packaged_paper_that_introduces_a_thing_is_named(small, tmp_path):
    alone = Path(shutil.copytree(small[2], tmp_path / "alone/third"))
    with pytest.raises(CurationError, match=f"{SOURCES / 'hefei-2018'} introduces it; build it together"):
        build_store([alone])


def test_a_scheduler_that_does_not_answer_is_named(to, small):
    with pytest.raises(SourcesNotRead, match=r"No Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        build(to, small, scheduler="tcp://127.0.0.1:9")


def start(module, *arguments, cwd):
    command = [sys.executable, "-m", f"distributed.cli.{module}", *map(str, arguments)]
    with (cwd / f"{module}.log").open("ab") as log:
        return subprocess.Popen(command, cwd=cwd, stdout=log, stderr=log)


@pytest.fixture
def cluster(tmp_path):
    """The address of a Dask scheduler, and its two workers."""
    told = tmp_path / "scheduler.json"
    processes = [start("dask_scheduler", "--port=0", "--no-dashboard", f"--scheduler-file={told}", cwd=tmp_path)]
    try:
        until(lambda: told.exists() and told.stat().st_size)
        address = json.loads(told.read_text("utf-8"))["address"]
        options = ("--no-nanny", "--nthreads=1", "--no-dashboard", f"--local-directory={tmp_path}")
        processes += [start("dask_worker", address, *options, cwd=tmp_path) for _ in range(2)]
        log = tmp_path / "dask_scheduler.log"
        until(lambda: log.read_text("utf-8").count("Starting worker compute stream") == 2)
        yield address, processes[1:]
    finally:
        for process in processes:
            process.kill()
            process.wait()


def until(holds, seconds=180):
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def seconds_of(process):
    """Return the processor time of a process."""
    fields = Path(f"/proc/{process.pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_a_cluster_gives_the_same_build_though_a_worker_is_killed(to, built, cluster):
    address, workers = cluster
    command = [sys.executable, "-m", "service", "build", "--to", to, "--scheduler", address]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        # Those before the long paper are read; a worker is at work on that one.
        until(lambda: len(list(to.glob("sources/*.quads"))) == 2 or process.poll() is not None)
        before = [seconds_of(worker) for worker in workers]
        until(lambda: any(seconds_of(w) - b > 0.1 for w, b in zip(workers, before, strict=True)))
        busy = max(workers, key=lambda worker: seconds_of(worker) - before[workers.index(worker)])
        busy.send_signal(signal.SIGKILL)
        assert len(list(to.glob("sources/*.quads"))) == 2
        _, errors = process.communicate(timeout=180)
    assert process.returncode == 0, errors.decode()
    assert current_build(to).quads.read_bytes() == current_build(built).quads.read_bytes()
