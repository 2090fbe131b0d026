"""Hints about queries that are valid SPARQL but ask for something that the graph cannot contain.

A term of the ontology or a thing that there is not, and a label without its language tag, make a pattern match nothing;
the engine answers without a word. Only names and strings in the text of the query are looked up.
"""

from __future__ import annotations

from collections import defaultdict
from difflib import get_close_matches
from typing import TYPE_CHECKING, NamedTuple

from graph.core.errors import QueryRejected
from graph.core.iris import BASE, ENTITIES, ONTOLOGY_GRAPH, TERMS, TYPE, editorial_graph, prefixes, shorten, term
from graph.core.terms import Literal, NamedNode
from graph.store.proven_terms import proven_places
from graph.store.query_analysis import declarations
from graph.store.sparql_escapes import unescaped
from graph.store.sparql_tokens import IRIREF, LANGTAG, PNAME, STRING, VAR, WORD, tokenize

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from graph.core.terms import Term
    from graph.store.sparql_tokens import Token
    from graph.store.store import GraphStore

    _Place = tuple[str, Token]
    """An IRI or a string, and a token that stands for it."""

_LANGUAGES = ("zh", "en")
_MOST = 5
_LAST_OF_FOUR_DIGITS = 0xFFFF


class Hint(NamedTuple):
    """A remark on a query: a possible mistake, or why the answer is empty.

    Attributes:
        zh: What it is, in Chinese.
        en: What it is, in English.
        start: Where it is in the query, after its escapes are replaced; None where it has no place.
        length: How long it is.
        mend: What to write in its place; empty where nothing is known.
    """

    zh: str
    en: str
    start: int | None = None
    length: int = 0
    mend: str = ""


class Hints:
    """Finds possible mistakes in queries to a store.

    knows: whether an IRI is known to stand in the graph, so that the engine need not be asked.
    """

    def __init__(self, store: GraphStore, knows: Callable[[str], bool] = lambda _: False) -> None:
        self._store, self._knows = store, knows
        subjects = (quad.subject for quad in self._store.match(None, TYPE, None, ONTOLOGY_GRAPH))
        self._terms = frozenset(
            node.value.removeprefix(TERMS)
            for node in subjects
            if isinstance(node, NamedNode) and node.value.startswith(TERMS)
        )
        self._unsaid_of = frozenset(
            quad.subject.value
            for quad in self._store.match(None, term("silentOn"), None)
            if isinstance(quad.subject, NamedNode)
        )
        """The things of which a paper leaves something unsaid, which are few, so that other things cost no look-up."""

    def of(self, query: str, rows: int | None = None) -> list[Hint]:
        """The hints about a query, none where it cannot be read.

        Args:
            query: The text.
            rows: How many rows or triples its answer has, None where that is not known. If there are none, the hints
                tell too what the papers leave unsaid of the things that the query names. If there are some, they prove
                that terms of the query are in the graph, which are then not looked up.
        """
        if not self._terms:
            return []
        try:
            text = unescaped(query)
            tokens = tokenize(text)
        except QueryRejected:
            return []
        named, compared = list(_named(tokens)), list(_compared(tokens))
        mentioned = self._mentioned(text, named, compared, answered=bool(rows))
        unknown = [(iri, token) for iri, token in _first(named) if not self._is_known(iri, mentioned)]
        found = [
            *(self._unknown(iri, token) for iri, token in unknown),
            *self._without_tag(_first(compared), mentioned),
        ]
        return (found or (list(self._unsaid(dict(named))) if rows == 0 else []))[:_MOST]

    def _mentioned(
        self, query: str, named: Iterable[_Place], compared: Iterable[_Place], *, answered: bool
    ) -> set[Term]:
        """The IRIs of things and the strings, with and without a tag, that the graph has. Asks the engine once at most.

        answered: whether the query has an answer, which proves some of them.
        """
        iris = [(iri, token) for iri, token in named if _is_looked_up(iri)]
        strings = list(compared)
        if not (iris or strings):
            return set()
        places = proven_places(query) if answered else frozenset[int]()
        proven = {NamedNode(iri) for iri, token in iris if token[2] in places or self._knows(iri)}
        plain = {Literal(text) for text, token in strings if token[2] in places}
        asked: set[NamedNode | Literal] = {NamedNode(iri) for iri, _ in iris if NamedNode(iri) not in proven}
        for text, _ in strings:
            if Literal(text) not in plain:
                asked.update(_with_and_without_tag(text))
        return proven | plain | self._store.mentioned(asked)

    def _is_known(self, iri: str, mentioned: set[Term]) -> bool:
        """Whether the graph says anything of an IRI of the project, or with it; any other IRI may be."""
        if iri.startswith(TERMS):
            return iri.removeprefix(TERMS) in self._terms or iri == TERMS
        return not _is_looked_up(iri) or NamedNode(iri) in mentioned

    def _unknown(self, iri: str, token: Token) -> Hint:
        name, (kind, text, start, _) = shorten(iri), token
        if not iri.startswith(TERMS):
            return Hint(
                f"图谱中没有 {name}；可在 /search 按名称查找。",
                f"The graph says nothing of {name}; look it up at /search.",
                start,
                len(text),
            )
        close = get_close_matches(iri.removeprefix(TERMS), self._terms, n=1)
        zh, en = (
            (f"；是不是 kq:{close[0]}？", f"; do you mean kq:{close[0]}?")
            if close
            else ("；见 /ontology。", "; see /ontology.")
        )
        mend = ""
        if close:  # written as the query writes it, whatever prefix it declares
            mend = f"{text.partition(':')[0]}:{close[0]}" if kind == PNAME else f"<{TERMS}{close[0]}>"
        return Hint(f"本体中没有 {name}{zh}", f"The ontology has no {name}{en}", start, len(text), mend)

    def _without_tag(self, compared: Iterable[_Place], mentioned: set[Term]) -> Iterator[Hint]:
        for content, (_, text, start, _) in compared:
            if tags := _tags(content, mentioned):
                tagged = f'"{content}"@{tags[0]}'
                yield Hint(
                    f"图谱中的“{content}”带有语言标签；请写 {tagged}。",
                    f'"{content}" has a language tag in the graph; write {tagged}.',
                    start,
                    len(text),
                    tagged,
                )

    def _unsaid(self, named: Iterable[str]) -> Iterator[Hint]:
        properties = [NamedNode(iri) for iri in named if iri.startswith(TERMS)]
        things = [NamedNode(iri) for iri in named if iri in self._unsaid_of]
        silent = list(self._store.match(things, term("silentOn"), None)) if properties else []
        concerned: dict[Term, list[str]] = defaultdict(list)
        for quad in self._store.match({quad.object for quad in silent}, term("concernsProperty"), properties):
            concerned[quad.subject].append(getattr(quad.object, "value", ""))
        for quad in silent:
            paper = getattr(quad.graph_name, "value", "").removeprefix(editorial_graph("").value)
            thing = shorten(getattr(quad.subject, "value", ""))
            for name in map(shorten, concerned[quad.object]):
                yield Hint(f"{paper} 没有说明 {thing} 的 {name}。", f"{paper} does not state {name} of {thing}.")


