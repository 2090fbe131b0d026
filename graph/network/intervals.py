"""The intervals in which things and relations exist, from the dates of the papers that begin and end them."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from graph.core.terms import text
from graph.history.change_effects import BEGINS
from graph.history.changes import Change, Evidence
from graph.history.paper_dates import dated
from graph.history.status import time_of
from graph.network.export_model import Interval

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from graph.core.terms import Term
    from graph.network.model import Network
    from graph.store.store import GraphStore

_PAPERS = (files("graph") / "queries" / "papers.rq").read_text("utf-8")
_PRECISIONS = {4: "year", 7: "month", 10: "day"}  # of 1994, 1994-08 and 2014-02-18, by their length


def intervals(store: GraphStore, found: Network, changes: Sequence[Change]) -> dict[str, Interval]:
    """The intervals of nodes and edges by id, of those for which the papers give one.

    A thing begins with the paper that forms it, and ends with the one that dissolves it. A relation begins with the
    first paper that states it. The day is the last on which the paper may have been issued.
    """
    papers = {text(row["source"]): _evidence(text(row["source"]), row) for row in store.rows(_PAPERS)}
    told: dict[str, Interval] = {}
    for edge in found.edges:
        days = [_day([papers[words.source]]) for words in edge.words if words.source in papers]
        if known := [day for day in days if day[0]]:
            told[edge.id] = Interval(min(known)[0], "", min(known)[1])
    restored = {change.plate for change in changes if change.decided and change.action == "restore"}
    for change in (change for change in changes if change.decided):
        first, precision = _time(change)
        for part in (part for thing in change.things for part in change.parts_of(thing)):
            before = told.get(part.participant, Interval())
            if first and part.effect in BEGINS:
                told[part.participant] = Interval(first, before.end, precision)
            elif first and change.ends(part) and part.participant not in restored:
                told[part.participant] = Interval(before.start, first, precision)
    return told


def _time(change: Change) -> tuple[str, str]:
    """The last day on which a change may have happened, or that bounds its paper, and how exactly it is known."""
    if not change.happened:
        return _day(change.evidence)
    _, last = time_of(change)
    return last.isoformat() if last else "", _PRECISIONS[len(change.happened)]


def _day(evidence: Iterable[Evidence]) -> tuple[str, str]:
    """The last day on which a paper may have been issued, and its precision; both empty if it has no date."""
    all_ = list(evidence)
    _, last = dated(all_)
    if last is None:
        return "", ""
    if any(e.issued_on for e in all_):
        return last.isoformat(), "day"
    return last.isoformat(), "month" if any(e.issued_in for e in all_) else "not after"


def _evidence(source: str, row: Mapping[str, Term]) -> Evidence:
    get = row.get
    return Evidence(
        evidence="",
        quote="",
        clause="",
        source=source,
        issued_on=text(get("issuedOn")),
        issued_in=text(get("issuedIn")),
        posted_at=text(get("postedAt")),
        known_by=text(get("knownBy")),
    )
