"""The measurements of engines.py for one size: light queries of servers in turns, heavy queries, what they take."""

import json
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count, islice
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter

import httpx
from pyoxigraph import QueryResultsFormat, RdfFormat, Store
from servers import Server
from sparql import HEAVY, KQ, LABEL_OF, SKOS, ask, load_of, rows_of

from graph.store.builds import Build
from graph.store.engine import DISK
from graph.store.store import GraphStore

Answer = tuple[float, list[list[str]]]
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
WORDS_OF = (
    f"SELECT ?p ?o ?quote WHERE {{ <%s> ?p ?o . ?claim <{RDF}subject> <%s> ; <{RDF}predicate> ?p ; <{RDF}object> ?o ; "
    f"<{KQ}evidence>/<{KQ}quote> ?quote }}"
)
LIGHT, MIDDLING = "light", "middling"
MANY = 20_000  # light queries, more than any server answers in a second
MIDDLING_RUNS = 3  # middling queries of a server in a round
_UNITS = {"us": 1e-3, "ms": 1, "s": 1e3}


class Bench:
    """The measurements of one size.

    Args:
        build_: the build that all servers have.
        scratch: a folder for files that are not kept.
        rounds: how often each server is asked for a while.
        seconds: how long it is asked for light queries each time.
    """

    def __init__(self, build_: Build, scratch: Path, rounds: int, seconds: int) -> None:
        self.build, self.scratch, self.rounds, self.seconds = build_, scratch, rounds, seconds
        self.floors: list[tuple[str, str, str]] = []
        self.heavy: dict[str, dict[str, float | None]] = {}
        self.p50: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
        self.facts: defaultdict[str, dict[str, float]] = defaultdict(dict)
        self.expected: dict[str, list[list[str]]] = {}
        self.differs: dict[str, None] = {}
        self._again = count(100)
        rows = GraphStore.load(build_, DISK).rows(
            f'SELECT ?s WHERE {{ ?s <{SKOS}prefLabel> ?name FILTER(LANG(?name) = "zh") }} LIMIT {MANY}'
        )
        self._things = [row["s"].value for row in rows]
        Random(7).shuffle(self._things)  # noqa: S311  an order that is the same each time, no secret

    def ask_in_turns(self, *servers: Server) -> None:
        """Measure light and middling queries that are never repeated, of each server in turn."""
        for _ in range(self.rounds):
            for server in servers:
                load = load_of(server, 1, list(islice(self._queries(LIGHT), MANY)), self.scratch, self.seconds)
                self.p50[LIGHT, server.name].append(_milliseconds(load.p50))
        for _ in range(self.rounds):
            for server in servers:
                taken = [ask(server, query)[0] for query in islice(self._queries(MIDDLING), MIDDLING_RUNS)]
                self.p50[MIDDLING, server.name].append(median(taken) * 1e3)
        for server in servers:
            self.facts[server.name] |= _facts_of(server)

    def _queries(self, kind: str) -> Iterator[str]:
        """Queries of a kind that were never asked."""
        for again in self._again:
            for one in self._things:
                query = LABEL_OF % one if kind == LIGHT else WORDS_OF % (one, one)
                yield f"{query} LIMIT {again}"

    def ask_heavily(self, server: Server) -> None:
        """Measure heavy queries of a server."""
        self.heavy[server.name] = {name: self._seconds(server, name) for name in HEAVY}
        self.facts[server.name] |= _facts_of(server)

    def _seconds(self, server: Server, name: str) -> float | None:
        try:
            seconds, rows = ask(server, f"{HEAVY[name]} #{next(self._again)}")
        except httpx.TransportError:
            return None
        if rows and rows[0][0] == "refused":
            return None
        if rows != self.expected.setdefault(name, rows):
            self.differs[f"{server.name}: {name}"] = None
        return seconds

    def ask_without_a_server(self, server: Server) -> str:
        """Measure heavy queries of the engine in a process of its own and of a server in turns; gives its name."""
        name, own = "pyoxigraph, no server", defaultdict(list)
        theirs: defaultdict[str, list[float]] = defaultdict(list)
        with _without_server(self.build.quads) as (ready, megabytes, seconds_of):
            for _ in range(self.rounds):
                for query, asked in HEAVY.items():
                    seconds, rows = seconds_of(asked)
                    own[query].append(seconds)
                    if rows != self.expected.setdefault(query, rows):
                        self.differs[f"{name}: {query}"] = None
                    theirs[query].append(self._seconds(server, query) or 0)
        self.facts[name] |= {"ready": ready, "megabytes": megabytes}
        self.heavy[name] = {query: median(own[query]) for query in HEAVY}
        self.heavy[server.name] = {query: median(theirs[query]) for query in HEAVY}
        self.facts[server.name] |= _facts_of(server)
        return name

    def ratio(self, kind: str, name: str, to: str) -> float:
        """The median of the ratios of two servers in the rounds in which they were last asked in turns."""
        pairs = zip(self.p50[kind, name][-self.rounds :], self.p50[kind, to][-self.rounds :], strict=True)
        return median(one / other for one, other in pairs if other)  # 0 where a round had no answer

    def heavy_ratio(self, name: str, to: str) -> float:
        """The ratio of the seconds of all heavy queries that both answer."""
        one, other = self.heavy[name], self.heavy[to]
        both = [query for query in HEAVY if one[query] and other[query]]
        return sum(one[query] for query in both) / sum(other[query] for query in both)

    def rows(self) -> Iterator[list[str]]:
        """The rows of the table."""
        for name, facts in self.facts.items():
            lights = [
                f"{median(self.p50[kind, name]):.2f}" if self.p50[kind, name] else "" for kind in (LIGHT, MIDDLING)
            ]
            seconds = self.heavy.get(name)
            heavies = (
                ["refused" if s is None else f"{s:.2f}" for s in seconds.values()] if seconds else [""] * len(HEAVY)
            )
            loaded, prepared = (f"{facts[key]:.0f}" if key in facts else "" for key in ("loaded", "prepared"))
            yield [name, loaded, f"{facts['ready']:.1f}", prepared, f"{facts['megabytes']:.0f}", *lights, *heavies]


def _facts_of(server: Server) -> dict[str, float]:
    prepared = {"prepared": server.prepared} if server.prepared else {}
    return {"ready": server.ready, "megabytes": server.megabytes(), **prepared}


def _milliseconds(told: str) -> float:
    number, unit = re.fullmatch(r"([\d.]+)(\w+)", told).groups()
    return float(number) * _UNITS[unit]


@contextmanager
def _without_server(quads: Path) -> Iterator[tuple[float, float, Callable[[str], Answer]]]:
    """The engine in a process of its own: seconds until it is ready, its megabytes, and a way to ask it."""
    command = [sys.executable, Path(__file__).with_name("engines.py"), "--step", str(quads)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        ready, megabytes = json.loads(process.stdout.readline())

        def seconds_of(query: str) -> Answer:
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
