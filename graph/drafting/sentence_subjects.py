"""The zone and the county that each clause of a paper is about, as its sentences are read in order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from graph.curation.clauses import clause_at
from graph.drafting.lexicon import PLACE, told_by

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graph.curation.source_model import Clause, Source, Span
    from graph.drafting.fillers import Fillers
    from graph.drafting.things import Names, Thing

_HALF_WIDTH = str.maketrans("，；：（）", ",;:()")
_TITLE_END = re.compile(r"(?:的)?(?:整合)?(?:空间)?(?:范围|面积|情况|方案)$")
_OPENING = re.compile(
    r"[^\w]*\w{1,3}[、).](?:同意|核定|明确)?(?P<zone>[^,。;:]{3,30}?)"
    r"(?=的?(?:批准|核准|核定|规划|总|区划)?(?:面积|范围|四至|主导))"
)
_NUMBERED = re.compile(r"(?:区块|地块|片区|组团)[一二三四五六七八九十\dA-Z]|[一二三四五六七八九十\d]号(?:区块|地块)")
_OF_ALL = re.compile(
    "(?:(?:截至|到)?[0-9]{4}年(?:[0-9]+月)?[底末初]?,?|目前,?|其中,?)*(?:全[省市县区旗盟州]|[我本][省市县区旗盟州])"
)
"""How a sentence begins that is about all zones of a place."""
_OF_COUNTY = re.compile(r"[以将把对在内:，,：]|整合|保留|撤销|依托|要|不再|只|仅|单独|予以")
_BEGINS = re.compile(
    rf"(?:(?:原则)?同意|支持|推动|推进|对|关于)?(?:(?:调整|整合|合并|扩区|优化|提升)+后,?)?(?P<zone>{PLACE})"
)
_AREA_AFTER_NAME = re.compile(r"约?[0-9.]+(?:平方公里|公顷|亩)$")
_SHORT_NAME = re.compile(r"\((?:以下|下)?(?:统一)?(?:均|分别)?(?:简称|统称|称)[^()]*\)")
_NUMBER = 6  # characters before the first sentence of a clause
_URBAN = "市区"
_COUNTY = re.compile(r"[县市区旗]$")
_KINDS = {
    "高新区": "高新(?:区|技术产业)",
    "经开区": "经开区|经济(?:技术)?开发区",
    "综保区": "综合?保(?:税)?区",
    "保税区": "保税区",
}
"""What the name of a zone holds that a paper calls by its kind alone."""


def names_kind_only(words: str) -> bool:
    """Whether words such as 高新区 tell only the kind of the one zone that the clause is about."""
    return words in _KINDS


def is_of_kind(name: str, kind: str) -> bool:
    """Whether a zone with a name may be called by its kind alone, as 甲高新技术产业开发区 by 高新区."""
    return bool(re.search(_KINDS[kind], name))


@lru_cache(maxsize=1024)  # clauses and sentences are asked for with each rule
def half_width(text: str) -> str:
    """A text with half-width punctuation; each character stays in its place."""
    return text.translate(_HALF_WIDTH)


def without_short_names(sentence: str) -> str:
    """A sentence with half-width punctuation, without brackets such as (以下简称某某) between a name and its verb."""
    return _SHORT_NAME.sub("", half_width(sentence))


@dataclass(frozen=True)
class SentencePlace:
    """Where a rule is applied: the sentence with half-width punctuation, its span, its clause, and its county."""

    sentence: str
    span: Span
    clause: str
    county: Thing | None


class Clauses:
    """Knows the topic of each clause as the sentences are read in order."""

    def __init__(self, source: Source, names: Names, admins: list[Thing]) -> None:
        self._source, self._names, self._admins = source, names, admins
        self._head = source.text[: min((clause.span.start for clause in source.clauses), default=0)]
        self._topics: dict[str, Thing] = {}
        self._latest: tuple[Span, int, Thing] | None = None
        self._formed: list[Thing] = []

    def place(self, quote: str, span: Span, at: int = 0) -> SentencePlace:
        """The place of words in a passage.

        at: where they begin; the parts of a passage between semicolons may be of different counties.
        """
        sentence = without_short_names(quote)
        part = sentence[sentence.rfind(";", 0, at) + 1 :]
        return SentencePlace(sentence, span, self._number(span), self._county(span, part))

    def heads(self, span: Span) -> bool:
        """Whether a passage is the first of several sentences in its clause, as （一）做强平台。 is."""
        around = self._around(span)
        return bool(around) and span.start - around[-1].span.start < _NUMBER and span.end + 2 < around[-1].span.end

    def until(self, span: Span) -> str:
        """The text from the innermost clause with a title, or the beginning of the paper, to the end of a passage."""
        titled = [clause.span.start for clause in self._around(span) if clause.title]
        return self._source.text[titled[-1] if titled else 0 : span.end]

    def speaks_of(self, place: SentencePlace, at: int, zone: Thing, *, formed: bool) -> None:
        """Note the zone that a sentence is about. In its clause, a zone that is formed takes precedence over others."""
        self._latest = (place.span, at, zone)
        if formed and zone not in self._formed:
            self._formed.append(zone)
        if zone.cls == "Zone" and (formed or place.clause not in self._topics):
            self._topics[place.clause] = zone

    def spoken_of(self, place: SentencePlace, at: int) -> Thing | None:
        """The zone or class of zones that the part of a sentence up to a character, since a semicolon, is about."""
        if self._latest is None or self._latest[0] != place.span or self._latest[1] > at:
            return None
        if ";" in place.sentence[self._latest[1] : at]:
            return None
        return self._latest[2]

    def meant(self, place: SentencePlace, at: int, fillers: Fillers) -> Thing | None:
        """The zone that a sentence means at a character where it names none.

        It is the one with which the part of a list begins, as in 甲片区,规划面积…;乙片区,规划面积… or 甲园区:整合…,
        else the one that the sentence was about so far or begins with, else that of the clause. A sentence that begins
        with 区块一 or 全市共有, or with words that may be the name of another zone, means no zone that is known.
        """
        part = max(place.sentence.rfind(mark, 0, at) for mark in "。;") + 1
        if _NUMBERED.match(place.sentence, part) or _OF_ALL.match(place.sentence, part):
            return None
        head, colon, item = place.sentence[part:at].rpartition(":")
        if colon and _NUMBERED.match(item):
            return None
        first = item.partition(",")[0]
        beginning = fillers.zone(first) if first and (part or colon) else None
        named = _AREA_AFTER_NAME.sub("", first)
        of_other = told_by(fillers.names.lexicon.zone_ends, named.removeprefix("其中")) is not None
        if not beginning and of_other and (part or named != first):
            return fillers.zone(named.removeprefix("其中"))
        if colon and not beginning:
            beginning = fillers.zone(re.sub(r"\([^()]*\)$", "", head))
        if beginning or (not part and (beginning := self.spoken_of(place, at))):
            return beginning
        if opening := _BEGINS.match(place.sentence[part:at]):
            return fillers.place(opening["zone"])
        return self.topic(place.clause, fillers)

    def only_one(self) -> Thing | None:
        """The zone that the paper has formed so far, if it is one only. 园区 means this zone in later clauses, too."""
        return self._formed[0] if len(self._formed) == 1 else None

    def topic(self, number: str, fillers: Fillers) -> Thing | None:
        """The zone that a clause is about: the one that it forms, the one in its title, or that of the clause above."""
        zones = (self._topics.get(clause.number) or self._named(clause, fillers) for clause in self._upwards(number))
        return next(filter(None, zones), None)

    def titled(self, number: str, fillers: Fillers) -> Thing | None:
        """The zone in the title of a clause, or of one above it, or with which its text begins."""
        zones = (self._named(clause, fillers) for clause in self._upwards(number))
        return next(filter(None, zones), None)

    def _upwards(self, number: str) -> Iterator[Clause]:
        """A clause, and those above it from the nearest."""
        while number and (clause := next((one for one in self._source.clauses if one.number == number), None)):
            yield clause
            number = clause.parent

    def _named(self, clause: Clause, fillers: Fillers) -> Thing | None:
        """The zone in the title of a clause, or with which its first sentence begins."""
        opening = _OPENING.match(half_width(self._source.text[clause.span.start : clause.span.end]))
        return fillers.zone(_TITLE_END.sub("", half_width(clause.title))) or (
            fillers.zone(opening["zone"]) if opening else None
        )

    def _number(self, span: Span) -> str:
        """The number of the last clause in which a passage begins, empty without clauses."""
        holding = [clause.number for clause in self._around(span)]
        return holding[-1] if holding else ""

    def _county(self, span: Span, quote: str) -> Thing | None:
        """The county or district with whose name the passage begins, or the title of its clause or of one above it."""
        for unit in self._admins:
            if quote.startswith(unit.name) and _OF_COUNTY.match(quote, len(unit.name)) and _COUNTY.search(unit.name):
                return unit if unit.name not in self._head else None
        if not self._source.clauses:
            return None
        innermost = clause_at(self._source, span)
        for clause in reversed(self._around(span)):
            if clause.title.startswith(_URBAN) and clause is innermost:
                return self._names.get("Region", _URBAN)
            for unit in (unit for unit in self._admins if unit.name not in self._head):
                if clause.title.startswith(unit.name) and _COUNTY.search(unit.name):
                    return unit
        return None

    def _around(self, span: Span) -> list[Clause]:
        return [clause for clause in self._source.clauses if clause.span.start <= span.start < clause.span.end]
