"""From passages without claims to proposals: rules are applied sentence by sentence, in the order of the paper."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from graph.curation.text import clause_at
from graph.drafting.fillers import Fillers, admin_things, counted, number
from graph.drafting.lexicon import told_by
from graph.drafting.templates import Filled, fill
from graph.drafting.things import Names, Thing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from graph.curation.cues import Cues
    from graph.curation.model import Source, Span
    from graph.drafting.rules import Rule, Rules

_HALF_WIDTH = str.maketrans("，；：（）", ",;:()")
_FORCES = ("strived", "aspired", "encouraged", "explored", "in-principle", "ensured", "permitted")
_ANYWHERE = ("in-principle", "permitted")
_OPENING = 4  # characters: words of force open a part of a sentence
_CUT = re.compile(r"[,、;。:()和与]|其中|将|把|保留|撤销|取消|同意|增加|新增|设立|成立|印发|按照|根据")
_LEAD = re.compile(r"^(?:其中|同意|鼓励和支持|鼓励|支持)+")
_REACHES = r"(?:达到?|突破|超过|大于|不低于|不少于|为)$"
_WHOLE = "整体|成建制"
_URBAN = "市区"
_COUNTY = re.compile(r"[县市区旗]$")


@dataclass
class Entry:
    """What is proposed of one thing in one passage: the mapping under `says`, the rules, and the least confidence."""

    mapping: dict[str, Any]
    rules: list[str]
    confidence: float
    sure: bool = True


@dataclass
class Proposal:
    """The entries proposed for one passage."""

    quote: str
    span: Span
    entries: dict[str, Entry] = field(default_factory=dict)

    def add(self, mapping: dict[str, Any], rule: str, confidence: float) -> None:
        """Add what a rule says of a thing to what is proposed of it already."""
        entry = self.entries.setdefault(mapping["id"], Entry({"id": mapping["id"]}, [], confidence))
        entry.confidence = min(entry.confidence, confidence)
        if rule not in entry.rules:
            entry.rules.append(rule)
        for key, value in mapping.items():
            before = entry.mapping.get(key)
            if before is None:
                entry.mapping[key] = value
            elif before != value:
                both = [*_many(before), *(item for item in _many(value) if item not in _many(before))]
                entry.mapping[key] = both[0] if key in _SINGLE else both


_SINGLE = {"measureKind", "id", "type", "name", "zoneKind", "adminLevel", "plateRank", "plateFamily", "locatedIn", "bodyKind"}


def _many(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


@dataclass(frozen=True)
class Place:
    """Where a rule is applied: the sentence with half-width punctuation, its span, clause, and the county of the clause."""

    sentence: str
    span: Span
    clause: str
    county: Thing | None


class Drafter:
    """Applies the rules to the passages of one paper."""

    def __init__(self, source: Source, names: Names, rules: Rules, cues: Cues) -> None:
        self.source, self.names, self.rules, self.cues = source, names, rules, cues
        self.admins = admin_things(source.text.translate(_HALF_WIDTH), names)
        self.introduced: set[str] = {thing.id for cls in ("Zone",) for thing in names.all(cls) if thing.known}
        self.topics: dict[str, Thing] = {}

    def propose(self, passages: Iterable[tuple[str, Span]]) -> list[Proposal]:
        """The proposals for passages, each with its quote and place; things are introduced where they are named first."""
        quotes = list(passages)
        self._aliases(quotes)
        proposals = [self._passage(quote, span) for quote, span in quotes]
        self._introduce(proposals)
        for entry in (entry for proposal in proposals for entry in proposal.entries.values()):
            entry.sure = entry.confidence >= self.rules.sure
        return proposals

    def _aliases(self, quotes: list[tuple[str, Span]]) -> None:
        """Learn the short names first: they stand before the place that declares them, too."""
        for rule in (rule for rule in self.rules.rules if rule.name == "alias"):
            for quote, _ in quotes:
                for match in rule.pattern.finditer(quote.translate(_HALF_WIDTH)):
                    fillers = Fillers(self.names, self.cues, None, self.admins)
                    if zone := fillers.zone(re.split(r"[,、和]|形成|设立", match["zone"])[-1]):
                        self.names.also(zone, match["short"])

    def _passage(self, quote: str, span: Span) -> Proposal:
        proposal = Proposal(quote, span)
        sentence = quote.translate(_HALF_WIDTH)
        clause = next((c for c in reversed(self.source.clauses) if c.span.start <= span.start < c.span.end), None)
        county = self._county(span)
        taken: dict[str, list[tuple[int, int]]] = {}
        for rule in self.rules.rules:
            if rule.unless and rule.unless in taken:
                continue
            for match in _candidates(rule, sentence):
                if rule.last and any(a < match.end() and match.start() < b for spans in taken.values() for a, b in spans):
                    continue
                place = Place(sentence, span, clause.number if clause else "", county)
                fillers = Fillers(self.names, self.cues, _unit(county), self.admins)
                filled = self._fill(rule, match, fillers, place)
                overlapping = any(a < match.end() and match.start() < b for a, b in taken.get(rule.name, ()))
                if filled is None or overlapping:
                    continue
                taken.setdefault(rule.name, []).append(match.span())
                for thing, properties in fillers.said.values():
                    proposal.add(_mapping(thing, properties), rule.name, rule.confidence)
                for mapping in fill(rule.says, filled):
                    proposal.add(mapping, rule.name, rule.confidence)
        return proposal

    def _fill(self, rule: Rule, match: re.Match[str], fillers: Fillers, place: Place) -> Filled | None:
        """The values of the slots of a match; None if the words of one are no such names."""
        values: dict[str, Any] = {key: value for key, value in match.groupdict().items() if value is not None}
        fillers.formed = self._topic(place.clause, Fillers(self.names, self.cues, _unit(place.county), self.admins))
        for slot, type_ in sorted(rule.slots.items(), key=lambda item: item[0] != "formed"):
            words = match[slot]
            if words is None:
                continue
            value = self._slot(type_, words, fillers, place, match.start())
            if value is None:
                return None
            values[slot] = value
            if type_ == "zones" and re.search(_WHOLE, match[0]):
                for zone in value if isinstance(value, list) else ():
                    zone.portion = "whole"
            if slot == "formed" and isinstance(value, Thing):
                fillers.formed = value
            if type_ == "zones":
                rest, phrase, count = counted(words)
                values[f"{slot}.phrase"], values[f"{slot}.count"] = phrase.removeprefix("等"), count
                values[f"{slot}.counted"] = "true" if phrase else ""
        if "name" in values:
            values["name"] = _LEAD.sub("", values["name"])
        formed, hung = values.get("formed"), values.get("hung")
        if isinstance(formed, Thing):
            self.topics[place.clause] = formed
        elif isinstance(subject := values.get("subject") or values.get("into"), Thing):
            self.topics.setdefault(place.clause, subject)
        if hung and place.clause not in self.topics:
            self.topics[place.clause] = hung[0].zone
        start = max(place.sentence.rfind(mark, 0, match.start() + 1) for mark in ",。;") + 1
        before = place.sentence[start : match.end()]
        opening = place.sentence[start : match.start() + _OPENING]
        values["modality"] = next(
            (f for f in _FORCES if self._cue("modality", f, before if f in _ANYWHERE else opening)), "ordered"
        )
        values["method.list"] = (values.get("method") or "").split("、")
        values["indicator.bare"] = re.sub(_REACHES, "", values.get("indicator") or "")
        values["comparator"] = self._concept("comparator", match[0]) or "exactly"
        action = values.get("action") or ""
        values["kind_of_measure"] = told_by(self.names.lexicon.measure_kinds, action) or ""
        values["manner"] = "gradual" if self._cue("manner", "gradual", before) else ""
        values["place"] = place.county.id if place.county else ""
        values["topic"] = self._spoken_of(place, match.start(), fillers)
        values["document"] = self.source.document
        values["sentence"] = f"at-{place.span.start}"
        return values

    def _cue(self, scheme: str, concept: str, text: str) -> bool:
        words = self.cues.pattern(scheme, concept)
        return bool(words and words.search(text))

    def _concept(self, scheme: str, words: str) -> str | None:
        """The concept of which the most words match."""
        found = {c: len(m[0]) for c, p in self.cues.concepts[scheme].items() if (m := p.search(words))}
        return max(found, key=lambda concept: found[concept], default=None)

    def _slot(self, type_: str, words: str, fillers: Fillers, place: Place, at: int) -> object | None:
        if type_ in self.cues.concepts:
            return self._concept(type_, words)
        if type_ == "topic":
            pronoun = not words or re.fullmatch(self.names.lexicon.pronouns, words)
            return self._spoken_of(place, at, fillers) if pronoun else fillers.zone(words)
        if type_ == "number":
            return number(words)
        if type_ == "words":
            return words
        if type_ in {"zones", "plates", "bearers", "parts"}:
            words = counted(words)[0]
        value: object | None = getattr(fillers, type_)(words)
        return value

    def _spoken_of(self, place: Place, at: int, fillers: Fillers) -> Thing | None:
        """The zone with which a part of a list begins, as in 甲片区,规划面积…;乙片区,规划面积…; else that of the clause."""
        start = max(place.sentence.rfind(mark, 0, at) for mark in ";:") + 1
        first = place.sentence[start:at].partition(",")[0]
        beginning = fillers.zone(first) if start and first else None
        return beginning or self._topic(place.clause, fillers)

    def _topic(self, clause: str, fillers: Fillers) -> Thing | None:
        """The zone that a clause is about: the one that it forms, or the one in its title."""
        while clause:
            if clause in self.topics:
                return self.topics[clause]
            found = next((c for c in self.source.clauses if c.number == clause), None)
            if found is None:
                return None
            title = re.sub(r"(?:的)?(?:整合)?(?:空间)?(?:范围|面积|情况|方案)$", "", found.title)
            if zone := fillers.zone(title):
                return zone
            clause = found.parent
        return None

    def _county(self, span: Span) -> Thing | None:
        """The county or district whose name the title of the clause, or of one above it, begins with."""
        innermost = clause_at(self.source, span)
        for clause in reversed(self.source.clauses):
            if clause.span.start <= span.start < clause.span.end:
                if clause.title.startswith(_URBAN) and clause is innermost:
                    return self.names.get("Region", _URBAN)
                for unit in self.admins:
                    if clause.title.startswith(unit.name) and _COUNTY.search(unit.name):
                        return unit
        return None

    def _introduce(self, proposals: list[Proposal]) -> None:
        """Give type and name to each thing in the first passage whose quote holds its name."""
        needed: dict[str, tuple[Thing, str, float]] = {}
        things = {thing.id: thing for cls in self._classes() for thing in self.names.all(cls)}
        for proposal in proposals:
            for id_, entry in list(proposal.entries.items()):
                for used in {id_, *_references(entry.mapping)}:
                    if used in things and not things[used].known:
                        needed.setdefault(used, (things[used], entry.rules[0], entry.confidence))
        for id_, (thing, rule, confidence) in needed.items():
            holding = [p for p in proposals if thing.name in p.quote.translate(_HALF_WIDTH)]
            using = [p for p in proposals if id_ in p.entries or any(id_ in _references(e.mapping) for e in p.entries.values())]
            place = ([p for p in using if p in holding] or holding or using)[0]
            head: dict[str, Any] = {"id": id_, "type": thing.cls}
            if holding and thing.cls != "Custody":
                start = place.quote.translate(_HALF_WIDTH).index(thing.name)
                head["name"] = place.quote[start : start + len(thing.name)]
            if thing.cls in {"AdminUnit", "Township"} and (level := self._level(thing.name)):
                head["adminLevel"] = level
            place.add(head, rule, confidence)
            mapping = place.entries[id_].mapping
            place.entries[id_].mapping = head | {key: value for key, value in mapping.items() if key not in head}

    def _classes(self) -> tuple[str, ...]:
        return ("Zone", "Plate", "AdminUnit", "Township", "Landmark", "Industry", "Body", "BodyClass", "Custody", "Document", "Function", "ZoneClass", "Region")

    def _level(self, name: str) -> str:
        found = self.cues.found("admin-level", name)
        if name.endswith("市"):
            city = next((u for u in self.admins if u.name in self.source.text[:60]), None)
            return "prefecture-city" if city and city.name == name else "county-city"
        return found[0] if len(found) == 1 and len(name) > len("湖镇") else ""


def _unit(place: Thing | None) -> Thing | None:
    """A place if it is an administrative unit, in which the zones of a clause lie."""
    return place if place and place.cls == "AdminUnit" else None


def _candidates(rule: Rule, sentence: str) -> Iterator[re.Match[str]]:
    """The matches of a rule that begin at different words: a list in a slot may begin later than its pattern allows."""
    for start in (0, *(cut.end() for cut in _CUT.finditer(sentence))):
        match = rule.pattern.match(sentence, start) if start else rule.pattern.search(sentence)
        held = match and (not rule.only or re.search(rule.only, match[0]))
        if match and held and (not rule.after or rule.after in sentence[: match.start()]):
            yield match


def _mapping(thing: Thing, properties: dict[str, Any]) -> dict[str, Any]:
    single = {key: values[0] if len(values) == 1 else list(values) for key, values in properties.items() if values}
    return {"id": thing.id, **single}


def _references(value: object) -> set[str]:
    """The ids that a mapping mentions."""
    if isinstance(value, dict):
        return {used for key, item in value.items() if key not in {"id", "name"} for used in _references(item)}
    if isinstance(value, list):
        return {used for item in value for used in _references(item)}
    return {value} if isinstance(value, str) and "/" in value else set()
