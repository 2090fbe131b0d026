"""How fast queries are answered, beside Oxigraph's server, Virtuoso, rdflib-endpoint and the engine without a server.

All hold the same million triples, are asked the same over HTTP by `wrk` on the same machine, and must agree. A machine
is faster at one time than at another, so what is compared is measured side by side: Oxigraph is asked again, in memory
and on disk, each time that one of the others is, and the engine without a server beside ours. The middle one of three
times counts.
The peers are installed by hand (`pip install oxigraph rdflib-endpoint`, `apt-get install virtuoso-opensource-7-bin`);
what is not there is left out.
"""

import asyncio
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count, product
from pathlib import Path
from random import Random
from statistics import median
from urllib.parse import quote

import httpx
import uvloop
from cities import write_cities
from pyoxigraph import QueryResultsFormat, RdfFormat, Store, parse, parse_query_results, serialize
from results import keep, measured_with, table
from servers import Server, load_into_virtuoso, serving, virtuoso_serving

from graph.store.rdf_files import open_files
from graph.store.store import GraphStore
from service.core.settings import Settings
from service.pooled_backend import DatasetSource, PooledBackend
from service.sparql.limited_evaluation import QueryRequest, answer
from service.workers.budget import Budget

CITIES, ROUNDS, SECONDS, HEAVY_RUNS = 32, 3, 2, 3
CLIENTS = (1, 8, 32)
BIN = Path(sys.executable).parent
SKOS = "http://www.w3.org/2004/02/skos/core#"
KQ = "https://w3id.org/kaifaqu/ontology#"
LABEL_OF = f"SELECT ?name WHERE {{ <%s> <{SKOS}prefLabel> ?name }}"
BY_NAME = f'SELECT ?thing WHERE {{ ?thing <{SKOS}prefLabel> "%s"@zh }}'
HEAVY = {
    "classes": "SELECT ?class (COUNT(?s) AS ?n) { ?s a ?class } GROUP BY ?class ORDER BY DESC(?n) ?class",
    "properties": "SELECT ?p (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o } GROUP BY ?p ORDER BY DESC(?n) ?p",
    "evidence": f"SELECT (COUNT(*) AS ?n) {{ ?s <{KQ}evidence> ?e . ?e <{KQ}clause> ?c . ?e <{KQ}quote> ?q "
    "FILTER(STRLEN(?q) > 20) }",
    "names": f"SELECT ?a (COUNT(?b) AS ?n) {{ ?a <{SKOS}prefLabel> ?name . ?b <{SKOS}prefLabel> ?name . "
    "FILTER(?a != ?b) } GROUP BY ?a ORDER BY DESC(?n) ?a LIMIT 20",
    "lineage": f"SELECT ?z (COUNT(DISTINCT ?t) AS ?n) {{ ?z <{KQ}partOf>+ ?t }} GROUP BY ?z ORDER BY DESC(?n) ?z "
    "LIMIT 20",
}
WRK = """
local requests, at = {}, 0
function init(arguments)
  for path in io.lines(arguments[1]) do
    requests[#requests + 1] = wrk.format("GET", path, {["Accept"] = "application/sparql-results+json"})
  end
end
function request()
  at = at % #requests + 1
  return requests[at]
end
"""
LIGHT_RUNS = 3000


@contextmanager
def references(data: Path, folder: Path) -> Iterator[list[Server]]:
    """Oxigraph in memory and on disk, with which all are compared, if it is installed."""
    oxigraph, disk = str(BIN / "oxigraph"), str(folder / "disk")
    if not (BIN / "oxigraph").exists():
        yield []
        return
    subprocess.run([oxigraph, "load", "--location", disk, "--file", data], check=True, capture_output=True)
    on_disk = [oxigraph, "serve-read-only", "--location", disk, "--bind", "127.0.0.1:7202"]
    in_memory = [oxigraph, "serve", "--bind", "127.0.0.1:7203"]
    with (
        serving("Oxigraph in memory", in_memory, "/query", 7203) as memory,
        serving("Oxigraph on disk", on_disk, "/query", 7202) as stored,
    ):
        headers = {"content-type": "application/n-triples"}
        httpx.post("http://127.0.0.1:7203/store?default", content=data.read_bytes(), headers=headers, timeout=600)
        yield [memory, stored]


