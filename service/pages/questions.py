"""Plain questions with their answers and the words that say so, asked of the graph by the queries of a folder."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from graph.core.names import ENTITIES, entity
from graph.core.terms import NamedNode

if TYPE_CHECKING:
    from service.pages.sentence_reader import SentenceReader
    from service.pages.sentences import CitedPassage
    from service.web.view import Shown

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
    found = []
    for file in sorted(_FOLDER.iterdir(), key=lambda file: file.name):
        text = file.read_text("utf-8")
        head = _HEAD.match(text)
        if head is None:
            raise ValueError(f"{file.name} does not begin with its question in Chinese and English and its entity.")
        found.append(Question(head["zh"], head["en"], head["about"], text))
    return tuple(found)


def answer_questions(reader: SentenceReader) -> list[Answered]:
    """The questions that the graph answers, with what it answers now; a graph of other data answers none."""
    knowledge, found = reader.knowledge, []
    for question in questions():
        rows = list(knowledge.store.rows(question.query))
        named = (answer for row in rows if isinstance(answer := row.get("answer"), NamedNode))
        answers = dict.fromkeys(answer.value for answer in named)
        evidence = dict.fromkeys(row["evidence"] for row in rows if "evidence" in row)
        knowledge.provenance.read_ahead((), evidence)
        words = [word for node in evidence if (word := knowledge.provenance.read(node))]
        reader.read_ahead(words)
        if answers:
            types = knowledge.lookup.index.types
            found.append(
                Answered(
                    question=question,
                    answers=tuple((types.get(iri, ""), reader.shown(iri)) for iri in answers),
                    passages=tuple(map(reader.passage, words)),
                    more=reader.links.of(entity(question.about).value) or ENTITIES,
                )
            )
    return found
