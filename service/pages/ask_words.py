"""A question of `/ask` in words, in Chinese and in English. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from service.pages.ask_question import Condition, Question
    from service.pages.ask_relations import Relation
    from service.web.negotiation import Language

Labels = tuple[str, str]
COMPARED: dict[str, tuple[Labels, Labels]] = {
    "gt": (("大于", "晚于"), ("over", "after")),
    "ge": (("不小于", "不早于"), ("at least", "not before")),
    "eq": (("等于", "为"), ("exactly", "in or on")),
    "le": (("不大于", "不晚于"), ("at most", "not after")),
    "lt": (("小于", "早于"), ("below", "before")),
}
"""The comparisons of numbers and of dates, in Chinese and in English."""


def compared(op: str, relation: Relation, language: Language) -> str:
    """The words of a comparison."""
    zh, en = COMPARED[op]
    return (zh if language == "zh" else en)[relation.reads == "date"]


def question_words(
    question: Question, kinds: Mapping[str, Labels], label: Callable[[str], Labels], language: Language
) -> str:
    """The question in one sentence.

    Args:
        question: The question.
        kinds: The names of the kinds.
        label: The names of an IRI.
        language: The language of the sentence.
    """
    kind = _one(kinds.get(question.kind, (question.kind, question.kind)), language)
    told = [condition_words(condition, label, language) for condition in question.conditions]
    by = _name(question.by, language) if question.by else ""
    total = _name(question.total, language) if question.total else ""
    if language == "zh":
        found = f"哪些{kind}{'，'.join(['', *told])}？" if told else f"有哪些{kind}？"
        if total:
            return found + (f"按{by}，{total}各合计多少、平均多少？" if by else f"{total}合计多少、平均多少？")
        return found + f"按{by}各有多少？" if by else found
    if total:
        of_kind = f"of things of the kind “{kind}”{''.join(f', {one}' for one in told)}"
        return f"What are the sum and the average of the {total} {of_kind}{f', by {by}' if by else ''}?"
    if by:
        return f"How many things of the kind “{kind}” are there by {by}{''.join(f', {one}' for one in told)}?"
    return f"Which things of the kind “{kind}” are there{''.join(f', {one}' for one in told)}?"


def condition_words(condition: Condition, label: Callable[[str], Labels], language: Language) -> str:
    """One condition in words."""
    relation, op = condition.relation, condition.op
    name, value = _name(relation, language), condition.value
    if op == "is":
        value = (_one(label(value), language) or value).replace("“", "").replace("”", "")  # it is put in marks below
    if language == "zh":
        return {
            "is": f"{name}为“{value}”",
            "has": f"{name}含“{value}”",
            "any": f"有{name}",
            "none": f"没有{name}",
            "show": f"{name}（有则列出）",
        }.get(op) or f"{name}{compared(op, relation, 'zh')} {value}"
    article = "an" if name[0] in "aeiou" else "a"
    return {
        "is": f"whose {name} is “{value}”",
        "has": f"whose {name} contains “{value}”",
        "any": f"with {article} {name}",
        "none": f"without {article} {name}",
        "show": f"with the {name} if there is one",
    }.get(op) or f"whose {name} is {compared(op, relation, 'en')} {value}"


def _name(relation: Relation, language: Language) -> str:
    return relation.zh if language == "zh" else relation.en


def _one(labels: Labels, language: Language) -> str:
    zh, en = labels
    return (zh or en) if language == "zh" else (en or zh)
