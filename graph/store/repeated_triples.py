"""Triples that stand in several graphs: found, and kept apart, so that a store holds each triple once.

The default graph of a query is the RDF merge of all graphs, which is a set (SPARQL 1.1, 13.2). The engine reads the
quads instead: it finds a triple once for each graph that holds it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import Store

from graph.core.origins import ORIGINS, origin_of
from graph.core.parsing import read_nquads
from graph.core.terms import DefaultGraph, NamedNode

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
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
    found, repeats = _repeats(store, largest), Store()
    repeats.extend(found)
    for quad in found:
        store.remove(quad)
    return repeats


def extract_repeats_of(build: Build, store: Store) -> Store:
    """Do the same with the store of a build, by its file, which is three times as fast as to ask the store."""
    only_named = sum(build.manifest["graphs"].values()) == build.manifest["quads"]
    found = repeats_in(build.quads) if only_named else None
    if found is None:
        return extract_repeats(store, build.manifest["graphs"])
    repeats = Store()
    repeats.extend(found)
    for quad in found:
        store.remove(quad)
    return repeats


def repeats_in(nquads: Path) -> list[Quad] | None:
    """The quads of a file whose triple stands in an earlier graph too; None if its lines are not sorted.

    All quads must be in named graphs. In a sorted file the lines of one triple follow each other.
    """
    found: list[Quad] = []
    before, triple = b"", b""
    same: list[bytes] = []
    with nquads.open("rb") as file:
        for line in file:
            if line < before:
                return None
            about = line.rsplit(b" ", 2)[0]
            if about != triple:
                found += _but_the_first(same)
                triple, same = about, []
            same.append(line)
            before = line
    return found + _but_the_first(same)


def _but_the_first(lines: list[bytes]) -> list[Quad]:
    if len(lines) < 2:  # noqa: PLR2004  one quad is no repeat
        return []
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
