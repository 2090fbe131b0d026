"""The interface to the served dataset, with any engine: SPARQL, patterns, labels, types and counts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import Store

from graph.core.errors import QueryRejected
from graph.core.iris import TYPE, prefixes
from graph.core.labels import labels_in
from graph.core.quad_source import each
from graph.core.terms import Literal, NamedNode, Term
from graph.store.answer_writing import Answer
from graph.store.builds import Build, current_build
from graph.store.connector import Connector
from graph.store.engine import DISK, MEMORY, Dataset, Pattern, Query
from graph.store.engine_syntax_error import explain
from graph.store.language_tags import with_lower_case_tags
from graph.store.loading import graph_counts, load_build
from graph.store.oxigraph import OxigraphEngine
from graph.store.oxigraph_on_disk import open_on_disk
from graph.store.query_analysis import outline
from graph.store.remote import RemoteEngine
from graph.store.sparql_escapes import unescaped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import BinaryIO

    from graph.core.quad_source import GraphName
    from graph.core.terms import Quad
    from graph.store.engine import Counts, Engine
    from graph.store.query_analysis import Outline


__all__ = ["Answer", "GraphStore"]


class GraphStore:
    """A dataset that is served, and the build that it came from.

    The default graph of a query is the RDF merge of all graphs, or of those that the query names: a triple that several
    graphs hold stands in it once (SPARQL 1.1, 13.2). Prefixes need not be declared, and relative IRIs are those of the
    project, wherever it is served.

    A look-up may cost a network round trip. Callers ask for many nodes at once.
    """

    def __init__(self, engine: Engine, build: Build) -> None:
        self.engine, self.build = engine, build
        prefixes()  # they are read from a file, which a worker that is forked later cannot open

    @classmethod
    def open(cls, folder: Path, engine: str = MEMORY) -> GraphStore:
        """Load the current build under a folder. Raises BuildMissing, and what `load` raises."""
        return cls.load(current_build(folder), engine)

    @classmethod
    def load(cls, build: Build, engine: str = MEMORY, seconds: float = 60) -> GraphStore:
        """Load a build and verify it.

        engine: MEMORY, DISK, or addresses of a SPARQL endpoint and its replicas, with commas between; seconds: how long
        an answer of these may take. Raises BuildDamaged if its digests or counts differ from its manifest, and
        BuildNotWritten if an index on disk is missing and cannot be written,
        EngineUnavailable and EngineUnsuitable if an endpoint does not answer or does not hold the build.
        """
        if engine == DISK:
            return cls(open_on_disk(build), build)
        if engine != MEMORY:
            connector = Connector.start(engine.replace(",", " ").split(), seconds)
            return cls(RemoteEngine.open(connector, build), build)
        return cls(OxigraphEngine.of_build(build, *load_build(build)), build)

    @classmethod
    def of(cls, quads: Iterable[Quad], name: str = "quads") -> GraphStore:
        """Some quads in memory, as a build of that name that is not the project's own."""
        store = Store()
        store.bulk_extend(quads)
        graphs = graph_counts(store)
        return cls(OxigraphEngine.in_memory(store, graphs), Build(Path(name), {"quads": len(store), "graphs": graphs}))

    def embedded(self) -> GraphStore:
        """This dataset in an engine of the program: itself, or, where its engine is remote, by the index of its build.

        The remote engine was compared with the build when it was opened, so both hold the same triples. The index on
        disk is made first if it is missing. Raises BuildDamaged, and BuildNotWritten if the index cannot be written.
        """
        return self if self.engine.name in {MEMORY, DISK} else GraphStore.load(self.build, DISK)

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
            return self.engine.evaluate(Query(with_lower_case_tags(unescaped(text)), seen, known, dataset, bindings))
        except SyntaxError as error:
            raise explain(text, error, list(prefixes())) from error
        except ValueError as error:
            message = f"The query names a graph that is no IRI: {error}."
            raise QueryRejected(message, zh=f"查询指定的图不是 IRI：{error}。") from error

    def rows(self, text: str, bindings: Mapping[str, NamedNode | Literal] | None = None) -> list[dict[str, Term]]:
        """The solutions of a SELECT query, each from variable to term, unbound variables left out."""
        table = self.query(text, bindings).table()
        return [
            {name: term for name, term in zip(table.columns, row, strict=True) if term is not None} for row in table
        ]

    def match(
        self,
        subject: Term | Iterable[Term] | None = None,
        predicate: NamedNode | Iterable[NamedNode] | None = None,
        value: Term | Iterable[Term] | None = None,
        graph: GraphName | None = None,
    ) -> Iterator[Quad]:
        """Each triple of a pattern once, as it stands in the first of its graphs.

        A part is None for any term, one term, or several of which each may stand there. A literal as a subject matches
        nothing.
        """
        return self._match(subject, predicate, value, graph, every_graph=False)

    def quads(
        self,
        subject: Term | Iterable[Term] | None = None,
        predicate: NamedNode | Iterable[NamedNode] | None = None,
        value: Term | Iterable[Term] | None = None,
        graph: GraphName | None = None,
    ) -> Iterator[Quad]:
        """The quads of a pattern: a triple in each of the graphs that hold it. The pattern is that of `match`."""
        return self._match(subject, predicate, value, graph, every_graph=True)

    def _match(
        self,
        subject: Term | Iterable[Term] | None,
        predicate: NamedNode | Iterable[NamedNode] | None,
        value: Term | Iterable[Term] | None,
        graph: GraphName | None,
        *,
        every_graph: bool,
    ) -> Iterator[Quad]:
        parts = each(subject), each(predicate), each(value)
        if [] in parts:
            return iter(())
        return self.engine.match(Pattern(*parts, graph), every_graph=every_graph)

    def labels(self, nodes: Iterable[Term]) -> dict[Term, tuple[str, str]]:
        """The Chinese and the English label of each of some nodes, empty where there is none."""
        return labels_in(self, nodes)

    def types(self, nodes: Iterable[Term]) -> dict[Term, frozenset[Term]]:
        """The classes of each of some nodes, none where nothing is said of it."""
        found: dict[Term, set[Term]] = {node: set() for node in nodes}
        for quad in self.match(found, TYPE):
            found[quad.subject].add(quad.object)
        return {node: frozenset(classes) for node, classes in found.items()}

    def mentioned(self, terms: Iterable[NamedNode | Literal]) -> set[Term]:
        """Those terms that are a subject or an object of a triple."""
        asked = list(terms)
        return self.engine.mentioned(asked) if asked else set()

    def counts(self) -> Counts:
        """How many triples and quads there are, and how many in each graph."""
        return self.engine.counts()

    def write_nquads(self, out: BinaryIO) -> None:
        """Write all quads as N-Quads, in any order."""
        self.engine.write_nquads(out)
