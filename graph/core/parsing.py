"""RDF and query results read from text: the one way into terms and quads for modules that know no engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import QueryBoolean, QueryResultsFormat, RdfFormat, parse, parse_query_results

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

    from graph.core.terms import Quad, Term


class Table:
    """The rows of a SELECT: `columns` are the names of its variables; a row has None where one is unbound."""

    def __init__(self, columns: tuple[str, ...], rows: Iterator[tuple[Term | None, ...]]) -> None:
        self.columns, self._rows = columns, rows

    def __iter__(self) -> Iterator[tuple[Term | None, ...]]:
        """The rows that are left; they can be read once."""
        return self._rows


def read_turtle(path: Path) -> Iterator[Quad]:
    """The triples of a Turtle file, as quads of the default graph. Raises SyntaxError."""
    return parse(path=path, format=RdfFormat.TURTLE)


def read_nquads(content: bytes | BinaryIO) -> Iterator[Quad]:
    """The quads of N-Quads; N-Triples are N-Quads of the default graph. Raises SyntaxError."""
    return parse(content, format=RdfFormat.N_QUADS)


def read_jsonld(content: str) -> Iterator[Quad]:
    """The quads of a JSON-LD document that needs no other file. Raises SyntaxError."""
    return parse(content, format=RdfFormat.JSON_LD)


def read_json_results(content: bytes) -> Table | bool:
    """What a SELECT or an ASK gave, from SPARQL's JSON. Raises SyntaxError."""
    result = parse_query_results(content, format=QueryResultsFormat.JSON)
    if isinstance(result, QueryBoolean):
        return bool(result)
    return Table(tuple(variable.value for variable in result.variables), (tuple(row) for row in result))
