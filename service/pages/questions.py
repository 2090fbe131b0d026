"""Plain questions with their answers and the words that say so, asked of the graph by the queries of a folder."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from graph.core.iris import ENTITIES, entity
from graph.core.terms import NamedNode
from service.sparql.examples import read_queries

if TYPE_CHECKING:
    from graph.core.terms import Term
    from graph.store.store import GraphStore
    from service.pages.sentence_panel import CitedPassage
    from service.pages.sentence_reader import SentenceReader
    from service.web.view_models import Shown

_FOLDER = files("service") / "queries" / "questions"
_HEAD = re.compile(r"# zh: (?P<zh>.+)\n# en: (?P<en>.+)\n# about: (?P<about>.+)\n")


@dataclass(frozen=True)
class Question:
    """A question in Chinese and English, the query that answers it, and the path of the entity that it is about."""

    zh: str
    en: str
    about: str
    query: str


@dataclass(frozen=True)
class Answered:
    """A question with its answers, the words of papers that give them, and the page that tells more."""

    question: Question
    answers: tuple[tuple[str, Shown], ...]
    passages: tuple[CitedPassage, ...]
    more: str


@cache
def questions() -> tuple[Question, ...]:
    """All questions, in the order of their files."""
    read = read_queries(_FOLDER, _HEAD, "its question in Chinese and English and its entity")
    return tuple(Question(head["zh"], head["en"], head["about"], head.string) for _, head in read)


def ask_questions(store: GraphStore) -> list[tuple[Question, list[dict[str, Term]]]]:
    """The questions with the rows of their queries. Rows do not change while a build is served: ask once."""
    return [(question, store.rows(question.query)) for question in questions()]


def answer_questions(reader: SentenceReader, asked: list[tuple[Question, list[dict[str, Term]]]]) -> list[Answered]:
    """The questions that have an answer, for one reader; a graph of other data answers none.

    asked: what `ask_questions` returns. The words and labels of all questions are read together.
    """
    indexes = reader.indexes
    evidence = {
        question: dict.fromkeys(row["evidence"] for row in rows if "evidence" in row) for question, rows in asked
    }
    indexes.provenance.read_evidence_ahead(node for nodes in evidence.values() for node in nodes)
    words = {
        question: [found for node in nodes if (found := indexes.provenance.read(node))]
        for question, nodes in evidence.items()
    }
    answers = {
        question: dict.fromkeys(node.value for row in rows if isinstance(node := row.get("answer"), NamedNode))
        for question, rows in asked
    }
    reader.read_ahead(piece for pieces in words.values() for piece in pieces)
    indexes.read_labels(iri for iris in answers.values() for iri in iris)
    types = indexes.kinds({iri for iris in answers.values() for iri in iris})
    return [
        Answered(
            question=question,
            answers=tuple((types.get(iri, ""), reader.shown(iri)) for iri in iris),
            passages=tuple(map(reader.passage, words[question])),
            more=reader.links.of(entity(question.about).value) or ENTITIES,
        )
        for question, iris in answers.items()
        if iris
    ]
