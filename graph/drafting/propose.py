"""From passages without claims to proposals: rules are applied sentence by sentence, in the order of the paper."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graph.drafting.doubts import (
    begins_within_list,
    is_conditional,
    is_doubtful_name,
    is_negated,
    without_doubtful,
)
from graph.drafting.duties import duty_of, is_task
from graph.drafting.introduce import introduce
from graph.drafting.proposals import ClaimEntry, Proposal, references
from graph.drafting.sentence_subjects import Clauses, half_width, without_short_names
from graph.drafting.slots import SlotMatch, Slots
from graph.drafting.tables import claims_of_row, row_of
from graph.drafting.templates import fill
from graph.drafting.units import admin_units

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from graph.curation.cues import Cues
    from graph.curation.model import Source, Span
    from graph.drafting.fillers import Fillers
    from graph.drafting.rules import Rule, Rules
    from graph.drafting.sentence_subjects import SentencePlace
    from graph.drafting.things import Names, Thing

_CUT = re.compile(
    r"[,、;。:()和与]|其中|将|把|保留|撤销|取消|同意|增加|新增|设立|成立|形成|印发|按照|根据|(?<=[省市县区旗盟州])(?=以|由|依托)"
)
"""Words after which a pattern is tried again, because its first slot may begin there."""
_CUT_OF_ALIAS = re.compile(rf"{_CUT.pattern}|[名合建级定改](?:成|为)|定名|命名")
_TITLE = 60  # characters
_LONGEST = 800  # characters of a sentence
_NO_PROSE = re.compile(r"[^,。;:、\s]{200}")
"""Words without punctuation that no sentence has, such as a damaged table; each rule would try them again and again."""
_ALIAS = "alias"  # the rule that reads the brackets of short names
_TABLE, _OF_TABLES = "table", 0.9  # what is read without a rule of rules.yaml, and its confidence
_DUTY, _OF_DUTIES = "responsible", 0.85


@dataclass(frozen=True)
class _Marks:
    """What entries are marked with, where the words of their rule begin, and the properties that are not sure."""

    rule: str
    confidence: float
    sure: bool
    at: int = 0
    doubtful: tuple[str, ...] = ()


class Drafter:
    """Applies the rules to the passages of one paper."""

    def __init__(self, source: Source, names: Names, rules: Rules, cues: Cues) -> None:
        self.rules, self._names, self._cues = rules, names, cues
        text = half_width(source.text)
        units = [names.get("AdminUnit", name) for name in admin_units(text)]
        self._admins = sorted(units, key=lambda unit: -len(unit.name))
        whole = _unit_of_title(text.lstrip()[:_TITLE].removeprefix("中共"), units)
        self._city = whole.name if whole and whole.name.endswith("市") else ""
        self._clauses = Clauses(source, names, self._admins)
        self._slots = Slots(names, cues, self._clauses, self._admins, document=source.document, city=whole)

    def propose(self, passages: Iterable[tuple[str, Span]]) -> list[Proposal]:
        """The proposals for passages, each a quote and its place, in the order of the paper."""
        proposals = [Proposal(quote, span) for quote, span in passages]
        self._learn_aliases(proposals)
        for proposal in proposals:
            if not self._read_row(proposal):
                self._apply_all(proposal)
        self._read_duties(proposals)
        return proposals

    def finish(self, proposals: list[Proposal]) -> None:
        """Introduce what the proposals speak of, and give words the punctuation that they have in the quote."""
        introduce(proposals, self._names, self._cues, self._city)
        for proposal in proposals:
            for entry in proposal.entries.values():
                entry.mapping = {key: _as_quoted(value, proposal.quote) for key, value in entry.mapping.items()}

    def apply(self, rule: Rule, found: SlotMatch, proposal: Proposal, name: str, confidence: float) -> bool:
        """Apply a rule to some words and add its claims to the proposal; return whether its slots are filled.

        name, confidence: what the entries are marked with.
        """
        place = self._clauses.place(proposal.quote, proposal.span, found.start)
        fillers = self._slots.fillers(place)
        filled = self._slots.fill(rule, found, fillers, place)
        if filled is None:
            return False
        sure = confidence >= self.rules.sure and not begins_within_list(rule, place.sentence, found.start)
        marks = _Marks(name, confidence, sure, found.start, tuple(rule.doubtful))
        self._state(list(fill(rule.says, filled)), fillers, place, proposal, marks)
        return True

    def _state(
        self,
        mappings: list[dict[str, Any]],
        fillers: Fillers,
        place: SentencePlace,
        proposal: Proposal,
        marks: _Marks,
    ) -> None:
        """Add claims to a proposal, with the things that they name, as sure or not."""
        used = {id_ for mapping in mappings for id_ in (mapping["id"], *references(mapping))}
        stated = [thing for thing, _ in fillers.said.values() if thing.id in used or thing.id not in fillers.aside]
        for thing in stated:
            thing.stated = True
        doubted = {thing.id for thing in stated if is_doubtful_name(thing, self._names, self._admins)}
        entries = [(_mapping(thing, fillers.said[thing.id][1]), thing.name) for thing in stated]
        for mapping, called in [*entries, *((mapping, "") for mapping in mappings)]:
            certain, doubtful = without_doubtful(mapping, marks.doubtful, place, called)
            conditional = is_conditional(mapping.get("type", ""), place.sentence, marks.at)
            named = doubted.isdisjoint((mapping["id"], *references(mapping)))
            proposal.add(certain, marks.rule, marks.confidence, sure=marks.sure and named and not conditional)
            if doubtful:
                proposal.add(doubtful, marks.rule, marks.confidence, sure=False)

    def _read_duties(self, proposals: list[Proposal]) -> None:
        """Read who is responsible, and by when, for what the sentences of a clause before the bracket order."""
        ordered: list[ClaimEntry] = []
        clause = ""
        for proposal in proposals:
            place = self._clauses.place(proposal.quote, proposal.span)
            ordered, clause = (ordered if clause == place.clause else []), place.clause
            duty = duty_of(half_width(proposal.quote))
            if duty is None:
                ordered += [entry for entry in proposal.entries.values() if entry.sure and is_task(entry)]
                continue
            fillers = self._slots.fillers(place)
            bodies = fillers.organs(duty.bodies)
            if bodies:
                mappings = [duty.of(entry, [body.id for body in bodies]) for entry in ordered]
                self._state(mappings, fillers, place, proposal, _Marks(_DUTY, _OF_DUTIES, sure=True))
            ordered = []

    def _read_row(self, proposal: Proposal) -> bool:
        """Whether a passage is the row of a table; what it says is added to the proposal."""
        quote = half_width(proposal.quote)
        row = row_of(quote)
        if row is None:
            return False
        place = self._clauses.place(proposal.quote, proposal.span)
        fillers = self._slots.fillers(place)
        fillers.county = None
        mappings = claims_of_row(row, quote.partition("\n")[0], fillers, self._cues)
        self._state(mappings, fillers, place, proposal, _Marks(_TABLE, _OF_TABLES, sure=True))
        return True

    def _is_under(self, rule: Rule, proposal: Proposal) -> bool:
        """Whether the clause, up to the end of the passage, contains what the rule requires by `under`."""
        return not rule.under or bool(re.search(rule.under, half_width(self._clauses.until(proposal.span))))

    def _learn_aliases(self, proposals: list[Proposal]) -> None:
        """Read all declarations of short names first, because a short name may be used before it is declared."""
        for rule in (rule for rule in self.rules.rules if rule.name == _ALIAS):
            for proposal in proposals:
                place = self._clauses.place(proposal.quote, proposal.span)
                named: dict[int, tuple[Thing, str]] = {}
                for match in _candidates(rule, half_width(proposal.quote)):  # the last before a bracket is the nearest
                    if zone := self._slots.fillers(place).zone(match["zone"]):
                        named[match.end()] = (zone, match["short"])
                for zone, short in named.values():
                    self._names.also(zone, short)

    def _apply_all(self, proposal: Proposal) -> None:
        if len(proposal.quote) > _LONGEST or _NO_PROSE.search(half_width(proposal.quote)):
            return
        taken: dict[str, list[tuple[int, int]]] = {}
        for rule in self.rules.rules:
            if not self._is_under(rule, proposal):
                continue
            if not rule.in_heading and self._clauses.heads(proposal.span):
                continue
            if rule.never and rule.never.search(half_width(proposal.quote)):
                continue
            sentence = half_width(proposal.quote) if rule.name == _ALIAS else without_short_names(proposal.quote)
            for match in _candidates(rule, sentence):
                before = taken.values() if rule.last else (taken.get(name, []) for name in (rule.name, rule.unless))
                barred = [span for spans in before for span in spans]
                if any(start < match.end() and match.start() < end for start, end in barred):
                    continue
                if not rule.every and is_negated(sentence, match.start()):
                    continue
                found = SlotMatch(match.groupdict(), match[0], match.start(), match.end())
                if self.apply(rule, found, proposal, rule.name, rule.confidence):
                    taken.setdefault(rule.name, []).append(match.span())


def _unit_of_title(title: str, units: list[Thing]) -> Thing | None:
    """The unit whose paper it is: the last of those with which its title begins, else the first that it names."""
    found, rest = None, title
    while unit := next((unit for unit in units if rest.startswith(unit.name)), None):
        found, rest = unit, rest.removeprefix(unit.name)
    return found or next((unit for unit in units if unit.name in title), None)


def _candidates(rule: Rule, sentence: str) -> Iterator[re.Match[str]]:
    """The matches of a rule from each word at which its first slot may begin."""
    if rule.every:
        match = rule.pattern.search(sentence)
        while match:
            barred = rule.not_after and rule.not_after.search(sentence[: match.start()])
            if not barred and (not rule.only or re.search(rule.only, match[0])):
                yield match
            match = rule.pattern.search(sentence, match.start() + 1)
        return
    cuts = _CUT_OF_ALIAS if rule.name == _ALIAS else _CUT
    for start in (0, *(cut.end() for cut in cuts.finditer(sentence))):
        match = rule.pattern.match(sentence, start) if start else rule.pattern.search(sentence)
        held = match and (not rule.only or re.search(rule.only, match[0]))
        if match and held and (not rule.after or rule.after in sentence[: match.start()]):
            yield match


def _mapping(thing: Thing, properties: dict[str, Any]) -> dict[str, Any]:
    single = {key: values[0] if len(values) == 1 else list(values) for key, values in properties.items() if values}
    return {"id": thing.id, **single}


def _as_quoted(value: Any, quote: str) -> Any:  # noqa: ANN401  a value of YAML
    """A value with the punctuation of the quote, if it differs only in the width of punctuation and in line breaks."""
    if isinstance(value, dict):
        return {key: _as_quoted(item, quote) for key, item in value.items()}
    if isinstance(value, list):
        return [_as_quoted(item, quote) for item in value]
    if not isinstance(value, str) or value in quote:
        return value
    places = [place for place, character in enumerate(quote) if not character.isspace()]
    at = half_width("".join(quote[place] for place in places)).find(value)
    return "".join(quote[place] for place in places[at : at + len(value)]) if value and at >= 0 else value
