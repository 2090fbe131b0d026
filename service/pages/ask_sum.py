"""What `/ask` tells beside a sum: which figures count, which differ and do not count twice, and what lies within what.

Each thing counts with one figure. Of an area that is the figure which `kq:areaShownFirst` names, the same as `/compare`
shows first; of one kind of area, where that figure is of another kind, the one which the same rule would choose.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from graph.core.iris import RULE
from graph.core.terms import text
from service.pages.ask_patterns import COUNT, FIGURE, thing_variable
from service.pages.ask_sum_query import figures_query, fitting_query, inexact_query, several_query
from service.pages.compare_areas import AreaReader, read_measures
from service.pages.sentence_reader import SentenceReader
from service.web.pages import in_language

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from service.api.indexes import Indexes
    from service.pages.area_figures import Figure
    from service.pages.ask_question import Question
    from service.pages.compare_areas import ZoneAreas
    from service.web.links import Links
    from service.web.negotiation import Language

_SHOWN_FIRST = f"{RULE}area-shown-first"
_WITHIN = frozenset({"componentOf", "partOf", "subAreaOf"})
_MOST_LINKS = 12
"""How many things a note names; it tells how many more there are."""


@dataclass(frozen=True)
class SumNote:
    """A remark on a sum: its words, and things that it names, each with an address."""

    words: str
    links: tuple[tuple[str, str], ...] = ()


class SumReader:
    """Reads the remarks on the sum of a question for one reader."""

    def __init__(self, indexes: Indexes, language: Language, links: Links) -> None:
        self._indexes, self._language, self._links = indexes, language, links
        self._reader = SentenceReader(indexes, language, links)

    def notes(self, question: Question) -> list[SumNote]:
        """The remarks, the most general first."""
        if question.total is None:
            return []
        thing = thing_variable(question.kind)
        rows = self._indexes.store.rows(figures_query(question))
        taken = {text(row[thing]): Decimal(text(row[FIGURE])) for row in rows}
        found = [self._counted(question, len(taken)), self._choice(question)]
        found += self._area_conflicts(taken) if question.is_of_area else self._conflicts(question)
        if question.is_of_area:
            found += self._inexact(question)
        return [note for note in (*found, *self._within(taken)) if note]

    def _say(self, zh: str, en: str) -> str:
        return in_language(self._language, zh, en)

    def _counted(self, question: Question, count: int) -> SumNote:
        (row,) = self._indexes.store.rows(fitting_query(question))
        fitting = int(text(row[COUNT]))
        if fitting == count:
            return SumNote(self._say(f"符合条件的 {count} 个都有数字。", f"All {count} things that fit have a figure."))
        return SumNote(
            self._say(
                f"符合条件的有 {fitting} 个：{count} 个有数字，计入合计与平均；{fitting - count} 个没有，未计。",
                f"Of {fitting} things that fit, {count} have a figure and count; {fitting - count} have none.",
            )
        )

    def _choice(self, question: Question) -> SumNote | None:
        if not question.is_of_area:
            return SumNote(
                self._say("每个事物只计一个数，有几个时取最大的。", "Each thing counts once, with its largest number.")
            )
        self._indexes.read_labels({_SHOWN_FIRST})
        rule = self._reader.name(_SHOWN_FIRST)
        if question.total and question.total.key == "area":
            words = self._say(
                "每个区域只计一个数，即“对比”中先显示的那个。规则：",
                "Each zone counts once, with the figure that Compare shows first. The rule:",
            )
        else:
            words = self._say(
                "每个区域只计一个该口径的数：有几个时取先显示的，否则依同一规则取最后印发的。规则：",
                "Each zone counts once, with one figure of this kind: the one that is shown first, else the one issued "
                "last, by the same rule:",
            )
        return SumNote(words, ((rule.text, rule.href),))

    def _area_conflicts(self, taken: dict[str, Decimal]) -> Iterator[SumNote]:
        """The zones whose figures differ between papers, as `/compare` finds them."""
        areas = AreaReader(self._reader, read_measures(self._indexes))
        several = [zone for zone in taken if self._has_several(zone)]
        self._indexes.read_labels(several)
        disputed = [one for one in areas.read(several) if one.contradictions]
        if not disputed:
            yield SumNote(self._say("各文件的数字没有冲突。", "No papers differ in these figures."))
            return
        words = self._say(
            f"{len(disputed)} 个区域的数字各文件不同，各只计一次：",
            f"Zones with figures in which papers differ: {len(disputed)}; each counts once:",
        )
        shown = disputed[:_MOST_LINKS]
        told = tuple((self._conflict(one, taken[one.iri], areas), self._links.compare(one.iri)) for one in shown)
        yield SumNote(words, (*told, *self._more(len(disputed))))

    def _conflict(self, one: ZoneAreas, taken: Decimal, areas: AreaReader) -> str:
        """Which figure of a zone counts, and which do not."""

        def told(figures: Sequence[Figure]) -> str:
            named = [(f"{one.written} {areas.unit(one).text}", areas.kind(one).text) for one in figures]
            zh, en = "、".join(f"{a}（{b}）" for a, b in named), ", ".join(f"{a} ({b})" for a, b in named)
            return self._say(zh, en)

        counted = [figure for figure in one.contradictions if figure.km2 == taken]
        left = [figure for figure in one.contradictions if figure.km2 != taken]
        name = self._reader.name(one.iri).text
        if not counted:
            return self._say(f"{name}：{told(left)}", f"{name}: {told(left)}")
        return self._say(
            f"{name}：计入 {told(counted)}，未计 {told(left)}", f"{name}: {told(counted)} counts, {told(left)} does not"
        )

    def _conflicts(self, question: Question) -> Iterator[SumNote]:
        """The things that have several numbers."""
        found = self._things(question, several_query(question))
        yield from self._naming(
            f"{len(found)} 个事物有几个不同的数，各只计一次：",
            f"{len(found)} things have several numbers; each counts once:",
            found,
        )

    def _inexact(self, question: Question) -> Iterator[SumNote]:
        """The things whose figures are bounds or ranges."""
        found = self._things(question, inexact_query(question))
        yield from self._naming(
            f"其中 {len(found)} 个的数字是约数、界限或区间，按写明的（第一个）数计：",
            f"{len(found)} of the figures are approximate, bounds or ranges, and count with the (first) number:",
            found,
        )

    def _within(self, taken: dict[str, Decimal]) -> Iterator[SumNote]:
        """The things within others that count as well, whose areas the sum holds twice."""
        touching = self._indexes.network.touching
        inner = [
            iri
            for iri in taken
            if any(
                edge.source == iri and edge.relation in _WITHIN and edge.target in taken and edge.target != iri
                for edge in touching.get(iri, ())
            )
        ]
        yield from self._naming(
            f"其中 {len(inner)} 个是另一个所计区域的组成部分，合计中重复，加条件可排除：",
            f"{len(inner)} of them are parts of others that count as well, so the sum holds their areas twice; a "
            "condition can leave them out:",
            inner,
        )

    def _naming(self, zh: str, en: str, things: Sequence[str]) -> Iterator[SumNote]:
        """A note that names some things; none where there are none."""
        if things:
            self._indexes.read_labels(things[:_MOST_LINKS])
            names = (self._reader.name(iri) for iri in things[:_MOST_LINKS])
            yield SumNote(self._say(zh, en), (*((name.text, name.href) for name in names), *self._more(len(things))))

    def _things(self, question: Question, query: str) -> list[str]:
        return [text(row[thing_variable(question.kind)]) for row in self._indexes.store.rows(query)]

    def _has_several(self, zone: str) -> bool:
        edges = self._indexes.network.touching.get(zone, ())
        return sum(edge.source == zone and edge.relation == "area" for edge in edges) > 1

    def _more(self, count: int) -> tuple[tuple[str, str], ...]:
        """What tells how many things a note does not name."""
        left = count - _MOST_LINKS
        return ((self._say(f"另有 {left} 个", f"{left} more"), ""),) if left > 0 else ()
