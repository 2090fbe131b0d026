"""The example queries of the query page and of the service description, each with its question."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

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
    found = []
    for file in sorted(FOLDER.iterdir(), key=lambda file: file.name):
        text = file.read_text("utf-8")
        head = _HEAD.match(text)
        if head is None:
            raise ValueError(f"{file.name} does not begin with its question in Chinese and in English.")
        found.append(Example(file.name.removesuffix(".rq"), head["zh"], head["en"], text))
    return tuple(found)
