"""The protocol of engines: what `GraphStore` needs of whatever holds the quads and evaluates SPARQL.

Each method may cost a network round trip. Patterns therefore name many terms at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import BinaryIO

    from graph.core.quad_source import GraphName
    from graph.core.terms import Literal, NamedNode, Quad, Term
    from graph.process.jail import OpenFiles
    from graph.store.answer_writing import Answer
    from graph.store.query_analysis import Outline

MEMORY, DISK = "memory", "disk"
"""The engines that are part of the program."""


class Dataset(NamedTuple):
    """The graphs that a query or its client names: those merged into the default graph, and the named ones."""

    default: frozenset[NamedNode]
    named: frozenset[NamedNode]


class Query(NamedTuple):
    """An analysed query.

    text: without codepoint escapes; seen: its outline; prefixes: those in use that it need not declare; dataset: that
    of the SPARQL protocol, None where the client names none; bindings: values of variables of the SELECT head.
    """

    text: str
    seen: Outline
    prefixes: Mapping[str, str]
    dataset: Dataset | None = None
    bindings: Mapping[str, NamedNode | Literal] | None = None


class Pattern(NamedTuple):
    """A quad pattern. Each part is None for any term, or the terms of which each may stand there."""

    subjects: Sequence[Term] | None = None
    predicates: Sequence[NamedNode] | None = None
    values: Sequence[Term] | None = None
    graph: GraphName | None = None


class Counts(NamedTuple):
    """How many different triples there are, how many quads, and how many quads in each named graph."""

    triples: int
    quads: int
    graphs: dict[str, int]


class Engine(Protocol):
    """Holds a dataset and answers from it. Only reads; safe to use after a fork."""

    @property
    def name(self) -> str:
        """The name of the engine, with its known deviations from the standard."""
        ...

    def evaluate(self, query: Query) -> Answer:
        """The answer to a query.

        The default graph is the RDF merge of its graphs, of all where no dataset is named (SPARQL 1.1, 13.2).
        Raises SyntaxError where the text is not SPARQL, ValueError where it names a graph that is no IRI.
        """
        ...

    def match(self, pattern: Pattern, *, every_graph: bool) -> Iterator[Quad]:
        """The quads of a pattern.

        every_graph: whether a triple comes once for each graph that holds it, or once, in the first of its graphs (see
        `graph.store.repeated_triples`).
        """
        ...

    def mentioned(self, terms: Iterable[NamedNode | Literal]) -> set[Term]:
        """Those terms that are a subject or an object of a triple."""
        ...

    def counts(self) -> Counts:
        """The number of triples and quads, and of quads in each graph."""
        ...

    def in_worker(self) -> OpenFiles:
        """Prepare a forked process that is about to give up opening files; gives those that it needs."""
        ...

    def write_nquads(self, out: BinaryIO) -> None:
        """Write all quads as N-Quads, in any order."""
        ...
