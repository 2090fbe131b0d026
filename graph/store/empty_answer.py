"""Explains an empty answer by the first part of the query with which nothing is left.

The parts of the WHERE group are asked for one by one more, filters last, because each may need variables of all others.
An answer that is empty with some parts stays empty with more of them, except where MINUS or a later BIND is among them.
"""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

from graph.core.errors import QueryRejected
from graph.core.iris import TYPE, shorten
from graph.core.terms import NamedNode
from graph.store.query_hints import Hint
from graph.store.sparql_escapes import unescaped
from graph.store.sparql_tokens import PNAME
from graph.store.where_group import split

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graph.store.store import GraphStore
    from graph.store.where_group import Part

_SECONDS = 5  # after which no further part is tried
_MOST_CLASSES = 5
_LONGEST = 120  # characters of a part in a message
_TYPE_NAMES = frozenset({"a", "rdf:type"})
_OF_TRIPLE = 2  # tokens behind the subject: a verb and a value


def explain_empty(store: GraphStore, query: str) -> Hint | None:
    """Why the answer to a query has no row.

    Args:
        store: The dataset that was asked.
        query: A query whose answer was empty.

    Returns:
        None where the query is too unusual to be taken apart, or takes too long.

    Raises:
        QueryRejected: The query is malformed.
    """
    text = unescaped(query)
    found = split(text)
    if found is None:
        return None
    parts = sorted(found.parts, key=lambda part: part.kind == "filter")
    deadline = perf_counter() + _SECONDS
    for number, part in enumerate(parts):
        if perf_counter() > deadline:
            return None
        try:
            if not _matches(store, found.prologue, parts[: number + 1]):
                return _explained(store, found.prologue, parts[:number], part)
        except QueryRejected:  # a part that cannot stand without the next one
            continue
    return Hint(
        "图谱中有符合 WHERE 的内容；结果为空是因为 HAVING、OFFSET 或 LIMIT。",
        "The graph has what WHERE asks for; HAVING, OFFSET or LIMIT leaves nothing of it.",
    )


def _matches(store: GraphStore, prologue: str, parts: Sequence[Part]) -> bool:
    return store.query(f"{prologue} ASK {{ {_joined(parts)} }}").boolean is True


def _joined(parts: Sequence[Part]) -> str:
    return "\n".join(part.text + (" ." if part.kind == "pattern" else "") for part in parts)


def _explained(store: GraphStore, prologue: str, before: Sequence[Part], part: Part) -> Hint:
    words = " ".join(part.text.split())
    words = words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"
    place = part.start, len(part.written)
    if part.kind == "filter":
        return Hint(f"“{words}”排除了前面的全部结果。", f"“{words}” excludes all that the patterns match.", *place)
    is_first = not any(one.kind == "pattern" for one in before)
    if is_first or not _matches(store, prologue, [part]):
        return _with_classes(
            store,
            prologue,
            before,
            part,
            Hint(f"图谱中没有符合“{words}”的内容。", f"Nothing in the graph matches “{words}”.", *place),
        )
    told = Hint(
        f"加上“{words}”就没有结果了；前面的模式有结果，它单独也有，但对不上。",
        f"With “{words}” nothing is left; what stands before it matches, and so does it alone, but not together.",
        *place,
    )
    return _with_classes(store, prologue, before, part, told)


def _with_classes(store: GraphStore, prologue: str, before: Sequence[Part], part: Part, told: Hint) -> Hint:
    """The explanation of a pattern of a class, with the classes that the things before it have."""
    verb, value = (part.tokens[-_OF_TRIPLE:] + ((0, "", 0, False),) * _OF_TRIPLE)[:_OF_TRIPLE]
    if part.kind != "pattern" or verb[1] not in _TYPE_NAMES or value[0] != PNAME or not before:
        return told
    subject = part.text.split()[0]
    query = f"{prologue} SELECT DISTINCT ?class_ {{ {_joined(before)}\n {subject} <{TYPE.value}> ?class_ }}"
    classes = [node.value for row in store.rows(query) if isinstance(node := row.get("class_"), NamedNode)]
    if not classes:
        return told
    names = sorted(map(shorten, classes))[:_MOST_CLASSES]
    mend = names[0] if len(names) == 1 else ""
    return Hint(
        f"{subject} 没有属于 {value[1]} 的；这里的 {subject} 属于 {'、'.join(names)}。",
        f"No {subject} is a {value[1]}; the {subject} here are {', '.join(names)}.",
        value[2],
        len(value[1]),
        mend,
    )
