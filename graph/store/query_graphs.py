"""The graphs that a query names, read from its text: after FROM, FROM NAMED and GRAPH (SPARQL 1.1, 13.2 and 13.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pyoxigraph import Store

from graph.store.query_analysis import FORMS
from graph.store.sparql_tokens import END, IRIREF, PNAME, WORD, tokenize

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graph.core.terms import NamedNode
    from graph.store.sparql_tokens import Token


_PADDING: list[Token] = [(END, "", 0, False)] * 2  # two tokens follow each token


class QueryGraphs(NamedTuple):
    """The graphs after FROM, after FROM NAMED, and after GRAPH.

    every: whether a variable stands after some GRAPH, so that the query may look into every named graph.
    """

    default: frozenset[NamedNode]
    named: frozenset[NamedNode]
    asked: frozenset[NamedNode]
    every: bool


def query_graphs(query: str, prefixes: Mapping[str, str], base: str) -> QueryGraphs:
    """The graphs that a query names whose codepoint escapes are replaced; prefixes are those it need not declare.

    Raises SyntaxError where a name cannot be resolved.
    """
    tokens = [*tokenize(query), *_PADDING]
    written: list[tuple[str, str]] = []
    every = False
    for at, (kind, text, _, _) in enumerate(tokens):
        keyword = text.upper() if kind == WORD else ""
        if keyword not in {"FROM", "GRAPH"}:
            continue
        is_named = tokens[at + 1][1].upper() == "NAMED"
        name = tokens[at + 1 + is_named]
        if name[0] in {IRIREF, PNAME}:
            written.append(("asked" if keyword == "GRAPH" else "named" if is_named else "default", name[1]))
        elif keyword == "GRAPH":
            every = True
    names = resolve_names(query, [name for _, name in written], prefixes, base)
    found: dict[str, set[NamedNode]] = {"default": set(), "named": set(), "asked": set()}
    for (place, _), iri in zip(written, names, strict=True):
        found[place].add(iri)
    return QueryGraphs(frozenset(found["default"]), frozenset(found["named"]), frozenset(found["asked"]), every)


def resolve_names(query: str, names: Sequence[str], prefixes: Mapping[str, str], base: str) -> list[NamedNode]:
    """Return the IRIs that IRI references and prefixed names stand for after the prologue of a query.

    The engine resolves them. Raises SyntaxError where a name cannot be resolved.
    """
    if not names:
        return []
    form = next((start for kind, text, start, _ in tokenize(query) if kind == WORD and text.upper() in FORMS), 0)
    values = " ".join(f"({name} AS ?name{number})" for number, name in enumerate(names))
    (row,) = Store().query(f"{query[:form]} SELECT {values} {{}}", base_iri=base, prefixes=dict(prefixes))  # type: ignore[misc]  # a SELECT
    return [row[f"name{number}"] for number in range(len(names))]
