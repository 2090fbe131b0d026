"""The store that answers: a build loaded into memory, asked in SPARQL, its errors turned into ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import QuerySolutions, Store

from graph.core.errors import QueryRejected
from graph.core.names import BASE, Term, prefixes
from graph.core.terms import Literal, NamedNode, Variable
from graph.store.answer_writing import Answer
from graph.store.builds import Build, current_build
from graph.store.default_graph import Dataset, MergedStores, Reading
from graph.store.language_tags import with_small_tags
from graph.store.loading import load_build
from graph.store.query_errors import explain
from graph.store.query_graphs import query_graphs
from graph.store.query_text import outline
from graph.store.repeats import take_out_repeats
from graph.store.sparql_escapes import unescaped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from graph.core.names import Subject
    from graph.core.terms import Quad
    from graph.store.query_text import Outline
    from graph.store.repeats import GraphName


__all__ = ["Answer", "GraphStore"]


class GraphStore:
    """A loaded build.

    The default graph of a query is the RDF merge of all graphs, or of those that the query names: a triple that several
    graphs hold stands in it once (SPARQL 1.1, 13.2). Prefixes need not be declared, and relative IRIs are those of the
    project, wherever it is served.

    store: each triple once, in the first of its graphs; repeats: the same triples in their other graphs.
    """

    def __init__(self, store: Store, build: Build) -> None:
        """Take over a store, out of which the repeats are taken."""
        self.store, self.build = store, build
        self.repeats = take_out_repeats(store, build.manifest.get("graphs"))
        self._merged = MergedStores(self.store, self.repeats)

    @classmethod
    def open(cls, folder: Path) -> GraphStore:
        """Load the current build under a folder. Raises BuildMissing and BuildDamaged."""
        return cls.load(current_build(folder))

    @classmethod
    def load(cls, build: Build) -> GraphStore:
        """Load a build and verify it. Raises BuildDamaged if its digests or counts differ from its manifest."""
        return cls(load_build(build), build)

    def query(
        self,
        text: str,
        bindings: Mapping[str, NamedNode | Literal] | None = None,
        *,
        default_graphs: list[str] | None = None,
        named_graphs: list[str] | None = None,
        seen: Outline | None = None,
    ) -> Answer:
        """Answer a query.

        `bindings` gives values to variables of the SELECT head, never by text; the graph lists are those of the SPARQL
        protocol (2.1.4). Where neither they nor the query name a dataset, it is all graphs and their merge. seen: the
        outline of the query, where the caller has looked it over already. A byte order mark before the query is none of
        it. Raises QueryRejected with the place of the mistake.
        """
        seen = seen or outline(text)
        declared = prefixes()
        known = {name: declared[name] for name in seen.prefixes if name in declared}
        try:
            dataset = None
            if default_graphs or named_graphs:
                given = (frozenset(map(NamedNode, graphs or ())) for graphs in (default_graphs, named_graphs))
                dataset = Dataset(*given)
            plain = with_small_tags(unescaped(text))
            reading = self._reading(plain, seen, known, dataset)
            result = reading.store.query(
                plain,
                base_iri=BASE,
                prefixes=known,
                use_default_graph_as_union=reading.union,
                default_graph=reading.default,
                named_graphs=reading.named,
                substitutions={Variable(name): value for name, value in (bindings or {}).items()} or None,
            )
        except SyntaxError as error:
            raise explain(text, error, list(prefixes())) from error
        except ValueError as error:
            raise QueryRejected(f"The query names a graph that is no IRI: {error}.") from error
        return Answer(result)

    def _reading(self, text: str, seen: Outline, known: dict[str, str], dataset: Dataset | None) -> Reading:
        """Where and how a query is evaluated. The dataset of the protocol, if any, comes before that of the query."""
        own_dataset = dataset is not None or seen.own_dataset
        if not own_dataset and not (self._merged.incomplete and seen.has_graph_clause):
            return Reading(self.store, union=True)
        try:
            graphs = query_graphs(text, known, BASE)
        except SyntaxError:
            # The engine refuses the name too, with the place where it stands in the query.
            return Reading(self.store) if own_dataset else self._merged.reading(None, None)
        if own_dataset:
            dataset = dataset or Dataset(graphs.default, graphs.named)
        return self._merged.reading(dataset, None if graphs.every else graphs.asked)

    def triples(
        self, subject: Subject | None = None, predicate: NamedNode | None = None, value: Term | None = None
    ) -> Iterator[Quad]:
        """Each triple of a pattern once, as it stands in the first of its graphs; None matches everything."""
        return self.store.quads_for_pattern(subject, predicate, value)

    def quads(
        self,
        subject: Subject | None = None,
        predicate: NamedNode | None = None,
        value: Term | None = None,
        graph: GraphName | None = None,
    ) -> Iterator[Quad]:
        """The quads of a pattern: a triple in each of the graphs that hold it; None matches everything."""
        for store in (self.store, self.repeats):
            yield from store.quads_for_pattern(subject, predicate, value, graph)

    def with_repeats(self, quads: Iterable[Quad]) -> Iterator[Quad]:
        """Some quads of `triples`, each followed by the quads of the same triple in other graphs."""
        for quad in quads:
            yield quad
            yield from self.repeats.quads_for_pattern(*quad.triple)

    def rows(self, text: str, bindings: Mapping[str, NamedNode | Literal] | None = None) -> list[dict[str, Term]]:
        """The solutions of a SELECT query, each from variable to term, unbound variables left out."""
        result = self.query(text, bindings).result
        if not isinstance(result, QuerySolutions):
            raise TypeError("rows() takes a SELECT query.")
        names = [variable.value for variable in result.variables]
        return [
            {name: term for name, term in zip(names, solution, strict=True) if term is not None} for solution in result
        ]
