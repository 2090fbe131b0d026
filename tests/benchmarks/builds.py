"""How long `kaifaqu build` takes for many papers, and how much memory, with one and with two processes.

    python tests/benchmarks/builds.py --papers 100 300 1000 --scratch .bench

Each build is a process of its own, and reads all papers. The peak is that of the process that merges, which is the
largest; the seconds are of the whole command. Then the largest build within ten million quads is built again without a
change, and opened in memory and on disk. One thousand papers need 30 GB of disk.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

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


def build_step(corpus: str, papers: str, jobs: str, cached: str, to: str) -> dict[str, float | str]:
    """Build a number of papers."""
    folders = write_corpus(Path(corpus), int(papers))
    started, own = perf_counter(), os.times()
    made = build(Path(to), folders, jobs=int(jobs), cached=cached == "cached")
    seconds, now = perf_counter() - started, os.times()
    return {
        "seconds": seconds,
        "alone": now.user + now.system - own.user - own.system,
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
            faster, alone = f"{one['seconds'] / told['seconds']:.2f}", f"{told['alone']:.0f}" if jobs > 1 else ""
            million = f"{told['seconds'] / told['quads'] * 1e6:.1f}"
            row = (papers, f"{told['quads']:,}", jobs, f"{told['seconds']:.0f}", faster, alone, million)
            rows.append((*row, f"{told['peak']:.0f}"))
        if papers <= MOST_TO_OPEN:
            again = run("build", corpus, papers, 1, "cached", to)
            assert again["build"] == one["build"]
            run("open", to, "disk")
            opened = {engine: run("open", to, engine) for engine in ("disk", "memory")}
    text = table(
        ("papers", "quads", "processes", "seconds", "faster", "seconds of CPU of the first", "per million", "peak MB"),
        rows,
    )
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
