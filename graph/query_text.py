"""The text of a query, looked at before and after the engine: what we refuse, and where a mistake is."""

from __future__ import annotations

import re

from graph.errors import QueryRejected

# The tokens of SPARQL 1.1 (section 19.8) in which a keyword cannot stand, then words; all else is one character.
_TOKEN = re.compile(
    r"""
    (?P<comment> \#[^\n\r]* )
  | (?P<iri> <[^<>"{}|^`\\\x00-\x20]*> )
  | (?P<string> \"{3} (?: [^"\\] | \\. | "(?!"") )* \"{3} | '{3} (?: [^'\\] | \\. | '(?!'') )* '{3}
      | "(?: [^"\\\n\r] | \\. )*" | '(?: [^'\\\n\r] | \\. )*' )
  | (?P<variable> [?$]\w+ )
  | (?P<prefixed> (?: [^\W\d_] [\w.-]* )? : [\w:%.\\~!$&'()*+,;=/?\#@-]* )
  | (?P<language> @[a-zA-Z]+(?:-[a-zA-Z0-9]+)* )
  | (?P<word> [^\W\d_]\w* )
""",
    re.VERBOSE | re.DOTALL,
)
_ERROR = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_LONGEST_HINT = 160


def refuse_service(query: str) -> None:
    """Refuse a query that would call another server. Raises QueryRejected with the place of SERVICE."""
    for match in _TOKEN.finditer(query):
        if match.lastgroup == "word" and match[0].upper() == "SERVICE":
            line, column = _place(query, match.start())
            raise QueryRejected("SERVICE is not offered here: queries are answered from this graph alone.", line, column)


def _place(text: str, offset: int) -> tuple[int, int]:
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def explain(query: str, error: SyntaxError, known_prefixes: list[str]) -> QueryRejected:
    """The engine's complaint as one sentence with its line and column."""
    match = _ERROR.match(str(error))
    if not match:
        return QueryRejected(f"The query is malformed: {str(error).splitlines()[0]}.")
    line, column, expected = int(match[1]), int(match[2]), " ".join(match[3].split())
    if "Prefix not found" in expected:
        before = "\n".join(query.splitlines())[: _offset(query, line, column)]
        prefix = re.search(r"([\w.-]*):\S*$", before)
        name = prefix[1] if prefix else "there"
        known = ", ".join(known_prefixes)
        return QueryRejected(f"The prefix {name}: is not known; declare it, or use one of {known}.", line, column)
    hint = expected if len(expected) <= _LONGEST_HINT else f"{expected[:_LONGEST_HINT].rsplit(' ', 1)[0]} …"
    return QueryRejected(f"The query is malformed at line {line}, column {column}: {hint}.", line, column)


def _offset(text: str, line: int, column: int) -> int:
    return sum(len(row) + 1 for row in text.splitlines()[: line - 1]) + column - 1
