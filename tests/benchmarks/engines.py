"""How the same graph is served by each engine: ready, memory, light and heavy queries, at 1, 10 or more million quads.

    python tests/benchmarks/engines.py --millions 1 10 --scratch .bench

Each size is a section of RESULTS.md, and may be run by itself. What is compared is asked in turns in the same run: from
memory and from disk, through the remote door and the engine behind it, heavy queries and the engine without a server.
A million quads need 0.4 GB of disk and take 4 minutes, ten million 4 GB, 12 GB of memory and 25 minutes on two quiet
cores. `--without memory` leaves out what needs the graph in memory, `--without virtuoso` Virtuoso.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter

import httpx
from corpus import write_corpus
from pyoxigraph import QueryResultsFormat, RdfFormat, Store
from results import keep, measured_with, table
from servers import Server, load_into_virtuoso, serving, virtuoso_serving
from sparql import BIN, KQ, LABEL_OF, SKOS, ask, load_of, rows_of
from sparql import HEAVY as HEAVY_OF_CITIES

from graph.build import build
from graph.store.builds import Build, current_build
from graph.store.disk import index_on_disk
from graph.store.engine import DISK
from graph.store.store import GraphStore

PAPERS = 30  # a million quads
ROUNDS, MANY = 5, 20_000
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
WORDS_OF = (
    f"SELECT ?p ?o ?quote WHERE {{ <%s> ?p ?o . ?claim <{RDF}subject> <%s> ; <{RDF}predicate> ?p ; <{RDF}object> ?o ; "
    f"<{KQ}evidence>/<{KQ}quote> ?quote }}"
)
HEAVY = {name: query for name, query in HEAVY_OF_CITIES.items() if name != "names"}  # all papers have the same names
LIGHT, MIDDLING = "light", "middling"
_UNITS = {"us": 1e-3, "ms": 1, "s": 1e3}


class Bench:
    """The measurements of one size."""

    def __init__(self, build_: Build, scratch: Path) -> None:
        self.build, self.scratch, self.again = build_, scratch, 100
        self.heavy: dict[str, dict[str, float | None]] = {}
        self.p50: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
        self.facts: defaultdict[str, dict[str, float]] = defaultdict(dict)
        self.expected: dict[str, list[list[str]]] = {}
        self.differs: list[str] = []
        rows = GraphStore.load(build_, DISK).rows(
            f'SELECT ?s WHERE {{ ?s <{SKOS}prefLabel> ?name FILTER(LANG(?name) = "zh") }} LIMIT {MANY}'
        )
        self.things = [row["s"].value for row in rows]
        Random(7).shuffle(self.things)  # noqa: S311  an order that is the same each time, no secret

    def ask_in_turns(self, servers: list[Server]) -> None:
        """Measure light queries that are never repeated, of each server in turn."""
        for kind in (LIGHT, MIDDLING):
            for _ in range(ROUNDS):
                for server in servers:
                    self.again += 1  # so that no query is asked twice
                    asked = [LABEL_OF % one if kind == LIGHT else WORDS_OF % (one, one) for one in self.things]
                    load = load_of(server, 1, [f"{query} LIMIT {self.again}" for query in asked], self.scratch)
                    self.p50[kind, server.name].append(_milliseconds(load.p50))
            print(kind, {one.name: self.p50[kind, one.name] for one in servers})  # noqa: T201  for who measures

    def ask_heavily(self, *servers: Server) -> None:
        """Measure heavy queries of some servers."""
        for server in servers:
            self.heavy[server.name] = {name: self._seconds(server, name) for name in HEAVY}
            self.facts[server.name] |= {"ready": server.ready, "megabytes": server.megabytes()}
            print(server.name, self.facts[server.name], self.heavy[server.name])  # noqa: T201  for who measures

    def _seconds(self, server: Server, name: str) -> float | None:
        self.again += 1
        try:
            seconds, rows = ask(server, f"{HEAVY[name]} #{self.again}")
        except httpx.TransportError:
            return None
        if rows and rows[0][0] == "refused":
            return None
        if rows != self.expected.setdefault(name, rows):
            self.differs.append(f"{server.name}: {name}")
        return seconds

    def ask_without_a_server(self, server: Server) -> str:
        """Measure heavy queries of the engine in a process of its own and of a server in turns; gives its name."""
        name, own = "pyoxigraph, no server", defaultdict(list)
        theirs: defaultdict[str, list[float]] = defaultdict(list)
        with _without_server(self.build.quads) as (ready, megabytes, seconds_of):
            for _ in range(3):
                for query, asked in HEAVY.items():
                    seconds, rows = seconds_of(asked)
                    own[query].append(seconds)
                    if rows != self.expected.setdefault(query, rows):
                        self.differs.append(f"{name}: {query}")
                    theirs[query].append(self._seconds(server, query) or 0)
        self.facts[name] |= {"ready": ready, "megabytes": megabytes}
        self.heavy[name] = {query: median(own[query]) for query in HEAVY}
        self.heavy[server.name] = {query: median(theirs[query]) for query in HEAVY}
        self.facts[server.name] |= {"ready": server.ready, "megabytes": server.megabytes()}
        return name

    def ratio(self, kind: str, name: str, to: str) -> float:
        """The median of the ratios of two servers that were asked in turns."""
        pairs = zip(self.p50[kind, name], self.p50[kind, to], strict=True)
        return median(one / other for one, other in pairs if other)  # 0 where a round had no answer

    def heavy_ratio(self, name: str, to: str) -> float:
        """The ratio of the seconds of all heavy queries that both answer."""
        one, other = self.heavy[name], self.heavy[to]
        both = [query for query in HEAVY if one[query] and other[query]]
        return sum(one[query] for query in both) / sum(other[query] for query in both)

    def rows(self) -> Iterator[list[str]]:
        """The rows of the table."""
        for name in self.heavy:
            lights = [
                f"{median(self.p50[kind, name]):.2f}" if self.p50[kind, name] else "" for kind in (LIGHT, MIDDLING)
            ]
            heavies = ["refused" if s is None else f"{s:.2f}" for s in self.heavy[name].values()]
            facts = self.facts[name]
            loaded = f"{facts['loaded']:.0f}" if "loaded" in facts else ""
            yield [name, loaded, f"{facts['ready']:.1f}", f"{facts['megabytes']:.0f}", *lights, *heavies]


def _milliseconds(told: str) -> float:
    number, unit = re.fullmatch(r"([\d.]+)(\w+)", told).groups()
    return float(number) * _UNITS[unit]


@contextmanager
def _without_server(quads: Path) -> Iterator[tuple]:
    """The engine in a process of its own: seconds until it is ready, its megabytes, and a way to ask it."""
    command = [sys.executable, __file__, "--step", str(quads)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        ready, megabytes = json.loads(process.stdout.readline())

        def seconds_of(query: str) -> tuple[float, list[list[str]]]:
            process.stdin.write(json.dumps(query) + "\n")
            process.stdin.flush()
            return tuple(json.loads(process.stdout.readline()))

        yield ready, megabytes, seconds_of
        process.stdin.close()


def step(quads: str) -> None:
    """Load quads into an engine, and answer the queries that standard input has, one a line."""
    started, store = perf_counter(), Store()
    store.bulk_load(path=quads, format=RdfFormat.N_QUADS)
    ready = perf_counter() - started
    told = Path("/proc/self/status").read_text("utf-8")
    print(json.dumps([ready, int(re.search(r"VmRSS:\s+(\d+)", told)[1]) / 1e3]), flush=True)  # noqa: T201  the reply
    for line in sys.stdin:
        started = perf_counter()
        found = store.query(json.loads(line), use_default_graph_as_union=True)
        content = found.serialize(format=QueryResultsFormat.JSON)
        print(json.dumps([perf_counter() - started, rows_of(content)]), flush=True)  # noqa: T201  the reply


def ours(to: Path, engine: str, name: str, port: int) -> tuple[str, list[str], str, int, dict[str, str]]:
    """The arguments of `serving` for our server with an engine."""
    command = [sys.executable, "-m", "service", "serve", "--in", str(to), "--port", str(port)]
    return name, command, "/sparql", port, {"KAIFAQU_ENGINE": engine, "KAIFAQU_QUERY_SECONDS": "600"}


def measure(millions: int, scratch: Path, without: list[str]) -> None:
    """Measure one size, and store its section."""
    to = scratch / "builds"
    build(to, write_corpus(scratch / "corpus", PAPERS * millions), jobs=2)
    made, facts = current_build(to), {}
    shutil.rmtree(made.folder / "disk", ignore_errors=True)
    started = perf_counter()
    index = index_on_disk(made)
    facts["index"] = perf_counter() - started
    index_bytes = sum(path.stat().st_size for path in index.rglob("*"))
    with tempfile.TemporaryDirectory(dir=scratch) as folder, ExitStack() as stack:
        bench = Bench(made, Path(folder))
        disk = stack.enter_context(serving(*ours(to, DISK, "kaifaqu from disk", 7221)))
        floors = [("ready from disk", "≤ 5 s", f"{disk.ready:.1f} s")]
        _beside_oxigraph(bench, to, disk, floors)
        if "memory" not in without:
            with serving(*ours(to, "memory", "kaifaqu from memory", 7222)) as memory:
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
        serving(*ours(to, peer.url, "kaifaqu over Oxigraph", 7224)) as door,
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
        with serving(*ours(to, peer.url, "kaifaqu over Virtuoso", 7227)) as door:
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
    head = ("server", "loaded, s", "ready, s", "MB", "light p50, ms", "middling p50, ms", *HEAVY)
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
