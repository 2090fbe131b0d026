"""The remote engine: any SPARQL 1.1 endpoint that holds the graphs of a build, as `kaifaqu publish` puts them there."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from pyoxigraph import QueryResultsFormat, QuerySolutions, RdfFormat, Store, parse_query_results, serialize

from graph.core.errors import EngineUnavailable, EngineUnsuitable
from graph.core.iris import BASE, XSD
from graph.core.parsing import read_nquads
from graph.core.terms import Literal, NamedNode, Quad, Variable
from graph.store.answer_writing import Answer
from graph.store.engine import Counts
from graph.store.pattern_queries import listed, pattern_queries
from graph.store.repeated_triples import once, triple_count
from graph.store.sparql_tokens import tokenize

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any, BinaryIO

    from graph.core.iris import Term
    from graph.store.builds import Build
    from graph.store.engine import Pattern, Query
    from graph.store.transport import Graphs, Transport

_TABLE, _GRAPH = "application/sparql-results+json", "application/n-triples"
_BOOLEAN = NamedNode(f"{XSD}boolean")
_BOOLEANS = {"0": Literal("false", datatype=_BOOLEAN), "1": Literal("true", datatype=_BOOLEAN)}
"""Virtuoso stores truth values as numbers and gives them back as such."""
_SIZES = "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
_MENTIONED = """SELECT DISTINCT ?x WHERE {
  { VALUES ?x { NODES } FILTER (EXISTS { GRAPH ?g { ?x ?p ?o } } || EXISTS { GRAPH ?h { ?s ?q ?x } }) }
  UNION { VALUES ?x { LITERALS } GRAPH ?i { ?t ?r ?x } }
}"""
_SIZE = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"


class RemoteEngine:
    """Asks an endpoint.

    dataset: the parameters of the protocol that name the default graph, where the endpoint's own is another;
    deviations: sentences about what the engine does in another way than the embedded one.
    """

    def __init__(
        self, transport: Transport, counts: Counts, dataset: Graphs = (), deviations: tuple[str, ...] = ()
    ) -> None:
        self._transport, self._counts, self._dataset, self.deviations = transport, counts, dataset, deviations

    @classmethod
    def open(cls, transport: Transport, build: Build) -> RemoteEngine:
        """The engine behind a transport, after a look at what it holds and can do.

        It asks two questions, three where the default graph of the engine is not that of the build. Both count, so that
        the engine reads its quads and keeps nothing: about 2 s for a million quads in Oxigraph. How many different
        triples the build has is not asked, because the engine would keep all of them in memory to tell.

        Raises EngineUnsuitable if it does not hold the graphs of the build or cannot read them as one, and
        EngineUnavailable if it does not answer.
        """
        graphs: dict[str, int] = build.manifest["graphs"]
        held = {_text(row[0]): int(_text(row[1])) for row in _rows(transport, _SIZES)}
        for graph, size in graphs.items():
            if held.get(graph) != size:
                raise EngineUnsuitable(
                    f"The engine has {held.get(graph, 0)} triples in {graph}, and the build {build.folder.name} has "
                    f"{size}; run `kaifaqu publish` for this build."
                )
        listed = tuple((f"{kind}-graph-uri", graph) for graph in graphs for kind in ("default", "named"))
        quads, triples = sum(graphs.values()), triple_count(build)
        for dataset in ((), listed):
            size = int(_text(_rows(transport, _SIZE, dataset)[0][0]))
            if size == triples:
                return cls(transport, Counts(triples, quads, graphs), dataset)
            if size == quads:
                told = "A triple that several graphs hold is found once in each of them, not once in all."
                return cls(transport, Counts(triples, quads, graphs), dataset, (told,))
        raise EngineUnsuitable(
            f"The default graph of the engine is not that of the build {build.folder.name}; run `kaifaqu publish`, "
            "which fills it, or use an engine whose default graph is the union of its graphs."
        )

    @property
    def name(self) -> str:
        """What answers, and how it deviates."""
        return " ".join(("remote", *self.deviations))

    def evaluate(self, query: Query) -> Answer:
        """The answer to a query, see `Engine`. Raises QueryRejected and EngineUnavailable too."""
        _check_syntax(query)
        text = "".join(f"PREFIX {name}: <{space}>\n" for name, space in query.prefixes.items())
        text = f"BASE <{BASE}>\n{text}{_with_values(query)}"
        if query.seen.holds == "graph":
            body = self._transport.ask(text, _GRAPH, self._graphs(query))
            return Answer(quad.triple for quad in read_nquads(body))
        found = _solutions(self._transport, text, self._graphs(query))
        if query.seen.form == "ASK" and isinstance(found, QuerySolutions):  # Virtuoso gives a table with 0 or 1
            found = _boolean(any(_text(row[0]) in {"1", "true"} for row in found))
        return Answer(found)

    def _graphs(self, query: Query) -> Graphs:
        if query.dataset is None:
            return () if query.seen.own_dataset else self._dataset
        named = (("named-graph-uri", graph.value) for graph in sorted(query.dataset.named, key=str))
        return (*(("default-graph-uri", graph.value) for graph in sorted(query.dataset.default, key=str)), *named)

    def match(self, pattern: Pattern, *, every_graph: bool) -> Iterator[Quad]:
        """The quads of a pattern, see `Engine`. A blank node is not known by a name, so it matches nothing."""
        found = self._quads(pattern)
        return found if every_graph or pattern.graph is not None else iter(once(found))

    def _quads(self, pattern: Pattern) -> Iterator[Quad]:
        for query in pattern_queries(pattern, self._counts.graphs):
            for row in _solutions(self._transport, query.text):
                quad = _with_boolean(query.quad(row))
                if query.values is None or quad.object in query.values:
                    yield quad

    def mentioned(self, terms: Iterable[NamedNode | Literal]) -> set[Term]:
        """Those terms that stand in the dataset, see `Engine`."""
        asked = list(terms)
        nodes = listed(term for term in asked if isinstance(term, NamedNode))
        literals = listed(term for term in asked if isinstance(term, Literal))
        rows = _rows(self._transport, _MENTIONED.replace("NODES", nodes).replace("LITERALS", literals))
        return {term for (term,) in rows if term is not None}

    def counts(self) -> Counts:
        """How much there is, as the build that was published tells."""
        return self._counts

    def write_nquads(self, out: BinaryIO) -> None:
        """Write all quads as N-Quads, graph by graph."""
        for graph in map(NamedNode, self._counts.graphs):
            text = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}"
            triples = read_nquads(self._transport.ask(text, _GRAPH))
            serialize((Quad(t.subject, t.predicate, t.object, graph) for t in triples), out, RdfFormat.N_QUADS)

    def in_worker(self) -> tuple[int, ...]:
        """The stream to the process that has the network."""
        return self._transport.in_worker()


def _check_syntax(query: Query) -> None:
    """Have the embedded engine read a query, on no data: its messages are those of all engines. Raises SyntaxError."""
    Store().query(
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


def _solutions(transport: Transport, query: str, graphs: Graphs = ()) -> Any:  # noqa: ANN401  solutions of a SELECT
    body = transport.ask(query, _TABLE, graphs)
    try:
        return parse_query_results(body, format=QueryResultsFormat.JSON)
    except (SyntaxError, ValueError) as error:
        raise EngineUnavailable(f"The engine sends what is no answer to a query: {error}.") from error


def _boolean(value: bool) -> Any:  # noqa: ANN401, FBT001  an answer of pyoxigraph, which has no constructor
    return parse_query_results(f'{{"head": {{}}, "boolean": {str(value).lower()}}}', format=QueryResultsFormat.JSON)


def _rows(transport: Transport, query: str, graphs: Graphs = ()) -> list[tuple[Term | None, ...]]:
    return [tuple(row) for row in _solutions(transport, query, graphs)]


def _text(node: object) -> str:
    return str(getattr(node, "value", ""))
