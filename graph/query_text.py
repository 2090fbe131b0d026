"""The text of a query, looked at before and after the engine: what we refuse, and where a mistake is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from graph.errors import QueryRejected

if TYPE_CHECKING:
    from graph.formats import Holds

# The tokens of SPARQL 1.1 (section 19.8) in which anything can stand.
_HIDING = r"""
    (?P<comment> \#[^\n\r]* )
  | (?P<iri> <[^<>"{}|^`\\\x00-\x20]*> )
  | (?P<string> \"{3} (?: [^"\\] | \\. | "(?!"") )* \"{3} | '{3} (?: [^'\\] | \\. | '(?!'') )* '{3}
      | "(?: [^"\\\n\r] | \\. )*" | '(?: [^'\\\n\r] | \\. )*' )
"""
# They and numbers that are no part of a name; to look first for what they begin with is faster.
_VALUES = re.compile(
    r"""(?= [#<"'0-9] ) (?:""" + _HIDING + r"""| (?<! [\w:%.?$-] ) \d+ (?: \.\d+ )? )""", re.VERBOSE | re.DOTALL
)
# The same, the others in which a keyword cannot stand, then words; all else is one character.
_TOKEN = re.compile(
    _HIDING
    + r"""
  | (?P<variable> [?$]\w+ )
  | (?P<blank> _:[\w.-]+ )
  | (?P<prefixed> (?: [^\W\d_] [\w.-]* )? : (?: [\w:.-] | %[0-9A-Fa-f]{2} | \\[_~.!$&'()*+,;=/?\#@%-] )* )
  | (?P<language> @[a-zA-Z]+(?:-[a-zA-Z0-9]+)* )
  | (?P<word> [^\W\d_]\w* )
  | (?P<number> \d+ (?: \.\d+ )? )
  | (?P<mark> [][(){}.;,/] )
""",
    re.VERBOSE | re.DOTALL,
)
_CODE = {"variable", "blank", "prefixed", "language", "word", "number", "mark"}
_PROLOGUE = {"PREFIX", "BASE"}
_FORMS: dict[str, Holds] = {"SELECT": "table", "ASK": "table", "CONSTRUCT": "graph", "DESCRIBE": "graph"}
DEEPEST = 100  # the engine dies of 800 and more, by the kind of bracket
MOST_PATTERNS = 100  # in one group: the engine plans about n⁴ steps, 0.7 s for 100 and 10 s for 200
_MOST_KNOWN, _LONGEST_KNOWN = 256, 4096  # shapes of queries, and characters of one
_OPENS, _CLOSES = frozenset("([{"), frozenset(")]}")
_ERROR = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"}
_CHARACTER_CLASS = re.compile(r"\[.*\]|\\u")  # the engine lists the ranges of characters that could go on a name


def blanked(query: str) -> str:
    """The query with its comments, IRIs and strings made blank, so that every keyword and brace left is one."""
    return _TOKEN.sub(lambda m: m[0] if m.lastgroup in _CODE else " " * len(m[0]), query)


class Outline(NamedTuple):
    """What is seen of a query before the engine reads it.

    form: its keyword in capitals (SPARQL 1.1, 16), of an update that of the update, empty where there is none;
    own_dataset: whether it says FROM, which takes the place of the union of all graphs (13.2); prefixes: those in use,
    declared or not.
    """

    form: str
    own_dataset: bool
    prefixes: tuple[str, ...]

    @property
    def holds(self) -> Holds | None:
        """What it is answered with, None where it is no query."""
        return _FORMS.get(self.form)


def outline(query: str) -> Outline:
    """Look over a query once, and over one for each of those that differ in values and comments alone.

    Raises QueryRejected, with the place, where it would call another server, nests so deeply that the engine would die
    of it, or joins so many patterns in one group that the engine would not end planning.
    """
    if len(query) > _LONGEST_KNOWN or "\\" in query:  # what begins a string or a comment may be escaped in a name
        return _looked_over(query)
    try:
        return _known(_VALUES.sub(" ", query))
    except QueryRejected:
        return _looked_over(query)  # the place is another one


@lru_cache(maxsize=_MOST_KNOWN)
def _known(shape: str) -> Outline:
    return _looked_over(shape)


def _looked_over(query: str) -> Outline:
    form, own_dataset, used, nesting = "", False, set(), [_Group("")]
    for match in _TOKEN.finditer(query):
        kind, text = match.lastgroup, match[0]
        if kind == "prefixed":
            used.add(text.partition(":")[0])
        if kind == "mark" or (kind == "prefixed" and text[-1] == "."):
            _refuse_knotty(query, match, nesting)
        elif kind == "word":
            word = text.upper()
            if word == "SERVICE":
                raise _refused(query, match, "SERVICE is not offered; queries are answered from this graph alone.")
            own_dataset = own_dataset or word == "FROM"
            form = form or (word if word not in _PROLOGUE else "")
    return Outline(form, own_dataset, tuple(used))


@dataclass
class _Group:
    """An open bracket, and how many patterns it holds so far."""

    bracket: str
    patterns: int = 0


def _refuse_knotty(query: str, match: re.Match[str], nesting: list[_Group]) -> None:
    """Follow the nesting of brackets, and count what separates patterns.

    A comma between arguments separates none, a slash may stand in a path.
    """
    mark = match[0][-1]
    if mark in _OPENS:
        nesting.append(_Group(mark))
        if len(nesting) > DEEPEST + 1:
            raise _refused(query, match, f"The brackets nest more than {DEEPEST} deep; ask more simply.")
    elif mark in _CLOSES:
        del nesting[max(1, len(nesting) - 1) :]
    elif nesting[-1].bracket != "(" or mark == "/":
        nesting[-1].patterns += 1
        if nesting[-1].patterns > MOST_PATTERNS:
            raise _refused(
                query, match, f"More than {MOST_PATTERNS} patterns stand in one group; ask in several queries."
            )


def _refused(query: str, match: re.Match[str], sentence: str) -> QueryRejected:
    return QueryRejected(sentence, *_place(query, match.start()))


def sliced(query: str, offset: int, most: int | None = None) -> str:
    """A SELECT query for some of its rows: those from `offset` on, `most` at the most, within its own OFFSET and LIMIT.

    The clauses are looked for where the outermost SELECT may have them (SPARQL 1.1, 19.8, SolutionModifier).
    """
    own: dict[str, int] = {}
    kept, at, end, depth, after_where = "", 0, len(query), 0, False
    tokens = [match for match in _TOKEN.finditer(query) if match.lastgroup != "comment"]
    for token, following in pairwise(tokens):
        depth += (token[0] in _OPENS) - (token[0] in _CLOSES)
        after_where = after_where or token[0] == "}"
        word = token[0].upper() if after_where and not depth else ""
        if word in {"OFFSET", "LIMIT"} and following[0].isdecimal():
            own[word] = int(following[0])
            kept, at = kept + query[at : token.start()], following.end()
        elif word == "VALUES":
            end = token.start()
    limits = [max(0, own["LIMIT"] - offset)] if "LIMIT" in own else []
    limits += [] if most is None else [most]
    clauses = [f"LIMIT {min(limits)}"] if limits else []
    clauses.append(f"OFFSET {own.get('OFFSET', 0) + offset}")
    return f"{kept}{query[at:end]}\n{' '.join(clauses)}\n{query[end:]}"


def _first_word(query: str) -> re.Match[str] | None:
    """The word after the prologue, which tells the form of a query, or that it is an update."""
    words = (match for match in _TOKEN.finditer(query) if match.lastgroup == "word")
    return next((word for word in words if word[0].upper() not in _PROLOGUE), None)


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