def servers(data: Path, folder: Path, stack: ExitStack) -> Iterator[Server]:
    """Ours and those of the other peers that are installed, one after the other.

    Ours does not prepare pages and checks, which would take one of the two cores for the first minute.
    """
    yield stack.enter_context(
        serving(
            "kaifaqu",
            [sys.executable, "-m", "service", "serve", "--data", str(data), "--port", "7201"],
            "/sparql",
            7201,
            {"KAIFAQU_PRELOAD": "no"},
        )
    )
    stack.pop_all().close()
    if shutil.which("virtuoso-t"):
        home = folder / "virtuoso"
        home.mkdir()
        server = stack.enter_context(
            virtuoso_serving(home, 7205, 7206, data=data.parent, sparql="DefaultGraph = urn:data")
        )
        load_into_virtuoso(7206, data, "urn:data")
        yield server
        stack.pop_all().close()
    if (BIN / "rdflib-endpoint").exists():
        command = [str(BIN / "rdflib-endpoint"), "serve", str(data), "--port", "7204"]
        yield stack.enter_context(serving("rdflib-endpoint", command, "/", 7204))
        stack.pop_all().close()


@dataclass(frozen=True)
class Load:
    """Return requests per second, and the p50 and p99 latency as wrk prints them."""

    rate: float
    p50: str
    p99: str


def load_of(server: Server, clients: int, queries: list[str], folder: Path, seconds: int = SECONDS) -> Load:
    """Return the measurements of light queries of a server, which is asked for some seconds."""
    path = httpx.URL(server.url).path
    (folder / "paths").write_text("".join(f"{path}?query={quote(query)}\n" for query in queries), "utf-8")
    (folder / "wrk.lua").write_text(WRK, "utf-8")
    command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "--latency", "--timeout", "30s", "-s", folder / "wrk.lua"]
    base = server.url.removesuffix(path)
    told = subprocess.run([*command, base, "--", folder / "paths"], capture_output=True, text=True, check=True).stdout
    lines = {words[0]: words[1:] for words in map(str.split, told.splitlines()) if words}
    if "Non-2xx" in lines:
        raise SystemExit(f"{server.name} failed: {told}")
    return Load(float(lines["Requests/sec:"][0]), lines["50%"][0], lines["99%"][0])


def rows_of(body: bytes) -> list[list[str]]:
    """Return the rows of a result in a form to compare."""
    return sorted(
        [str(term) for term in solution] for solution in parse_query_results(body, format=QueryResultsFormat.JSON)
    )


def ask(server: Server, query: str) -> tuple[float, list[list[str]]]:
    """Seconds and rows of a query; of one that is refused no rows."""
    accept = {"accept": "application/sparql-results+json"}
    with httpx.Client(headers=accept, timeout=600) as client:
        started = time.perf_counter()
        response = client.get(server.url, params={"query": query})
        seconds = time.perf_counter() - started
    return seconds, rows_of(response.content) if response.is_success else [["refused", response.text[:80]]]


def pool_overhead(data: Path, store: GraphStore, queries: list[str]) -> str:
    """What it costs to ask a worker instead of the engine: the p50 of each, one query after the other."""
    dataset, settings = DatasetSource(files=[data]), Settings()
    client, identity = dataset.start()

    async def through_pool() -> list[float]:
        backend, times = PooledBackend(dataset, settings, Budget(1e6), identity), []
        backend.supervisor.adopt(client)
        for query in queries:
            started = time.perf_counter()
            await backend.run(scope_of(query), b"", "bench")
            times.append(time.perf_counter() - started)
        backend.close()
        return times

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        pooled = median(runner.run(through_pool()))
    times = []
    for query in queries:
        started = time.perf_counter()
        answer(store, QueryRequest(query, "json"))
        times.append(time.perf_counter() - started)
    return (
        f"A light query through the pool takes {1e3 * pooled:.2f} ms at p50, in process {1e3 * median(times):.2f} ms: "
        f"the pool costs {1e3 * (pooled - median(times)):.2f} ms."
    )


def scope_of(query: str) -> dict[str, object]:
    """A request for a query as ASGI has it."""
    return {
        "type": "http",
        "method": "GET",
        "scheme": "http",
        "path": "/sparql",
        "raw_path": b"/sparql",
        "query_string": f"query={quote(query)}".encode(),
        "root_path": "",
        "headers": [(b"host", b"localhost")],
        "client": ("127.0.0.1", 0),
        "server": ("127.0.0.1", 0),
    }


def main() -> None:
    """Measure, compare, and store the tables."""
    if not shutil.which("wrk"):
        raise SystemExit("The benchmark of queries needs wrk; install it with your system's packages.")
    with tempfile.TemporaryDirectory() as temporary, ExitStack() as stack:
        folder = Path(temporary)
        write_cities(folder / "cities", CITIES)
        quads = folder / "cities" / "current" / "quads.nq"
        data = folder / "triples.nt"
        triples = dict.fromkeys(quad.triple for quad in parse(path=quads, format=RdfFormat.N_QUADS))
        serialize(triples, data, RdfFormat.N_TRIPLES)
        names = [
            (t.subject.value, t.object.value)
            for t in triples
            if t.predicate.value == f"{SKOS}prefLabel" and t.object.language == "zh"
        ]
        Random(7).shuffle(names)  # noqa: S311  an order that is the same each time, no secret
        report(data, folder, len(triples), names, stack.enter_context(references(data, folder)))


