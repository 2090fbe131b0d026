"""The pipeline from source folders to a published build."""

from __future__ import annotations

import tempfile
from collections import Counter
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from graph.build.executors import Runner, runner
from graph.build.merging import merge_chunks
from graph.build.reading import premises_of
from graph.build.source_cache import SourceCache
from graph.build.sources import read_sources, source_folders
from graph.build.zstd_lines import unpack
from graph.core.iris import DERIVED_GRAPH, ONTOLOGY_GRAPH
from graph.core.terms import Quad
from graph.rdf.catalogue import catalogue_quads
from graph.rdf.codes import reference_quads
from graph.rdf.derivation import derive, read_rules
from graph.rdf.serialize import nquads, sorted_nquads
from graph.schema.ontology import ontology_quads
from graph.store.build_lock import writing_to
from graph.store.builds import Build, publish
from graph.store.loading import graph_counts, load_nquads, load_ntriples, new_dataset
from graph.store.manifest import QUADS
from graph.store.repeated_triples import count_triples

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from graph.build.source_cache import Entry
    from graph.core.errors import Fault
    from graph.core.quad_source import GrowingDataset

_VERSIONED = ("kaifaqu", "pyoxigraph")


def _keep_silent(_: Fault) -> None:
    """Drop a warning."""


def build(
    to: Path,
    folders: Iterable[Path] | None = None,
    warn: Callable[[Fault], object] = _keep_silent,
    *,
    jobs: int = 1,
    scheduler: str = "",
    cached: bool = True,
) -> Build:
    """Build the dataset of source folders, and publish it under `to`.

    The result is the same, byte for byte, wherever the sources are read and whether they were read before.

    Args:
        to: the folder of the builds.
        folders: the source folders; those of the package by default.
        warn: receives what looks wrong in a claims file without being a fault.
        jobs: the number of processes that read the sources.
        scheduler: the address of a Dask scheduler whose workers read them instead.
        cached: whether sources that did not change are taken from the cache under `to`.

    Raises:
        CurationError: the sources have faults; it lists all of them. The current build is unchanged.
        SourcesNotRead: the processes or the cluster that read the sources failed. The current build is unchanged.
        BuildNotWritten: the folder cannot be written. The current build is unchanged.
    """
    chosen = [folder.resolve() for folder in _chosen(folders)] if scheduler else _chosen(folders)
    with runner(jobs, scheduler) as where, writing_to(to), tempfile.TemporaryFile(dir=to) as quads:
        cache = SourceCache(to, trusted=cached)
        graphs = write_quads(chosen, where, cache, quads, warn)
        cache.tidy()
        quads.seek(0)
        return publish(to, {QUADS: quads}, {**_manifest(graphs), "triples": count_triples(quads)})


def build_store(
    folders: Iterable[Path] | None = None, warn: Callable[[Fault], object] = _keep_silent
) -> GrowingDataset:
    """Return the dataset in memory: ontology, reference data, sources with evidence, and derived triples.

    Raises:
        CurationError: as in `build`.
    """
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as quads:
        write_quads(_chosen(folders), Runner(), SourceCache(Path(folder)), quads, warn)
        quads.seek(0)
        return load_nquads(quads.read())


def _chosen(folders: Iterable[Path] | None) -> list[Path]:
    return source_folders() if folders is None else list(folders)


def write_quads(
    folders: list[Path], where: Runner, cache: SourceCache, out: BinaryIO, warn: Callable[[Fault], object]
) -> dict[str, int]:
    """Write the dataset of source folders as sorted N-Quads, and return the number of quads in each graph.

    Of the sources, only the triples that rules can read are ever together in memory.

    Raises:
        CurationError: as in `build`.
        SourcesNotRead: as in `build`.
        OSError: a file cannot be written.
    """
    outlines, entries = read_sources(folders, where, cache, warn)
    shared = new_dataset()
    shared.bulk_extend(Quad(q.subject, q.predicate, q.object, ONTOLOGY_GRAPH) for q in ontology_quads())
    shared.bulk_extend(reference_quads())
    shared.bulk_extend(catalogue_quads(outline.card for outline in outlines))
    derived = _derived(shared, entries)
    graphs = Counter(graph_counts(shared))
    graphs[DERIVED_GRAPH.value] += len(derived)
    for entry in entries:
        graphs.update(entry.graphs)
    own = [part for part in (sorted_nquads(shared).splitlines(keepends=True), derived) if part]
    graphs -= merge_chunks([*([part] for part in own), *(entry.quads() for entry in entries)], out)
    return dict(sorted(graphs.items()))


def _derived(shared: GrowingDataset, entries: list[Entry]) -> list[bytes]:
    """What the rules derive, as sorted N-Quads, each once.

    The premises are added in a fixed order, which an aggregate of a rule may show.
    """
    merge = new_dataset()
    load_ntriples(merge, unpack(premises_of(shared)))
    for entry in entries:
        load_ntriples(merge, b"".join(chain.from_iterable(entry.premises())))
    return sorted(set(nquads(derive(merge, read_rules())).splitlines(keepends=True)))


def manifest_of(store: GrowingDataset) -> dict[str, Any]:
    """Return the manifest of a dataset in memory: counts and software versions. `publish` adds the digests."""
    return _manifest(graph_counts(store))


def _manifest(graphs: dict[str, int]) -> dict[str, Any]:
    return {
        "quads": sum(graphs.values()),
        "graphs": graphs,
        "versions": {name: version(name) for name in _VERSIONED},
    }
