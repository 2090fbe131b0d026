"""Rows of a relation, one for each statement: those that differ in their evidence alone are one row with all of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.core.terms import NamedNode
from graph.rdf.provenance import text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graph.core.names import Term

EVIDENCE = ("paper", "clause", "quote", "citation", "claim")
"""The columns that tell the evidence of a row; of two papers that state the same each makes a claim of its own."""


@dataclass(frozen=True)
class Row:
    """A statement: its values by column, of the evidence those of the first piece; and all pieces, each once."""

    values: Mapping[str, Term]
    evidence: tuple[Mapping[str, Term], ...]

    @property
    def iris(self) -> set[str]:
        """The IRIs among all values."""
        terms = (term for values in (self.values, *self.evidence) for term in values.values())
        return {term.value for term in terms if isinstance(term, NamedNode)}

    def text(self, column: str) -> str:
        """A value as text; of a column of evidence that of each piece, a line each."""
        if column not in EVIDENCE:
            return text(self.values.get(column))
        return "\n".join(text(piece.get(column)) for piece in self.evidence)

    def terms(self, column: str) -> list[Term]:
        """The values of a column; of one of evidence those of the pieces, else one or none."""
        pieces = self.evidence if column in EVIDENCE else (self.values,)
        return [piece[column] for piece in pieces if column in piece]


def merge_evidence(solutions: Iterable[Mapping[str, Term]]) -> list[Row]:
    """The rows of the solutions of a query, in the order in which they first occur."""
    pieces: dict[frozenset[tuple[str, Term]], list[Mapping[str, Term]]] = {}
    first: dict[frozenset[tuple[str, Term]], Mapping[str, Term]] = {}
    for solution in solutions:
        statement = frozenset((name, value) for name, value in solution.items() if name not in EVIDENCE)
        piece = {name: solution[name] for name in EVIDENCE if name in solution}
        first.setdefault(statement, solution)
        found = pieces.setdefault(statement, [])
        if piece and piece not in found:
            found.append(piece)
    return [Row(values, tuple(pieces[statement])) for statement, values in first.items()]
