"""Reads one source: what it tells the others, and then its quads. Runs in any process that sees the folder.

The results are plain values and bytes, never a graph: N-Quads are sorted, and packed in frames.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from graph.build.digests import digest_of_folder
from graph.build.zstd_lines import pack
from graph.core.errors import CurationError, Fault, SourcesNotRead
from graph.curation.claims_check import proofread_among
from graph.curation.cues import load_cues
from graph.curation.editorial import editorial_quads, introduced_by, proofread_editorial, read_editorial
from graph.curation.grounding import Grounding, names_of
from graph.curation.ids_across_papers import Outline, outline_of, with_names_elsewhere
from graph.curation.oddities import read_oddities
from graph.curation.omissions import read_omissions
from graph.curation.passages import read_passages
from graph.curation.source_folder import read_source
from graph.rdf.derivation import read_rules
from graph.rdf.oddity_quads import oddity_quads, omission_quads
from graph.rdf.premises import Premises
from graph.rdf.quads import source_quads
from graph.rdf.serialize import ntriples, sorted_nquads
from graph.schema.ontology import Ontology, load_ontology
from graph.store.loading import graph_counts, new_dataset

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from graph.core.terms import Quad
    from graph.curation.ids_across_papers import Elsewhere
    from graph.curation.omissions import Omission
    from graph.curation.source_model import Mapping, Passage, Source


@dataclass(frozen=True)
class Task:
    """A source folder, and the digest of its files and of the program that decides whether it was read before."""

    folder: Path
    digest: str


@dataclass(frozen=True)
class Outlined:
    """The outline of a source, or None if one of its files cannot be read; and the faults seen so far."""

    outline: Outline | None
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class Reading:
    """A source, read.

    Attributes:
        faults: its faults, but for those about missing ids.
        missing: a fault for each mention of each id that no source introduces.
        warnings: what looks wrong without being a fault.
        graphs: the number of its quads in each named graph.
        quads: its quads as sorted N-Quads, packed; empty if there are faults.
        premises: those that the rules can read, as sorted N-Triples, packed.
    """

    faults: tuple[Fault, ...] = ()
    missing: dict[str, list[Fault]] = field(default_factory=dict)
    warnings: tuple[Fault, ...] = ()
    graphs: dict[str, int] = field(default_factory=dict)
    quads: bytes = b""
    premises: bytes = b""

    @property
    def faulty(self) -> bool:
        """Whether the source cannot be built."""
        return bool(self.faults or self.missing)


@dataclass(frozen=True)
class _Parsed:
    """The files of a source."""

    source: Source
    passages: list[Passage]
    editorial_file: Path
    editorial: Mapping
    omissions: list[Omission]
    faults: list[Fault]


def outline(task: Task) -> Outlined:
    """Return what a source introduces and names.

    Raises:
        SourcesNotRead: the files or the program differ from those of the task.
    """
    try:
        parsed = _parse(task)
    except CurationError as error:
        return Outlined(None, tuple(error.faults))
    names = names_of(parsed.passages, [parsed.editorial])
    return Outlined(outline_of(parsed.source.about, parsed.passages, names), tuple(parsed.faults))


def read(task: Task, elsewhere: Elsewhere) -> Reading:
    """Proofread a source and make its quads.

    Args:
        task: the source.
        elsewhere: what the other sources tell it.

    Raises:
        SourcesNotRead: the files or the program differ from those of the task.
        CurationError: a file cannot be read.
    """
    parsed, ontology = _parse(task), _ontology()
    mistakes, missing = proofread_among(parsed.passages, ontology, elsewhere)
    not_introduced = {*missing, *elsewhere.missing}
    introduced = introduced_by(parsed.passages) | not_introduced
    oddities, odd = read_oddities(parsed.source, introduced, ontology)
    faults = [*parsed.faults, *mistakes, *odd]
    faults += proofread_editorial(parsed.editorial_file, parsed.editorial, parsed.passages, ontology, not_introduced)
    names = with_names_elsewhere(names_of(parsed.passages, [parsed.editorial], not_introduced), elsewhere)
    grounding = Grounding(parsed.source, names, load_cues(), ontology)
    unsaid = [fault for passage in parsed.passages for fault in grounding.faults(passage)]
    malformed = {(f.file, f.line) for f in (*mistakes, *(f for found in missing.values() for f in found))}
    faults += [fault for fault in unsaid if (fault.file, fault.line) not in malformed]
    warnings = tuple(warning for passage in parsed.passages for warning in grounding.warnings(passage))
    if faults or missing:
        return Reading(tuple(faults), missing, warnings)
    dataset = new_dataset()
    dataset.bulk_extend(source_quads(parsed.source, parsed.passages, ontology))
    dataset.bulk_extend(editorial_quads(parsed.source, parsed.editorial))
    dataset.bulk_extend(oddity_quads(parsed.source, oddities))
    dataset.bulk_extend(omission_quads(parsed.source, parsed.omissions))
    return Reading(
        warnings=warnings,
        graphs=graph_counts(dataset),
        quads=pack(sorted_nquads(dataset).splitlines(keepends=True)),
        premises=premises_of(dataset),
    )


def premises_of(quads: Iterable[Quad]) -> bytes:
    """Return the triples that the rules can read, as sorted N-Triples, packed."""
    lines = ntriples(quad.triple for quad in _premises().of(quads)).splitlines(keepends=True)
    return pack(sorted(set(lines)))


@lru_cache(maxsize=8)  # a small dataset that one process builds is parsed once, for its outlines and its quads
def _parse(task: Task) -> _Parsed:
    if task.digest != digest_of_folder(task.folder):
        raise SourcesNotRead(
            f"{task.folder} differs from what the build began with. If it was changed meanwhile, build again; if a "
            "cluster reads the sources, its workers need the same folders and the same versions of all packages."
        )
    source = read_source(task.folder)
    passages, faults = read_passages(source)
    path, editorial = read_editorial(source)
    return _Parsed(source, passages, path, editorial, read_omissions(source), faults)


@cache
def _ontology() -> Ontology:
    return load_ontology()


@cache
def _premises() -> Premises:
    return Premises(rule.query for rule in read_rules())
