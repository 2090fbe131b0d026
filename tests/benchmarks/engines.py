"""How the same graph is served by each engine: ready, memory, light and heavy queries, at 1, 10 or more million quads.

    python tests/benchmarks/engines.py --millions 1 10 --scratch .bench

Each size is a section of RESULTS.md, and may be run by itself. What is compared is asked in turns in the same run: from
memory and from disk, through the remote door and the engine behind it, heavy queries and the engine without a server.
The graphs are those of cities.py, 32 for a million quads. They and what the servers make of them need 1 GB of disk for
a million quads and 10 GB for ten million, which also need 16 GB of memory. `--without memory` leaves out what needs the
graph in memory, `--without virtuoso` Virtuoso. Before a server of ours is asked, it has made its report of the checks.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from time import perf_counter, sleep

import httpx
from cities import write_cities
from engine_bench import LIGHT, MIDDLING, Bench, step
from results import keep, measured_with, table
from servers import Server, load_into_virtuoso, serving, virtuoso_serving
from sparql import BIN, HEAVY

from graph.store.builds import current_build
from graph.store.engine import DISK
from graph.store.oxigraph_on_disk import index_on_disk

CITIES = 32  # a million quads


@contextmanager
def serving_ours(to: Path, engine: str, name: str, port: int) -> Iterator[Server]:
    """Our server with an engine, when it has prepared all."""
    command = [sys.executable, "-m", "service", "serve", "--in", str(to), "--port", str(port)]
    settings = {"KAIFAQU_ENGINE": engine, "KAIFAQU_QUERY_SECONDS": "600"}
    started = perf_counter()
    with serving(name, command, "/sparql", port, settings) as server:
        while httpx.get(f"http://127.0.0.1:{port}/checks", timeout=600).status_code in {503, 504}:
            sleep(1)
        yield replace(server, prepared=perf_counter() - started)


def measure(millions: int, scratch: Path, without: list[str]) -> None:
    """Measure one size, and store its section."""
    to = scratch / f"cities-{millions}"
    if not to.exists():
        write_cities(to, CITIES * millions)
    made, facts = current_build(to), {}
    shutil.rmtree(made.folder / "disk", ignore_errors=True)
    started = perf_counter()
    index = index_on_disk(made)
    facts["index"] = perf_counter() - started
    index_bytes = sum(path.stat().st_size for path in index.rglob("*"))
    with tempfile.TemporaryDirectory(dir=scratch) as folder, ExitStack() as stack:
        bench = Bench(made, Path(folder))
        disk = stack.enter_context(serving_ours(to, DISK, "kaifaqu from disk", 7221))
        floors = [("ready from disk", "≤ 5 s", f"{disk.ready:.1f} s")]
        _beside_oxigraph(bench, to, disk, floors)
        if "memory" not in without:
            with serving_ours(to, "memory", "kaifaqu from memory", 7222) as memory:
                bench.ask_in_turns([memory, disk])
                bare = bench.ask_without_a_server(memory)
            floors.append(("ready in memory", "≤ 45 s for ten million", f"{memory.ready:.1f} s"))
            ratio = bench.ratio(LIGHT, disk.name, memory.name)
            floors.append(("light queries from disk, of memory", "≤ 2", f"{ratio:.2f}"))
            floors.append(
                ("heavy queries in memory, of the bare engine", "≤ 1.1", f"{bench.heavy_ratio(memory.name, bare):.2f}")
            )
        if "virtuoso" not in without and shutil.which("virtuoso-t"):
            _beside_virtuoso(bench, to, floors)
    _keep(millions, bench, floors, (facts["index"], index_bytes))


def _beside_oxigraph(bench: Bench, to: Path, disk: Server, floors: list[tuple[str, str, str]]) -> None:
    """Measure Oxigraph's server on disk, ours from disk, and ours with that server as its engine."""
    location, started = bench.scratch / "oxigraph", perf_counter()
    command = [str(BIN / "oxigraph"), "load", "--location", location, "--file", bench.build.quads]
    subprocess.run(command, check=True, capture_output=True)
    loaded = perf_counter() - started
    at = ["--location", str(location), "--bind", "127.0.0.1:7223", "--union-default-graph"]
    with (
        serving("Oxigraph on disk", [str(BIN / "oxigraph"), "serve-read-only", *at], "/query", 7223) as peer,
        serving_ours(to, peer.url, "kaifaqu over Oxigraph", 7224) as door,
    ):
        bench.facts[peer.name]["loaded"] = loaded
        bench.ask_in_turns([peer, disk, door])
        bench.ask_heavily(peer, disk, door)
        floors += _door(bench, door, peer)
    shutil.rmtree(location)


def _beside_virtuoso(bench: Bench, to: Path, floors: list[tuple[str, str, str]]) -> None:
    """Measure Virtuoso, and ours with it as its engine."""
    home = bench.scratch / "virtuoso"
    home.mkdir()
    with virtuoso_serving(home, 7225, 7226, data=bench.build.folder) as peer:
        started = perf_counter()
        load_into_virtuoso(7226, bench.build.quads)
        bench.facts[peer.name]["loaded"] = perf_counter() - started
        with serving_ours(to, peer.url, "kaifaqu over Virtuoso", 7227) as door:
            bench.ask_in_turns([peer, door])
            bench.ask_heavily(peer, door)
            floors += _door(bench, door, peer)


def _door(bench: Bench, door: Server, peer: Server) -> list[tuple[str, str, str]]:
    told = [f"{kind} {bench.ratio(kind, door.name, peer.name):.2f}" for kind in (LIGHT, MIDDLING)]
    told.append(f"heavy {bench.heavy_ratio(door.name, peer.name):.2f}")
    return [(f"{door.name}, of asking it", "≤ 1.3", ", ".join(told))]


def _keep(millions: int, bench: Bench, floors: list[tuple[str, str, str]], index: tuple[float, int]) -> None:
    quads = bench.build.manifest["quads"]
    scale, size = quads / 1e6, bench.build.quads.stat().st_size
    head = ("server", "loaded, s", "ready, s", "all prepared, s", "MB", "light p50, ms", "middling p50, ms", *HEAVY)
    file, made, seconds = size / scale / 1e6, index[1] / scale / 1e6, index[0] / scale
    larger = "; ".join(
        f"{name} {file * times / 1e3:.0f} GB, {made * times / 1e3:.0f} GB and {seconds * times / 60:.0f} minutes"
        for name, times in (("By this, a hundred million", 100), ("a billion", 1000))
    )
    agreed = f"Answers that differ: {'; '.join(bench.differs)}" if bench.differs else "All answers agree"
    text = [
        table(head, list(bench.rows())),
        table(("floor", "wanted", "measured"), floors),
        f"A million quads are a file of {file:.0f} MB; their index takes {made:.0f} MB and {seconds:.1f} s. {larger}.",
        f"{quads:,} quads. {agreed}. The load of the machine was {os.getloadavg()[1]:.1f}.",
        measured_with("pyoxigraph", "oxigraph"),
    ]
    keep(f"Engines, {millions} million quads", "\n\n".join(text))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--step"]:
        step(sys.argv[2])
    else:
        parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
        parser.add_argument("--millions", type=int, nargs="+", default=(1, 10))
        parser.add_argument("--without", nargs="*", default=[], choices=("memory", "virtuoso"))
        parser.add_argument("--scratch", type=Path, required=True)
        given = parser.parse_args()
        for number in given.millions:
            measure(number, given.scratch, given.without)
