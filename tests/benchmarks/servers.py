"""Servers that benchmarks and tests start beside ours, each in a process of its own that ends with its context."""

import os
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

VIRTUOSO_BUFFERS = 170_000  # of 8 KB, what its manual gives for 2 GB of memory
_VIRTUOSO = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/temporary.db
TransactionFile = {folder}/temporary.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
NumberOfBuffers = {buffers}
MaxDirtyBuffers = {dirty}
TimezonelessDatetimes = 1
DirsAllowed = {folder}, {data}
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 40
[SPARQL]
{sparql}
"""


@dataclass(frozen=True)
class Server:
    """A server that answers: its name, its query endpoint, the seconds until it answered, and its process."""

    name: str
    url: str
    ready: float
    process: subprocess.Popen[bytes]
    prepared: float = 0
    """The seconds until ours had prepared its pages."""

    def megabytes(self) -> float:
        """The memory of all its processes, what they share counted once."""
        listed = subprocess.run(["ps", "-e", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
        pairs = [tuple(map(int, line.split())) for line in listed.splitlines()]
        family = [self.process.pid]
        for pid in family:
            family += [child for child, parent in pairs if parent == pid]
        return sum(map(_kilobytes, family)) / 1e3


def _kilobytes(pid: int) -> int:
    """The memory of a process, what others share divided among them; nothing if it has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


@contextmanager
def serving(
    name: str, command: list[str], path: str, port: int, environment: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """Start a server, and wait until it answers a query."""
    started, url = time.perf_counter(), f"http://127.0.0.1:{port}{path}"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    own = {"KAIFAQU_BUDGET_SECONDS": "1000000", **(environment or {})}
    process = subprocess.Popen(command, env={**os.environ, **own}, **quiet)
    try:
        while process.poll() is None:
            try:
                httpx.get(url, params={"query": "ASK {}"}, timeout=300).raise_for_status()
                break
            except httpx.TransportError:
                time.sleep(0.01)
        else:
            raise SystemExit(f"{name} does not start.")
        yield Server(name, url, time.perf_counter() - started, process)
    finally:
        process.terminate()
        process.wait()


@contextmanager
def virtuoso_serving(
    folder: Path, http: int, sql: int, *, data: Path | None = None, buffers: int = VIRTUOSO_BUFFERS, sparql: str = ""
) -> Iterator[Server]:
    """A Virtuoso with an empty dataset, whose user dba has the password dba.

    folder: where it keeps its database; http, sql: its ports; data: a folder from which it may load; buffers: its
    memory, in pages of 8 KB; sparql: a line for the section SPARQL of its settings.
    """
    values = {"folder": folder, "data": data or folder, "http": http, "sql": sql, "sparql": sparql}
    settings = _VIRTUOSO.format(**values, buffers=buffers, dirty=buffers * 3 // 4)
    (folder / "virtuoso.ini").write_text(settings, "ascii")
    command = ["virtuoso-t", "-f", "-c", str(folder / "virtuoso.ini")]
    with serving("Virtuoso", command, "/sparql", http) as server:
        try:
            yield server
        finally:
            server.process.kill()  # an orderly end writes a checkpoint that nobody needs


def load_into_virtuoso(sql: int, data: Path, graph: str = "") -> None:
    """Load a file by Virtuoso's own loader. graph: where triples that are in no graph go."""
    load = f"ld_dir('{data.parent}', '{data.name}', '{graph}'); rdf_loader_run(); checkpoint;"
    subprocess.run(["isql-vt", str(sql), "dba", "dba", f"exec={load}"], check=True, capture_output=True)
