"""The remote engine: any SPARQL 1.1 endpoint that holds the graphs of a build, as `kaifaqu publish` puts them there."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from pyoxigraph import QueryResultsFormat, QuerySolutions, RdfFormat, Store, parse_query_results, serialize

from graph.core.iris import BASE, XSD
from graph.core.parsing import read_nquads
from graph.core.terms import Literal, NamedNode, Quad, Variable, text
from graph.store.answer_writing import Answer
from graph.store.pattern_queries import listed, pattern_queries
from graph.store.query_graphs import query_graphs
from graph.store.remote_examination import examine
from graph.store.remote_reading import ALL_GRAPHS
from graph.store.remote_rows import many_solutions, rows, solutions
from graph.store.repeated_triples import once
from graph.store.sparql_tokens import tokenize

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from typing import Any, BinaryIO

    from graph.core.terms import Term
    from graph.process.jail import OpenFiles
    from graph.store.builds import Build
    from graph.store.engine import Counts, Pattern, Query
    from graph.store.remote_reading import Reading
    from graph.store.transport import Graphs, Transport

_GRAPH = "application/n-triples"
_BOOLEAN = NamedNode(f"{XSD}boolean")
_BOOLEANS = {"0": Literal("false", datatype=_BOOLEAN), "1": Literal("true", datatype=_BOOLEAN)}
"""Virtuoso stores truth values as numbers and gives them back as such."""
_MENTIONED_NODES = """{
  VALUES ?x { TERMS } FILTER (EXISTS { GRAPH ?g { ?x ?p ?o } } || EXISTS { GRAPH ?h { ?s ?q ?x } })
}"""
_MENTIONED_LITERALS = "{ VALUES ?x { TERMS } GRAPH ?i { ?t ?r ?x } }"
_NO_DATA = Store()
_MOST_REMEMBERED = 10_000
"""The terms of which an engine remembers whether they stand in the dataset: a few megabytes in a worker."""


class RemoteEngine:
    """Asks an endpoint.

    reading: how it is told which graphs it reads; deviations: sentences about what the engine does in another way than
    the embedded one.
    """

    def __init__(
        self, transport: Transport, counts: Counts, reading: Reading = ALL_GRAPHS, deviations: tuple[str, ...] = ()
    ) -> None:
        self._transport, self._counts, self._reading, self.deviations = transport, counts, reading, deviations
        self._mentioned: dict[Term, bool] = {}

    @classmethod
    def open(cls, transport: Transport, build: Build) -> RemoteEngine:
        """The engine behind a transport, after a look at what it holds and can do.

        Raises what `examine` raises.
        """
        held = examine(transport, build)
        return cls(transport, held.counts, held.reading, held.deviations)

    @property
    def name(self) -> str:
        """What answers, and how it deviates."""
        return " ".join(("remote", *self.deviations))

    def evaluate(self, query: Query) -> Answer:
        """The answer to a query, see `Engine`. Raises QueryRejected and EngineUnavailable too."""
        _check_syntax(query)
        prefixes = "".join(f"PREFIX {name}: <{space}>\n" for name, space in query.prefixes.items())
        asked = f"{self._prologue(query)}BASE <{BASE}>\n{prefixes}{_with_values(query)}"
        if query.seen.holds == "graph":
            body = self._transport.ask(asked, _GRAPH, self._graphs(query))
            return Answer(quad.triple for quad in read_nquads(body))
        found = solutions(self._transport, asked, self._graphs(query))
        if query.seen.form == "ASK" and isinstance(found, QuerySolutions):  # Virtuoso gives a table with 0 or 1
            found = _boolean(any(text(row[0]) in {"1", "true"} for row in found))
        return Answer(found)

    def _prologue(self, query: Query) -> str:
        if not self._reading.excluded or query.dataset or query.seen.own_dataset:
            return ""
        if not query.seen.has_graph_clause:
            return self._reading.prologue()
        graphs = query_graphs(query.text, query.prefixes, BASE)
        return self._reading.prologue([graph.value for graph in graphs.asked], every=graphs.every)

    def _graphs(self, query: Query) -> Graphs:
        if query.dataset is None:
            return () if query.seen.own_dataset else self._reading.dataset()
        named = (("named-graph-uri", graph.value) for graph in sorted(query.dataset.named, key=str))
        return (*(("default-graph-uri", graph.value) for graph in sorted(query.dataset.default, key=str)), *named)

    def match(self, pattern: Pattern, *, every_graph: bool) -> Iterator[Quad]:
        """The quads of a pattern, see `Engine`. A blank node is not known by a name, so it matches nothing."""
        found = self._quads(pattern)
        return found if every_graph or pattern.graph is not None else iter(once(found))

    def _quads(self, pattern: Pattern) -> Iterator[Quad]:
        for query in pattern_queries(pattern, self._counts.graphs):
            prologue = "" if "g" in query.known else self._reading.prologue()
            for row in many_solutions(self._transport, prologue + query.text):
                quad = _with_boolean(query.quad(row))
                if query.values is None or quad.object in query.values:
                    yield quad

    def mentioned(self, terms: Iterable[NamedNode | Literal]) -> set[Term]:
        """Those terms that stand in the dataset, see `Engine`. They are remembered: the dataset does not change."""
        asked = set(terms)
        if len(self._mentioned) > _MOST_REMEMBERED:
            self._mentioned = {}  # another thread keeps the one that it reads
        known = self._mentioned
        if unknown := asked - known.keys():
            found = self._found(unknown)
            known |= {term: term in found for term in unknown}
        return {term for term in asked if known[term]}

    def _found(self, terms: Collection[NamedNode | Literal]) -> set[Term]:
        """Ask which terms stand in the dataset."""
        nodes = listed(term for term in terms if isinstance(term, NamedNode))
        literals = listed(term for term in terms if isinstance(term, Literal))
        kinds = ((_MENTIONED_NODES, nodes), (_MENTIONED_LITERALS, literals))
        groups = [group.replace("TERMS", listed_) for group, listed_ in kinds if listed_]
        where = groups[0] if len(groups) == 1 else f"{{ {' UNION '.join(groups)} }}"  # Virtuoso reads one more quickly
        query = f"{self._reading.prologue()}SELECT DISTINCT ?x WHERE {where}"
        return {term for (term,) in rows(self._transport, query) if term is not None}

    def counts(self) -> Counts:
        """How much there is, as the build that was published tells."""
        return self._counts

    def write_nquads(self, out: BinaryIO) -> None:
        """Write all quads as N-Quads, graph by graph."""
        for graph in map(NamedNode, self._counts.graphs):
            asked = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}"
            triples = read_nquads(self._transport.ask(asked, _GRAPH))
            serialize((Quad(t.subject, t.predicate, t.object, graph) for t in triples), out, RdfFormat.N_QUADS)

    def in_worker(self) -> OpenFiles:
        """The stream to the process that has the network."""
        return self._transport.in_worker()


def _check_syntax(query: Query) -> None:
    """Have the embedded engine read a query, on no data: its messages are those of all engines. Raises SyntaxError."""
    _NO_DATA.query(
        query.text,
        base_iri=BASE,
        prefixes=dict(query.prefixes),
        substitutions={Variable(name): value for name, value in (query.bindings or {}).items()} or None,
    )


def _with_values(query: Query) -> str:
    """A query with the values of its variables as the first thing in its WHERE clause.

    They would do at its end too (SPARQL 1.1, 10.2), but there Virtuoso loses them where the variable is the end of a
    property path of any length. A variable that the query assigns itself can only be given a value at the end.
    """
    if not query.bindings:
        return query.text
    names, values = " ".join(f"?{name}" for name in query.bindings), listed(query.bindings.values())
    clause = f"VALUES ({names}) {{ ({values}) }}"
    tokens = tokenize(query.text)
    begins = next(at for at, token in enumerate(tokens) if token[1] == "{")
    words = [token[1].upper() for token in tokens]
    assigned = {name.lstrip("?$") for sign, name in pairwise(token[1] for token in tokens) if sign.upper() == "AS"}
    if words[begins + 1] == "SELECT" or "EXISTS" in words[:begins] or assigned & set(query.bindings):
        return f"{query.text}\n{clause}"
    start = tokens[begins][2] + 1
    return f"{query.text[:start]} {clause} {query.text[start:]}"


def _with_boolean(quad: Quad) -> Quad:
    """A quad with a truth value as SPARQL writes it."""
    value = quad.object
    if isinstance(value, Literal) and value.value in _BOOLEANS and value.datatype == _BOOLEAN:
        return Quad(quad.subject, quad.predicate, _BOOLEANS[value.value], quad.graph_name)
    return quad


def _boolean(value: bool) -> Any:  # noqa: ANN401, FBT001  an answer of pyoxigraph, which has no constructor
    return parse_query_results(f'{{"head": {{}}, "boolean": {str(value).lower()}}}', format=QueryResultsFormat.JSON)
