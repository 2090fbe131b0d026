"""The list of a class as data: a line for each thing, and the query behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.pages.page_download import MOST_NAMED, ViewData, name_of, query_naming
from service.web.pages import in_language

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from service.pages.list_columns import Column
    from service.pages.list_rows import ListRow
    from service.web.negotiation import Language


def list_data(
    name: str, rows: Sequence[ListRow], columns: Sequence[Column], language: Language, *, is_whole: bool
) -> ViewData:
    """The rows of the list of a class, on whatever page they are. is_whole: whether they are all of the class."""
    keys = ("iri", "zh", "en", *(column.key for column in columns))
    titles = ("iri", "zh", "en", *(in_language(language, column.zh, column.en) for column in columns))
    separator = in_language(language, "、", "; ")

    def lines() -> Iterator[dict[str, str]]:
        for row in rows:
            cells = {
                column.key: separator.join(name_of(value, language) for value in cell.values)
                for column, cell in zip(columns, row.cells, strict=True)
            }
            yield {"iri": row.iri, "zh": row.shown.zh, "en": row.shown.en, **cells}

    query = _list_query(name, columns, [] if is_whole else [row.iri for row in rows]) if rows else ""
    return ViewData(name, keys, lines, query, titles=titles)


def _list_query(name: str, columns: Sequence[Column], wanted: Sequence[str]) -> str:
    """The things of a class with the columns that the graph has; the standing is computed and has no pattern.

    wanted: The IRIs of the things; none for all.
    """
    read = [(column.key, column) for column in columns if column.properties]
    head = " ".join(["?thing", *(f"?{key}" for key, _ in read)])
    patterns = "".join(f"  OPTIONAL {{ ?thing {_path(column)} ?{key} }}\n" for key, column in read)
    only = "  VALUES ?thing { %s }\n" if 0 < len(wanted) <= MOST_NAMED else ""
    query = f"SELECT {head} WHERE {{\n{only}  ?thing a/rdfs:subClassOf* kq:{name} .\n{patterns}}} ORDER BY ?thing"
    return query_naming(query, wanted) if only else query


def _path(column: Column) -> str:
    return "|".join(f"^kq:{one[1:]}" if one.startswith("^") else f"kq:{one}" for one in column.properties)
