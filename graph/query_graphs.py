"""The graphs that a query names, read from its text: after FROM, FROM NAMED and GRAPH (SPARQL 1.1, 13.2 and 13.3)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from pyoxigraph import NamedNode, Store

from graph.query_text import blanked

if TYPE_CHECKING:
    from collections.abc import Mapping

_WORD = r"(?<! [\w:?$@.%\\-] ) (?: {} ) (?! [\w:.-] )"
_FROM = re.compile(_WORD.format(r"FROM (?P<named> \s* NAMED )?"), re.VERBOSE | re.IGNORECASE)
_FORM = re.compile(_WORD.format("SELECT | ASK | CONSTRUCT | DESCRIBE"), re.VERBOSE | re.IGNORECASE)
# The engine takes GRAPH for a keyword in `1GRAPH ?g` and `GRAPH:g` too, where SPARQL has no such token.
_GRAPH = re.compile(r"(?P<joined> [\w-] )? GRAPH (?= (?P<goes_on> [\w:-] )? )", re.VERBOSE | re.IGNORECASE)
_PART_OF_A_NAME = re.compile(r"[?$]\w+ | @[\w-]+ | : (?: \\. | [\w:.%-] )*", re.VERBOSE)
# An IRI or a prefixed name (19.8), after white space and comments.
_NAME = re.compile(
    r"(?: \s | \#[^\n\r]* )* (?P<name> <[^<>]*> | [^\s<>{}()?$#:]* : (?: \\. | [\w:.%-] )* )", re.VERBOSE
)


class QueryGraphs(NamedTuple):
    """The graphs after FROM, after FROM NAMED, and after GRAPH.

    every: whether a variable stands after some GRAPH, or something that may be one, so that the query may look into any
    named graph.
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
    form = _FORM.search(code)
    start = form.start() if form else 0
    every, end = False, 0
    for keyword in _FROM.finditer(code):
        if name := _NAME.match(query, keyword.end()):
            written.append(("named" if keyword["named"] else "default", name["name"]))
            code = code[: name.start()] + " " * len(name[0]) + code[name.end() :]
    code = _PART_OF_A_NAME.sub(lambda part: ":" + " " * (len(part[0]) - 1), code)
    for keyword in _GRAPH.finditer(code, start):
        if keyword.start() < end:  # in the name after the keyword before
            continue
        name = None if keyword["joined"] or keyword["goes_on"] else _NAME.match(query, keyword.end())
        if name:
            written.append(("asked", name["name"]))
            end = name.end()
        else:
            every = True
    names = _resolved(query[:start], [name for _, name in written], prefixes, base)
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
