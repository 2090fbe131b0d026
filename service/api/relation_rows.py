"""The rows of a relation, one for each statement: solutions that differ in evidence alone become one row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.core.terms import NamedNode, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graph.core.terms import Term

EVIDENCE = ("paper", "clause", "quote", "citation", "claim")
"""The columns of evidence. Two papers that state the same make two claims."""


@dataclass(frozen=True)
class RelationRow:
    """A statement: its values by column, with those of the first piece of evidence, and all pieces of evidence."""

    values: Mapping[str, Term]
    evidence: tuple[Mapping[str, Term], ...]

    @property
    def iris(self) -> set[str]:
        """The IRIs among all values."""
        terms = (term for values in (self.values, *self.evidence) for term in values.values())
        return {term.value for term in terms if isinstance(term, NamedNode)}

    def text(self, column: str) -> str:
        """The value of a column as text; for a column of evidence a line for each piece."""
        if column not in EVIDENCE:
            return text(self.values.get(column))
        return "\n".join(text(piece.get(column)) for piece in self.evidence)

    def terms(self, column: str) -> list[Term]:
        """The values of a column: one or none, or one for each piece of evidence."""
        pieces = self.evidence if column in EVIDENCE else (self.values,)
        return [piece[column] for piece in pieces if column in piece]


def merge_evidence(solutions: Iterable[Mapping[str, Term]]) -> list[RelationRow]:
    """The rows of the solutions of a query, in the order of their first solutions."""
    pieces: dict[frozenset[tuple[str, Term]], list[Mapping[str, Term]]] = {}
    first: dict[frozenset[tuple[str, Term]], Mapping[str, Term]] = {}
    for solution in solutions:
        statement = frozenset((name, value) for name, value in solution.items() if name not in EVIDENCE)
        piece = {name: solution[name] for name in EVIDENCE if name in solution}
        first.setdefault(statement, solution)
        found = pieces.setdefault(statement, [])
        if piece and piece not in found:
            found.append(piece)
    return [RelationRow(values, tuple(pieces[statement])) for statement, values in first.items()]
