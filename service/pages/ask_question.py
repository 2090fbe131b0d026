"""A question of the form of `/ask`: a kind, at most five conditions, a grouping, an order. Read from the address."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlencode

from graph.core.iris import BASE
from graph.core.terms import NamedNode
from service.core.errors import InvalidParameter

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from service.pages.ask_relations import Relation

MOST_CONDITIONS = 5
LONGEST_TEXT = 200
Comparison = Literal["gt", "ge", "eq", "le", "lt"]
Op = Literal["any", "none", "show", "is", "has", "gt", "ge", "eq", "le", "lt"]
COMPARISONS: tuple[Comparison, ...] = ("gt", "ge", "eq", "le", "lt")
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,10})?", re.ASCII)
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?", re.ASCII)
_PATH = ("id/", "vocab/", "http://", "https://")


@dataclass(frozen=True)
class Condition:
    """What is asked of one relation.

    Attributes:
        relation: The relation.
        op: `is`: has this value; `has`: has a value with these words; a comparison of numbers or dates; `any`: has some
            value; `none`: has none; `show`: may have one, which is shown.
        value: The IRI, the words, the number or the date; empty for any, none and show.
    """

    relation: Relation
    op: Op
    value: str = ""

    @property
    def has_column(self) -> bool:
        """Whether its values are a column of the answer."""
        return self.op not in {"is", "none"}


@dataclass(frozen=True)
class Question:
    """What is asked for.

    Attributes:
        kind: The local name of the class of the things.
        conditions: What they must have, in the order of the form.
        by: The relation by whose values they are counted; None to list them.
        order: The key of the relation to sort by, or `count`, `sum` or `average`, with `-` before it for the largest
            first; empty for the usual order.
        total: The relation whose numbers are added up; None for none.
    """

    kind: str
    conditions: tuple[Condition, ...] = ()
    by: Relation | None = None
    order: str = ""
    total: Relation | None = None

    @property
    def is_of_area(self) -> bool:
        """Whether areas are added up."""
        return self.total is not None and self.total.key.partition(".")[0] == "area"

    @property
    def columns(self) -> tuple[Condition, ...]:
        """The conditions whose values are columns."""
        return tuple(condition for condition in self.conditions if condition.has_column)

    def parameters(self) -> list[tuple[str, str]]:
        """The question as parameters of the address, which `read_question` reads."""
        given = [("kind", self.kind)]
        for number, condition in enumerate(self.conditions, 1):
            given.append((f"where{number}", condition.relation.key))
            op, value = condition.op, condition.value.removeprefix(BASE)
            if op in {"none", "show"}:
                given.append((f"op{number}" if condition.relation.reads != "thing" else f"is{number}", op))
            elif op != "any":
                compared = op in COMPARISONS
                given += [*([(f"op{number}", op)] if compared else []), (f"is{number}", value)]
        given += [("by", self.by.key if self.by else ""), ("sum", self.total.key if self.total else "")]
        given.append(("order", self.order))
        return [(name, value) for name, value in given if value]

    def address(self, *more: tuple[str, str]) -> str:
        """The address of the page with the question, relative to it."""
        return "?" + urlencode([*self.parameters(), *((name, value) for name, value in more if value)], safe="/:")


def read_question(given: Mapping[str, str], kind: str, relations: Sequence[Relation]) -> Question:
    """The question of an address.

    The buttons of the form change the question that is filled in: `add` names the relation of one more condition,
    `drop` the number of one to leave out.

    Args:
        given: The parameters.
        kind: The class of the things.
        relations: The relations that things of this class have.

    Raises:
        InvalidParameter: A relation is unknown, or a value is none that can be compared.
    """
    known = {relation.key: relation for relation in relations}
    conditions = [
        _condition(_known(key, kind, known), given.get(f"op{number}", ""), given.get(f"is{number}", ""))
        for number in range(1, MOST_CONDITIONS + 1)
        if (key := given.get(f"where{number}", "")) and str(number) != given.get("drop")
    ]
    if given.get("add"):
        conditions.append(Condition(_known(given["add"], kind, known), "any"))
    by = _known(given["by"], kind, known) if given.get("by") else None
    summed = {relation.key: relation for relation in relations if relation.figure}
    total = _known(given["sum"], kind, summed, "number to add up called") if given.get("sum") else None
    question = Question(kind, tuple(conditions[:MOST_CONDITIONS]), by, total=total)
    order = given.get("order", "")
    keys = {condition.relation.key for condition in question.columns}
    if by or total:
        keys = {"count", *(("sum", "average") if total else ())}
    return replace(question, order=order if order.removeprefix("-") in keys else "")


def _known(key: str, kind: str, relations: Mapping[str, Relation], what: str = "relation") -> Relation:
    if key not in relations:
        there_are = ", ".join(relations) or "none"
        raise InvalidParameter(f"{kind} has no {what} {key} in this graph; there are {there_are}.")
    return relations[key]


def _condition(relation: Relation, op: str, value: str) -> Condition:
    value = unicodedata.normalize("NFC", value.strip())[:LONGEST_TEXT]
    for alone in ("none", "show"):
        if op == alone or (value == alone and relation.reads == "thing"):
            return Condition(relation, "none" if alone == "none" else "show")
    if not value:
        return Condition(relation, "any")
    if relation.reads == "thing" and value.startswith(_PATH):
        iri = value if value.startswith("http") else BASE + value
        return Condition(relation, "is", _checked(iri))
    if relation.reads in {"thing", "text"}:
        return Condition(relation, "has", value)
    return Condition(relation, _comparison(op or "gt"), _compared(relation, value))


def _checked(iri: str) -> str:
    """An IRI that SPARQL can hold between its brackets."""
    try:
        return NamedNode(iri).value
    except ValueError as error:
        raise InvalidParameter(f"{iri} is no IRI and no path such as id/zone/zhizao-new-city.") from error


def _comparison(op: str) -> Comparison:
    for known in COMPARISONS:
        if op == known:
            return known
    raise InvalidParameter(f"{op} is no comparison; give {', '.join(COMPARISONS)}, none or show.")


def _compared(relation: Relation, value: str) -> str:
    """A number or a date as it is written in ASCII."""
    text = unicodedata.normalize("NFKC", value).replace(",", "").replace("/", "-")
    if relation.reads == "number" and not _NUMBER.fullmatch(text):
        raise InvalidParameter(f"{value} is no number such as 100 or 61.5.")
    if relation.reads == "date" and not _DATE.fullmatch(text):
        raise InvalidParameter(f"{value} is no date such as 2021, 2021-12 or 2021-12-06.")
    return text
