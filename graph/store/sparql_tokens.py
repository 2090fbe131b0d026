"""A tokenizer for SPARQL, after the terminals of the SPARQL 1.1 grammar (section 19.8) and those that 1.2 adds.

The terminals are regular languages, so one regular expression implements them: an alternative for each, in the order
in which the longest match wins, and a last one for a character that begins none. It covers every character of a query.
Only `<` needs more: after an operand inside an expression it compares, elsewhere it opens an IRI or a triple.
`tokenize` follows the brackets to tell these apart.

The engine has no tokenizer: it looks for what its grammar expects next, and tries something else where that fails.
Where it could end a name earlier than the grammar does, the query is refused, here or in
`graph/store/prefixed_name_check.py`.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import lru_cache

from graph.core.errors import QueryRejected
from graph.store.sparql_escapes import place
from graph.store.unreadable_character import IRI_BROKEN, SEVERAL_DOTS, unreadable

# 19.8 [164] to [167]: the characters of names.
_BASE = (
    r"A-Za-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C-\u200D\u2070-\u218F"
    r"\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
_LATER = r"0-9\u00B7\u0300-\u036F\u203F-\u2040"
_CHARS = rf"{_BASE}_{_LATER}-"
_PREFIX = rf"[{_BASE}][{_CHARS}]*+(?:\.++[{_CHARS}]++)*+"  # [168]
_PLX = r"%[0-9A-Fa-f]{2}|\\[_~.!$&'()*+,;=/?\#@%-]"  # [170] to [173]
_INNER = rf"(?:[{_CHARS}:]|{_PLX})"
_LOCAL = rf"(?:[{_BASE}_:0-9]|{_PLX}){_INNER}*+(?:\.++{_INNER}++)?+"  # [169], but with dots in one place at most
_CODEPOINT = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"  # 19.2
_ESCAPED = rf"\\[tbnrf\"'\\]|{_CODEPOINT}"  # [160]

# The kinds of token: the number of the group that matched. Those up to BLANK_NODE_LABEL are operands.
VAR, PNAME, STRING, NUMBER, LANGTAG, BLANK_NODE_LABEL, IRIREF, WORD, MARK, COMMENT, END = range(1, 12)
_LESS, _DOTTED, _UNKNOWN = range(12, 15)  # of which no token is made
_TOLD = {_LESS: IRI_BROKEN, _DOTTED: SEVERAL_DOTS}

_TERMINALS = re.compile(
    rf"""[ \t\r\n]*+ (?:                                                                    # [162] WS
          ( [?$] [{_BASE}_0-9] [{_BASE}_{_LATER}]*+ )                                           # [143] [144] VAR1 VAR2
        | ( (?:{_PREFIX})?+ : (?: {_LOCAL} (?!\.++{_INNER}) | (?![{_BASE}_:0-9]|{_PLX}) ) )     # [140] [141] PNAME_*
        | ( \"\"\" (?: [^\"\\]++ | {_ESCAPED} | \"(?!\"\") )*+ \"\"\"                           # [159] *_LONG2
          | ''' (?: [^'\\]++ | {_ESCAPED} | '(?!'') )*+ '''                                     # [158] *_LONG1
          | \" (?: [^\"\\\n\r]++ | {_ESCAPED} )*+ \" | ' (?: [^'\\\n\r]++ | {_ESCAPED} )*+ ' )  # [157] [156]
        | ( (?: [0-9]++\.?[0-9]*+ | \.[0-9]++ ) [eE][+-]?[0-9]++                                # [148] DOUBLE
          | [0-9]*+\.[0-9]++ | [0-9]++ )                                                        # [147] [146]
        | ( @[a-zA-Z]++ (?:-[a-zA-Z0-9]++)*+ (?:--[a-zA-Z]++)?+ )                               # [145], 1.2 LANG_DIR
        | ( _: [{_BASE}_0-9] [{_CHARS}]*+ (?: \.++ [{_CHARS}]++ )*+ )                           # [142]
        | ( < (?: [^<>\"{{}}|^`\\\x00-\x20]++ | {_CODEPOINT} )*+ >)                                   # [139] IRIREF
        | ( [A-Za-z][A-Za-z0-9_]*+ (?!:) )                                                         # keywords
        | ( <<\(? | \)>> | >> | \{{\| | \|\}} | \^\^ | && | \|\| | [!>]= | [][{{}}().;,*/+^|!=>?~-] )
        | ( \#[^\n\r]*+ )                                                                       # 19.4 comments
        | ( \Z )
        | ( < )                                                                                 # of no IRI
        | ( (?:{_PREFIX})?+ : )                                                # a name that the engine would cut short
        | ( . )
        )""",
    re.VERBOSE | re.DOTALL,
)


_STANDARD = """
A ABS ADD ALL AS ASC ASK AVG BASE BIND BNODE BOUND BY CEIL CLEAR COALESCE CONCAT CONSTRUCT CONTAINS COPY COUNT
CREATE DATA DATATYPE DAY DEFAULT DELETE DESC DESCRIBE DISTINCT DROP ENCODE_FOR_URI EXISTS FALSE FILTER FLOOR FROM
GRAPH GROUP GROUP_CONCAT HAVING HOURS IF IN INSERT INTO IRI ISBLANK ISIRI ISLITERAL ISNUMERIC ISURI LANG LANGMATCHES
LCASE LIMIT LOAD MAX MD5 MIN MINUS MINUTES MONTH MOVE NAMED NOT NOW OFFSET OPTIONAL ORDER PREFIX RAND REDUCED REGEX
REPLACE ROUND SAMETERM SAMPLE SECONDS SELECT SEPARATOR SERVICE SHA1 SHA256 SHA384 SHA512 SILENT STR STRAFTER
STRBEFORE STRDT STRENDS STRLANG STRLEN STRSTARTS STRUUID SUBSTR SUM TIMEZONE TO TRUE TZ UCASE UNDEF UNION URI USING
UUID VALUES WHERE WITH YEAR
"""  # 19.8, [1] to [138]
_OF_1_2 = "HASLANG HASLANGDIR ISTRIPLE LANGDIR OBJECT PREDICATE STRLANGDIR SUBJECT TRIPLE VERSION"
_OF_THE_ENGINE = "ADJUST LATERAL"  # proposals 0002 and 0006 of the SPARQL community group
KEYWORDS = frozenset(f"{_STANDARD} {_OF_1_2} {_OF_THE_ENGINE}".split())
_LONGEST_FIRST = "|".join(sorted(KEYWORDS, key=len, reverse=True))
_KEYWORD = re.compile(_LONGEST_FIRST, re.IGNORECASE)
_GLUED = re.compile(rf"(?>{_LONGEST_FIRST})(?:{_LONGEST_FIRST}|[0-9]++)*+", re.IGNORECASE)
_LONGEST_GLUED = 100

# Behind a keyword of the first kind the next bracket holds an expression, behind one of the second kind each does until
# a group or VALUES follows.
_ONCE, _EACH = 1, 2
_EXPRESSIONS = {"FILTER": _ONCE, "BIND": _ONCE, "SELECT": _EACH, "BY": _EACH, "HAVING": _EACH, "VALUES": 0}
_VALUES = frozenset({"TRUE", "FALSE"})
OPENING = frozenset({"(", "{", "[", "<<(", "<<", "{|"})
CLOSING = {")": "(", "}": "{", "]": "[", ")>>": "<<(", ">>": "<<", "|}": "{|"}

# Its kind, its text, where it starts, and whether it stands in an expression; of a bracket, whether it encloses one.
Token = tuple[int, str, int, bool]


@lru_cache(maxsize=4)
def tokenize(query: str) -> tuple[Token, ...]:
    """The tokens of a query whose codepoint escapes are replaced, without comments.

    The last ones are kept, because a query is read for its outline, for its graphs and for hints.

    Raises QueryRejected, with the place, where no terminal begins and where brackets do not match.
    """
    tokens: list[Token] = []
    brackets = _Brackets(query)
    operand, at, cut = False, 0, True  # cut: whether the last token is shorter than what matched
    while cut:
        cut = False
        for match in _TERMINALS.finditer(query, at):
            kind = match.lastindex or _UNKNOWN
            text, start, inside = match[kind], match.start(kind), brackets.inside
            if inside and operand and text[:1] == "<":
                kind, text, cut = MARK, _comparison(query, start), True
            if kind <= IRIREF:
                operand = True
            elif kind == MARK:
                operand, inside = text in CLOSING, brackets.follow(text, start)
            elif kind == WORD:
                text, word = _keyword(query, text, start)
                cut = text != match[kind]
                operand = word in _VALUES
                brackets.await_expression(word)
            elif kind > END:
                raise unreadable(query, start, _TOLD.get(kind))
            else:
                continue
            tokens.append((kind, text, start, inside))
            if cut:
                at = start + len(text)
                break
    brackets.end()
    return tuple(tokens)


def _comparison(query: str, start: int) -> str:
    return "<=" if query.startswith("<=", start) else "<"


class _Brackets:
    """The brackets that are open. `inside` tells whether the last one encloses an expression."""

    def __init__(self, query: str) -> None:
        self.inside = False
        self._query = query
        self._open: list[tuple[str, int, bool, int]] = []
        self._awaited = 0

    def await_expression(self, word: str) -> None:
        self._awaited = _EXPRESSIONS.get(word, self._awaited)

    def follow(self, mark: str, start: int) -> bool:
        """Whether a mark stands in an expression; of a bracket, whether it encloses one."""
        before = self.inside
        if mark in OPENING:
            each = self._awaited if mark == "{" and self._awaited == _EACH else 0
            self._open.append((mark, start, self.inside, each))
            self.inside = before = mark == "(" and (self.inside or self._awaited > 0)
            if mark != "(" or self._awaited == _ONCE:
                self._awaited = 0
        elif mark in CLOSING:
            opening = CLOSING[mark]
            if not self._open or self._open[-1][0] != opening:
                raise self._unbalanced(mark, opening, start)
            _, _, self.inside, each = self._open.pop()
            if mark == "}":  # the modifiers of a subquery end with it
                self._awaited = each
        return before

    def end(self) -> None:
        if self._open:
            text, start, _, _ = self._open[-1]
            raise QueryRejected(f"The {text} is not closed.", *place(self._query, start), zh=f"这个 {text} 没有闭合。")

    def _unbalanced(self, mark: str, opening: str, start: int) -> QueryRejected:
        """The error of a bracket that closes none: there is none open, or another one has to be closed before it."""
        if not any(text == opening for text, _, _, _ in self._open):
            zh = f"这里的 {mark} 没有对应的 {opening}。"
            return QueryRejected(f"The {mark} closes no {opening} here.", *place(self._query, start), zh=zh)
        text, at, _, _ = self._open[-1]
        line, column = place(self._query, at)
        message = f"The {text} of line {line}, column {column} is not closed before this {mark}."
        zh = f"第 {line} 行第 {column} 列的 {text} 在这个 {mark} 之前没有闭合。"
        return QueryRejected(message, *place(self._query, start), zh=zh)


def _keyword(query: str, text: str, start: int) -> tuple[str, str]:
    """The keyword that begins a word, as it is written and in capitals."""
    word = text.upper()
    if word not in KEYWORDS:
        text = _first_keyword(query, text, start)
        word = text.upper()
    return text, word


def _first_keyword(query: str, word: str, start: int) -> str:
    """The first of several keywords, or of a keyword and a number, without space between them, as in LIMIT10."""
    if len(word) <= _LONGEST_GLUED and _GLUED.fullmatch(word) and (first := _KEYWORD.match(word)):
        return first[0]
    close = get_close_matches(word.upper(), KEYWORDS, n=1, cutoff=0.7)
    if close:
        message, zh, mend = f"do you mean {close[0]}?", f"是不是 {close[0]}？", close[0]
    else:
        message, mend = "write ?, a prefix or quotation marks before what is no keyword.", ""
        zh = "不是关键词的，前面要写 ?、前缀或引号。"
    message, zh = f"{word} is no word of SPARQL; {message}", f"SPARQL 没有 {word} 这个词；{zh}"
    raise QueryRejected(message, *place(query, start), zh=zh, mend=mend)
