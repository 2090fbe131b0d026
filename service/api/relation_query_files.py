"""The named queries of `/api/v1/relations`.

The comments at the head of a query give its question, further parameters, and an example.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_QUERIES = files("service") / "queries"
_FOLDER = _QUERIES / "relations"
COLUMNS: dict[str, tuple[str, str, str]] = tomllib.loads((_QUERIES / "relation_columns.toml").read_text("utf-8"))
"""The columns of the relations: a description in Chinese and English, and a value that some row has."""
_HEAD = re.compile(r"# (zh|en|parameter|describes|always bound|silence|example|answer): (.+)\n")
_COLUMN, _PROPERTY = re.compile(r"\?(\w+)"), re.compile(r"\bkq:([a-z]\w*)")


@dataclass(frozen=True)
class View:
    """A named query.

    Attributes:
        name: Its name in the address.
        zh: Its question in Chinese.
        en: Its question in English.
        query: Its text.
        columns: The variables of its SELECT that `relation_columns.toml` describes.
        bounds: The parameters that are no columns, each with the column of which it is the upper bound.
        always_bound: The variables that have a value in each solution before any OPTIONAL is read. The engine is given
            the thing that a client names as the value of such a variable, and reads no rows of other things.
        describes: The variable of the thing or statement that a row is about.
        properties: The local names of the properties whose absence explains an empty answer: those in the query, and
            those after `silence` in its head.
        example: The parameters of an example.
        answer: What the example gives.
    """

    name: str
    zh: str
    en: str
    query: str
    columns: tuple[str, ...]
    bounds: dict[str, str]
    always_bound: frozenset[str]
    describes: str
    properties: frozenset[str]
    example: str
    answer: str

    @property
    def parameters(self) -> tuple[str, ...]:
        """The parameters by which a client narrows the rows."""
        return (*self.columns, *self.bounds)


@cache
def views() -> dict[str, View]:
    """All views by name."""
    found = {}
    for file in sorted(_FOLDER.iterdir(), key=lambda file: file.name):
        query, name = file.read_text("utf-8"), file.name.removesuffix(".rq")
        head = _HEAD.findall(query)
        told = dict(head)
        bounds = dict(value.split(" <= ") for key, value in head if key == "parameter")
        variables = _COLUMN.findall(query.partition("SELECT")[2].partition("WHERE")[0])
        columns = tuple(variable for variable in variables if variable in COLUMNS)
        found[name] = View(
            name=name,
            zh=told["zh"],
            en=told["en"],
            query=query,
            columns=columns,
            bounds=bounds,
            always_bound=frozenset(told["always bound"].split()),
            describes=told.get("describes", columns[0]),
            properties=frozenset({*_PROPERTY.findall(query), *told.get("silence", "").split()}),
            example=told["example"],
            answer=told["answer"],
        )
    return found
