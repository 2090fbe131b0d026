"""Publishes a build to a remote engine: graph by graph into fresh graphs, compared, then swapped in one update.

Readers see the old build until the swap. Each fresh graph is named after the build, so that an interrupted publication
goes on where it stopped. Graphs are sent by the SPARQL 1.1 Graph Store HTTP Protocol, or by SPARQL Update where an
engine lacks it.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple, Self

import httpx

from graph.core.errors import EngineUnavailable, EngineUnsuitable
from graph.core.iris import BASE
from graph.core.parsing import read_json_results, read_nquads
from graph.core.terms import text
from graph.rdf.serialize import ntriples, sorted_lines
from graph.store.transport import excerpt
from graph.store.union_probe import default_graph_is_union
from graph.store.upload_client import http_client

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from graph.core.parsing import Table
    from graph.store.builds import Build

_STAGED = "urn:kaifaqu:staged:"
_CHUNK = 50_000  # triples in a request
_NO_STORE = {HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.NOT_IMPLEMENTED}
_SIZES = "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
_FOREIGN = "ASK { ?s ?p ?o FILTER NOT EXISTS { GRAPH ?g { ?s ?p ?o } } }"
_KEPT_LINES = 500_000  # of the quads, in memory


class Addresses(NamedTuple):
    """Where an engine takes queries, updates, and whole graphs."""

    query: str
    update: str
    store: str

    @classmethod
    def below(cls, root: str) -> Addresses:
        """Those of an engine under one address, as Oxigraph's server has them: /query, /update and /store."""
        root = root.rstrip("/")
        return cls(f"{root}/query", f"{root}/update", f"{root}/store")


class Plan(NamedTuple):
    """What a publication does: the graphs to send with their triples, those staged already, and those to drop."""

    send: dict[str, int]
    staged: dict[str, int]
    drop: tuple[str, ...]


