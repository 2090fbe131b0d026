"""The SPARQL queries that look up a quad pattern in a remote engine, each of a bounded number of terms."""

from __future__ import annotations

from itertools import product
from math import prod
from typing import TYPE_CHECKING, NamedTuple

from graph.core.terms import BlankNode, NamedNode, Quad, Triple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from graph.core.quad_source import GraphName
    from graph.core.terms import Term
    from graph.store.engine import Pattern

    Parts = Sequence[Sequence[Term] | None]

_MOST_TERMS, _MOST_ROWS = 500, 4000
"""The terms of a part in one query, and the combinations with those of other parts: these are about 0.5 MB of text."""


class PatternQuery(NamedTuple):
    """A query for quads.

    text: a SELECT of ?s ?p ?o ?g, where parts that are known are not variables; known: the terms of these, by the name
    of the variable; values: the objects that quads may have, None for any.
    """

    text: str
    known: Mapping[str, Any]
    values: frozenset[Term] | None

    def quad(self, row: Mapping[str, Any]) -> Quad:
        """The quad of a solution."""
        return Quad(*(self.known.get(name) or row[name] for name in "spog"))


def pattern_queries(pattern: Pattern, graphs: Iterable[str]) -> Iterator[PatternQuery]:
    """The queries whose solutions are the quads of a pattern, each quad once.

    A blank node is not known by a name, so it matches nothing.

    Args:
        pattern: Which quads are wanted.
        graphs: The names of all graphs, which are read one by one if the pattern matches every quad, so that no answer
            holds the whole dataset.
    """
    parts = [None if part is None else [t for t in part if _has_name(t)] for part in pattern[:3]]
    if pattern.subjects is not None:
        parts[0] = [term for term in parts[0] or () if isinstance(term, NamedNode)]
    if [] in parts:
        return
    values = None
    if len(parts[0] or ()) > 1 and len(parts[2] or ()) > 1:
        # There may be many pairs of a subject and an object. A subject has few statements, so all are read.
        values, parts[2] = frozenset(parts[2] or ()), None
    every = pattern == (None, None, None, None)
    for graph in map(NamedNode, graphs) if every else (pattern.graph,):
        for chunk in _chunks(parts):
            yield _query(chunk, graph, values)


def listed(terms: Iterable[Term]) -> str:
    """Terms as SPARQL has them, with spaces between."""
    return " ".join(map(str, terms))


def _has_name(term: Term) -> bool:
    return not isinstance(term, BlankNode | Triple)


def _chunks(parts: Parts) -> Iterator[Parts]:
    """The parts of a pattern, the longest of those that are looked up cut into pieces."""
    sizes = [len(part or "1") for part in parts]
    if _filters_predicates(parts):
        sizes[1] = 1
    longest = sizes.index(max(sizes))
    terms = parts[longest]
    if terms is None:
        yield parts
        return
    most = min(_MOST_TERMS, max(1, _MOST_ROWS * sizes[longest] // prod(sizes)))
    for at in range(0, len(terms), most):
        yield [terms[at : at + most] if place == longest else part for place, part in enumerate(parts)]


def _filters_predicates(parts: Parts) -> bool:
    """Whether the properties are a filter of the statements of several subjects."""
    return len(parts[0] or ()) > 1 and 1 < len(parts[1] or ()) <= _MOST_TERMS


def _query(parts: Parts, graph: GraphName | None, values: frozenset[Term] | None) -> PatternQuery:
    """The query for one piece of a pattern.

    A query has at most one VALUES clause, whose terms an engine looks up in an index. Where subjects and properties
    have a clause each, Oxigraph begins with the shorter one and reads all quads with these properties: at a million
    quads, that takes 4 s for 500 subjects instead of 0.1 s. Properties of several subjects are a filter, for a subject
    has few statements. Beside a clause with all pairs of subjects and properties, which may be 0.5 MB, that takes
    Oxigraph a third of the time, and Virtuoso a quarter.
    """
    named = {name: part for name, part in zip("spo", parts, strict=True) if part}
    known: dict[str, Any] = {name: part[0] for name, part in named.items() if len(part) == 1}
    several = {name: part for name, part in named.items() if len(part) > 1}
    clause, only = "", ""
    if _filters_predicates(parts):
        only = f" FILTER(?p IN ({', '.join(map(str, several.pop('p')))}))"
    if several:
        rows = " ".join(f"({listed(terms)})" for terms in product(*several.values()))
        clause = f"VALUES ({' '.join(f'?{name}' for name in several)}) {{ {rows} }} "
    inside = " ".join(str(known.get(name, f"?{name}")) for name in "spo")
    where = "?g" if graph is None else str(graph)
    if graph is not None:
        known["g"] = graph
    return PatternQuery(f"SELECT ?s ?p ?o ?g WHERE {{ {clause}GRAPH {where} {{ {inside} }}{only} }}", known, values)
