"""The lists of the things of a class: tables with what matters of them, filtered and sorted, as a page and as CSV."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from graph.core.iris import local_name, term
from graph.core.terms import Literal, NamedNode
from graph.history.normalize import plain
from service.pages.entity_changes import becomes_of
from service.pages.list_columns import COLUMNS, Column
from service.pages.words import BEFORE, STANDING, date_words
from service.web.pages import in_language
from service.web.view_models import Shown, show

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from graph.core.terms import Term
    from service.api.indexes import Indexes
    from service.web.links import Links
    from service.web.negotiation import Language

_MOST_CHOICES = 24
_Values = dict["Term", list["Term"]]
ROWS = 200
"""How many rows a page shows."""
MOST_COMPARED = 5_000
"""The things of a class up to which rows are filtered and sorted by all columns, each in 0.3 ms; of more, by name.

More that are not looked up by name, such as evidence, come by IRI unless they are filtered or sorted.
"""


@dataclass(frozen=True)
class ListCell:
    """The values of a thing in a column, and the number by which they are sorted, if they have one."""

    values: tuple[Shown, ...]
    number: float | None = None
    standing: str = ""


@dataclass(frozen=True)
class ListRow:
    """A thing with its cells, in the order of the columns."""

    iri: str
    shown: Shown
    cells: tuple[ListCell, ...]


@dataclass(frozen=True)
class Choice:
    """A column by which rows are filtered: its values with how many rows have each, and the one that is chosen."""

    column: Column
    values: tuple[tuple[str, int], ...]
    chosen: str


@dataclass(frozen=True)
class ListParameters:
    """What the address asks of a list: words, the value of a column, the column to sort by, and the page."""

    words: str
    chosen: Mapping[str, str]
    sort: str
    descending: bool
    page: int

    @classmethod
    def of(cls, query: str, columns: Sequence[Column]) -> ListParameters:
        """What the query string of a request asks."""
        given = dict(parse_qsl(query))
        sort, keys = given.get("sort", ""), {column.key for column in columns}
        page = given.get("page", "1")
        return cls(
            words=given.get("filter", "")[:400],
            chosen={key: value for key, value in given.items() if key in keys},
            sort=sort.removeprefix("-") if sort.removeprefix("-") in {*keys, "name"} else "",
            descending=sort.startswith("-"),
            page=max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < 7 else 1,  # noqa: PLR2004  digits
        )

    def query(self, language: str | None, **changed: str) -> str:
        """The query string of the same list with something changed; what is empty is left out."""
        given = {"filter": self.words, **self.chosen, "sort": ("-" if self.descending else "") + self.sort}
        given |= {"lang": language or "", **changed}
        return "?" + urlencode([(key, value) for key, value in given.items() if value])


class ListReader:
    """Reads the rows of a list for one reader."""

    def __init__(self, indexes: Indexes, language: Language, links: Links) -> None:
        self.indexes, self.language, self.links = indexes, language, links
        self._numbers: dict[Term, float] = {}
        """The numbers of the area statements that were read."""

    def rows(self, nodes: Iterable[NamedNode], columns: Sequence[Column]) -> list[ListRow]:
        """The things with their cells, by name."""
        nodes = list(nodes)
        names = {name for column in columns for name in column.properties}
        read = {name: self._read(nodes, name) for name in names}
        values = {value for found in read.values() for each in found.values() for value in each}
        counted = [name for column in columns if column.reads == "number" for name in column.properties]
        self._numbers |= self._numbers_of(value for name in counted for each in read[name].values() for value in each)
        self.indexes.read_labels(node.value for node in (*nodes, *values) if isinstance(node, NamedNode))
        rows = [
            ListRow(node.value, self._shown(node), tuple(self._cell(node, column, read) for column in columns))
            for node in nodes
        ]
        return sorted(rows, key=lambda row: (self.text(row.shown), row.iri))

    def unread(self, nodes: Iterable[NamedNode]) -> list[ListRow]:
        """The things by their IRIs, without names and cells, which `page` reads of those on a page."""
        iris = sorted(node.value for node in nodes)
        return [ListRow(iri, Shown("", "", iri), ()) for iri in iris]

    def page(self, chosen: Sequence[ListRow], number: int, columns: Sequence[Column] | None) -> list[ListRow]:
        """The rows of a page, counted from 1; their names and cells are read where columns are given."""
        rows = chosen[(number - 1) * ROWS : number * ROWS]
        if columns is None:
            return list(rows)
        read = {row.iri: row for row in self.rows([NamedNode(row.iri) for row in rows], columns)}
        return [read[row.iri] for row in rows]

    def text(self, shown: Shown) -> str:
        """A name in the reader's language, where there is one."""
        return in_language(self.language, shown.zh or shown.en, shown.en or shown.zh) or shown.code

    def choices(self, rows: Sequence[ListRow], columns: Sequence[Column], asked: ListParameters) -> tuple[Choice, ...]:
        """The columns whose values are few enough to choose among."""
        found = []
        for at, column in enumerate(columns):
            counts = Counter(text for row in rows for text in {self.text(value) for value in row.cells[at].values})
            if 1 < len(counts) <= _MOST_CHOICES and column.reads != "number":
                values = tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
                found.append(Choice(column, values, asked.chosen.get(column.key, "")))
        return tuple(found)

    def chosen(self, rows: Sequence[ListRow], columns: Sequence[Column], asked: ListParameters) -> list[ListRow]:
        """The rows that are asked for, in the order that is asked for."""
        keys = [column.key for column in columns]
        wanted = [(keys.index(key), value) for key, value in asked.chosen.items()]
        words = list(filter(None, map(plain, asked.words.split())))
        kept = [
            row
            for row in rows
            if all(value in map(self.text, row.cells[at].values) for at, value in wanted)
            and all(any(word in plain(text) for text in self._texts(row)) for word in words)
        ]
        if asked.sort in keys:
            at = keys.index(asked.sort)
            having = [row for row in kept if row.cells[at].values]
            having.sort(key=lambda row: self._order(row.cells[at]), reverse=asked.descending)
            return having + [row for row in kept if not row.cells[at].values]
        return kept[::-1] if asked.sort == "name" and asked.descending else kept

    def _texts(self, row: ListRow) -> Iterator[str]:
        yield from (row.shown.zh, row.shown.en, row.shown.code)
        for cell in row.cells:
            for value in cell.values:
                yield from (value.zh, value.en)

    def _order(self, cell: ListCell) -> tuple[float, str]:
        return cell.number or 0, self.text(cell.values[0])

    def _cell(self, node: NamedNode, column: Column, read: Mapping[str, _Values]) -> ListCell:
        if column.reads in {"before", "after"}:
            standing = self.indexes.lookup.state_of(node.value, "before" if column.reads == "before" else "after")
            words = BEFORE if column.reads == "before" else STANDING
            zh, en = words[standing.standing]
            return ListCell((Shown(zh, en, standing.standing, plain=True),), standing=standing.standing)
        if column.reads == "date":
            return self._date(node)
        values = list(dict.fromkeys(value for name in column.properties for value in read[name].get(node, ())))
        shown = tuple(sorted(map(self._shown, values), key=lambda value: value.order))
        if column.reads == "fate":
            shown += tuple(self._open_fates(node))
        if column.reads != "number":
            return ListCell(shown)
        own = self._shown(node)
        short = tuple(
            Shown(value.zh.removeprefix(own.zh).strip(), value.en.removeprefix(own.en).strip(), value.code, value.href)
            for value in shown
        )
        return ListCell(short, max((self._numbers.get(value, 0) for value in values), default=None))

    def _date(self, paper: NamedNode) -> ListCell:
        if not (date := self.indexes.paper_dates.get(paper.value)):
            return ListCell(())
        zh, en = date_words(date)
        return ListCell((Shown(zh, en, date.day, plain=True),), float(date.day.replace("-", "").ljust(8, "0")))

    def _open_fates(self, zone: NamedNode) -> Iterator[Shown]:
        """The kinds of which a zone becomes one, where a paper orders it and leaves open which."""
        for change in self.indexes.lookup.changes_of(zone.value):
            for part in change.parts_of(zone.value):
                if change.decided and part.one_of and (becomes := becomes_of(part, self.indexes)):
                    yield Shown(*becomes, becomes[0], plain=True)

    def _numbers_of(self, statements: Iterable[Term]) -> dict[Term, float]:
        """The numbers of some area statements."""
        quads = self.indexes.store.match(statements, term("value"))
        return {
            q.subject: float(q.object.value) for q in quads if isinstance(q.object, Literal) and _is_number(q.object)
        }

    def _read(self, nodes: Sequence[NamedNode], name: str) -> _Values:
        """The values of a property of all things; `^` leads to the things."""
        found: dict[Term, list[Term]] = {}
        if name.startswith("^"):
            for quad in self.indexes.store.match(None, term(name[1:]), nodes):
                found.setdefault(quad.object, []).append(quad.subject)
        else:
            for quad in self.indexes.store.match(nodes, term(name)):
                found.setdefault(quad.subject, []).append(quad.object)
        return found

    def _shown(self, node: Term) -> Shown:
        labels = self.indexes.label(node.value) if isinstance(node, NamedNode) else ("", "")
        return show(node, labels, self.links)


def _is_number(literal: Literal) -> bool:
    try:
        float(literal.value)
    except ValueError:
        return False
    return True


def columns_of(cls: NamedNode) -> tuple[Column, ...]:
    """The columns of the list of a class."""
    return COLUMNS.get(local_name(cls.value), ())
