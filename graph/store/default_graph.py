"""The dataset that a query is evaluated on, such that each triple stands once in its default graph (SPARQL 1.1, 13.2).

The engine reads a default graph of several graphs as the sequence of their quads, so it finds a triple once for each
of the graphs that hold it. Two stores keep them apart: one has each triple once, the other what repeats those. The
first answers nearly every query. If a query can read a triple of the second by its graph, its dataset is copied into a
new store, the triples of its default graph into that of the store.
"""

from __future__ import annotations

from collections import OrderedDict
from functools import cached_property
from itertools import chain
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from pyoxigraph import Store

from graph.core.terms import BlankNode, DefaultGraph, NamedNode, Quad
from graph.store.repeated_triples import graphs_by_size

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from graph.core.quad_source import GraphName
    from graph.store.engine import Dataset
    from graph.store.graph_clauses import TriplePattern

_KEPT = 2  # copies, for each takes up to twice the memory of what it copies


class GraphSelection(NamedTuple):
    """The store that a query is evaluated on, and the options of the engine that choose its graphs."""

    store: Store
    union: bool = False
    default: list[NamedNode | BlankNode | DefaultGraph] | None = None
    named: list[NamedNode | BlankNode] | None = None


class MergedStores:
    """Chooses where a query is evaluated, and makes the copies.

    A copy is made when it is first asked for; the two that were asked for last are kept. Of a million triples it takes
    about ten seconds and 450 MB, of the graph of one city a third of a second and 27 MB.
    """

    def __init__(self, store: Store, repeats: Store) -> None:
        self._store, self._repeats = store, repeats
        self._lock = Lock()
        self._copies: OrderedDict[Dataset | None, Store] = OrderedDict()
        self.incomplete = frozenset(repeats.named_graphs())
        """The named graphs that the first store does not hold whole."""

    @cached_property
    def _apart(self) -> list[GraphName]:
        """The largest graph, where it shares no triple with another: it need not be merged, which saves a copy."""
        largest = graphs_by_size(self._store)[-1]
        shared = {quad.graph_name for quad in self._repeats}
        shared |= {q.graph_name for quad in self._repeats for q in self._store.quads_for_pattern(*quad.triple)}
        return [] if largest in shared or largest == DefaultGraph() else [largest]

    def selection(
        self,
        dataset: Dataset | None,
        asked: frozenset[NamedNode] | None,
        patterns: Callable[[], Iterable[TriplePattern] | None],
    ) -> GraphSelection:
        """Return the store and the graphs for a query.

        Args:
            dataset: the dataset of the query; None for all graphs.
            asked: the graphs after GRAPH; None where it may be any.
            patterns: gives the triple patterns within GRAPH clauses, or None if they are unknown.
        """
        if not self._needs_copy(dataset, asked, patterns):
            if dataset is None:
                return GraphSelection(self._store, union=True)
            return GraphSelection(self._store, default=list(dataset.default), named=list(dataset.named))
        if dataset is None:
            return GraphSelection(self._copy(None), default=[DefaultGraph(), *self._apart])
        return GraphSelection(self._copy(dataset), default=[DefaultGraph()], named=list(dataset.named))

    def _needs_copy(
        self,
        dataset: Dataset | None,
        asked: frozenset[NamedNode] | None,
        patterns: Callable[[], Iterable[TriplePattern] | None],
    ) -> bool:
        if dataset and self.incomplete & dataset.default:
            return True
        named = self.incomplete if dataset is None else self.incomplete & dataset.named
        if not (named if asked is None else named & asked):
            return False
        read = patterns()
        return read is None or any(next(self._repeats.quads_for_pattern(*one, None), None) for one in read)

    def _copy(self, dataset: Dataset | None) -> Store:
        with self._lock:
            if dataset not in self._copies:
                while len(self._copies) >= _KEPT:
                    self._copies.popitem(last=False)
                self._copies[dataset] = self._copied(dataset)
            self._copies.move_to_end(dataset)
            return self._copies[dataset]

    def _copied(self, dataset: Dataset | None) -> Store:
        copy = Store()
        default: Iterator[Quad]
        named: Iterator[Quad]
        if dataset is None:
            default = (quad for quad in self._store if quad.graph_name not in self._apart)
            named = (quad for quad in chain(self._store, self._repeats) if quad.graph_name != DefaultGraph())
        else:
            default, named = self._quads(dataset.default), self._quads(dataset.named)
        copy.bulk_extend(Quad(quad.subject, quad.predicate, quad.object) for quad in default)
        copy.bulk_extend(named)
        return copy

    def _quads(self, graphs: frozenset[NamedNode]) -> Iterator[Quad]:
        for graph in graphs:
            for store in (self._store, self._repeats):
                yield from store.quads_for_pattern(None, None, None, graph)
