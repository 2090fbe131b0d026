"""Limits of nesting and size of a query. Beyond them the engine crashes, or plans for minutes.

Measured with pyoxigraph 0.5.13 and the usual stack of 8 MB. The engine ends at 950 nested functions, which take 8.6 KB
of stack each, and at 2,600 links of a chain such as BIND or MINUS, which take 3.3 KB each: its syntax tree is as high
as the chain is long. It plans a join of n patterns in about n⁴ steps, 1 to 2 s for 100 and 10 s and more for 200, and
plans groups inside groups as one join. It reads the arguments of four functions twice, so that each of them inside
another doubles the time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.core.errors import QueryRejected
from graph.store.sparql_escapes import place
from graph.store.sparql_tokens import CLOSING, MARK, NUMBER, OPENING, WORD

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from graph.store.sparql_tokens import Token

DEEPEST = 100  # nesting of brackets
MOST_PATTERNS = 100  # what one group joins: triple patterns, and groups, OPTIONAL and VALUES inside it
TALLEST = 1_200  # links above each other in the syntax tree, where a bracket counts as two: about 5 MB of stack
MOST_READ_TWICE = 10  # functions inside each other whose arguments are read twice

_COUNTED = frozenset({MARK, NUMBER})  # the dot of .5 may end a triple
_SEPARATORS = frozenset({".", ";", ",", "~"})
_OPERATORS = frozenset({"&&", "||", "+", "-", "*", "/", "!"})
_PATH_ONLY = frozenset({"|", "/", "^", "!", "*", "?"})
_PATTERNS = {"[": 1, "<<": 1, "{|": 2}  # of a bracket, beside those that its separators tell
_READ_TWICE = frozenset({"SUBSTR", "REGEX", "REPLACE", "GROUP_CONCAT"})
_ONE_PART = frozenset({"OPTIONAL", "LATERAL"})
_NO_PART = frozenset({"MINUS", "EXISTS", "UNION"})


class _Level:
    """An open bracket, and what it holds so far."""

    links = 0
    height = 0  # of the highest bracket inside that is closed
    highest = 0  # of the arguments before the last comma
    patterns = 0
    last = 0  # the patterns of the last group inside, which a UNION after it may take back
    terms = 0  # of a collection
    is_path = False
    is_select = False
    group: _Level | None = None  # the level whose join the patterns here belong to

    def __init__(self, word: str = "", read_twice: int = 0, *, expression: bool = False, data: bool = False) -> None:
        self.word = word  # the keyword before the bracket
        self.read_twice = read_twice
        self.expression = expression
        self.data = data  # of VALUES or a template, which are not planned

    @property
    def joined(self) -> int:
        return self.patterns + self.last

    @property
    def tall(self) -> int:
        return max(self.highest, self.height + self.links)


def refuse_too_large(query: str, tokens: Sequence[Token], words: Collection[str]) -> None:
    """Raise QueryRejected, with the place, where a query exceeds a limit.

    words: its keywords, in capitals.
    """
    if not _is_small(tokens) or not _READ_TWICE.isdisjoint(words):
        _follow(query, tokens)


def _is_small(tokens: Sequence[Token]) -> bool:
    """A quick check that a query is within the limits: without collections, a mark stands for two patterns at most."""
    marks = [token for token in tokens if token[0] in _COUNTED]
    return len(marks) <= MOST_PATTERNS // 2 and not any(mark[1] == "(" and not mark[3] for mark in marks)


def _follow(query: str, tokens: Sequence[Token]) -> None:
    limits = _ComplexityCheck(query)
    for kind, text, start, inside in tokens:
        if kind == MARK:
            if text in OPENING:
                limits.opened(text, start, expression=inside)
            elif text in CLOSING:
                limits.closed(text, start)
            else:
                limits.mark(text, start, expression=inside)
        elif kind == WORD:
            limits.keyword(text.upper(), start)
        elif not inside:
            limits.term(start, dotted=kind == NUMBER and text[0] == ".")


class _ComplexityCheck:
    """Follows the tokens of a query. Its methods raise QueryRejected, with the place, where the query is too large."""

    def __init__(self, query: str) -> None:
        self._query = query
        self._top = _Level()
        self._levels = [self._top]
        self._word = ""
        self._data = False

    def keyword(self, word: str, at: int) -> None:
        """A keyword, in capitals."""
        top, self._word = self._top, word
        if word == "UNION":
            top.last = 1  # a union is one part, whatever its branches hold
        elif word == "VALUES":
            self._data = True
            self._link(at)
            self._pattern(top.group, 1, at)
        elif word == "SELECT":
            top.is_select = True

    def term(self, at: int, *, dotted: bool = False) -> None:
        """A term outside of expressions; dotted: a number whose dot the engine may take for the end of a triple."""
        if dotted:
            self._pattern(self._top.group, 1, at)
        self._top.terms += 1

    def mark(self, mark: str, at: int, *, expression: bool) -> None:
        """Punctuation that is no bracket."""
        top = self._top
        if expression:
            if mark in _OPERATORS:
                self._link(at)
            elif mark == ",":
                top.highest, top.height, top.links = top.tall, 0, 0
            return
        if mark in _SEPARATORS or mark == "/":
            self._pattern(top.group, 1, at)
        if mark in _PATH_ONLY:
            top.is_path = True
            if mark in "|/":
                self._link(at)

    def opened(self, bracket: str, at: int, *, expression: bool) -> None:
        """A bracket, and whether what it holds is an expression."""
        top, word, self._word = self._top, self._word, ""
        data = top.data or self._data or (word == "CONSTRUCT" and bracket == "{")
        read_twice = top.read_twice + (word in _READ_TWICE)
        level = _Level(word, read_twice, expression=expression, data=data)
        if bracket == "{":
            self._data = False
            level.group = None if data else level
            if word != "UNION":
                top.patterns, top.last = top.joined, 0
        elif not expression and not data:
            level.group = top.group
            self._pattern(level.group, _PATTERNS.get(bracket, 0), at)
            top.terms += 1
        if bracket == "{" or (expression and not top.expression):
            self._link(at)
        self._levels.append(level)
        self._top = level
        if len(self._levels) > DEEPEST + 1:
            message = f"The brackets nest more than {DEEPEST} deep; ask more simply."
            raise self._refused(message, at, f"括号嵌套超过 {DEEPEST} 层；请简化查询。")
        if level.read_twice > MOST_READ_TWICE:
            functions = ", ".join(sorted(_READ_TWICE))
            message = f"More than {MOST_READ_TWICE} of {functions} stand inside each other; use BIND."
            raise self._refused(message, at, f"{functions} 相互嵌套超过 {MOST_READ_TWICE} 层；请改用 BIND。")

    def closed(self, bracket: str, at: int) -> None:
        """A bracket that closes the last one open."""
        level = self._levels.pop()
        self._top = top = self._levels[-1]
        top.height = max(top.height, level.tall + 2)
        self._word = ""
        self._check_height(at)
        if bracket == "}":
            if top.group is top and not top.is_select and not level.data and level.word not in _NO_PART:
                top.last = 1 if level.is_select or level.word in _ONE_PART else max(1, level.joined)
                self._pattern(top, 0, at)
        elif bracket == ")" and not level.is_path:
            self._pattern(level.group, 2 * level.terms, at)  # a collection has rdf:first and rdf:rest for each

    def _pattern(self, group: _Level | None, number: int, at: int) -> None:
        if group:
            group.patterns += number
            if group.joined > MOST_PATTERNS:
                message = f"More than {MOST_PATTERNS} patterns stand in one group; ask in several queries."
                raise self._refused(message, at, f"一个组里的模式超过 {MOST_PATTERNS} 条；请分成几个查询。")

    def _link(self, at: int) -> None:
        self._top.links += 1
        self._check_height(at)

    def _check_height(self, at: int) -> None:
        if self._top.tall > TALLEST:
            message = f"A chain of more than {TALLEST} links, such as UNION, BIND or ||; use VALUES or IN, or ask less."
            zh = f"UNION、BIND、|| 一类的链超过 {TALLEST} 节；请用 VALUES 或 IN，或者少问一些。"
            raise self._refused(message, at, zh)

    def _refused(self, sentence: str, at: int, zh: str) -> QueryRejected:
        return QueryRejected(sentence, *place(self._query, at), zh=zh)
