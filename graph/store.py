"""The store that answers: a build loaded into memory, asked in SPARQL, its errors turned into ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, QuerySolutions, RdfFormat, Store, Variable

from graph import query_text
from graph.answer_writing import Answer
from graph.build_files import Build, current_build
from graph.errors import QueryRejected
from graph.language_tags import with_small_tags
from graph.names import BASE, Term, prefixes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from graph.query_text import Outline


__all__ = ["Answer", "GraphStore"]


class GraphStore:
    """A loaded build.

    The default graph of a query is the union of all graphs; prefixes need not be declared, and relative IRIs are the
    project's, wherever it is served.
    """

    def __init__(self, store: Store, build: Build) -> None:
        self.store, self.build = store, build

    @classmethod
    def open(cls, folder: Path) -> GraphStore:
        """Load the current build under a folder. Raises BuildMissing where there is none."""
        return cls.load(current_build(folder))

    @classmethod
    def load(cls, build: Build) -> GraphStore:
        """Load a build. Raises SyntaxError where its file is damaged, and OSError where it is gone."""
        store = Store()
        store.bulk_load(path=build.quads, format=RdfFormat.N_QUADS)
        return cls(store, build)

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
        of the query, where the caller has looked it over already. A byte order mark before the query is none of it.
        Raises QueryRejected with the place of the mistake.
        """
        text = with_small_tags(text.removeprefix("\ufeff"))
        seen = seen or query_text.outline(text)
        known = prefixes()
        own_dataset = default_graphs or named_graphs or seen.own_dataset
        try:
            result = self.store.query(
                text,
                base_iri=BASE,
                prefixes={name: known[name] for name in seen.prefixes if name in known},
                use_default_graph_as_union=not own_dataset,
                default_graph=[NamedNode(g) for g in default_graphs] if default_graphs else None,
                named_graphs=[NamedNode(g) for g in named_graphs] if named_graphs else None,
                substitutions={Variable(name): value for name, value in (bindings or {}).items()} or None,
            )
        except SyntaxError as error:
            raise query_text.explain(text, error, list(prefixes())) from error
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
