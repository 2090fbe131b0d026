"""The store that answers: a build loaded into memory, asked in SPARQL, its errors turned into ours."""

from __future__ import annotations

import io
from dataclasses import dataclass
from itertools import count, islice
from operator import itemgetter
from typing import TYPE_CHECKING, BinaryIO

from pyoxigraph import (
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Variable,
    serialize,
)

from graph.build_files import Build, current_build
from graph.errors import QueryRejected
from graph.formats import Format, Holds, format_named
from graph.loading import load_build
from graph.names import BASE, Term, prefixes
from graph.query_errors import explain
from graph.query_text import outline
from graph.sparql_escapes import unescaped

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from graph.query_text import Outline


@dataclass(frozen=True)
class Answer:
    """What a query gives back, not yet written down."""

    result: QuerySolutions | QueryBoolean | QueryTriples

    @property
    def holds(self) -> Holds:
        """Whether it is a table (SELECT, ASK) or a graph (CONSTRUCT, DESCRIBE)."""
        return "graph" if isinstance(self.result, QueryTriples) else "table"

    def write(self, syntax: Format) -> bytes:
        """The answer in a syntax. Raises UnknownFormat where the syntax cannot hold this kind of answer."""
        out = io.BytesIO()
        self.write_to(out, syntax)
        return out.getvalue()

    def write_to(self, out: BinaryIO, syntax: Format, most_triples: int | None = None) -> tuple[int, bool]:
        """Write the answer to a file, of a graph no more than so many triples.

        Gives how many triples it wrote (none of a table), and whether there are more. Raises UnknownFormat where the
        syntax cannot hold this kind of answer, and whatever the file raises.
        """
        if syntax.holds != self.holds:
            format_named(syntax.name, self.holds)
        if isinstance(self.result, QueryTriples) and isinstance(syntax.syntax, RdfFormat):
            written = count()
            triples = map(itemgetter(0), zip(islice(self.result, most_triples), written, strict=False))
            serialize(triples, out, syntax.syntax, prefixes=prefixes())
            return next(written), next(self.result, None) is not None
        if isinstance(self.result, QuerySolutions | QueryBoolean) and isinstance(syntax.syntax, QueryResultsFormat):
            self.result.serialize(out, syntax.syntax)
        return 0, False


class GraphStore:
    """A loaded build.

    The default graph of a query is the union of all graphs; prefixes need not be declared, and relative IRIs are the
    project's, wherever it is served.
    """

    def __init__(self, store: Store, build: Build) -> None:
        self.store, self.build = store, build

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
        protocol. Where neither they nor the query name a dataset, it is all graphs and their union. seen: the outline
        of the query, where the caller has looked it over already.
        Raises QueryRejected with the place of the mistake.
        """
        seen = seen or outline(text)
        known = prefixes()
        own_dataset = default_graphs or named_graphs or seen.own_dataset
        try:
            result = self.store.query(
                unescaped(text),
                base_iri=BASE,
                prefixes={name: known[name] for name in seen.prefixes if name in known},
                use_default_graph_as_union=not own_dataset,
                default_graph=[NamedNode(g) for g in default_graphs] if default_graphs else None,
                named_graphs=[NamedNode(g) for g in named_graphs] if named_graphs else None,
                substitutions={Variable(name): value for name, value in (bindings or {}).items()} or None,
            )
        except SyntaxError as error:
            raise explain(text, error, list(prefixes())) from error
        except ValueError as error:
            raise QueryRejected(f"The query names a graph that is no IRI: {error}.") from error
        return Answer(result)

    def rows(self, text: str, bindings: Mapping[str, NamedNode | Literal] | None = None) -> list[dict[str, Term]]:
        """The solutions of a SELECT query, each from variable to term, unbound variables left out."""
        result = self.query(text, bindings).result
        if not isinstance(result, QuerySolutions):
            raise TypeError("rows() takes a SELECT query.")
        names = [variable.value for variable in result.variables]
        return [
            {name: term for name, term in zip(names, solution, strict=True) if term is not None} for solution in result
        ]
