"""How the same graph is served by each engine: ready, memory, light and heavy queries, at 1, 10 or more million quads.

    python tests/benchmarks/engines.py --millions 1 10 --scratch .bench

Each size is a section of RESULTS.md, which is written anew after each engine, so a run that is stopped keeps what it
has. What is compared is asked in turns: from memory and from disk, through the remote door and the engine behind it,
heavy queries and the engine without a server. The floors come first, Virtuoso last.

The graphs are those of cities.py, 32 for a million quads. They and what the servers make of them need 1 GB of disk for
a million quads and 10 GB for ten million, which also need 16 GB of memory; all is removed afterwards. Before a server
of ours is asked, it has prepared the front page and those of things, but not the indexes of the whole graph, nor has it
run the checks, which checks.py measures. A worker may use a gigabyte for each million quads, as docs/operate.md advises
for long queries, but at most half of the memory of the machine. A query of ours may take ten minutes, or as long as
KAIFAQU_QUERY_SECONDS says.

`--without memory` leaves out what needs the graph in memory, `--without oxigraph` and `--without virtuoso` those
servers, `--without pages` the wait for pages. `--without index` keeps the index that a `--dataset` has and does not
measure how long it takes to make. A million quads take four minutes in all.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path
from time import perf_counter, sleep

import httpx
from cities import PER_MILLION, write_cities
from engine_bench import LIGHT, MIDDLING, Bench, step
from results import keep, measured_with, table
from servers import Server, load_into_virtuoso, serving, virtuoso_serving
from sparql import BIN, HEAVY

from graph.store.builds import current_build
from graph.store.engine import DISK, MEMORY
from graph.store.oxigraph_on_disk import index_on_disk

OFTEN = " (they count a triple once for each graph that holds it, kaifaqu counts it once)"
MEMORY_OF_ALL = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2**20  # megabytes of the machine
OTHERS = ("memory", "oxigraph", "virtuoso", "pages", "index")


class Report:
    """The section of one size in RESULTS.md, which is written again after each step."""

    def __init__(self, millions: float) -> None:
        self.millions, self.started = millions, perf_counter()
        self.index = (0.0, 0)
        """The seconds that the index on disk took, none where it was there, and its bytes."""

    def tell(self, what: str) -> None:
        """Print a step that begins, and the seconds since the start."""
        print(f"{perf_counter() - self.started:5.0f} s: {what}", flush=True)  # noqa: T201  for who measures

    def write(self, bench: Bench) -> None:
        """Write what was measured so far."""
        quads = bench.build.manifest["quads"]
        scale, size = quads / 1e6, bench.build.quads.stat().st_size
        head = ("server", "loaded, s", "ready, s", "pages, s", "MB", "light p50, ms", "middling p50, ms", *HEAVY)
        file, made, seconds = size / scale / 1e6, self.index[1] / scale / 1e6, self.index[0] / scale
        larger = "; ".join(
            f"{name} {file * times / 1e3:.0f} GB, {made * times / 1e3:.0f} GB and {seconds * times / 60:.0f} minutes"
            for name, times in (("By this, a hundred million", 100), ("a billion", 1000))
        )
        costs = f"A million quads are {file:.0f} MB; their index takes {made:.0f} MB"
        costs += f" and {seconds:.1f} s. {larger}." if seconds > 1 else "."
        agreed = f"Answers that differ: {'; '.join(bench.differs)}{OFTEN}" if bench.differs else "All answers agree"
        minutes = (perf_counter() - self.started) / 60
        text = [
            table(head, list(bench.rows())),
            table(("floor", "wanted", "measured"), bench.floors),
            costs,
            f"{quads:,} quads, {minutes:.0f} minutes. {agreed}. The load of the machine was {os.getloadavg()[1]:.1f}.",
            measured_with("pyoxigraph", "oxigraph"),
        ]
        keep(f"Engines, {self.millions:g} million quads", "\n\n".join(text))


@contextmanager
def serving_ours(to: Path, engine: str, name: str, port: int, *, pages: bool = True) -> Iterator[Server]:
    """Our server with an engine. pages: whether it has prepared its pages before it is asked."""
    command = [sys.executable, "-m", "service", "serve", "--in", str(to), "--port", str(port)]
    settings = {
        "KAIFAQU_ENGINE": engine,
        "KAIFAQU_QUERY_SECONDS": os.environ.get("KAIFAQU_QUERY_SECONDS", "600"),
        "KAIFAQU_PRELOAD": "no",
        "KAIFAQU_WORKER_MEGABYTES": str(
            min(max(2048, current_build(to).manifest["quads"] // 1000), MEMORY_OF_ALL // 2)
        ),
    }
    started = perf_counter()
    with serving(name, command, "/sparql", port, settings) as server:
        if not pages:
            yield server
            return
        _wait_for(f"http://127.0.0.1:{port}/")
        yield replace(server, prepared=perf_counter() - started)


def _wait_for(url: str) -> None:
    """Wait until an address is answered whose stage is still prepared."""
    while (response := httpx.get(url, timeout=900)).status_code == HTTPStatus.SERVICE_UNAVAILABLE:
        sleep(1)
    response.raise_for_status()


def measure(
    millions: float, scratch: Path | None, without: list[str], rounds: int, seconds: int, dataset: Path | None
) -> None:
    """Measure one size."""
    report = Report(millions)
    with tempfile.TemporaryDirectory(prefix="engines-", dir=scratch) as folder:
        to = dataset or Path(folder, "cities")
        if not dataset:
            report.tell("cities")
            write_cities(to, max(2, round(PER_MILLION * millions)))
        made = current_build(to)
        report.tell("index on disk")
        if "index" not in without:
            shutil.rmtree(made.folder / "disk", ignore_errors=True)  # of a dataset that was measured before
        started = perf_counter()
        index = index_on_disk(made)
        report.index = perf_counter() - started, sum(path.stat().st_size for path in index.rglob("*"))
        bench = Bench(made, Path(folder), rounds, seconds)
        _from_disk_and_memory(bench, to, report, without)
        if "oxigraph" not in without and (BIN / "oxigraph").exists():
            _beside_oxigraph(bench, to, report)
        if "virtuoso" not in without and shutil.which("virtuoso-t"):
            _beside_virtuoso(bench, to, report)
    report.tell("end")


def _from_disk_and_memory(bench: Bench, to: Path, report: Report, without: list[str]) -> None:
    """Measure ours from disk and from memory, and the engine without a server."""
    report.tell("from disk")
    pages = "pages" not in without
    with serving_ours(to, DISK, "kaifaqu from disk", 7221, pages=pages) as disk:
        bench.floors.append(("ready from disk", "≤ 5 s", f"{disk.ready:.1f} s"))
        bench.ask_heavily(disk)
        report.write(bench)
        if "memory" in without:
            bench.ask_in_turns(disk)
            report.write(bench)
            return
        report.tell("from memory")
        with serving_ours(to, MEMORY, "kaifaqu from memory", 7222, pages=pages) as memory:
            bench.floors.append(("ready in memory", "≤ 45 s for ten million", f"{memory.ready:.1f} s"))
            bench.ask_in_turns(memory, disk)
            ratio = bench.ratio(LIGHT, disk.name, memory.name)
            bench.floors.append(("light queries from disk, of memory", "≤ 2", f"{ratio:.2f}"))
            report.write(bench)
            report.tell("heavy queries from memory, and without a server")
            ratio = bench.heavy_ratio(memory.name, bench.ask_without_a_server(memory))
            bench.floors.append(("heavy queries in memory, of the bare engine", "≤ 1.1", f"{ratio:.2f}"))
            report.write(bench)


def _beside_oxigraph(bench: Bench, to: Path, report: Report) -> None:
    """Measure Oxigraph's server on disk, and ours with it as its engine."""
    report.tell("Oxigraph loads")
    location, started = bench.scratch / "oxigraph", perf_counter()
    command = [str(BIN / "oxigraph"), "load", "--location", location, "--file", bench.build.quads]
    subprocess.run(command, check=True, capture_output=True)
    loaded = perf_counter() - started
    at = ["--location", str(location), "--bind", "127.0.0.1:7223", "--union-default-graph"]
    with serving("Oxigraph on disk", [str(BIN / "oxigraph"), "serve-read-only", *at], "/query", 7223) as peer:
        bench.facts[peer.name]["loaded"] = loaded
        _through_the_door(bench, to, peer, "kaifaqu over Oxigraph", report)
    shutil.rmtree(location)


