"""What the form of `/ask` shows of a question: its conditions with their values, its words, why its answer is empty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.core.terms import NamedNode, text
from service.pages.ask_catalogue import MOST_VALUES, path_of
from service.pages.ask_patterns import AVERAGE, COUNT, SUM
from service.pages.ask_query import choices_query, result_columns, steps_query
from service.pages.ask_question import Question
from service.pages.ask_words import condition_words, question_words
from service.web.pages import in_language

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graph.core.terms import Term
    from service.api.indexes import Indexes
    from service.pages.ask_catalogue import Catalogue
    from service.pages.ask_question import Condition
    from service.pages.ask_relations import Relation
    from service.web.links import Links
    from service.web.negotiation import Language


@dataclass(frozen=True)
class ValueOption:
    """A value in the list of a condition: its path, its name, and how many things it would leave."""

    path: str
    name: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class ConditionRow:
    """A condition as the form shows it.

    Attributes:
        number: Its place, from 1.
        condition: The condition.
        options: The values to choose among; empty where a text, a number or a date is typed.
        written: What the field of a typed value holds.
    """

    number: int
    condition: Condition
    options: tuple[ValueOption, ...]
    written: str


class FormReader:
    """Reads the form for one reader."""

    def __init__(self, indexes: Indexes, catalogue: Catalogue, language: Language, links: Links) -> None:
        self._indexes, self._catalogue, self._store = indexes, catalogue, indexes.store
        self._language, self._links = language, links

    def address(self, question: Question, show: str = "") -> str:
        """The address of a question, relative to the page. show: how scripts show its answer."""
        return question.address(("show", show), ("lang", self._links.language or ""))

    def words(self, question: Question, language: Language | None = None) -> str:
        """The question in one sentence, in the reader's language if no other is named."""
        language = language or self._language
        return question_words(question, self._catalogue.kind_names(), self._label, language)

    def _label(self, iri: str) -> tuple[str, str]:
        return self._indexes.label(iri)

    def head(self, question: Question, relation: Relation | None, name: str) -> str:
        """The words over a column. relation: None for the things themselves and for a count."""
        if relation is not None:
            return in_language(self._language, relation.zh, relation.en)
        if question.total is not None and name in {COUNT, SUM, AVERAGE}:
            zh, en = question.total.zh, question.total.en
            words = {
                COUNT: ("计入的个数", "how many"),
                SUM: (f"{zh}合计", f"sum of the {en}"),
                AVERAGE: ("平均", "average"),
            }
            return in_language(self._language, *words[name])
        if name == COUNT:
            return in_language(self._language, "数量", "count")
        zh, en = self._catalogue.kind_names()[question.kind]
        return in_language(self._language, zh or en, en or zh)

    def rows(self, question: Question) -> list[ConditionRow]:
        """The conditions with the values that can be chosen, counted with the other conditions as they are."""
        listed = {
            number: values
            for number, condition in enumerate(question.conditions)
            if condition.relation.is_listed
            and len(values := self._catalogue.values(question.kind, condition.relation)) <= MOST_VALUES
        }
        counts = self._counts(question, list(listed))
        self._indexes.read_labels(
            {text(value) for values in listed.values() for value, _ in values if isinstance(value, NamedNode)}
            | {condition.value for condition in question.conditions if condition.op == "is"}
        )
        return [
            ConditionRow(
                number + 1,
                condition,
                self._options(condition, listed.get(number, ()), counts, number),
                condition.value,
            )
            for number, condition in enumerate(question.conditions)
        ]

    def _counts(self, question: Question, numbers: Sequence[int]) -> dict[tuple[int, Term], int]:
        if not numbers or len(question.conditions) == 1:  # without other conditions all values are possible
            return {
                (number, value): count
                for number in numbers
                for value, count in self._catalogue.values(question.kind, question.conditions[number].relation)
            }
        rows = self._store.rows(choices_query(question, numbers))
        return {
            (int(text(row["number"])), row["chosenValue"]): int(text(row[COUNT]))
            for row in rows
            if "chosenValue" in row
        }

    def _options(
        self,
        condition: Condition,
        values: Sequence[tuple[Term, int]],
        counts: dict[tuple[int, Term], int],
        number: int,
    ) -> tuple[ValueOption, ...]:
        found = [
            ValueOption(
                path_of(value),
                in_language(self._language, *self._both(value)),
                counts.get((number, value), 0),
                condition.op == "is" and condition.value == text(value),
            )
            for value, _ in values
            if isinstance(value, NamedNode)
        ]
        if condition.op == "is" and values and not any(one.chosen for one in found):  # an address may name any value
            name = in_language(self._language, *self._both(NamedNode(condition.value)))
            found.append(ValueOption(condition.value, name, count=0, chosen=True))
        return tuple(sorted(found, key=lambda one: (-one.count, one.name, one.path)))

    def _both(self, value: NamedNode) -> tuple[str, str]:
        zh, en = self._label(value.value)
        return zh or en or path_of(value), en or zh or path_of(value)

    def why_empty(self, question: Question) -> str:
        """The first condition with which nothing is left, and how many things there were before it."""
        rows = self._store.rows(steps_query(question))
        left = {int(text(row["number"])): int(text(row[COUNT])) for row in rows}
        number = next((number for number in sorted(left) if not left[number]), 0)
        if not number:
            return ""
        before = self.words(Question(question.kind, question.conditions[: number - 1]))
        last = condition_words(question.conditions[number - 1], self._label, self._language)
        count = left[number - 1]
        return in_language(
            self._language,
            f"{before} 有 {count} 个。再加上这个条件就一个也没有了：{last}。请改动或去掉一个条件。",
            f"{before} There are {count}. None is left with one more condition: {last}. Change or remove a condition.",
        )


def orders(question: Question, heads: Sequence[str], language: Language) -> Iterator[tuple[str, str]]:
    """The orders that the form offers: the value of the parameter, and the words."""
    if question.total is not None and question.by is None:
        return  # one row
    if question.total is not None:
        yield "", in_language(language, "合计从大到小", "the largest sum first")
        yield SUM, in_language(language, "合计从小到大", "the smallest sum first")
        yield f"-{AVERAGE}", in_language(language, "平均从大到小", "the largest average first")
        yield f"-{COUNT}", in_language(language, "个数从多到少", "the most first")
        return
    if question.by is not None:
        yield "", in_language(language, "数量从多到少", "the most first")
        yield COUNT, in_language(language, "数量从少到多", "the fewest first")
        return
    yield "", in_language(language, "通常的顺序", "the usual order")
    for (_, relation), head in zip(result_columns(question), heads, strict=True):
        if relation is not None and relation.reads != "thing":
            yield relation.key, in_language(language, f"{head}，从小到大", f"{head}, the least first")
            yield f"-{relation.key}", in_language(language, f"{head}，从大到小", f"{head}, the largest first")
