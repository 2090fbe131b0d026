"""The text of a query, looked at before and after the engine: what we refuse, and where a mistake is."""

from __future__ import annotations

import re
from difflib import get_close_matches
from itertools import pairwise
from typing import TYPE_CHECKING

from graph.errors import QueryRejected

if TYPE_CHECKING:
    from graph.formats import Holds

# The tokens of SPARQL 1.1 (section 19.8) in which a keyword cannot stand, then words; all else is one character.
_TOKEN = re.compile(
    r"""
    (?P<comment> \#[^\n\r]* )
  | (?P<iri> <[^<>"{}|^`\\\x00-\x20]*> )
  | (?P<string> \"{3} (?: [^"\\] | \\. | "(?!"") )* \"{3} | '{3} (?: [^'\\] | \\. | '(?!'') )* '{3}
      | "(?: [^"\\\n\r] | \\. )*" | '(?: [^'\\\n\r] | \\. )*' )
  | (?P<variable> [?$]\w+ )
  | (?P<blank> _:[\w.-]+ )
  | (?P<prefixed> (?: [^\W\d_] [\w.-]* )? : [\w:%.\\~!$&'()*+,;=/?\#@-]* )
  | (?P<language> @[a-zA-Z]+(?:-[a-zA-Z0-9]+)* )
  | (?P<word> [^\W\d_]\w* )
""",
    re.VERBOSE | re.DOTALL,
)
_CODE = {"variable", "blank", "prefixed", "language", "word"}
_FORMS: dict[str, Holds] = {"SELECT": "table", "ASK": "table", "CONSTRUCT": "graph", "DESCRIBE": "graph"}
DEEPEST = 100  # the engine dies of 800 and more, by the kind of bracket
_ERROR = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"}
_CHARACTER_CLASS = re.compile(r"\[.*\]|\\u")  # the engine lists the ranges of characters that could go on a name


def blanked(query: str) -> str:
    """The query with its comments, IRIs and strings made blank, so that every keyword and brace left is one."""
    return _TOKEN.sub(lambda m: m[0] if m.lastgroup in _CODE else " " * len(m[0]), query)


def refuse_service(query: str) -> None:
    """Refuse a query that would call another server. Raises QueryRejected with the place of SERVICE."""
    for match in _TOKEN.finditer(query):
        if match.lastgroup == "word" and match[0].upper() == "SERVICE":
            line, column = _place(query, match.start())
            raise QueryRejected("SERVICE is not offered; queries are answered from this graph alone.", line, column)


def refuse_deep(query: str) -> None:
    """Refuse a query whose brackets nest so deeply that the engine would die of it. Raises QueryRejected."""
    depth = 0
    for at, character in enumerate(blanked(query)):
        depth += (character in "([{") - (character in ")]}")
        if depth > DEEPEST:
            raise QueryRejected(f"The brackets nest more than {DEEPEST} deep; ask more simply.", *_place(query, at))


def answer_holds(query: str) -> Holds | None:
    """What a query is answered with by its form (SPARQL 1.1, 16), or None where it is no query."""
    first = _first_word(query)
    return _FORMS.get(first[0].upper()) if first else None


def names_dataset(query: str) -> bool:
    """Whether a query says FROM itself, which takes the place of the union of all graphs (SPARQL 1.1, 13.2)."""
    return any(match.lastgroup == "word" and match[0].upper() == "FROM" for match in _TOKEN.finditer(query))


def _first_word(query: str) -> re.Match[str] | None:
    """The word after the prologue, which tells the form of a query, or that it is an update."""
    words = (match for match in _TOKEN.finditer(query) if match.lastgroup == "word")
    return next((word for word in words if word[0].upper() not in {"PREFIX", "BASE"}), None)


def _place(text: str, offset: int) -> tuple[int, int]:
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def explain(query: str, error: SyntaxError, known_prefixes: list[str]) -> QueryRejected:
    """The engine's complaint as one sentence with its line and column."""
    first = _first_word(query)
    if first is None:
        return QueryRejected("The query is empty; write SELECT, ASK, CONSTRUCT or DESCRIBE and what to look for.")
    if first[0].upper() in _UPDATES:
        return QueryRejected("This is an update; only queries are answered here.", *_place(query, first.start()))
    unknown = _unknown_prefix(query, known_prefixes)
    if unknown:
        return unknown
    match = _ERROR.match(str(error))
    if not match:
        return QueryRejected(f"The query is malformed: {str(error).splitlines()[0]}.")
    expected = " ".join(match[3].split())
    plain = [part for part in expected.split(", ") if not _CHARACTER_CLASS.search(part)]
    return QueryRejected(f"The query is malformed: {', '.join(plain)}.", int(match[1]), int(match[2]))


def _unknown_prefix(query: str, known: list[str]) -> QueryRejected | None:
    """The first prefix that is neither declared nor known; the engine does not always tell it from other mistakes."""
    tokens = [m for m in _TOKEN.finditer(query) if m.lastgroup in {"word", "prefixed"}]
    declared = {name[0].partition(":")[0] for word, name in pairwise(tokens) if word[0].upper() == "PREFIX"}
    for token in tokens:
        name = token[0].partition(":")[0]
        if token.lastgroup == "prefixed" and name not in declared and name not in known:
            close = get_close_matches(name, known, n=1)
            hint = f", or do you mean {close[0]}:?" if close else "."
            line, column = _place(query, token.start())
            message = f"The prefix {name}: is not known; declare it with PREFIX {name}: <…>{hint}"
            return QueryRejected(message, line, column)
    return None