def _is_looked_up(iri: str) -> bool:
    """Whether an IRI names a thing or a concept of the project, which the graph has or not."""
    return iri.startswith((ENTITIES, f"{BASE}vocab/")) and not iri.endswith("/")


def _with_and_without_tag(text: str) -> list[Literal]:
    return [Literal(text), *(Literal(text, language=tag) for tag in _LANGUAGES)]


def _tags(text: str, mentioned: set[Term]) -> list[str]:
    """The languages with which a text stands in the graph; none where it stands there without one too."""
    plain, *tagged = _with_and_without_tag(text)
    return [] if plain in mentioned else [one.language or "" for one in tagged if one in mentioned]


def _first(places: Iterable[_Place]) -> Iterable[_Place]:
    """Each text with the first of its tokens."""
    first: dict[str, Token] = {}
    for text, token in places:
        first.setdefault(text, token)
    return first.items()


def _compared(tokens: Sequence[Token]) -> Iterator[_Place]:
    """The strings without a tag that stand for a value, with their tokens."""
    for at, token in enumerate(tokens):
        content = token[1].strip(token[1][0]) if token[0] == STRING else ""
        if content and _is_compared(tokens, at):
            yield content, token


def _named(tokens: Sequence[Token]) -> Iterator[_Place]:
    """The IRIs of a query with their tokens, those of its declarations left out."""
    declared = {**prefixes(), **declarations(list(tokens))}
    for at, named in enumerate(tokens):
        kind, text = named[:2]
        after_prefix = any(token[1].upper() == "PREFIX" for token in tokens[max(0, at - 2) : at] if token[0] == WORD)
        if kind == PNAME and not after_prefix:
            prefix, _, local = text.partition(":")
            if "\\" not in local:
                yield declared.get(prefix, "") + local, named
        elif kind == IRIREF and not after_prefix:
            yield text[1:-1], named


def _is_compared(tokens: Sequence[Token], at: int) -> bool:
    """Whether a string without a tag is matched with values: in a pattern, in VALUES, or beside a variable."""
    after, before = tokens[at + 1 :][:2], tokens[max(0, at - 2) : at]
    if after and (after[0][0] == LANGTAG or after[0][1] == "^^"):
        return False
    if not tokens[at][3]:  # outside an expression
        return True
    signs = {"=", "!="}
    left = len(before) == 2 and before[1][1] in signs and before[0][0] == VAR  # noqa: PLR2004  a variable and a sign
    right = len(after) == 2 and after[0][1] in signs and after[1][0] == VAR  # noqa: PLR2004  a sign and a variable
    return left or right or _is_in_list(tokens, at)


def _is_in_list(tokens: Sequence[Token], at: int) -> bool:
    """Whether a string is one of those behind `?x IN (` or `?x NOT IN (`."""
    while at > 0 and (tokens[at][0] in {STRING, LANGTAG} or tokens[at][1] == ","):
        at -= 1
    words = [token[1].upper() for token in tokens[max(0, at - 2) : at]]
    return (
        tokens[at][1] == "(" and bool(words) and words[-1] == "IN" and (words[0] == "NOT" or tokens[at - 2][0] == VAR)
    )


def in_ascii(hints: Sequence[Hint]) -> str:
    """Hints in English as a header can hold them; other characters are escaped as SPARQL escapes them (19.2)."""
    text = " ".join(hint.en for hint in hints)
    return "".join(c if " " <= c <= "~" else _escaped(ord(c)) for c in text)


def _escaped(number: int) -> str:
    return f"\\u{number:04X}" if number <= _LAST_OF_FOUR_DIGITS else f"\\U{number:08X}"