class Publisher:
    """Publishes one build to one engine. A context, which closes the connections at its end."""

    def __init__(self, build: Build, to: Addresses, seconds: float = 600) -> None:
        """seconds: how long one request may take."""
        self._build, self._to, self._client = build, to, http_client(seconds)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def plan(self) -> Plan:
        """What is to be done. Raises EngineUnavailable."""
        held, graphs = self._sizes(), self._build.manifest["graphs"]
        staged = {graph: size for graph, size in graphs.items() if held.get(self._fresh(graph)) == size}
        send = {graph: size for graph, size in graphs.items() if graph not in staged}
        old = (name for name in held if name.startswith(f"{BASE}graph/") and name not in graphs)
        return Plan(send, staged, tuple(sorted(old)))

    def publish(self, progress: Callable[[str, int, int], None], *, default_graph: bool = True) -> Plan:
        """Send the graphs that are missing, compare all with the build, and swap.

        progress: called with the name of a graph, how many triples are sent, and how many there are; default_graph:
        whether an engine whose default graph is not the union of its graphs gets their merge as default graph.
        Raises EngineUnavailable, and EngineUnsuitable if what arrived differs or the default graph has other triples.
        """
        plan = self.plan()
        fills = default_graph and not default_graph_is_union(self._update, self._ask, f"{_STAGED}probe")
        if fills and self._ask(_FOREIGN):
            raise EngineUnsuitable(
                "The default graph of the engine has triples that are in no named graph, and publishing would remove "
                "them; publish to a dataset of its own, or with --no-default-graph."
            )
        done, size = 0, sum(plan.send.values())
        with TemporaryDirectory() as folder:
            for graph, file in split_by_graph(self._build.quads, Path(folder)).items():
                lines = sorted(file.read_bytes().splitlines(keepends=True))
                if graph in plan.send:
                    for sent in self._send(self._fresh(graph), lines):
                        progress(graph, done + sent, size)
                    done += len(lines)
                self._compare(graph, lines)
        self._update(self._swap(plan.drop, fills=fills))
        return plan

    def remove_staged(self) -> list[str]:
        """Drop the fresh graphs that interrupted publications left, those of other builds too; gives their names."""
        names = [name for name in self._sizes() if name.startswith(_STAGED)]
        if names:
            self._update(" ;\n".join(f"DROP SILENT GRAPH <{name}>" for name in names))
        return names

    def _fresh(self, graph: str) -> str:
        return f"{_STAGED}{self._build.folder.name}:{hashlib.sha256(graph.encode()).hexdigest()[:16]}"

    def _send(self, fresh: str, lines: list[bytes]) -> Iterator[int]:
        """Put a graph, some triples at a time; gives how many have been sent."""
        self._update(f"DROP SILENT GRAPH <{fresh}>")
        for at in range(0, len(lines), _CHUNK):
            content = b"".join(lines[at : at + _CHUNK])
            headers = {"Content-Type": "application/n-triples"}
            response = self._request(self._to.store, params={"graph": fresh}, content=content, headers=headers)
            if response.status_code in _NO_STORE:
                self._update(f"INSERT DATA {{ GRAPH <{fresh}> {{ {content.decode()} }} }}")
            else:
                _refuse_failure(response, "does not take a graph")
            yield min(at + _CHUNK, len(lines))

    def _compare(self, graph: str, lines: list[bytes]) -> None:
        """Read a fresh graph back. Raises EngineUnsuitable if its triples differ."""
        asked = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{self._fresh(graph)}> {{ ?s ?p ?o }} }}"
        headers = {"Accept": "application/n-triples"}
        response = self._request(self._to.query, data={"query": asked}, headers=headers)
        _refuse_failure(response, "does not give a graph back")
        found = sorted_lines(ntriples(dict.fromkeys(quad.triple for quad in read_nquads(response.content))))
        if hashlib.sha256(found).digest() != hashlib.sha256(b"".join(lines)).digest():
            raise EngineUnsuitable(
                f"The engine gives other triples back for {graph} than were sent: {len(found.splitlines())} of "
                f"{len(lines)}, or other values. The old build is still served; --remove-staged removes what was sent."
            )

    def _swap(self, drop: tuple[str, ...], *, fills: bool) -> str:
        graphs = self._build.manifest["graphs"]
        steps = [f"MOVE <{self._fresh(graph)}> TO <{graph}>" for graph in graphs]
        steps += [f"DROP SILENT GRAPH <{graph}>" for graph in drop]
        if fills:
            steps += ["CLEAR DEFAULT", *(f"ADD <{graph}> TO DEFAULT" for graph in graphs)]
        return " ;\n".join(steps)

    def _sizes(self) -> dict[str, int]:
        table = self._read(_SIZES)
        return {} if isinstance(table, bool) else {text(graph): int(text(size)) for graph, size in table}

    def _ask(self, query: str) -> bool:
        found = self._read(query)
        return found if isinstance(found, bool) else any(text(row[0]) == "1" for row in found)  # Virtuoso gives a table

    def _read(self, query: str) -> Table | bool:
        headers = {"Accept": "application/sparql-results+json"}
        response = self._request(self._to.query, data={"query": query}, headers=headers)
        _refuse_failure(response, "does not answer a query")
        return read_json_results(response.content)

    def _update(self, update: str) -> None:
        headers = {"Content-Type": "application/sparql-update"}
        _refuse_failure(self._request(self._to.update, content=update.encode(), headers=headers), "refuses an update")

    def _request(self, url: str, **options: object) -> httpx.Response:
        try:
            return self._client.post(url, **options)  # type: ignore[arg-type]  # options of httpx
        except httpx.TransportError as error:
            raise EngineUnavailable(f"{url} cannot be reached: {error or type(error).__name__}.") from error


def _refuse_failure(response: httpx.Response, what: str) -> None:
    if not response.is_success:
        said = excerpt(response.text)
        raise EngineUnavailable(f"{response.request.url} {what}: {response.status_code} {said}")


def split_by_graph(quads: Path, folder: Path) -> dict[str, Path]:
    """Write the triples of each graph of a build to a file of N-Triples in a folder; gives the files by graph.

    All quads of a build are in named graphs, so the name is what stands before the last dot of a line.
    """
    files: dict[bytes, Path] = {}
    waiting: dict[bytes, list[bytes]] = defaultdict(list)
    with quads.open("rb") as file:
        for number, line in enumerate(file, 1):
            triple, graph, _ = line.rsplit(b" ", 2)
            waiting[graph].append(triple + b" .\n")
            if number % _KEPT_LINES == 0:
                _append(waiting, files, folder)
    _append(waiting, files, folder)
    return {graph.decode()[1:-1]: files[graph] for graph in sorted(files)}


def _append(waiting: dict[bytes, list[bytes]], files: dict[bytes, Path], folder: Path) -> None:
    for graph, lines in waiting.items():
        with files.setdefault(graph, folder / str(len(files))).open("ab") as file:
            file.writelines(lines)
    waiting.clear()
