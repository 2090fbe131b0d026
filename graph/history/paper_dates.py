"""The dates of papers: the day or month that a paper gives, else the day on which it was posted or known."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from graph.core.iris import term
from graph.core.terms import text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graph.core.quad_source import QuadSource
    from graph.core.terms import NamedNode
    from graph.history.changes import Evidence

_GIVEN_DATES = (term("issuedOn"), term("issuedIn"))
_LATEST_DATES = (term("postedAt"), term("knownBy"))


class PaperDate(NamedTuple):
    """The day or month of a paper; is_exact: the paper gives it itself, else the paper was there by then."""

    day: str
    is_exact: bool


def read_paper_dates(source: QuadSource) -> dict[str, PaperDate]:
    """Return the date of each paper, by its IRI."""
    found: dict[str, dict[NamedNode, str]] = {}
    for quad in source.match(None, (*_GIVEN_DATES, *_LATEST_DATES)):
        found.setdefault(text(quad.subject), {})[quad.predicate] = text(quad.object)[:10]
    dates = {}
    for paper, known in found.items():
        given = [known[name] for name in _GIVEN_DATES if name in known]
        dates[paper] = PaperDate(given[0] if given else min(known.values()), bool(given))
    return dates


def date_of(evidence: Evidence) -> str:
    """The date of a paper as it is known: a day, a month, or with ≤ the day on which it was known at the latest."""
    if evidence.issued_on or evidence.issued_in:
        return evidence.issued_on[:10] or evidence.issued_in
    known = min(filter(None, (evidence.posted_at[:10], evidence.known_by[:10])), default="")
    return f"≤{known}" if known else ""


def dated(evidence: Iterable[Evidence]) -> tuple[date | None, date | None]:
    """Return the first and the last day on which the earliest source may have been issued; None if unbounded."""
    bounds = [_bounds(e) for e in evidence]
    known = [b for b in bounds if b[1]]
    return min(known, key=lambda b: b[1] or date.max) if known else (None, None)


def _bounds(evidence: Evidence) -> tuple[date | None, date | None]:
    if evidence.issued_on:
        day = date.fromisoformat(evidence.issued_on[:10])
        return day, day
    if evidence.issued_in:
        year, month = map(int, evidence.issued_in.split("-")[:2])
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    later = min(filter(None, (evidence.posted_at[:10], evidence.known_by[:10])), default="")
    return None, date.fromisoformat(later) if later else None
