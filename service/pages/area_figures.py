"""Figures of area: which figures of a paper are the parts of another one, which contradict, which is newer. Pure.

The graph says which kinds add up to which (`kq:addsUpTo`), which zones a paper counts in which (`kq:componentOf`), and
from which figures a rule derived another one (`kq:because`). The rules here are those of `shapes/zone-area.ttl`: parts
and whole are of one paper, one time and one stage, and only figures that are given exactly are added up.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from operator import itemgetter
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graph.core.origins import Origin
    from graph.history.paper_dates import PaperDate
    from graph.network.model import Edge

_TOLERANCE = Decimal("0.01")
_PART_OF_OTHERS = "managed"
"""A kind that makes a total only together with others: what a plan adds to its base."""
_NOT_COMPARED = frozenset({"added", "implied-base"})
Sum = Literal["", "adds up", "incomplete", "exceeds"]


@dataclass(frozen=True)
class Figure:
    """A statement of the area of a zone.

    Attributes:
        iri: That of the statement.
        zone: The zone.
        kind: What is measured, the word of a vocabulary, such as total.
        written: The number as the paper has it, with an upper bound or a comparator before it if it has one.
        unit: The IRI of the unit.
        km2: The number in square kilometres; None for a unit that is none of area.
        is_exact: Whether the number is neither a bound nor a range.
        time: The date and the stage that it holds for; empty if the paper gives none.
        papers: The papers that give it, or that it is derived from.
        because: The statements that it is derived from.
        edge: The relation of the zone to the statement, which has origin, rules and words.
        is_first: Whether it is the one that a rule picks to be shown first.
    """

    iri: str
    zone: str
    kind: str
    written: str
    unit: str
    km2: Decimal | None
    is_exact: bool
    time: str
    papers: tuple[str, ...]
    because: frozenset[str]
    edge: Edge
    is_first: bool = False

    @property
    def origin(self) -> Origin:
        """Whether a paper states the figure or a rule derives it."""
        return self.edge.origin

    @property
    def size(self) -> Decimal:
        """The number in square kilometres, zero where it cannot be drawn."""
        return self.km2 or Decimal(0)

    def is_beside(self, other: Figure) -> bool:
        """Whether two figures are of one paper and of one time."""
        return self.time == other.time and not set(self.papers).isdisjoint(other.papers)


@dataclass(frozen=True)
class Bar:
    """A figure with the figures that are its parts.

    Attributes:
        figure: The whole.
        parts: Its parts, in the order in which they are drawn.
        sum: Whether the parts add up to the whole; empty if there are none.
        unmeasured: The zones that the paper counts in the whole without giving their area.
    """

    figure: Figure
    parts: tuple[Figure, ...] = ()
    sum: Sum = ""
    unmeasured: tuple[str, ...] = ()

    @property
    def total(self) -> Decimal:
        """What the parts add up to."""
        return sum((part.size for part in self.parts), Decimal(0))


def bars_of(
    figures: Sequence[Figure],
    components: Mapping[str, frozenset[str]],
    of_components: Sequence[Figure],
    adds_up_to: Mapping[str, frozenset[str]],
) -> list[Bar]:
    """The figures of one zone as bars, the one that is shown first before the others, then the largest first.

    Args:
        figures: All figures of the zone.
        components: The zones that are counted in it, each with the papers that say so.
        of_components: All figures of these.
        adds_up_to: The kinds of which each kind makes a part.

    Returns:
        A bar for each figure that is no part of another figure of the same zone.
    """
    bars, taken = [], set[str]()
    for whole in sorted(figures, key=_order):
        if whole.iri not in taken:
            inner = [one for one in figures if one != whole and _is_inner(one, whole, adds_up_to)]
            taken |= {one.iri for one in inner}
            bars.append(_bar(whole, inner, components, of_components, adds_up_to))
    return [bar for bar in bars if bar.figure.iri not in taken]


def contradictions(bars: Sequence[Bar], adds_up_to: Mapping[str, frozenset[str]]) -> list[Figure]:
    """The figures of one zone of which two papers give different ones for the same, as the checks report them."""
    found: dict[str, Figure] = {}
    figures = [bar.figure for bar in bars if bar.figure.kind not in _NOT_COMPARED]
    for one in figures:
        for other in figures:
            comparable = one.kind == other.kind or _makes(one, other, adds_up_to) or _makes(other, one, adds_up_to)
            apart = set(one.papers).isdisjoint(other.papers) and one.time == other.time
            if comparable and apart and abs(one.size - other.size) > _TOLERANCE:
                found |= {one.iri: one, other.iri: other}
    return list(found.values())


def newest(figures: Sequence[Figure], dates: Mapping[str, PaperDate]) -> Figure | None:
    """The figure of the newest paper, None where the dates do not tell.

    A bound says that a paper is no younger, so it shows that a paper is older than an exact date, never newer.

    Args:
        figures: Figures of one zone for the same.
        dates: The dates of papers, by IRI.
    """
    dated = [[dates[paper] for paper in figure.papers if paper in dates] for figure in figures]
    if not figures or not all(dated):
        return None
    ordered = sorted(((max(days), figure) for days, figure in zip(dated, figures, strict=True)), key=itemgetter(0))
    (before, _), (last, figure) = ordered[-2:]
    return figure if last.is_exact and not last.day.startswith(before.day[: len(last.day)]) else None


def _order(figure: Figure) -> tuple[bool, bool, Decimal, str]:
    return not figure.is_first, figure.origin == "derived", -figure.size, figure.iri


def _is_inner(one: Figure, whole: Figure, adds_up_to: Mapping[str, frozenset[str]]) -> bool:
    """Whether a figure of a zone is a part of another figure of the same zone: what is added to a base, or the base."""
    if one.origin == "derived" and whole.iri in one.because:
        return one.size < whole.size
    return one.kind == "added" and whole.kind != "added" and one.is_beside(whole) and _makes(one, whole, adds_up_to)


def _makes(part: Figure, whole: Figure, adds_up_to: Mapping[str, frozenset[str]]) -> bool:
    return whole.kind in adds_up_to.get(part.kind, frozenset())


def _bar(
    whole: Figure,
    inner: Sequence[Figure],
    components: Mapping[str, frozenset[str]],
    of_components: Sequence[Figure],
    adds_up_to: Mapping[str, frozenset[str]],
) -> Bar:
    counted = [zone for zone, papers in components.items() if not papers.isdisjoint(whole.papers)]
    largest: dict[str, Figure] = {}
    for part in of_components:
        if part.zone in counted and part.is_exact and part.is_beside(whole) and _makes(part, whole, adds_up_to):
            known = largest.get(part.zone)
            largest[part.zone] = part if known is None or part.size > known.size else known
    measured = sorted(largest.values(), key=lambda part: (-part.size, part.iri))
    if all(part.kind == _PART_OF_OTHERS != whole.kind for part in measured):
        measured = []
    missing = tuple(zone for zone in counted if zone not in largest)
    own = sorted(inner, key=lambda part: (part.origin != "derived", -part.size, part.iri))
    by_zone = Bar(whole, tuple(measured), _sum(measured, whole), missing)
    by_kind = Bar(whole, tuple(own), _sum(own, whole), missing)
    if not whole.is_exact:
        return Bar(whole, unmeasured=missing)
    if by_zone.sum == "adds up" and not missing:
        return by_zone
    return by_kind if own else by_zone


def _sum(parts: Sequence[Figure], whole: Figure) -> Sum:
    if not parts:
        return ""
    rest = whole.size - sum((part.size for part in parts), Decimal(0))
    if abs(rest) <= _TOLERANCE:
        return "adds up"
    return "incomplete" if rest > 0 else "exceeds"
