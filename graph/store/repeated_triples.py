"""Triples that stand in several graphs: found, and kept apart, so that a store holds each triple once.

The default graph of a query is the RDF merge of all graphs, which is a set (SPARQL 1.1, 13.2). The engine reads the
quads instead: it finds a triple once for each graph that holds it.
"""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from pyoxigraph import Store

from graph.core.origins import ORIGINS, origin_of
from graph.core.parsing import read_nquads
from graph.core.terms import DefaultGraph, NamedNode

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

    from graph.core.quad_source import GraphName
    from graph.core.terms import Quad, Triple
    from graph.store.builds import Build

_SIZES = "SELECT ?graph (COUNT(*) AS ?size) WHERE { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph"
_SIZE = "SELECT (COUNT(*) AS ?size) WHERE { ?s ?p ?o }"


def extract_repeats(store: Store, sizes: Mapping[str, int] | None = None) -> Store:
    """Leave each triple of a store in its first graph only; gives a store of the quads that were taken out.

    The first graph is one of a paper where there is one, then a derived, an editorial and any other graph, in the order
    of their names; the default graph is the last. sizes: how many quads the named graphs have, where that is known.
    """
    largest = NamedNode(max(sizes, key=lambda graph: sizes[graph])) if sizes else graphs_by_size(store)[-1]
    return take_out(_repeats(store, largest), store)


class Lines(NamedTuple):
    """What the lines of a sorted file of N-Quads tell, all of which are in named graphs.

    repeats: the quads whose triple stands in an earlier graph too; graphs: the number of quads of each graph, sorted.
    """

    repeats: list[Quad]
    graphs: dict[str, int]


def read_lines(nquads: Path) -> Lines | None:
    """Read a file of N-Quads for repeats and counts, three times as fast as to ask a store; None if it is not sorted.

    In a sorted file the lines of one triple follow each other.
    """
    repeats: list[Quad] = []
    counts: Counter[bytes] = Counter()
    before, triple = b"", b""
    same: list[bytes] = []
    with nquads.open("rb") as file:
        for line in file:
            if line < before:
                return None
            about, graph, _ = line.rsplit(b" ", 2)
            counts[graph] += 1
            if about != triple:
                if len(same) > 1:
                    repeats += _but_the_first(same)
                triple, same = about, []
            same.append(line)
            before = line
    repeats += _but_the_first(same)
    return Lines(repeats, {graph.decode()[1:-1]: counts[graph] for graph in sorted(counts)})


def count_triples(nquads: Iterable[bytes]) -> int:
    """The number of different triples in the lines of sorted N-Quads, all of which are in named graphs."""
    return sum(1 for _ in groupby(line.rsplit(b" ", 2)[0] for line in nquads))


def triple_count(build: Build) -> int:
    """The number of different triples of a build, of its quads where its manifest does not tell (1 s for a million)."""
    told = build.manifest.get("triples")
    if isinstance(told, int):
        return told
    with build.quads.open("rb") as nquads:
        return count_triples(nquads)


def take_out(found: Collection[Quad], store: Store) -> Store:
    """Move quads from a store to a new one."""
    repeats = Store()
    repeats.extend(found)
    for quad in found:
        store.remove(quad)
    return repeats


def _but_the_first(lines: list[bytes]) -> list[Quad]:
    return sorted(read_nquads(b"".join(lines)), key=_rank)[1:]


def once(quads: Iterable[Quad]) -> list[Quad]:
    """Each triple of some quads once, in the first of its graphs, in the order in which the triples first occur."""
    first: dict[Triple, Quad] = {}
    for quad in quads:
        before = first.setdefault(quad.triple, quad)
        if before is not quad and _rank(quad) < _rank(before):
            first[quad.triple] = quad
    return list(first.values())


def _repeats(store: Store, largest: GraphName) -> set[Quad]:
    """The quads whose triple stands in an earlier graph too.

    All graphs but the largest are walked; what that has in common with another is found there.
    """
    found: set[Quad] = set()
    for graph in {DefaultGraph(), *store.named_graphs()} - {largest}:
        for quad in store.quads_for_pattern(None, None, None, graph):
            same = list(store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None))
            if len(same) > 1:
                found.update(sorted(same, key=_rank)[1:])
    return found


def graphs_by_size(store: Store) -> list[GraphName]:
    """The graphs of a store, the largest last."""
    (default,) = store.query(_SIZE)  # type: ignore[misc]  # a SELECT
    sizes: dict[GraphName, int] = {DefaultGraph(): int(default["size"].value)}
    sizes |= {row["graph"]: int(row["size"].value) for row in store.query(_SIZES)}  # type: ignore[union-attr]  # a SELECT
    return sorted(sizes, key=lambda graph: sizes[graph])


def _rank(quad: Quad) -> tuple[bool, int, str]:
    graph = quad.graph_name
    return isinstance(graph, DefaultGraph), ORIGINS.index(origin_of(graph)), str(graph)
