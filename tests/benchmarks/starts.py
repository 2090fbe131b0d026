"""How soon after a start each stage answers: queries, pages of things, search, and the network.

    python tests/benchmarks/starts.py --millions 1 --scratch FOLDER

`--dataset FOLDER` takes the build of a run of `cities.py`. The index on disk is made before. The stages follow one
another, as they do without settings.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from time import perf_counter, sleep

import httpx
from cities import PER_MILLION, write_cities
from results import keep, measured_with, table
from servers import serving

from graph.store.builds import current_build
from graph.store.engine import DISK, MEMORY
from graph.store.oxigraph_on_disk import index_on_disk

STAGES = {
    "pages, s": "/",
    "search, s": "/api/v1/lookup?q=智造新城",
    "network, s": "/explore",
}
PORT, LONGEST = 7231, 1800  # seconds


def measure(millions: float, scratch: Path | None, dataset: Path | None) -> None:
    """Measure the starts from disk and from memory, and keep them as a table."""
    with tempfile.TemporaryDirectory(prefix="starts-", dir=scratch) as folder:
        to = dataset or Path(folder, "cities")
        if not dataset:
            write_cities(to, max(2, round(PER_MILLION * millions)))
        index_on_disk(current_build(to))
        rows = [(f"kaifaqu from {engine}", *_start(to, engine)) for engine in (DISK, MEMORY)]
        quads = current_build(to).manifest["quads"]
    text = [table(("server", "ready, s", *STAGES), rows), f"{quads:,} quads.", measured_with("pyoxigraph")]
    keep(f"Stages of a start, {millions:g} million quads", "\n\n".join(text))


def _start(to: Path, engine: str) -> Iterator[str]:
    """The seconds until a query is answered, and until each stage is."""
    command = [sys.executable, "-m", "service", "serve", "--in", str(to), "--port", str(PORT)]
    started = perf_counter()
    with serving(engine, command, "/sparql", PORT, {"KAIFAQU_ENGINE": engine}) as server:
        yield f"{server.ready:.1f}"
        for path in STAGES.values():
            _wait(f"http://127.0.0.1:{PORT}{path}")
            yield f"{perf_counter() - started:.0f}"


def _wait(url: str) -> None:
    """Wait until an address is answered. Raises HTTPStatusError where it is refused."""
    deadline = perf_counter() + LONGEST
    while (response := httpx.get(url, timeout=LONGEST)).status_code == HTTPStatus.SERVICE_UNAVAILABLE:
        if perf_counter() > deadline:
            break
        sleep(1)
    response.raise_for_status()


def main() -> None:
    """Read the arguments, and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--millions", type=float, default=1)
    parser.add_argument("--scratch", type=Path)
    parser.add_argument("--dataset", type=Path)
    asked = parser.parse_args()
    measure(asked.millions, asked.scratch, asked.dataset)


if __name__ == "__main__":
    main()
