"""The page of a paper as data: its quotes or the claims of its panel, and the query behind them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from graph.core.iris import EVIDENCE
from service.pages.page_download import ViewData, query_naming

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graph.curation.papers_in_graph import Paper
    from service.pages.read_claims import ClaimsAtWords

_QUOTES = ("at", "words", "claims", "drafted", "modality", "oddities")
_CLAIMS = ("at", "clause", "words", "subject", "relation", "value", "drafted")
_READING_QUERY = """SELECT ?words ?subject ?property ?value WHERE {
  %s .
  ?claim kq:evidence ?evidence ; a kq:Claim ; rdf:subject ?subject ; rdf:predicate ?property ; rdf:object ?value .
  ?evidence kq:quote|kq:citation ?words .
} ORDER BY ?evidence ?subject ?property"""


def read_data(paper: Paper, found: ClaimsAtWords | None) -> ViewData:
    """What the page of a paper shows: the claims of its panel, else the quotes that are underlined."""
    if found is None:
        which = f"?evidence kq:source <{paper.document}>"
        return ViewData(paper.id, _QUOTES, partial(_quote_lines, paper), _READING_QUERY % which)
    shown = [f"{EVIDENCE}{paper.id}/{quote.at}" for quote in found.quotes if quote.at and quote.subjects]
    if shown:
        query = query_naming(_READING_QUERY % "VALUES ?evidence { %s }", shown)
    else:
        query = _READING_QUERY % f"?evidence kq:source <{paper.document}>"
    return ViewData(f"{paper.id}-claims", _CLAIMS, partial(_claim_lines, found), query)


def _quote_lines(paper: Paper) -> Iterator[dict[str, str]]:
    text = paper.coverage.source.text if paper.coverage else ""
    for mark in paper.marks:
        oddities = [note.id for note in paper.notes if any(one.overlaps(mark.span) for one in note.places)]
        yield {
            "at": f"{mark.span.start}-{mark.span.end}",
            "words": text[mark.span.start : mark.span.end],
            "claims": str(mark.claims),
            "drafted": str(mark.drafted),
            "modality": " ".join(mark.modality),
            "oddities": " ".join(oddities),
        }


def _claim_lines(found: ClaimsAtWords) -> Iterator[dict[str, str]]:
    for quote in found.quotes:
        for subject in quote.subjects:
            for row in subject.rows:
                yield {
                    "at": quote.at,
                    "clause": quote.clause,
                    "words": quote.words,
                    "subject": subject.name.text,
                    "relation": row.relation.text,
                    "value": row.value.text,
                    "drafted": "true" if row.drafted else "false",
                }
