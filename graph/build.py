"""The corridor: from the folders of sources to a published build, every step in order."""

from __future__ import annotations

import hashlib
import io
from collections import Counter
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from pyoxigraph import Quad, RdfFormat, Store

from graph.build_files import Build, publish
from graph.derivation import derive, read_rules
from graph.editorial import editorial_quads, proofread_editorial, read_editorial
from graph.errors import CurationError, Fault
from graph.names import ONTOLOGY_GRAPH
from graph.ontology import Ontology, load_ontology, ontology_quads
from graph.passages import read_passages
from graph.proofreading import proofread
from graph.quads import source_quads
from graph.reading import read_source
from graph.resources import SOURCES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_VERSIONED = ("kaifaqu", "pyoxigraph", "rdflib")


def build(to: Path, sources: Path = SOURCES) -> Build:
    """Read every source folder under `sources`, and publish the dataset under `to`.

    Raises CurationError with all faults of all sources; then nothing is published and the build before stands.
    """
    store = build_store(sources)
    quads = sorted_nquads(store)
    digest = hashlib.sha256(quads).hexdigest()
    return publish(to, {"quads.nq": quads}, _manifest(store, digest), digest[:16])


def build_store(sources: Path = SOURCES) -> Store:
    """The dataset in memory: ontology, sources with their evidence, and what the rules derive."""
    ontology = load_ontology()
    store = Store()
    store.bulk_extend(Quad(q.subject, q.predicate, q.object, ONTOLOGY_GRAPH) for q in ontology_quads())
    faults: list[Fault] = []
    for folder in sorted(p.parent for p in sources.glob("*/source.yaml")):
        try:
            store.bulk_extend(read_folder(folder, ontology))
        except CurationError as error:
            faults += error.faults
    if faults:
        raise CurationError(faults)
    derive(store, read_rules())
    return store


def sorted_nquads(store: Store) -> bytes:
    """The dataset as N-Quads in the order of bytes, so that the same dataset is the same file on every machine."""
    out = io.BytesIO()
    store.dump(out, format=RdfFormat.N_QUADS)
    return b"".join(sorted(out.getvalue().splitlines(keepends=True)))


def read_folder(folder: Path, ontology: Ontology) -> Iterator[Quad]:
    """The quads of one source. Raises CurationError with every fault of its files."""
    source = read_source(folder)
    passages, faults = read_passages(source)
    faults += proofread(passages, ontology)
    path, editorial = read_editorial(source)
    faults += proofread_editorial(path, editorial, passages, ontology)
    if faults:
        raise CurationError(faults)
    yield from source_quads(source, passages, ontology)
    yield from editorial_quads(source, editorial)


def _manifest(store: Store, digest: str) -> dict[str, Any]:
    counts = Counter(quad.graph_name.value for quad in store if hasattr(quad.graph_name, "value"))
    return {
        "quads": len(store),
        "graphs": dict(sorted(counts.items())),
        "sha256": {"quads.nq": digest},
        "versions": {name: version(name) for name in _VERSIONED},
    }