class Bench:
    """The measurements of all servers."""

    def __init__(self, folder: Path, names: list[tuple[str, str]], references: list[Server]) -> None:
        self.folder, self.references, self.again = folder, references, count()
        self.kinds = {
            "repeated": [LABEL_OF % names[0][0]],
            "never repeated": [LABEL_OF % iri for iri, _ in names],
            "by name": [BY_NAME % label for _, label in names],
        }
        self.light: defaultdict[tuple[str, int, str], list[Load]] = defaultdict(list)
        self.ratios: defaultdict[tuple[str, int, str, str], list[float]] = defaultdict(list)

    def queries(self, kind: str) -> list[str]:
        """The queries of a kind; those that are not to be repeated are others each time.

        They are more than the fastest server answers in the seconds of a run, for `wrk` begins anew after the last.
        """
        if kind == "repeated":
            return self.kinds[kind]
        return [f"{query} LIMIT {next(self.again) + 100}" for query in self.kinds[kind] * 3]

    def ask_lightly(self, server: Server) -> None:
        """Measure the light queries of a server, each time beside the references."""
        for kind, clients, _ in product(self.kinds, CLIENTS, range(ROUNDS)):
            loads = {
                one.name: load_of(one, clients, self.queries(kind), self.folder) for one in (*self.references, server)
            }
            for name, load in loads.items():
                self.light[kind, clients, name].append(load)
                for reference in self.references:
                    self.ratios[kind, clients, name, reference.name].append(load.rate / loads[reference.name].rate)

    def rows(self) -> list[list[object]]:
        """The table of the light queries: of each the run in the middle, and the ratio in the middle."""
        order = sorted(self.light.items(), key=lambda row: (list(self.kinds).index(row[0][0]), row[0][1]))
        return [[*key, *in_the_middle(loads), *self.compared(*key)] for key, loads in order]

    def compared(self, kind: str, clients: int, name: str) -> list[str]:
        """Return the ratios to the references."""
        return [f"{median(self.ratios[kind, clients, name, one.name]):.2f}" for one in self.references]


def in_the_middle(loads: list[Load]) -> list[str]:
    """The load with the middle rate, as it is written."""
    load = sorted(loads, key=lambda load: load.rate)[len(loads) // 2]
    return [f"{load.rate:,.0f}", load.p50, load.p99]


def report(data: Path, folder: Path, size: int, names: list[tuple[str, str]], references: list[Server]) -> None:
    """Measure every server, and write the tables."""
    loaded, bench = open_files([data]), Bench(folder, names, references)
    overhead = pool_overhead(data, loaded, [LABEL_OF % iri for iri, _ in names[:LIGHT_RUNS]])
    store = Store()
    store.bulk_extend(loaded.match())
    inside: dict[str, list[float]] = {name: [] for name in HEAVY}
    expected = {
        name: rows_of(store.query(query).serialize(format=QueryResultsFormat.JSON) or b"")
        for name, query in HEAVY.items()
    }
    heavy, disagree = [], []

    def ask_heavily(server: Server) -> None:
        seconds = []
        for name, query in HEAVY.items():
            answers = []
            for n in range(1 if server.name == "rdflib-endpoint" else HEAVY_RUNS):
                if server.name == "kaifaqu":
                    started = time.perf_counter()
                    store.query(query).serialize(format=QueryResultsFormat.JSON)
                    inside[name].append(time.perf_counter() - started)
                answers.append(ask(server, f"{query} #{n}"))
            seconds.append(f"{median(taken for taken, _ in answers):.2f}")
            if answers[0][1] != expected[name]:
                disagree.append(f"{server.name}: {name}" + (" (refused)" if answers[0][1][0][0] == "refused" else ""))
        heavy.append([server.name, *seconds, f"{server.ready:.1f}", f"{server.megabytes() / size * 1e6:.0f}"])
        print(heavy[-1])  # noqa: T201  for who measures

    for reference in references:
        ask_heavily(reference)
    with ExitStack() as stack:
        for server in servers(data, folder, stack):
            ask_heavily(server)
            bench.ask_lightly(server)
    heavy.insert(0, ["pyoxigraph, no server", *(f"{median(inside[name]):.2f}" for name in HEAVY), "", ""])
    text = [
        table(
            ("light query", "clients", "server", "requests/s", "p50", "p99", *(f"of {one.name}" for one in references)),
            bench.rows(),
        ),
        table(("seconds", *HEAVY, "ready", "MB per million triples"), heavy),
        overhead,
        f"{size:,} triples. {'Answers that differ: ' + '; '.join(disagree) if disagree else 'All answers agree.'}",
        measured_with("pyoxigraph", *(p for p in ("oxigraph", "rdflib-endpoint") if (BIN / p).exists())),
    ]
    keep("Queries", "\n\n".join(text))


if __name__ == "__main__":
    main()
