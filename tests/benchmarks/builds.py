"""How long `kaifaqu build` takes for many papers, and how much memory, with one and with two processes.

    python tests/benchmarks/builds.py --papers 100 300 1000 --scratch .bench

Each build is a process of its own, and reads all papers. The peak is that of the process that merges, which is the
largest; the seconds are of the whole command. What a busy machine cannot tell by the clock, processor times tell: a
build with several processes takes at least that of the first, which merges, and that of the busiest of the others. Then
the largest build within ten million quads is built again without a change, and opened in memory and on disk. One
thousand papers need 30 GB of disk.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from time import perf_counter, process_time
from typing import Self

from corpus import write_corpus
from results import keep, measured_with, table

from graph.build import build
from graph.store.store import GraphStore

PAPERS = (100, 300)
MOST_TO_OPEN = 300  # papers: ten million quads


def peak_megabytes() -> float:
    """Return the peak memory of this process; `getrusage` would include that of its parent."""
    return int(re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text("utf-8"))[1]) / 1024


def run(*arguments: object) -> dict[str, float | str]:
    """Run one of the steps below in a process of its own."""
    command = [sys.executable, __file__, "--step", *map(str, arguments)]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


class Others:
    """The processor time of the processes that this one starts, of which the operating system gives no sum."""

    def __init__(self) -> None:
        self._seconds: dict[int, float] = {}
        self._over = Event()
        self._thread = Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    @property
    def busiest(self) -> float:
        """The seconds of the process that took most."""
        return max(self._seconds.values(), default=0)

    def _watch(self) -> None:
        ticks = os.sysconf("SC_CLK_TCK")
        while not self._over.wait(0.2):
            family, found = {os.getpid()}, sorted(int(path.name) for path in Path("/proc").glob("[0-9]*"))
            for pid in found:  # a child is younger than its parent
                with suppress(OSError):
                    told = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
                    if int(told[1]) in family:
                        family.add(pid)
                        self._seconds[pid] = (int(told[11]) + int(told[12])) / ticks


def build_step(corpus: str, papers: str, jobs: str, cached: str, to: str) -> dict[str, float | str]:
    """Build a number of papers."""
    folders = write_corpus(Path(corpus), int(papers))
    started, own = perf_counter(), process_time()
    with Others() as others:
        made = build(Path(to), folders, jobs=int(jobs), cached=cached == "cached")
    return {
        "seconds": perf_counter() - started,
        "alone": process_time() - own,
        "busiest": others.busiest,
        "quads": made.manifest["quads"],
        "build": made.folder.name,
    }


def open_step(to: str, engine: str) -> dict[str, float | str]:
    """Open the build as a server does. The index on disk is made before."""
    started = perf_counter()
    store = GraphStore.open(Path(to), engine)
    store.query("SELECT * { ?s a kq:Zone } LIMIT 1").table()
    return {"seconds": perf_counter() - started, "quads": store.counts().quads}


STEPS = {"build": build_step, "open": open_step}


def main(numbers: list[int], scratch: Path) -> None:
    """Run all measurements and store the table."""
    rows, corpus, to = [], scratch / "corpus", scratch / "builds"
    write_corpus(corpus, max(numbers))
    for papers in sorted(numbers):
        one, two = (run("build", corpus, papers, jobs, "all", to) for jobs in (1, 2))
        assert one["build"] == two["build"], "The build depends on the number of processes."
        for jobs, told in ((1, one), (2, two)):
            faster, times = (one["seconds"] / told["seconds"], told["alone"] + told["busiest"])
            million = told["seconds"] / told["quads"] * 1e6
            row = (papers, f"{told['quads']:,}", jobs, f"{told['seconds']:.0f}", f"{faster:.2f}", f"{million:.1f}")
            processor = f"{told['alone']:.1f}", f"{told['busiest']:.1f}" if jobs > 1 else ""
            rows.append((*row, *processor, f"{one['alone'] / times:.2f}", f"{told['peak']:.0f}"))
        if papers <= MOST_TO_OPEN:
            again = run("build", corpus, papers, 1, "cached", to)
            assert again["build"] == one["build"]
            run("open", to, "disk")
            opened = {engine: run("open", to, engine) for engine in ("disk", "memory")}
    times = "CPU of the first, s", "CPU of the busiest other, s", "faster by CPU"
    text = table(("papers", "quads", "processes", "seconds", "faster", "per million", *times, "peak MB"), rows)
    ready = ", ".join(f"{engine} {told['seconds']:.1f} s and {told['peak']:.0f} MB" for engine, told in opened.items())
    again_said = f"Of {again['quads']:,} quads: built again without a change in {again['seconds']:.0f} s"
    keep("Builds", f"{text}\n\n{again_said}; ready: {ready}.\n\n{measured_with('pyoxigraph', 'rdflib')}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--step"]:
        result = STEPS[sys.argv[2]](*sys.argv[3:])
        print(json.dumps({**result, "peak": peak_megabytes()}))  # noqa: T201  for who measures
    else:
        parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
        parser.add_argument("--papers", type=int, nargs="+", default=PAPERS)
        parser.add_argument("--scratch", type=Path)
        given = parser.parse_args()
        if given.scratch:
            main(given.papers, given.scratch)
        else:
            with tempfile.TemporaryDirectory() as folder:
                main(given.papers, Path(folder))
