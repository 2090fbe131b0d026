"""Fills the slots of rules: from matched words to values. Words that are no valid name leave the rule unfilled."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.drafting.dates import DEADLINE, deadline, iso_date
from graph.drafting.doubts import is_said_anew
from graph.drafting.fillers import Fillers
from graph.drafting.lexicon import told_by
from graph.drafting.lists import counted, number, of_list
from graph.drafting.mentions import Mentions
from graph.drafting.sentence_subjects import half_width, is_of_kind, names_kind_only
from graph.drafting.things import Thing

if TYPE_CHECKING:
    from graph.curation.cues import Cues
    from graph.drafting.rules import Rule
    from graph.drafting.sentence_subjects import Clauses, SentencePlace
    from graph.drafting.templates import Filled
    from graph.drafting.things import Names

_FORCES = ("strived", "aspired", "encouraged", "explored", "in-principle", "ensured", "permitted")
_ANYWHERE = ("in-principle", "permitted")
_OPENING = 4  # characters: other words of force open a part of a sentence
_LEAD = re.compile(r"^(?:其中|同意|鼓励和支持|鼓励|支持)+")
_REACHES = re.compile(
    "(?:达到?|突破|超过|大于|不低于|不少于|控制在|保持在|稳定在|为|(?:提高|提升|增加|增长|下降|降低|压减|压缩|精简|减少|缩减)[到至])$"
)
_RISES_TO = re.compile("(?:提高|提升|增加|增长|下降|降低|压减|压缩|精简|减少|缩减|整合|发展)[到至]|力争")
"""Words before a figure whose 到 tells no range."""
_FORCED = re.compile("(?:力争|争取|确保|努力)$")
_WHOLE = re.compile("整体|成建制")
_COUNTED_ZONES = re.compile(
    r"(?:开发区|园区|\(园区\)|平台|功能区|集聚区)(?:总?数量?)?(?:控制在|保持在|为|达到?|(?:整合|压减|优化|调整|撤并|归并)(?:至|到|为))?\d+$"
)
_ABOVE_SCALE = re.compile("(?:规模|限额|级)及?以上")
_SUM = re.compile("(?<=.{2})(?:总共|共计|共有|合计|总计|共)$")
_FAR = 40  # characters between the words of a rule and its unit
_NO_FIRMS = re.compile(r"[^,。;]{0,20}家[^,。;、]{0,12}(?:开发区|园区|平台|机构|实验室|中心|基地|院校)")
_BY_WHEN = re.compile(r"^(?:到|在)?(?:\d{4}|[〇零一二三四五六七八九]{4})年[^,]{0,4},")
_LISTS = frozenset({"plates", "bearers"})


@dataclass(frozen=True)
class SlotMatch:
    """Words that a rule is about: the words of each slot, all words, and where they stand in the sentence."""

    groups: dict[str, str | None]
    text: str
    start: int
    end: int


class Slots:
    """Fills the slots of rules in the sentences of one paper."""

    def __init__(
        self,
        names: Names,
        cues: Cues,
        clauses: Clauses,
        admins: list[Thing],
        *,
        document: str,
        city: Thing | None,
    ) -> None:
        """document: the id of the paper; city: the unit in its title, which figures are of where no zone is meant."""
        self._city = city
        self._whose_problems: Thing | None = None
        self._mentions = Mentions()
        self._names, self._cues, self._clauses = names, cues, clauses
        self._admins, self._document = admins, document

    def fillers(self, place: SentencePlace) -> Fillers:
        """What reads the slots of a sentence."""
        county = place.county if place.county and place.county.cls == "AdminUnit" else None
        return Fillers(self._names, county, self._admins)

    def fill(self, rule: Rule, found: SlotMatch, fillers: Fillers, place: SentencePlace) -> Filled | None:
        """The values for a rule's template; None if the words of a slot are no such names."""
        values: Filled = {key: value for key, value in found.groups.items() if value is not None}
        fillers.formed = self._clauses.topic(place.clause, self.fillers(place))
        for slot, type_ in sorted(rule.slots.items(), key=lambda item: item[0] != "formed"):
            words = found.groups.get(slot)
            if words is None:
                continue
            value = self._value(type_, words, fillers, place, found.start)
            if value is None:
                return None
            values[slot] = value
            if slot in {"formed", "formed_body"} and is_said_anew(words, place.sentence, found.start):
                return None
            if slot in {"merged", "absorbed"} and isinstance(value, list) and values.get("formed") in value:
                return None
            if slot == "formed" and isinstance(value, Thing):
                fillers.formed = value
            if type_ == "new_name" and isinstance(values.get("before"), Thing):
                values["before.name"] = values["before"].name
                self._names.rename(values["before"], str(value))
                fillers.kind_from_name(values["before"])
            if type_ == "townships" and isinstance(value, list):
                ids = [f"custody/{township.slug}" for township in value]
                values["townships.custodies"] = ids[0] if len(ids) == 1 else ids
            if type_ == "zones":
                values |= of_list(slot, words, value, whole=bool(_WHOLE.search(found.text)))
        self._note_topic(values, place, found.start)
        self._mentions.note(values, place, found.start)
        in_slots = set(fillers.said)
        meant = self._clauses.meant(place, found.start, fillers)
        titled = self._clauses.titled(place.clause, fillers)
        fillers.aside = set(fillers.said) - in_slots
        slug = self._document.rpartition("/")[2]  # of ids that no name tells apart from those of other papers
        return (
            values
            | self._of_words(values, found, place)
            | self._mentions.values(place, found.start, str(values.get("role", "")))
            | {
                "place": place.county.id if place.county else "",
                "topic": meant,
                "title_zone": titled,
                "paper_city": self._city,
                "same": self._clauses.spoken_of(place, found.start),
                "open_list": "true" if values.get("open") else "",
                "whole": meant or self._city,
                "city": self._city.id if self._city and re.search("全[省市县区旗盟州]", found.text) else "",
                "all_zones": self._zones_of_city(),
                "of_problems": self._having_problems(values),
                "told_of": values.get("subject") or titled or self._city,
                "document": self._document,
                "document.slug": slug,
                "sentence": f"{slug}-at-{place.span.start}",
                "words": f"{slug}-at-{place.span.start + found.start}",
            }
        )

    def _value(self, type_: str, words: str, fillers: Fillers, place: SentencePlace, at: int) -> object | None:
        if type_ == "unit":
            return _unit_by_context(words, place.sentence, at) or self._concept(type_, words)
        if type_ in self._cues.concepts:
            return self._concept(type_, words)
        if type_ == "topic":
            return self._topic(words, fillers, place, at)
        if type_ in {"number", "words"}:
            return number(words)
        value: object | None = getattr(fillers, type_)(counted(words)[0] if type_ in _LISTS else words)
        return value

    def _topic(self, words: str, fillers: Fillers, place: SentencePlace, at: int) -> Thing | None:
        """The zone that words name, or that a pronoun, a kind such as 高新区, or no words mean where they stand."""
        if words and names_kind_only(words) and not self._names.find("Zone", words):
            meant = self._clauses.meant(place, at, fillers) or self._clauses.titled(place.clause, fillers)
            return meant if meant and is_of_kind(meant.name, words) else None
        if words and not re.fullmatch(self._names.lexicon.pronouns, words):
            return fillers.zone(words)
        return self._clauses.meant(place, at, fillers) or (
            self._clauses.only_one() if words.endswith(("区", "园", "台")) else None
        )

    def _zones_of_city(self) -> Thing | None:
        """The class of all zones of the place, such as 全市开发区, if the paper speaks of it."""
        found = self._names.lexicon.words["all_zones"].search(re.sub("《[^》]*》", "", half_width(self._names.text)))
        return self._names.get("ZoneClass", found[0]) if found else None

    def _having_problems(self, values: Filled) -> Thing | None:
        """What problems are of: the zones that a sentence of the paper so far gave them to, all zones, or the place."""
        if isinstance(values.get("whose"), Thing):
            self._whose_problems = values["whose"]
        return self._whose_problems or self._zones_of_city() or self._city

    def _note_topic(self, values: Filled, place: SentencePlace, at: int) -> None:
        """Note the zone that these words are about, for what follows in the sentence and in its clause."""
        formed, hung = values.get("formed"), values.get("hung")
        formed = formed or values.get("established")
        subject = (
            values.get("subject") or values.get("into") or (hung[0].zone if hung else None) or values.get("before")
        )
        if isinstance(formed, Thing):
            self._clauses.speaks_of(place, at, formed, formed=True)
        elif isinstance(subject, Thing):
            self._clauses.speaks_of(place, at, subject, formed=False)

    def _of_words(self, values: Filled, found: SlotMatch, place: SentencePlace) -> Filled:
        """What the words tell beside the slots: modality, manner, comparator, deadline, kind of measure, bare name."""
        start = max(place.sentence.rfind(mark, 0, found.start + 1) for mark in ",。;") + 1
        part, opening = place.sentence[start : found.end], place.sentence[start : found.start + _OPENING]
        opening += str(values.get("force", "")) + "".join(_FORCED.findall(str(values.get("indicator", ""))))
        forces = (force for force in _FORCES if self._cue("modality", force, part if force in _ANYWHERE else opening))
        limits = "".join(str(values.get(key, "")) for key in ("limit", "more"))
        told: Filled = {
            "modality": next(forces, "ordered"),
            "manner": "gradual" if self._cue("manner", "gradual", part) else "",
            "comparator": self._concept(
                "comparator", _ABOVE_SCALE.sub("", _RISES_TO.sub("", DEADLINE.sub("", found.text)))
            )
            or "exactly",
            "comparator.number": self._concept("comparator", limits) or "exactly",
            "comparator.said": "between"
            if values.get("upper")
            else self._concept("comparator", limits)
            if limits
            else "",
            "kind_of_measure": told_by(self._names.lexicon.measure_kinds, str(values.get("action", ""))) or "",
            **deadline(
                place.sentence[: found.end],
                max(place.sentence.rfind(mark, 0, found.start) for mark in "。;") + 1,
                found.start,
            ),
            "day.date": iso_date(str(values["day"])) if "day" in values else "",
            "all": _BY_WHEN.sub("", found.text).strip(","),
            "about": "true" if values.get("approximately") else "",
            "open": "true"
            if re.search(r"等(?!\d|[一二三四五六七八九十两][个大])", found.groups.get("listed") or "")
            else "",
            "when.month": f"{values['year']}-{int(values['month']):02}" if values.get("month") else "",
            "when.year": "" if values.get("month") else values.get("year", ""),
            "method.list": str(values.get("method", "")).split("、"),
            "indicator.bare": _REACHES.sub("", _FORCED.sub("", str(values.get("indicator", "")))).replace("逐步", "…"),
        }
        told |= {"statistic": _SUM.sub("", values["statistic"])} if "statistic" in values else {}
        return told | ({"name": _LEAD.sub("", values["name"].strip(","))} if "name" in values else {})

    def _cue(self, scheme: str, concept: str, text: str) -> bool:
        words = self._cues.pattern(scheme, concept)
        return bool(words and words.search(text))

    def _concept(self, scheme: str, words: str) -> str | None:
        """The concept of which the most words match."""
        found = {c: len(m[0]) for c, p in self._cues.concepts[scheme].items() if (m := p.search(words))}
        return max(found, key=lambda concept: found[concept], default=None)


def _unit_by_context(words: str, sentence: str, at: int) -> str:
    """The unit that words such as 家 stand for where what is counted or measured tells it, empty where it does not.

    at: where the words of the rule begin in the sentence.
    """
    before = sentence[: max(sentence.find(words, at, at + _FAR), 0)]
    return "item" if words == "家" and (_NO_FIRMS.match(sentence, at) or _COUNTED_ZONES.search(before)) else ""
