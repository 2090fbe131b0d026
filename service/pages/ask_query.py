"""The SPARQL of a question: its answer, its network, and how many things each choice would leave. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from graph.core.iris import shorten

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


def literal(text: str) -> str:
    """A text as a string of SPARQL (19.8, STRING_LITERAL2)."""
    return f'"{text.translate(_ESCAPES)}"'


def resource(iri: str) -> str:
    """An IRI in SPARQL: its prefixed name where that is plain ASCII."""
    return shorten(iri) if iri.isascii() else f"<{iri}>"


def comment(text: str) -> str:
    """A text as a comment of one line."""
    return f"# {_NOT_IN_COMMENT.sub(' ', text).strip()}\n"


def thing_variable(kind: str) -> str:
    """The variable of the things, such as zone for Zone."""
    return kind[:1].lower() + kind[1:]


def variables(question: Question) -> tuple[str, ...]:
    """The variable of each condition, in their order; those without a column have one too."""
    found: list[str] = []
    for condition in question.conditions:
        name = plain = _variable(condition.relation)
        number = 2
        while name in {*found, thing_variable(question.kind), COUNT}:
            name, number = f"{plain}{number}", number + 1
        found.append(name)
    return tuple(found)


def _variable(relation: Relation) -> str:
    first, *rest = re.split(r"[^A-Za-z0-9]+", relation.key)
    return first + "".join(part[:1].upper() + part[1:] for part in rest)


def select_query(question: Question) -> str:
    """The query of the answer: the things with the values of the conditions, or how many there are by a relation."""
    thing, names = thing_variable(question.kind), variables(question)
    body = list(_body(question, names))
    if question.by is None:
        shown = [name for name, condition in zip(names, question.conditions, strict=True) if condition.has_column]
        head = " ".join(f"?{name}" for name in (thing, *shown))
        return f"SELECT DISTINCT {head} WHERE {{\n{_indented(body)}\n}} ORDER BY {_order(question, names)}"
    group = _group_variable(question, names)
    if group not in _column_names(question, names):
        body.append(f"{question.by.joined(f'?{thing}', f'?{group}')} .")
    order = f"?{COUNT}" if question.order == COUNT else f"DESC(?{COUNT})"
    return (
        f"SELECT ?{group} (COUNT(DISTINCT ?{thing}) AS ?{COUNT}) WHERE {{\n{_indented(body)}\n}} "
        f"GROUP BY ?{group} ORDER BY {order} ?{group}"
    )


def result_columns(question: Question) -> tuple[tuple[str, Relation | None], ...]:
    """The variables of the answer, each with its relation; None for the things themselves and for a count."""
    names = variables(question)
    if question.by is not None:
        return ((_group_variable(question, names), question.by), (COUNT, None))
    columns = tuple(
        (name, condition.relation)
        for name, condition in zip(names, question.conditions, strict=True)
        if condition.has_column
    )
    return ((thing_variable(question.kind), None), *columns)


def network_query(question: Question) -> str:
    """The query of the network of the things with those that the conditions join them with; empty if there is none."""
    thing, names = thing_variable(question.kind), variables(question)
    links = [
        condition.relation.linked(f"?{thing}", resource(condition.value) if condition.op == "is" else f"?{name}")
        for name, condition in zip(names, question.conditions, strict=True)
        if condition.relation.link and condition.op != "none"
    ]
    if question.by is not None or not links:
        return ""
    template = _indented([f"?{thing} a kq:{question.kind} .", *(f"{link} ." for link in links)])
    return f"CONSTRUCT {{\n{template}\n}} WHERE {{\n{_indented(_body(question, names))}\n}}"


def values_query(kind: str, relation: Relation, most: int) -> str:
    """How many things of a kind have each value of a relation, the most frequent first."""
    return (
        f"SELECT ?value (COUNT(DISTINCT ?thing) AS ?{COUNT}) WHERE {{ ?thing a kq:{kind} . "
        f"{relation.joined('?thing', '?value')} }} GROUP BY ?value ORDER BY DESC(?{COUNT}) ?value LIMIT {most}"
    )


def relations_query(kind: str, relations: Iterable[Relation]) -> str:
    """How many things of a kind have each of some relations."""
    parts = (
        f"{{ SELECT ({literal(relation.key)} AS ?key) (COUNT(DISTINCT ?thing) AS ?{COUNT}) WHERE {{ "
        f"?thing a kq:{kind} . {relation.joined('?thing', '?value')} }} }}"
        for relation in relations
    )
    return f"SELECT ?key ?{COUNT} WHERE {{ {' UNION '.join(parts)} }}"


def choices_query(question: Question, numbers: Sequence[int]) -> str:
    """How many things each value of some conditions would leave, the other conditions being as they are.

    numbers: the places of these conditions.
    """
    parts = []
    for number in numbers:
        others = [one for place, one in enumerate(question.conditions) if place != number]
        rest = type(question)(question.kind, tuple(one for one in others if one.op != "show"))
        thing = thing_variable(question.kind)
        body = " ".join(_body(rest, variables(rest)))
        wanted = question.conditions[number].relation.joined(f"?{thing}", "?chosenValue")
        parts.append(
            f"{{ SELECT ({number} AS ?number) ?chosenValue (COUNT(DISTINCT ?{thing}) AS ?{COUNT}) WHERE {{ "
            f"{body} {wanted} . }} GROUP BY ?chosenValue }}"
        )
    return f"SELECT ?number ?chosenValue ?{COUNT} WHERE {{ {' UNION '.join(parts)} }}"


def steps_query(question: Question) -> str:
    """How many things are left after the first condition, after the second, and so on; 0 stands for the kind alone."""
    thing, parts = thing_variable(question.kind), []
    for number in range(len(question.conditions) + 1):
        first = type(question)(question.kind, question.conditions[:number])
        body = " ".join(_body(first, variables(first)))
        parts.append(f"{{ SELECT ({number} AS ?number) (COUNT(DISTINCT ?{thing}) AS ?{COUNT}) WHERE {{ {body} }} }}")
    return f"SELECT ?number ?{COUNT} WHERE {{ {' UNION '.join(parts)} }}"


def _column_names(question: Question, names: Sequence[str]) -> set[str]:
    return {name for name, condition in zip(names, question.conditions, strict=True) if condition.has_column}


def _group_variable(question: Question, names: Sequence[str]) -> str:
    """The variable to group by: that of a condition on the same relation that has a column, else one of its own."""
    by = question.by
    if by is None:
        raise ValueError("The question has no grouping.")
    for name, condition in zip(names, question.conditions, strict=True):
        if condition.relation.key == by.key and condition.has_column:
            return name
    name = _variable(by)
    return f"{name}Group" if name in {*names, thing_variable(question.kind), COUNT} else name


def _order(question: Question, names: Sequence[str]) -> str:
    """The order that is asked for; else the largest number first, else the earliest date, then by IRI."""
    thing = f"?{thing_variable(question.kind)}"
    columns = [(n, c) for n, c in zip(names, question.conditions, strict=True) if c.has_column]
    for name, condition in columns:
        if question.order.removeprefix("-") == condition.relation.key:
            return f"DESC(?{name}) {thing}" if question.order.startswith("-") else f"?{name} {thing}"
    for name, condition in columns:
        if condition.relation.reads in {"number", "date"}:
            return f"DESC(?{name}) {thing}" if condition.relation.reads == "number" else f"?{name} {thing}"
    return thing


def _body(question: Question, names: Sequence[str]) -> Iterator[str]:
    """The patterns of a question, each on a line."""
    thing = f"?{thing_variable(question.kind)}"
    yield f"{thing} a kq:{question.kind} ."
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


def _indented(lines: Iterable[str]) -> str:
    return "\n".join(f"  {line}" for line in lines)
