"""The patterns of a question in SPARQL: its conditions, its variables, its grouping. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from graph.core.iris import shorten
from graph.schema.ontology import load_ontology

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from service.pages.ask_question import Condition, Question
    from service.pages.ask_relations import Relation

_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"})
# A comment ends with its line, and escapes of code points are replaced before comments are known (SPARQL 1.1, 19.2).
_NOT_IN_COMMENT = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\\]+")
_SIGNS = {"gt": ">", "ge": ">=", "eq": "=", "le": "<=", "lt": "<"}
COUNT = "count"
"""The variable of a count."""
SUM, AVERAGE = "sum", "average"
FIGURE = "figure"
_TAKEN = frozenset({COUNT, SUM, AVERAGE, FIGURE, "statement", "taken"})
"""Variables that no condition may have."""


def literal(text: str) -> str:
    """A text as a string of SPARQL (19.8, STRING_LITERAL2)."""
    return f'"{text.translate(_ESCAPES)}"'


def resource(iri: str) -> str:
    """An IRI in SPARQL: its prefixed name where that is plain ASCII."""
    return shorten(iri) if iri.isascii() else f"<{iri}>"


def comment(text: str) -> str:
    """A text as a comment of one line."""
    return f"# {_NOT_IN_COMMENT.sub(' ', text).strip()}\n"


def type_path(kind: str) -> str:
    """The predicate and object of the things of a kind, with those of the classes below it as lists of it have them."""
    has_subclasses = len(load_ontology().below(frozenset({kind}))) > 1
    return f"{'a/rdfs:subClassOf*' if has_subclasses else 'a'} kq:{kind}"


def thing_variable(kind: str) -> str:
    """The variable of the things, such as zone for Zone."""
    return kind[:1].lower() + kind[1:]


def variables(question: Question) -> tuple[str, ...]:
    """The variable of each condition, in their order; those without a column have one too."""
    found: list[str] = []
    for condition in question.conditions:
        name = plain = _variable(condition.relation)
        number = 2
        while name in {*found, thing_variable(question.kind), *_TAKEN}:
            name, number = f"{plain}{number}", number + 1
        found.append(name)
    return tuple(found)


def _variable(relation: Relation) -> str:
    first, *rest = re.split(r"[^A-Za-z0-9]+", relation.key)
    return first + "".join(part[:1].upper() + part[1:] for part in rest)


def column_names(question: Question, names: Sequence[str]) -> set[str]:
    """The variables of the conditions that have a column."""
    return {name for name, condition in zip(names, question.conditions, strict=True) if condition.has_column}


def group_variable(question: Question, names: Sequence[str]) -> str:
    """The variable to group by: that of a condition on the same relation that has a column, else one of its own."""
    by = question.by
    if by is None:
        raise ValueError("The question has no grouping.")
    for name, condition in zip(names, question.conditions, strict=True):
        if condition.relation.key == by.key and condition.has_column:
            return name
    name = _variable(by)
    return f"{name}Group" if name in {*names, thing_variable(question.kind), *_TAKEN} else name


def grouping(question: Question, names: Sequence[str]) -> list[str]:
    """The pattern of the relation to group by, unless a condition has it."""
    if question.by is None or (group := group_variable(question, names)) in column_names(question, names):
        return []
    return [f"{question.by.joined(f'?{thing_variable(question.kind)}', f'?{group}')} ."]


def body_of(question: Question, names: Sequence[str]) -> Iterator[str]:
    """The patterns of a question, each on a line."""
    thing = f"?{thing_variable(question.kind)}"
    yield f"{thing} {type_path(question.kind)} ."
    for name, condition in zip(names, question.conditions, strict=True):
        yield from _patterns(thing, f"?{name}", condition)


def _patterns(thing: str, value: str, condition: Condition) -> Iterator[str]:
    relation = condition.relation
    read = [f"{relation.joined(thing, value)} ."]
    if relation.reads == "text":  # the other language holds translations
        read.append(f'FILTER(LANG({value}) IN ("", "zh"))')
    if condition.op == "is":
        yield f"{relation.joined(thing, resource(condition.value))} ."
    elif condition.op == "none":
        yield f"FILTER NOT EXISTS {{ {relation.joined(thing, '[]')} }}"
    elif condition.op == "show":
        yield f"OPTIONAL {{ {' '.join(read)} }}"
    else:
        yield from read
        yield from _filters(value, condition)


def _filters(value: str, condition: Condition) -> Iterator[str]:
    if condition.op == "has":
        words = f"LCASE({literal(condition.value)})"
        if condition.relation.reads == "text":
            yield f"FILTER(CONTAINS(LCASE({value}), {words}))"
        else:
            yield f"{value} skos:prefLabel|skos:altLabel {value}Name ."
            yield f"FILTER(CONTAINS(LCASE({value}Name), {words}))"
    elif condition.op in _SIGNS:
        sign = _SIGNS[condition.op]
        if condition.relation.reads == "date":  # compared as far as the given date goes: a day of 2021 is 2021
            length = len(condition.value)
            yield f"FILTER(SUBSTR(STR({value}), 1, {length}) {sign} {literal(condition.value)})"
        else:
            yield f"FILTER({value} {sign} {condition.value})"


def indented(lines: Iterable[str]) -> str:
    """Lines as they stand within braces."""
    return "\n".join(f"  {line}" for line in lines)
