"""The embedded engine: a store of pyoxigraph with each triple once, and a second one with the repeats of triples."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import RdfFormat

from graph.core.iris import BASE
from graph.core.terms import BlankNode, Literal, NamedNode, Variable
from graph.process.jail import OpenFiles
from graph.store.answer_writing import Answer
from graph.store.default_graph import GraphSelection, MergedStores
from graph.store.engine import DISK, MEMORY, Counts, Dataset
from graph.store.graph_clauses import graph_clause_patterns
from graph.store.loading import graph_counts
from graph.store.query_graphs import query_graphs
from graph.store.repeated_triples import extract_repeats

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import BinaryIO

    from pyoxigraph import Store

    from graph.core.terms import Quad, Term
    from graph.store.builds import Build
    from graph.store.engine import Pattern, Query

_BLANK_NODES_UNTIL_A_NEW_SEED = (2**16 + 2**10) // 16  # a blank node takes 16 bytes, and the generator some at once

_TABLE = ".sst"


class OxigraphEngine:
    """Answers from stores of pyoxigraph, in memory or on disk.

    store: each triple once, in the first of its graphs; repeats: the same triples in their other graphs; folder: where
    the first store is on disk, if it is.
    """

    def __init__(self, store: Store, repeats: Store, counts: Counts, folder: Path | None = None) -> None:
        self.name = DISK if folder else MEMORY
        self._store, self._repeats, self._counts, self._folder = store, repeats, counts, folder
        self._merged = MergedStores(store, repeats)

    @classmethod
    def in_memory(cls, store: Store, sizes: Mapping[str, int] | None = None) -> OxigraphEngine:
        """Take over a store, and take the repeated triples out of it.

        sizes: how many quads each named graph has, where that is known.
        """
        graphs, quads = dict(sizes) if sizes else graph_counts(store), len(store)
        repeats = extract_repeats(store, graphs)
        return cls(store, repeats, Counts(len(store), quads, graphs))

    @classmethod
    def of_build(cls, build: Build, store: Store, repeats: Store) -> OxigraphEngine:
        """Take over the stores of a build, whose counts agree with its manifest."""
        quads = build.manifest["quads"]
        return cls(store, repeats, Counts(quads - len(repeats), quads, dict(build.manifest["graphs"])))

    def evaluate(self, query: Query) -> Answer:
        """The answer to a query. Raises SyntaxError and ValueError, see `Engine`."""
        selection = self._selection(query)
        return Answer(
            selection.store.query(
                query.text,
                base_iri=BASE,
                prefixes=dict(query.prefixes),
                use_default_graph_as_union=selection.union,
                default_graph=selection.default,
                named_graphs=selection.named,
                substitutions={Variable(name): value for name, value in (query.bindings or {}).items()} or None,
            )
        )

    def _selection(self, query: Query) -> GraphSelection:
        """Where and how a query is evaluated. The dataset of the protocol, if any, comes before that of the query."""
        dataset, seen = query.dataset, query.seen
        own_dataset = dataset is not None or seen.own_dataset
        if not own_dataset and not (self._merged.incomplete and seen.has_graph_clause):
            return GraphSelection(self._store, union=True)
        text = query.text, query.prefixes, BASE
        try:
            graphs = query_graphs(*text)
            if own_dataset:
                dataset = dataset or Dataset(graphs.default, graphs.named)
            asked = None if graphs.every else graphs.asked
            return self._merged.selection(dataset, asked, lambda: graph_clause_patterns(*text, query.bindings))
        except SyntaxError:
            return GraphSelection(self._store)  # the engine refuses the name too, with its place in the query

    def match(self, pattern: Pattern, *, every_graph: bool) -> Iterator[Quad]:
        """The quads of a pattern, see `Engine`."""
        # Of one graph a triple comes once in any case, and the first store may not hold the graph whole.
        both = every_graph or pattern.graph is not None
        stores = (self._store, self._repeats) if both else (self._store,)
        for subject, predicate, value in product(*map(_or_any, pattern[:3])):
            if not isinstance(subject, Literal) and (predicate is None or isinstance(predicate, NamedNode)):
                for store in stores:
                    yield from store.quads_for_pattern(subject, predicate, value, pattern.graph)

    def mentioned(self, terms: Iterable[NamedNode | Literal]) -> set[Term]:
        """Those terms that stand in the dataset, see `Engine`."""
        return {term for term in terms if self._is_mentioned(term)}

    def _is_mentioned(self, term: NamedNode | Literal) -> bool:
        find = self._store.quads_for_pattern
        if isinstance(term, NamedNode) and next(find(term, None, None), None):
            return True
        return next(find(None, None, term), None) is not None

    def in_worker(self) -> OpenFiles:
        """Give a forked process random numbers of its own; the files of the store that it needs."""
        _reseed()
        return files_of(self._folder) if self._folder else OpenFiles()

    def counts(self) -> Counts:
        """How much there is."""
        return self._counts

    def write_nquads(self, out: BinaryIO) -> None:
        """Write all quads as N-Quads, in any order."""
        for store in (self._store, self._repeats):
            store.dump(out, format=RdfFormat.N_QUADS)


def _reseed() -> None:
    """Make the engine take a new seed from the operating system, as it does after each 64 KiB of random numbers.

    A fork copies the state of its generator (`ThreadRng` of the Rust library rand, which does not notice a fork since
    version 0.9), so all workers would give the same RAND(), UUID() and blank nodes. This takes about 1 ms.
    """
    for _ in range(_BLANK_NODES_UNTIL_A_NEW_SEED):
        BlankNode()


def files_of(folder: Path) -> OpenFiles:
    """The files of a RocksDB database that this process has open, and how many tables it opens when they are needed.

    RocksDB opens sixteen tables at the start, and each other one (64 MB) when something is first read from it.
    """
    opened = {int(link.name): link.readlink() for link in Path("/proc/self/fd").iterdir() if link.exists()}
    kept = {number: path for number, path in opened.items() if path.is_relative_to(folder.resolve())}
    tables = sum(path.suffix == _TABLE for path in kept.values())
    return OpenFiles(tuple(kept), sum(1 for _ in folder.glob(f"*{_TABLE}")) - tables)


def _or_any(terms: Sequence[Term] | None) -> Sequence[Term | None]:
    return (None,) if terms is None else terms
