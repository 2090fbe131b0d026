"""The graphs that a query names, read from its text: after FROM, FROM NAMED and GRAPH (SPARQL 1.1, 13.2 and 13.3)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from pyoxigraph import NamedNode, Store

from graph.query_text import blanked

if TYPE_CHECKING:
    from collections.abc import Mapping

_NOT_IN_A_NAME = r"(?<![\w:?$@.%\\-]) (?: {} ) (?! [\w:.-])"
_KEYWORD = re.compile(
    _NOT_IN_A_NAME.format(r"(?P<from> FROM (?P<named> \s+ NAMED )? ) | GRAPH"), re.VERBOSE | re.IGNORECASE
)
_FORM = re.compile(_NOT_IN_A_NAME.format("SELECT | ASK | CONSTRUCT | DESCRIBE"), re.VERBOSE | re.IGNORECASE)
# An IRI or a prefixed name (19.8), after white space and comments.
_NAME = re.compile(
    r"(?: \s | \#[^\n\r]* )* (?P<name> <[^<>]*> | [^\s<>{}()?$#:]* : (?: \\. | [\w:.%-] )* )", re.VERBOSE
)


class QueryGraphs(NamedTuple):
    """The graphs after FROM, after FROM NAMED, and after GRAPH.

    every: whether a variable stands after some GRAPH, so that the query may look into every named graph.
    """

    default: frozenset[NamedNode]
    named: frozenset[NamedNode]
    asked: frozenset[NamedNode]
    every: bool


def query_graphs(query: str, prefixes: Mapping[str, str], base: str) -> QueryGraphs:
    """The graphs that a query names; prefixes are those that it need not declare.

    Raises SyntaxError where a name cannot be resolved.
    """
    code = blanked(query)
    written: list[tuple[str, str]] = []
    every = False
    for keyword in _KEYWORD.finditer(code):
        kind = "named" if keyword["named"] else "default" if keyword["from"] else "asked"
        name = _NAME.match(query, keyword.end())
        if name:
            written.append((kind, name["name"]))
        elif kind == "asked":
            every = True
    form = _FORM.search(code)
    names = _resolved(query[: form.start() if form else 0], [name for _, name in written], prefixes, base)
    found: dict[str, set[NamedNode]] = {"default": set(), "named": set(), "asked": set()}
    for (kind, _), iri in zip(written, names, strict=True):
        found[kind].add(iri)
    return QueryGraphs(frozenset(found["default"]), frozenset(found["named"]), frozenset(found["asked"]), every)


def _resolved(prologue: str, names: list[str], prefixes: Mapping[str, str], base: str) -> list[NamedNode]:
    """The IRIs that some names stand for after a prologue, as the engine itself resolves them."""
    if not names:
        return []
    values = " ".join(f"({name} AS ?name{number})" for number, name in enumerate(names))
    (row,) = Store().query(f"{prologue} SELECT {values} {{}}", base_iri=base, prefixes=dict(prefixes))  # type: ignore[misc]  # a SELECT
    return [row[f"name{number}"] for number in range(len(names))]
