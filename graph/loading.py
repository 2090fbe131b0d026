"""RDF into a store, with bounded memory, and the counts that tell whether all of it is there."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, QuerySolutions, RdfFormat, Store

from graph.build_files import damaged, verify
from graph.jail import memory_limited

if TYPE_CHECKING:
    from graph.build_files import Build

_MEGABYTE = 2**20
_BYTES_A_BYTE = 128
_MEGABYTES_AT_ALL, _MEGABYTES_A_CORE = 256, 128
_COUNTS = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"


def megabytes_to_load(size: int) -> int:
    """How much memory the loading of so many bytes of RDF may take.

    While it loads, the engine takes 0.6 to 1.2 KB a triple, and no syntax writes a triple in fewer than 7 bytes (in
    Turtle, the next object of a list): that makes 128 bytes of memory for one of the file. To this come the allocator's
    own: address space for each thread that loads. What needs more is made to need it, such as a prefix of 10,000
    characters that each triple uses; and nothing gets more than the machine has.
    """
    wanted = size * _BYTES_A_BYTE // _MEGABYTE + _MEGABYTES_AT_ALL + _MEGABYTES_A_CORE * (os.cpu_count() or 1)
    return min(wanted, os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // _MEGABYTE)


def load_build(build: Build) -> Store:
    """A store of the quads of a build. Raises BuildDamaged where they are not those that its manifest tells."""
    verify(build)
    store = Store()
    try:
        with memory_limited(megabytes_to_load(build.quads.stat().st_size)):
            store.bulk_load(path=build.quads, format=RdfFormat.N_QUADS)
    except (SyntaxError, ValueError, OSError, MemoryError) as error:
        raise damaged(build.folder, f"{build.quads.name} cannot be loaded ({error})") from error
    found, told = (len(store), graph_counts(store)), (build.manifest["quads"], build.manifest["graphs"])
    if found != told:
        raise damaged(
            build.folder,
            f"it has {found[0]:,} quads in {len(found[1])} graphs, and the manifest tells of other counts: "
            f"{told[0]:,} quads in {len(told[1])} graphs",
        )
    return store


def graph_counts(store: Store) -> dict[str, int]:
    """How many quads each named graph has, by its name, sorted."""
    rows = store.query(_COUNTS)
    if not isinstance(rows, QuerySolutions):
        raise TypeError("The counts are a SELECT.")
    counts = {graph.value: int(number.value) for graph, number in rows if isinstance(graph, NamedNode)}
    return dict(sorted(counts.items()))
