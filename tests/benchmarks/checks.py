"""How long `kaifaqu check` takes, where the time goes and how much memory, beside pySHACL on a graph of rdflib.

Each measurement is a process of its own. The seconds are those of the check alone, and its processor time, which other
processes on the machine hardly change; the peak is that of the whole process.
"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import process_time

import pyshacl
import rdflib
from cities import write_cities
from results import keep, measured_with, table

from graph.build import build
from graph.core.iris import shorten
from graph.core.resources import SHAPES
from graph.shacl.shapes import shapes_of
from graph.shacl.validate import validate
from graph.store.store import GraphStore

MANY = 32  # cities: a million triples
SLOWEST = 5
RUNS = 5


def ours(folder: Path) -> dict[str, object]:
    """Return the seconds, findings and slowest shapes of `validate`."""
    store = GraphStore.open(folder)
    started = process_time()
    report = validate(store)
    seconds = process_time() - started
    slowest = sorted(report.seconds.items(), key=lambda item: -item[1])[:SLOWEST]
    told = {shorten(shape) if "/" in shape else shape: round(spent, 2) for shape, spent in slowest}
    return {"seconds": seconds, "quads": store.counts().triples, "findings": len(report.findings), "slowest": told}


def pyshacl_on_rdflib(folder: Path) -> dict[str, object]:
    """Return the seconds and findings of pySHACL on rdflib's own store."""
    data = rdflib.Dataset(default_union=True)
    data.parse(GraphStore.open(folder).build.quads, format="nquads")
    started = process_time()
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes_of(SHAPES), inplace=True)
    seconds = process_time() - started
    findings = len(set(report.subjects(rdflib.RDF.type, rdflib.SH.ValidationResult)))
    return {"seconds": seconds, "quads": len(data), "findings": findings}


def peak_megabytes() -> float:
    """Return the peak memory of this process; `getrusage` would include that of its parent."""
    return int(re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text("utf-8"))[1]) / 1024


WAYS = {"kaifaqu check": ours, "pySHACL on rdflib": pyshacl_on_rdflib}


def measure(way: str, folder: Path, runs: int = 1) -> dict[str, object]:
    """Return the median of some runs, each in its own process."""
    told = []
    for _ in range(runs):
        done = subprocess.run([sys.executable, __file__, way, str(folder)], capture_output=True, text=True, check=True)
        told.append(json.loads(done.stdout.splitlines()[-1]))
    return {**told[0], "seconds": median(one["seconds"] for one in told), "peak": max(one["peak"] for one in told)}


def write(here: dict[str, object], large: dict[str, object], peer: dict[str, object] | None = None) -> None:
    """Store the table of what was measured so far."""
    beside = [("pySHACL on rdflib", "this one", peer, f"{peer['seconds'] / here['seconds']:.0f}")] if peer else []
    rows = [
        (name, graph, f"{one['quads']:,}", one["findings"], f"{one['seconds']:.2f}", f"{one['peak']:.0f}", ratio)
        for name, graph, one, ratio in (
            ("kaifaqu check", "this one", here, "1"),
            *beside,
            ("kaifaqu check", f"{MANY} cities", large, ""),
        )
    ]
    where = ", ".join(f"`{shape}` {seconds}" for shape, seconds in large["slowest"].items())
    head = ("check", "graph", "quads", "findings", "seconds of CPU", "peak MB", "time as a ratio")
    text = f"{table(head, rows)}\n\nSeconds by the clock of the slowest shapes on {MANY} cities: {where}.\n\n"
    keep("Checks", text + measured_with("pyoxigraph", "pyshacl", "rdflib"))


def main() -> None:
    """Run all measurements and store the table, first without the peer, which takes minutes."""
    with tempfile.TemporaryDirectory() as scratch:
        real, many = Path(scratch, "real"), Path(scratch, "many")
        build(real)
        write_cities(many, MANY)
        here = measure("kaifaqu check", real, RUNS)
        large = measure("kaifaqu check", many)
        write(here, large)
        peer = measure("pySHACL on rdflib", real)
        assert here["findings"] == peer["findings"], (here, peer)
        write(here, large, peer)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        result = WAYS[sys.argv[1]](Path(sys.argv[2]))
        result["peak"] = peak_megabytes()
        print(json.dumps(result))  # noqa: T201  for who measures
    else:
        main()
