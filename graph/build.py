"""The pipeline from source folders to a published build."""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from graph.core.errors import CurationError, Fault
from graph.core.names import ONTOLOGY_GRAPH
from graph.core.resources import SOURCES
from graph.core.terms import Quad
from graph.curation.cues import load_cues
from graph.curation.editorial import editorial_quads, introduced_by, proofread_editorial, read_editorial
from graph.curation.grounding import Grounding, names_of
from graph.curation.oddities import read_oddities
from graph.curation.omissions import read_omissions
from graph.curation.passages import read_passages
from graph.curation.proofreading import proofread
from graph.curation.text import read_source
from graph.rdf.catalogue import catalogue_quads
from graph.rdf.codes import reference_quads
from graph.rdf.derivation import derive, read_rules
from graph.rdf.oddity_quads import oddity_quads, omission_quads
from graph.rdf.quads import source_quads
from graph.rdf.serialize import sorted_nquads
from graph.schema.ontology import Ontology, load_ontology, ontology_quads
from graph.store.builds import Build, publish
from graph.store.loading import graph_counts, new_dataset
from graph.store.manifest import QUADS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from graph.core.quad_source import GrowingDataset

_VERSIONED = ("kaifaqu", "pyoxigraph", "rdflib")


def _keep_silent(_: Fault) -> None:
    """Tell nobody."""


def build(to: Path, folders: Iterable[Path] | None = None, warn: Callable[[Fault], object] = _keep_silent) -> Build:
    """Build the dataset of source folders, and publish it under `to`.

    Args:
        to: the folder of the builds.
        folders: the source folders; those of the package by default.
        warn: receives what looks wrong in a claims file without being a fault.

    Raises:
        CurationError: the sources have faults; it lists all of them. The current build is unchanged.
        BuildNotWritten: the folder cannot be written. The current build is unchanged.
    """
    store = build_store(folders, warn)
    quads = sorted_nquads(store)
    digest = hashlib.sha256(quads).hexdigest()
    return publish(to, {QUADS: quads}, manifest_of(store), digest[:16])


def source_folders(parent: Path = SOURCES) -> list[Path]:
    """Return the source folders below a folder: those with a `source.yaml`."""
    return sorted(card.parent for card in parent.glob("*/source.yaml"))


def build_store(
    folders: Iterable[Path] | None = None, warn: Callable[[Fault], object] = _keep_silent
) -> GrowingDataset:
    """Return the dataset in memory: ontology, reference data, sources with evidence, and derived triples."""
    ontology = load_ontology()
    store = new_dataset()
    store.bulk_extend(Quad(q.subject, q.predicate, q.object, ONTOLOGY_GRAPH) for q in ontology_quads())
    store.bulk_extend(read_sources(source_folders() if folders is None else list(folders), ontology, warn))
    store.bulk_extend(reference_quads())
    derive(store, new_dataset(), read_rules())
    return store


def read_sources(
    folders: list[Path], ontology: Ontology, warn: Callable[[Fault], object] = _keep_silent
) -> Iterator[Quad]:
    """Yield the quads of the sources and the catalogue. All sources may refer to a thing that one introduces.

    Raises:
        CurationError: the files have faults; it lists all of them.
    """
    read, omissions = [], {}
    faults: list[Fault] = []
    for folder in folders:
        try:
            source = read_source(folder)
            passages, found = read_passages(source)
            path, editorial = read_editorial(source)
            omitted = read_omissions(source)
        except CurationError as error:
            faults += error.faults
            continue
        faults += found
        omissions[source.id] = omitted
        read.append((source, passages, path, editorial))
    if len(read) < len(folders):
        raise CurationError(faults)  # what an unreadable file introduces would be missing everywhere else
    everything = [passage for _, passages, *_ in read for passage in passages]
    mistakes, missing = proofread(everything, ontology)
    faults += mistakes
    oddities = {}
    for source, passages, path, editorial in read:
        oddities[source.id], odd = read_oddities(source, introduced_by(passages) | missing, ontology)
        faults += [*proofread_editorial(path, editorial, passages, ontology, missing), *odd]
    names = names_of(everything, [editorial for *_, editorial in read], missing)
    for source, passages, *_ in read:
        grounding = Grounding(source, names, load_cues(), ontology)
        unsaid = [fault for passage in passages for fault in grounding.faults(passage)]
        faults += [fault for fault in unsaid if not any(same_line(fault, other) for other in mistakes)]
        for warning in (warning for passage in passages for warning in grounding.warnings(passage)):
            warn(warning)
    if faults:
        raise CurationError(faults)
    for source, passages, _, editorial in read:
        yield from source_quads(source, passages, ontology)
        yield from editorial_quads(source, editorial)
        yield from oddity_quads(source, oddities[source.id])
        yield from omission_quads(source, omissions[source.id])
    yield from catalogue_quads(source for source, *_ in read)


def same_line(one: Fault, other: Fault) -> bool:
    """Whether two faults are about one line: what is malformed there is not judged further."""
    return (one.file, one.line) == (other.file, other.line)


def manifest_of(store: GrowingDataset) -> dict[str, Any]:
    """Return the manifest of a dataset: counts and software versions. `publish` adds the digests."""
    return {
        "quads": len(store),
        "graphs": graph_counts(store),
        "versions": {name: version(name) for name in _VERSIONED},
    }
