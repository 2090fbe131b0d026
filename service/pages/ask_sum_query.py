"""The SPARQL of a sum: of things that fit, each with one number. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.pages.ask_patterns import (
    AVERAGE,
    COUNT,
    FIGURE,
    SUM,
    body_of,
    group_variable,
    grouping,
    indented,
    thing_variable,
    variables,
)

if TYPE_CHECKING:
    from service.pages.ask_question import Question


def sum_query(question: Question) -> str:
    """The sum and the average of the numbers of things, of all or by a relation. Each thing has one number."""
    groups = [f"?{group_variable(question, variables(question))}"] if question.by else []
    key, falls = question.order.removeprefix("-") or SUM, question.order.startswith("-") or not question.order
    head = " ".join(
        [
            *groups,
            f"(COUNT(?{FIGURE}) AS ?{COUNT})",
            f"(SUM(?{FIGURE}) AS ?{SUM})",
            f"(ROUND(AVG(?{FIGURE}) * 100) / 100 AS ?{AVERAGE})",
        ]
    )
    end = f"GROUP BY {groups[0]} ORDER BY {f'DESC(?{key})' if falls else f'?{key}'} {groups[0]}" if groups else ""
    return f"SELECT {head} WHERE {{\n{_figures(question)}\n}} {end or f'HAVING (COUNT(?{FIGURE}) > 0)'}"


def figures_query(question: Question) -> str:
    """The things whose numbers are added up, each with its number."""
    thing = thing_variable(question.kind)
    return f"SELECT DISTINCT ?{thing} ?{FIGURE} WHERE {{\n{_figures(question)}\n}} ORDER BY ?{thing}"


def fitting_query(question: Question) -> str:
    """How many things fit the conditions and have a value to group by, whether they have a number or not."""
    thing, names = thing_variable(question.kind), variables(question)
    body = [*body_of(question, names), *grouping(question, names)]
    return f"SELECT (COUNT(DISTINCT ?{thing}) AS ?{COUNT}) WHERE {{\n{indented(body)}\n}}"


def _figures(question: Question) -> str:
    """Each thing once in each group, with its number, whatever the conditions multiply."""
    if question.total is None:
        raise ValueError("The question adds nothing up.")
    thing, names = thing_variable(question.kind), variables(question)
    groups = f"?{group_variable(question, names)} " if question.by else ""
    body = [*body_of(question, names), *grouping(question, names), question.total.counted(f"?{thing}", f"?{FIGURE}")]
    return f"  {{ SELECT DISTINCT {groups}?{thing} ?{FIGURE} WHERE {{\n{indented(body)}\n  }} }}"


def inexact_query(question: Question) -> str:
    """The things whose area is a bound or a range, such as about 1 or 5–6; it counts with the first number."""
    thing = thing_variable(question.kind)
    inexact = (
        f"?{thing} kq:area ?inexact . ?inexact kq:value ?{FIGURE} . {{ ?inexact kq:upperValue ?upper }} "
        "UNION { ?inexact kq:comparator ?how . FILTER(?how != comparator:exactly) }"
    )
    return f"SELECT DISTINCT ?{thing} WHERE {{\n{_figures(question)}\n  {inexact}\n}} ORDER BY ?{thing}"


def several_query(question: Question) -> str:
    """The things that fit and have more than one number."""
    if question.total is None:
        raise ValueError("The question adds nothing up.")
    thing, names = thing_variable(question.kind), variables(question)
    body = [*body_of(question, names), *grouping(question, names), f"{question.total.joined(f'?{thing}', '?number')} ."]
    return (
        f"SELECT ?{thing} WHERE {{\n{indented(body)}\n}} GROUP BY ?{thing} "
        f"HAVING (COUNT(DISTINCT ?number) > 1) ORDER BY ?{thing}"
    )
