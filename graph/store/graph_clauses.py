"""The triple patterns within the GRAPH clauses of a query (SPARQL 1.1, 13.3), to tell which triples it reads by graph.

Only plain patterns are read: with a single property, in groups that may be nested, optional, negated or alternative.
For any other content of a GRAPH clause the answer is "unknown", and the caller must assume that it reads every triple.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from graph.core.iris import TYPE
from graph.core.terms import NamedNode
from graph.store.query_graphs import resolve_names
from graph.store.sparql_tokens import (
    BLANK_NODE_LABEL,
    CLOSING,
    IRIREF,
    LANGTAG,
    MARK,
    NUMBER,
    OPENING,
    PNAME,
    STRING,
    VAR,
    WORD,
    tokenize,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graph.core.terms import Literal
    from graph.store.sparql_tokens import Token

_NODES = frozenset({VAR, IRIREF, PNAME, BLANK_NODE_LABEL})
_VERBS = frozenset({VAR, IRIREF, PNAME})
_GROUPS = frozenset({"OPTIONAL", "MINUS", "UNION"})
_BOOLEANS = frozenset({"TRUE", "FALSE"})


class WrittenPattern(NamedTuple):
    """A triple pattern as it is written: an IRI, a prefixed name, `a` or a variable; empty where anything may stand."""

    subject: str
    verb: str
    value: str


class TriplePattern(NamedTuple):
    """A triple pattern. A part is None where any term may stand; a literal as the value is such a part."""

    subject: NamedNode | None
    predicate: NamedNode | None
    value: NamedNode | None


def written_patterns(query: str) -> list[WrittenPattern] | None:
    """Return the triple patterns within GRAPH clauses; None if they are unknown."""
    tokens = tokenize(query)
    reader = _Reader(tokens)
    try:
        for at, (kind, text, _, _) in enumerate(tokens):
            if kind == WORD and text.upper() == "GRAPH":
                reader.read_clause(at + 2)
    except (_NotPlainError, IndexError):
        return None
    return reader.patterns


def graph_clause_patterns(
    query: str, prefixes: Mapping[str, str], base: str, bindings: Mapping[str, NamedNode | Literal] | None = None
) -> list[TriplePattern] | None:
    """Return the triple patterns within GRAPH clauses with their terms; None if they are unknown.

    Args:
        query: the text, without codepoint escapes.
        prefixes: those that the query need not declare.
        base: the IRI that relative IRIs are resolved against.
        bindings: terms of variables. They are used if the query has no subquery, whose variables are others.

    Raises:
        SyntaxError: a name cannot be resolved.
    """
    written = written_patterns(query)
    if written is None:
        return None
    names = {part for pattern in written for part in pattern if part and part[0] not in "?$" and part != "a"}
    ordered = sorted(names)
    terms: dict[str, NamedNode] = {"a": TYPE}
    terms |= dict(zip(ordered, resolve_names(query, ordered, prefixes, base), strict=True))
    if sum(kind == WORD and text.upper() == "SELECT" for kind, text, _, _ in tokenize(query)) == 1:
        for name, term in (bindings or {}).items():
            if isinstance(term, NamedNode):
                terms |= {f"?{name}": term, f"${name}": term}
    return [TriplePattern(*(terms.get(part) for part in pattern)) for pattern in written]


class _NotPlainError(Exception):
    """A GRAPH clause holds something that is no plain pattern."""


class _Reader:
    """Collects the patterns of GRAPH clauses."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.patterns: list[WrittenPattern] = []
        self._tokens, self._at = tokens, 0

    def read_clause(self, at: int) -> None:
        """Read the group of a clause. Without a pattern of its own, it is true of a graph without such a triple."""
        self._at = at
        if not self._group():
            raise _NotPlainError

    def _group(self) -> bool:
        """Read a group; returns whether a pattern stands directly in it."""
        self._expect("{")
        has_pattern = False
        while not self._take("}"):
            kind, text, _, _ = self._tokens[self._at]
            word = text.upper() if kind == WORD else ""
            if word == "FILTER":
                self._at += 1
                self._filter()
            elif word == "BIND":
                self._at += 1
                self._skip_brackets()
            elif word in _GROUPS:
                self._at += 1
                self._group()
            elif kind == MARK and text == "{":
                self._group()
            elif not self._take("."):
                self._triples()
                has_pattern = True
        return has_pattern

    def _filter(self) -> None:
        self._take("NOT")
        if self._take("EXISTS"):
            self._group()
            return
        if self._tokens[self._at][1] != "(":
            self._at += 1  # the name of a function
        self._skip_brackets()

    def _skip_brackets(self) -> None:
        """Skip an expression in brackets."""
        self._expect("(")
        depth = 1
        while depth:
            kind, text, _, _ = self._tokens[self._at]
            if kind == WORD and text.upper() == "EXISTS":
                raise _NotPlainError
            depth += (kind == MARK) * ((text in OPENING) - (text in CLOSING))
            self._at += 1

    def _triples(self) -> None:
        """Read the patterns of one subject."""
        subject = self._term(_NODES)
        while True:
            verb = "a" if self._take("A") else self._term(_VERBS)
            self.patterns.append(WrittenPattern(subject, verb, self._object()))
            while self._take(","):
                self.patterns.append(WrittenPattern(subject, verb, self._object()))
            if not self._take(";"):
                return
            while self._take(";"):
                pass
            if self._tokens[self._at][1] in {".", "}"}:
                return

    def _object(self) -> str:
        kind, text, _, _ = self._tokens[self._at]
        if kind in _NODES:
            return self._term(_NODES)
        self._at += 1
        if kind == STRING:
            if self._take("^^"):
                self._term(_VERBS)
            elif self._tokens[self._at][0] == LANGTAG:
                self._at += 1
        elif kind == MARK and text in {"+", "-"} and self._tokens[self._at][0] == NUMBER:
            self._at += 1
        elif kind != NUMBER and text.upper() not in _BOOLEANS:
            raise _NotPlainError
        return ""

    def _term(self, kinds: frozenset[int]) -> str:
        kind, text, _, _ = self._tokens[self._at]
        if kind not in kinds:
            raise _NotPlainError
        self._at += 1
        return "" if kind == BLANK_NODE_LABEL else text

    def _take(self, text: str) -> bool:
        """Go past a mark or keyword, if it is the next token."""
        kind, found, _, _ = self._tokens[self._at]
        if kind not in {MARK, WORD} or found.upper() != text:
            return False
        self._at += 1
        return True

    def _expect(self, text: str) -> None:
        if not self._take(text):
            raise _NotPlainError
