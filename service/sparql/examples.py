"""The example queries of the query page and of the service description, each with its question."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

FOLDER = files("service") / "queries" / "examples"
_HEAD = re.compile(r"# zh: (?P<zh>.+)\n# en: (?P<en>.+)\n")


@dataclass(frozen=True)
class Example:
    """A question in Chinese and English, and the query that answers it; the name is that of the file."""

    name: str
    zh: str
    en: str
    query: str


@cache
def examples() -> tuple[Example, ...]:
    """All examples, by name."""
    read = read_queries(FOLDER, _HEAD, "its question in Chinese and in English")
    return tuple(Example(name, head["zh"], head["en"], head.string) for name, head in read)


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
