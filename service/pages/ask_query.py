"""The SPARQL of a question: its answer, its network, and how many things each choice would leave. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.pages.ask_patterns import (
    AVERAGE,
    COUNT,
    SUM,
    body_of,
    group_variable,
    grouping,
    indented,
    literal,
    resource,
    thing_variable,
    type_path,
    variables,
)
from service.pages.ask_sum_query import sum_query

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from service.pages.ask_question import Question
    from service.pages.ask_relations import Relation


def select_query(question: Question) -> str:
    """The query of the answer: the things with the values of the conditions, or how many there are by a relation."""
    if question.total is not None:
        return sum_query(question)
    thing, names = thing_variable(question.kind), variables(question)
    body = list(body_of(question, names))
    if question.by is None:
        shown = [name for name, condition in zip(names, question.conditions, strict=True) if condition.has_column]
        head = " ".join(f"?{name}" for name in (thing, *shown))
        return f"SELECT DISTINCT {head} WHERE {{\n{indented(body)}\n}} ORDER BY {_order(question, names)}"
    group = group_variable(question, names)
    body += grouping(question, names)
    order = f"?{COUNT}" if question.order == COUNT else f"DESC(?{COUNT})"
    return (
        f"SELECT ?{group} (COUNT(DISTINCT ?{thing}) AS ?{COUNT}) WHERE {{\n{indented(body)}\n}} "
        f"GROUP BY ?{group} ORDER BY {order} ?{group}"
    )


def result_columns(question: Question) -> tuple[tuple[str, Relation | None], ...]:
    """The variables of the answer, each with its relation; None for the things themselves and for a count."""
    names = variables(question)
    if question.by is not None or question.total is not None:
        groups = ((group_variable(question, names), question.by),) if question.by else ()
        return (*groups, (COUNT, None), *(((SUM, None), (AVERAGE, None)) if question.total else ()))
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
    if question.by is not None or question.total is not None or not links:
        return ""
    template = indented([f"?{thing} a kq:{question.kind} .", *(f"{link} ." for link in links)])
    return f"CONSTRUCT {{\n{template}\n}} WHERE {{\n{indented(body_of(question, names))}\n}}"


def values_query(kind: str, relation: Relation, most: int) -> str:
    """How many things of a kind have each value of a relation, the most frequent first."""
    return (
        f"SELECT ?value (COUNT(DISTINCT ?thing) AS ?{COUNT}) WHERE {{ ?thing {type_path(kind)} . "
        f"{relation.joined('?thing', '?value')} }} GROUP BY ?value ORDER BY DESC(?{COUNT}) ?value LIMIT {most}"
    )


def relations_query(kind: str, relations: Iterable[Relation]) -> str:
    """How many things of a kind have each of some relations."""
    parts = (
        f"{{ SELECT ({literal(relation.key)} AS ?key) (COUNT(DISTINCT ?thing) AS ?{COUNT}) WHERE {{ "
        f"?thing {type_path(kind)} . {relation.joined('?thing', '?value')} }} }}"
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
        body = " ".join(body_of(rest, variables(rest)))
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
        body = " ".join(body_of(first, variables(first)))
        parts.append(f"{{ SELECT ({number} AS ?number) (COUNT(DISTINCT ?{thing}) AS ?{COUNT}) WHERE {{ {body} }} }}")
    return f"SELECT ?number ?{COUNT} WHERE {{ {' UNION '.join(parts)} }}"


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
