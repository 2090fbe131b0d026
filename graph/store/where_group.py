"""Splits the WHERE group of a query into its parts: triple patterns, OPTIONAL, VALUES, groups, and filters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from graph.store.query_analysis import FORMS
from graph.store.sparql_tokens import CLOSING, MARK, OPENING, WORD, tokenize

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graph.store.sparql_tokens import Token

_CLAUSES = frozenset({"FILTER", "OPTIONAL", "BIND", "MINUS", "VALUES", "GRAPH"})

Kind = Literal["pattern", "clause", "filter"]


class Part(NamedTuple):
    """A part of a group.

    Attributes:
        kind: `pattern` for triple patterns with one subject and one verb, `filter` for FILTER, else `clause`.
        text: The text, which can stand alone: of `?s a ?c ; kq:p ?o` the second part is `?s kq:p ?o`.
        start: Where it starts in the query.
        written: What stands in the query from there.
        tokens: The tokens of the text that stands in the query, without a subject before them.
    """

    kind: Kind
    text: str
    start: int
    written: str
    tokens: tuple[Token, ...]


class Parts(NamedTuple):
    """The prologue of a query, and the parts of its outermost group in their order."""

    prologue: str
    parts: tuple[Part, ...]


def split(query: str) -> Parts | None:
    """The parts of the WHERE group of a query without codepoint escapes.

    Returns:
        None where there is no such group, where it is a subquery, and where the query names its dataset (FROM).

    Raises:
        QueryRejected: The query cannot be read to the end.
    """
    tokens = tokenize(query)
    form = next((token for token in tokens if token[0] == WORD and token[1].upper() in FORMS), None)
    bounds = _where_group(tokens)
    if form is None or bounds is None or any(kind == WORD and text.upper() == "FROM" for kind, text, _, _ in tokens):
        return None
    inside = tokens[bounds[0] + 1 : bounds[1]]
    if not inside or inside[0][1].upper() == "SELECT":
        return None
    return Parts(query[: form[2]], tuple(_parts(query, inside)))


def _where_group(tokens: Sequence[Token]) -> tuple[int, int] | None:
    """The places of the brackets of the outermost group that is no template of CONSTRUCT."""
    depth, start = 0, None
    for at, (kind, text, _, _) in enumerate(tokens):
        if kind != MARK:
            continue
        if text in OPENING:
            before = tokens[at - 1][1].upper() if at else ""
            if text == "{" and depth == 0 and start is None and before != "CONSTRUCT":
                start = at
            depth += 1
        elif text in CLOSING:
            depth -= 1
            if depth == 0 and start is not None:
                return start, at
    return None


def _parts(query: str, tokens: Sequence[Token]) -> Iterator[Part]:
    at = 0
    while at < len(tokens):
        kind, text, _, _ = tokens[at]
        word = text.upper() if kind == WORD else ""
        if kind == MARK and text in {".", ";"}:
            at += 1
        elif word in _CLAUSES or text == "{":
            end = _end_of_clause(tokens, at)
            yield _part(query, "filter" if word == "FILTER" else "clause", tokens[at:end])
            at = end
        else:
            end = _end_of_triples(tokens, at)
            yield from _triples(query, tokens[at:end])
            at = end


def _end_of_clause(tokens: Sequence[Token], at: int) -> int:
    """Where a clause ends: behind the bracket that closes its last one, which UNION goes on from."""
    depth = 0
    for place in range(at, len(tokens)):
        kind, text, _, _ = tokens[place]
        if kind != MARK or text not in {*OPENING, *CLOSING}:
            continue
        depth += 1 if text in OPENING else -1
        following = tokens[place + 1][1].upper() if place + 1 < len(tokens) else ""
        is_head = text == ")" and tokens[at][1].upper() == "VALUES"  # of VALUES (?a ?b) { … }
        if depth == 0 and following != "UNION" and not (is_head and following == "{"):
            return place + 1
    return len(tokens)


def _end_of_triples(tokens: Sequence[Token], at: int) -> int:
    """Where the patterns of one subject end: before a dot, a clause or a group."""
    depth = 0
    for place in range(at, len(tokens)):
        kind, text, _, _ = tokens[place]
        if depth == 0 and place > at and (text in {".", "{"} or (kind == WORD and text.upper() in _CLAUSES)):
            return place
        if kind == MARK:
            depth += (text in OPENING) - (text in CLOSING)
    return len(tokens)


def _triples(query: str, tokens: Sequence[Token]) -> Iterator[Part]:
    """The patterns of one subject, split at semicolons."""
    pieces: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        kind, text, _, _ = token
        if depth == 0 and kind == MARK and text == ";":
            pieces.append([])
            continue
        if kind == MARK:
            depth += (text in OPENING) - (text in CLOSING)
        pieces[-1].append(token)
    subject = query[tokens[0][2] : _end(_subject(pieces[0])[-1])]
    for number, piece in enumerate(piece for piece in pieces if piece):
        yield _part(query, "pattern", piece, subject if number else "")


def _subject(tokens: Sequence[Token]) -> Sequence[Token]:
    """The subject that begins a pattern: one term, or all within its brackets."""
    depth = 0
    for place, (kind, text, _, _) in enumerate(tokens):
        depth += (kind == MARK and text in OPENING) - (kind == MARK and text in CLOSING)
        if depth == 0:
            return tokens[: place + 1]
    return tokens


def _part(query: str, kind: Kind, tokens: Sequence[Token], subject: str = "") -> Part:
    start = tokens[0][2]
    written = query[start : _end(tokens[-1])]
    return Part(kind, f"{subject} {written}".strip(), start, written, tuple(tokens))


def _end(token: Token) -> int:
    return token[2] + len(token[1])
