"""The example queries of the query page and of the service description, each with its question."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from graph.store.query_analysis import outline

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

    from service.web.negotiation import Language

FOLDER = files("service") / "queries" / "examples"
_HEAD = re.compile(r"# zh: (?P<zh>.+)\n# en: (?P<en>.+)\n# theme: (?P<theme>[a-z]+)\n")
THEMES = {
    "lineage": ("沿革", "Lineage"),
    "areas": ("面积", "Areas"),
    "plates": ("牌子", "Plates"),
    "industries": ("产业", "Industries"),
    "rules": ("财政与监督", "Money and supervision"),
    "words": ("原文与存疑", "Words and oddities"),
}
"""The themes in their order, with their names in Chinese and English."""


@dataclass(frozen=True)
class Example:
    """A question in Chinese and English, its theme, and the query that answers it; the name is that of the file."""

    name: str
    zh: str
    en: str
    theme: str
    query: str

    def to_show(self, language: Language) -> str:
        """The query for a reader: with the question in the reader's language before it."""
        body = _HEAD.sub("", self.query, count=1)
        return f"# {self.zh if language == 'zh' else self.en}\n{body}"

    @property
    def is_drawn(self) -> bool:
        """Whether the answer is a graph."""
        return outline(self.query).holds == "graph"


@cache
def examples() -> tuple[Example, ...]:
    """All examples, by name."""
    read = read_queries(FOLDER, _HEAD, "its question in Chinese and in English and its theme")
    return tuple(Example(name, head["zh"], head["en"], head["theme"], head.string) for name, head in read)


@cache
def by_theme() -> tuple[tuple[tuple[str, str], tuple[Example, ...]], ...]:
    """The names of each theme, and its examples, short questions first."""
    ordered = sorted(examples(), key=lambda example: len(example.zh))
    return tuple((names, tuple(e for e in ordered if e.theme == theme)) for theme, names in THEMES.items())


def read_queries(folder: Traversable, pattern: re.Pattern[str], expected: str) -> Iterator[tuple[str, re.Match[str]]]:
    """Yield the name of each query file of a folder, and the match of its head, whose `string` is the whole query.

    Raises:
        ValueError: a file does not begin with its head; `expected` says what that is.
    """
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        head = pattern.match(file.read_text("utf-8"))
        if head is None:
            raise ValueError(f"{file.name} does not begin with {expected}.")
        yield file.name.removesuffix(".rq"), head
