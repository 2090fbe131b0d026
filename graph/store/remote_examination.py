"""What a remote engine holds, and how it is told to read the graphs of a build as one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from graph.core.errors import EngineUnavailable, EngineUnsuitable, QueryRejected
from graph.core.terms import text
from graph.store.engine import Counts
from graph.store.remote_reading import ALL_GRAPHS, Reading
from graph.store.remote_rows import rows
from graph.store.repeated_triples import triple_count

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from graph.store.builds import Build
    from graph.store.transport import Transport

_SIZES = "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
_SIZE = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
_REPEATS = "A triple that several graphs hold is found once in each of them, not once in all."


class Held(NamedTuple):
    """What an engine holds: its counts, how it is asked, and sentences about what it does in another way than ours."""

    counts: Counts
    reading: Reading
    deviations: tuple[str, ...]


def examine(transport: Transport, build: Build) -> Held:
    """Compare an engine with a build.

    It asks two questions, a few more where the default graph of the engine is not that of the build. All count, so that
    the engine reads its quads and keeps nothing: in Oxigraph 2 s for a million quads. How many different triples the
    build has is not asked, because the engine would keep all of them in memory to tell.

    Raises:
        EngineUnsuitable: it does not hold the graphs of the build, or cannot read them as one.
        EngineUnavailable: it does not answer.
    """
    graphs: dict[str, int] = build.manifest["graphs"]
    held = {text(row[0]): int(text(row[1])) for row in rows(transport, _SIZES)}
    for graph, size in graphs.items():
        if held.get(graph) != size:
            raise EngineUnsuitable(
                f"The engine has {held.get(graph, 0)} triples in {graph}, and the build {build.folder.name} has "
                f"{size}; run `kaifaqu publish` for this build."
            )
    quads, triples = sum(graphs.values()), triple_count(build)
    for reading in _readings(graphs, held):
        found = _size(transport, reading)
        if found in {triples, quads}:
            return Held(Counts(triples, quads, graphs), reading, () if found == triples else (_REPEATS,))
    raise EngineUnsuitable(
        f"The default graph of the engine is not that of the build {build.folder.name}; run `kaifaqu publish`, "
        "which fills it, or use an engine whose default graph is the union of its graphs."
    )


def _readings(graphs: Mapping[str, int], held: Mapping[str, int]) -> Iterator[Reading]:
    """The ways to tell an engine what it reads, the quickest first."""
    listed = tuple(graphs)
    yield ALL_GRAPHS
    if others := sorted(held.keys() - graphs.keys()):
        yield Reading(tuple(others), listed)
    yield Reading(listed=listed)


def _size(transport: Transport, reading: Reading) -> int | None:
    """The size of the default graph, None where the engine does not know how to leave graphs out."""
    try:
        ((size,),) = rows(transport, reading.prologue() + _SIZE, reading.dataset())
    except (QueryRejected, EngineUnavailable):
        if not reading.excluded:
            raise
        return None
    return int(text(size))
