"""The areas of zones as a chart: bars on one scale, with what stands beside each. Page, picture and data share it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from service.pages.area_figures import Bar, Figure, Sum
    from service.pages.compare_areas import AreaReader, ZoneAreas
    from service.pages.sentence_panel import Sentence, Text
    from service.web.view_models import Shown

_MOST_TICKS = 7
_ROOM_FOR_A_NUMBER = 1.6  # per cent of the width
_ROOM_FOR_A_LARGE_NUMBER = 4
_STEPS = (Decimal(1), Decimal(2), Decimal(5), Decimal(10))


@dataclass(frozen=True)
class Scale:
    """The one scale of all bars. full: the square kilometres of the whole width; step: those between two lines."""

    full: Decimal
    step: Decimal

    @property
    def ticks(self) -> list[tuple[float, str]]:
        """The lines: where each stands, in per cent of the width, and its number."""
        count = int(self.full / self.step)
        return [(self.percent(self.step * number), plain(self.step * number)) for number in range(count + 1)]

    def percent(self, km2: Decimal) -> float:
        """The share of the width that an area takes."""
        return round(float(100 * km2 / self.full), 3)


def scale_of(sizes: Iterable[Decimal]) -> Scale:
    """The scale for some areas: round numbers between the lines, and as few lines as can be read."""
    most = max(sizes, default=Decimal(0)) or Decimal(1)
    ten = Decimal(10) ** (most.adjusted() - 1)
    step = next(step * ten for step in _STEPS if step * ten * _MOST_TICKS >= most)
    return Scale(step * (most / step).to_integral_value(ROUND_CEILING), step)


def plain(number: Decimal) -> str:
    """A number without zeros at its end and without an exponent."""
    return f"{number.normalize():f}"


@dataclass(frozen=True)
class ShownFigure:
    """A figure as it is drawn.

    Attributes:
        figure: The figure.
        zone: The name of its zone.
        kind: The name of what it measures.
        unit: Its unit as it stands beside its number.
        unit_name: The name of its unit.
        sentence: Its sentence, with the papers and their words.
        x: Where its bar begins, in per cent of the width.
        width: How wide its bar is, in per cent of the width.
    """

    figure: Figure
    zone: Text
    kind: Text
    unit: Text
    unit_name: Text
    sentence: Sentence
    x: float
    width: float

    @property
    def is_numbered(self) -> bool:
        """Whether its bar has room for a number."""
        return self.width > _ROOM_FOR_A_NUMBER

    @property
    def is_narrow(self) -> bool:
        """Whether the number has to be small."""
        return self.width < _ROOM_FOR_A_LARGE_NUMBER


@dataclass(frozen=True)
class ShownBar:
    """A bar: the whole, its parts, what they add up to, and the zones whose area the paper does not give.

    rest: the share of the width that the parts leave, where it begins and how wide it is; None if nothing is left.
    """

    whole: ShownFigure
    parts: tuple[ShownFigure, ...]
    sum: Sum
    total: str
    rest: tuple[float, float] | None
    unmeasured: tuple[Text, ...]


@dataclass(frozen=True)
class ShownZone:
    """A zone with its bars, and those of its figures that contradict each other, beside each other."""

    areas: ZoneAreas
    shown: Shown
    name: Text
    bars: tuple[ShownBar, ...]
    contradictions: tuple[ShownFigure, ...]
    newest: ShownFigure | None
    first: ShownFigure | None
    choice: Sentence | None


@dataclass(frozen=True)
class Chart:
    """The zones and their scale."""

    zones: tuple[ShownZone, ...]
    scale: Scale


def chart_of(found: Sequence[ZoneAreas], reader: AreaReader) -> Chart:
    """The chart of what was read. reader: the one that read it, which has the sentences."""
    scale = scale_of(bar.figure.size for one in found for bar in one.bars)

    def show(figure: Figure, start: Decimal = Decimal(0)) -> ShownFigure:
        return ShownFigure(
            figure,
            reader.reader.name(figure.zone),
            reader.kind(figure),
            reader.unit(figure),
            reader.reader.name(figure.unit),
            reader.sentences[reader.sentence(figure.edge)],
            scale.percent(start),
            scale.percent(figure.size),
        )

    return Chart(tuple(_zone(one, reader, scale, show) for one in found), scale)


def _zone(one: ZoneAreas, reader: AreaReader, scale: Scale, show: Callable[..., ShownFigure]) -> ShownZone:
    choice = reader.sentences[reader.sentence(one.choice)] if one.choice else None
    return ShownZone(
        areas=one,
        shown=one.shown,
        name=reader.reader.name(one.iri),
        bars=tuple(_bar(bar, reader, scale, show) for bar in one.bars),
        contradictions=tuple(map(show, one.contradictions)),
        newest=show(one.newest) if one.newest else None,
        first=show(one.first) if one.first else None,
        choice=choice,
    )


def _bar(bar: Bar, reader: AreaReader, scale: Scale, show: Callable[..., ShownFigure]) -> ShownBar:
    drawn, start = [], Decimal(0)
    for part in bar.parts:
        drawn.append(show(part, start))
        start += part.size
    left = bar.figure.size - start
    rest = (scale.percent(start), scale.percent(left)) if bar.sum == "incomplete" else None
    whole = show(bar.figure)
    unmeasured = tuple(map(reader.reader.name, bar.unmeasured)) if bar.sum != "adds up" or not _is_zones(bar) else ()
    return ShownBar(whole, tuple(drawn), bar.sum, plain(bar.total), rest, unmeasured)


def _is_zones(bar: Bar) -> bool:
    return any(part.zone != bar.figure.zone for part in bar.parts)
