"""Finds the source folders of a dataset, and reads them in two passes, each source on its own.

The first pass asks each source what it introduces and names, the second reads each with what the others told. Both are
calls of functions on single sources, so they can run anywhere, and what was read before is not read again.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from graph.build.digests import digest_of_folder
from graph.build.reading import Reading, Task, outline, read
from graph.core.errors import CurationError, Fault
from graph.core.resources import SOURCES
from graph.curation.claims_check import one_fault_each
from graph.curation.ids_across_papers import Elsewhere, OtherSources, Outline
from graph.curation.missing_sources import introduced_outside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from graph.build.executors import Runner
    from graph.build.source_cache import Entry, SourceCache


def source_folders(parent: Path = SOURCES) -> list[Path]:
    """Return the source folders below a folder: those with a `source.yaml`."""
    return sorted(card.parent for card in parent.glob("*/source.yaml"))


def read_sources(
    folders: Iterable[Path], runner: Runner, cache: SourceCache, warn: Callable[[Fault], object]
) -> tuple[list[Outline], list[Entry]]:
    """Return the outlines and the entries of sources. All sources may refer to a thing that one introduces.

    Args:
        folders: the source folders.
        runner: where they are read.
        cache: where entries are kept.
        warn: receives what looks wrong without being a fault, in the order of the sources.

    Raises:
        CurationError: the files have faults; it lists all of them.
        SourcesNotRead: the processes or the cluster that read the sources failed.
        OSError: an entry cannot be written.
    """
    tasks = [Task(folder, digest_of_folder(folder)) for folder in folders]
    outlines = _outlines(tasks, runner, cache)
    others = OtherSources(outlines)
    elsewhere = [others.for_source(number) for number in range(len(tasks))]
    entries = [cache.entry(task, told) for task, told in zip(tasks, elsewhere, strict=True)]
    missing = [number for number, entry in enumerate(entries) if entry is None]
    faulty: dict[int, Reading] = {}
    readings = runner.map(read, ((tasks[number], elsewhere[number]) for number in missing))
    for number, reading in zip(missing, readings, strict=True):
        if reading.faulty:
            faulty[number] = reading
        else:
            entries[number] = cache.keep(tasks[number], elsewhere[number], reading)
    if any(reading.missing for reading in faulty.values()):
        faulty = _with_hints(tasks, faulty, others, runner)
    for number, entry in enumerate(entries):
        for warning in entry.warnings if entry else faulty[number].warnings:
            warn(warning)
    if faulty:
        raise CurationError(_all_faults(faulty.values()))
    return outlines, [entry for entry in entries if entry]


def _outlines(tasks: Sequence[Task], runner: Runner, cache: SourceCache) -> list[Outline]:
    """The outlines of sources. Raises CurationError if a file cannot be read: what it introduces is not known then."""
    found = {task: cache.outline(task) for task in tasks}
    unknown = [task for task in tasks if found[task] is None]
    faults: list[Fault] = []
    for task, outlined in zip(unknown, runner.map(outline, ((task,) for task in unknown)), strict=True):
        faults += outlined.faults
        found[task] = outlined.outline
        if outlined.outline:
            cache.keep_outline(task, outlined.outline)
    outlines = [known for task in tasks if (known := found[task])]
    if len(outlines) < len(tasks):
        raise CurationError(faults)
    return outlines


def _with_hints(
    tasks: Sequence[Task], faulty: dict[int, Reading], others: OtherSources, runner: Runner
) -> dict[int, Reading]:
    """Read sources with faults again, with all that is known, so that a fault can name the thing that is meant."""
    missing = {id_ for reading in faulty.values() for id_ in reading.missing}
    parents = {SOURCES, *(tasks[number].folder.parent for number in faulty)}
    outside = introduced_outside(missing, parents, [task.folder for task in tasks])
    arguments: list[tuple[Task, Elsewhere]] = [(tasks[n], others.for_hints(n, missing, outside)) for n in faulty]
    return dict(zip(faulty, runner.map(read, arguments), strict=True))


def _all_faults(readings: Iterable[Reading]) -> list[Fault]:
    faults: list[Fault] = []
    mentions: dict[str, list[Fault]] = defaultdict(list)
    for reading in readings:
        faults += reading.faults
        for id_, found in reading.missing.items():
            mentions[id_] += found
    return faults + one_fault_each(mentions)