def _beside_virtuoso(bench: Bench, to: Path, report: Report) -> None:
    """Measure Virtuoso, and ours with it as its engine."""
    home = bench.scratch / "virtuoso"
    home.mkdir()
    with virtuoso_serving(home, 7225, 7226, data=bench.build.folder) as peer:
        report.tell("Virtuoso loads")
        started = perf_counter()
        load_into_virtuoso(7226, bench.build.quads)
        bench.facts[peer.name]["loaded"] = perf_counter() - started
        _through_the_door(bench, to, peer, "kaifaqu over Virtuoso", report)


def _through_the_door(bench: Bench, to: Path, peer: Server, name: str, report: Report) -> None:
    """Measure an engine, and ours with it as its engine."""
    report.tell(name)
    with serving_ours(to, peer.url, name, 7224) as door:
        _wait_for("http://127.0.0.1:7224/api/v1/lookup?q=kaifaqu")  # hints know the names of things from then on
        bench.ask_in_turns(peer, door)
        told = ", ".join(f"{kind} {bench.ratio(kind, door.name, peer.name):.2f}" for kind in (LIGHT, MIDDLING))
        bench.floors.append((f"{door.name}, of asking it", "≤ 1.3", told))
        report.write(bench)
    report.tell(f"heavy queries of {peer.name}")
    bench.ask_heavily(peer)
    report.write(bench)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--step"]:
        step(sys.argv[2])
    else:
        parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
        parser.add_argument("--millions", type=float, nargs="+", default=(1.0,), help="the sizes, such as 0.1 1 10")
        parser.add_argument("--without", nargs="*", default=[], choices=OTHERS)
        parser.add_argument("--rounds", type=int, default=3, help="how often each server is asked for a while")
        parser.add_argument("--seconds", type=int, default=1, help="how long light queries are asked in a round")
        parser.add_argument("--scratch", type=Path, help="where the data is while it is measured")
        parser.add_argument("--dataset", type=Path, help="what cities.py has written, in place of making it anew")
        given = parser.parse_args()
        if given.dataset and len(given.millions) > 1:
            parser.error("A dataset has one size; name it with --millions.")
        if given.scratch:
            given.scratch.mkdir(parents=True, exist_ok=True)
        for number in given.millions:
            measure(number, given.scratch, given.without, given.rounds, given.seconds, given.dataset)
