"""The result of a query, and how it is written in a format."""

from __future__ import annotations

import io
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO, cast

from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions

from graph.core.errors import NotRepresentable
from graph.core.formats import format_named
from graph.core.parsing import Table
from graph.rdf.serialize import serialize_rdf
from graph.rdf.xml_output_check import CheckedXml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graph.core.formats import Format, Holds
    from graph.core.terms import Triple


@dataclass
class Answer:
    """The result of a query. It can be written once."""

    result: QuerySolutions | QueryBoolean | Iterator[Triple]

    @property
    def holds(self) -> Holds:
        """The kind of result: a table (SELECT, ASK) or a graph (CONSTRUCT, DESCRIBE)."""
        return "table" if isinstance(self.result, QuerySolutions | QueryBoolean) else "graph"

    @property
    def boolean(self) -> bool | None:
        """The result of an ASK query; None for any other query."""
        return bool(self.result) if isinstance(self.result, QueryBoolean) else None

    def content(self) -> Table | Iterator[Triple] | bool:
        """The rows of a SELECT, the triples of a CONSTRUCT or DESCRIBE, or the boolean of an ASK."""
        if isinstance(self.result, QueryBoolean):
            return bool(self.result)
        return self.table() if isinstance(self.result, QuerySolutions) else self.result

    def table(self) -> Table:
        """The rows of a SELECT. Raises TypeError for every other query."""
        if not isinstance(self.result, QuerySolutions):
            raise TypeError("Only a SELECT query has rows.")
        return Table(tuple(v.value for v in self.result.variables), (tuple(row) for row in self.result))

    def triples(self) -> Iterator[Triple]:
        """The triples of a CONSTRUCT or DESCRIBE. Raises TypeError for every other query."""
        if isinstance(self.result, QuerySolutions | QueryBoolean):
            raise TypeError("Only a CONSTRUCT or DESCRIBE query has triples.")
        return self.result

    def write(self, syntax: Format) -> bytes:
        """The answer in a syntax. Raises UnknownFormat and NotRepresentable as `write_to` does."""
        out = io.BytesIO()
        self.write_to(out, syntax)
        return out.getvalue()

    def write_to(self, out: BinaryIO, syntax: Format, most_triples: int | None = None) -> tuple[int, bool]:
        """Write the answer to a file; of a graph, at most `most_triples` triples.

        Returns:
            The number of triples written (0 for a table), and whether there are more.

        Raises:
            UnknownFormat: The syntax is not for this kind of answer.
            NotRepresentable: The syntax cannot hold a term of the answer. The file then has an incomplete answer, as it
                has after an error of its own.
        """
        try:
            return self._write(out, syntax, most_triples)
        except NotRepresentable as error:
            refused = error.with_traceback(None)
            refused.__cause__ = refused.__context__ = None
        # The result must be freed in the thread that made it, but the frames of a traceback would keep it.
        del self.result
        raise refused

    def _write(self, out: BinaryIO, syntax: Format, most_triples: int | None) -> tuple[int, bool]:
        if syntax.holds != self.holds:
            format_named(syntax.name, self.holds)
        if not isinstance(self.result, QuerySolutions | QueryBoolean):
            return serialize_rdf(islice(self.result, most_triples), out, syntax), self._has_more()
        if isinstance(syntax.syntax, QueryResultsFormat):
            checked = CheckedXml(out, syntax) if syntax.syntax == QueryResultsFormat.XML else None
            self.result.serialize(cast("BinaryIO", checked or out), syntax.syntax)
            if checked:
                checked.finish()
        return 0, False

    def _has_more(self) -> bool:
        return self.holds == "graph" and next(self.triples(), None) is not None
