"""Load RDF into a store with bounded memory, and count what is there."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from pyoxigraph import QuerySolutions, RdfFormat, Store

from graph.core.terms import NamedNode
from graph.process.jail import memory_limited
from graph.store.builds import damaged, verify
from graph.store.repeated_triples import extract_repeats, read_lines, take_out

if TYPE_CHECKING:
    from graph.core.quad_source import GrowingDataset
    from graph.store.builds import Build
    from graph.store.repeated_triples import Lines

_MEGABYTE = 2**20
_BYTES_PER_BYTE = 128
_BASE_MEGABYTES, _MEGABYTES_PER_CORE = 256, 128
_COUNTS = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"


def megabytes_to_load(size: int) -> int:
    """How much memory loading so many bytes of RDF may take.

    The engine takes 0.6 to 1.2 KB per triple while it loads, and a large file has at least 7 bytes per triple (one more
    object in a Turtle list), so 128 bytes of memory per byte are enough. The allocator reserves address space for each
    thread on top. A file that needs more is hostile, such as one whose every triple uses a prefix of 10,000 characters.
    The limit is never more than the machine's memory.
    """
    wanted = size * _BYTES_PER_BYTE // _MEGABYTE + _BASE_MEGABYTES + _MEGABYTES_PER_CORE * (os.cpu_count() or 1)
    return min(wanted, os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // _MEGABYTE)


def load_build(build: Build) -> tuple[Store, Store]:
    """The quads of a build in memory: a store with each triple once, and one with their repeats in other graphs.

    Raises BuildDamaged if digests or counts differ from the manifest of the build.
    """
    store = Store()
    try:
        with memory_limited(megabytes_to_load(build.quads.stat().st_size)):
            return store, load_into(store, build)
    except (SyntaxError, ValueError, OSError, MemoryError) as error:
        raise damaged(build.folder, f"{build.quads.name} cannot be loaded ({error})") from error


def load_into(store: Store, build: Build) -> Store:
    """Load the quads of a build into an empty store, each triple once; gives a store with their repeats.

    While the engine loads the file, a thread verifies its digest and reads it for repeats and counts. The digest says
    that we wrote the file, so the engine does not look at what IRIs and language tags are like. Raises BuildDamaged if
    digests or counts differ from the manifest, and SyntaxError, ValueError and OSError of the engine.
    """
    quads, graphs = build.manifest["quads"], build.manifest["graphs"]
    with ThreadPoolExecutor(1) as reader:
        reading = reader.submit(_verify_and_read, build)
        try:
            store.bulk_load(path=build.quads, format=RdfFormat.N_QUADS, lenient=True)
        finally:
            lines = reading.result()  # a file that is damaged may be unreadable too; its digest says more
    lines = lines if sum(graphs.values()) == quads else None  # all are in named graphs
    found = len(store), lines.graphs if lines else graph_counts(store)
    if found != (quads, graphs):
        raise damaged(
            build.folder,
            f"{build.quads.name} has {found[0]:,} quads in {len(found[1])} graphs, and the manifest gives other counts "
            f"({quads:,} quads in {len(graphs)} graphs)",
        )
    return take_out(lines.repeats, store) if lines else extract_repeats(store, graphs)


def _verify_and_read(build: Build) -> Lines | None:
    verify(build)
    return read_lines(build.quads)


def new_dataset() -> GrowingDataset:
    """An empty dataset in memory, to build in."""
    return Store()


def load_nquads(nquads: bytes) -> GrowingDataset:
    """N-Quads as a dataset in memory."""
    store = Store()
    store.bulk_load(nquads, RdfFormat.N_QUADS)
    return store


def load_ntriples(dataset: GrowingDataset, ntriples: bytes) -> None:
    """Add N-Triples to the default graph of a dataset, in their order."""
    dataset.load(ntriples, RdfFormat.N_TRIPLES)


def graph_counts(store: GrowingDataset) -> dict[str, int]:
    """The number of quads in each named graph, by the IRI of the graph, sorted."""
    rows = store.query(_COUNTS)
    if not isinstance(rows, QuerySolutions):
        raise TypeError("_COUNTS must be a SELECT query.")
    counts = {graph.value: int(number.value) for graph, number in rows if isinstance(graph, NamedNode)}
    return dict(sorted(counts.items()))
