"""The IRIs of evidence and clauses, made from their place in a source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.core.iris import digest, entity
from graph.curation.source_model import Clause, Place, Source, Span

if TYPE_CHECKING:
    from graph.core.terms import NamedNode


def evidence_iri(source: Source, place: Place) -> NamedNode:
    """Return the IRI of the evidence at a place in the text, or of a citation if the source has no text."""
    if isinstance(place, Span):
        return entity(f"evidence/{source.id}/{place.start}-{place.end}")
    return entity(f"evidence/{source.id}/{digest(place.text, length=8)}")


def clause_iri(source: Source, clause: Clause) -> NamedNode:
    """A clause in Arabic numerals: 二(一)1 is 2-1-1, a dash paragraph 一(二)—1 is 1-2-p1.

    The head is 0 and the tail is end.
    """
    return entity(f"clause/{source.id}/{clause.slug}")
