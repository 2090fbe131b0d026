"""Where a draft introduces things: each once, in a passage that holds its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.drafting.proposals import references
from graph.drafting.sentence_subjects import half_width

if TYPE_CHECKING:
    from graph.curation.cues import Cues
    from graph.drafting.proposals import ClaimEntry, Proposal
    from graph.drafting.things import Names, Thing

_DESCRIBING = (
    *("type", "zoneKind", "locatedIn", "nameMentions", "plateFamily", "bodyKind", "description", "landmarkKind"),
    *("functionKind", "adminLevel", "zoneState", "subordinateTo"),
)
"""Keys that are stated once for each thing."""
_LEVELS = {
    "自治县": "autonomous-county",
    "自治旗": "autonomous-banner",
    "自治州": "autonomous-prefecture",
    "自治区": "autonomous-region",
    "盟": "league",
    "旗": "banner",
}
"""The levels that the end of a name tells where a shorter end tells another."""
_TOO_SHORT = 2  # characters: of a name such as 湖镇, the end may belong to the name


def introduce(proposals: list[Proposal], names: Names, cues: Cues, city: str) -> None:
    """Give type and name to each thing that entries speak of; what describes a thing is said once.

    city: the name of the city whose paper it is, empty for the paper of a province; in the paper of a city, other names
    in 市 are of county-level cities.
    """
    things = {thing.id: thing for thing in names.everything()}
    quotes = [half_width(proposal.quote) for proposal in proposals]
    for id_, mentions in _mentions(proposals).items():
        if id_ in things and not things[id_].known:
            holding = [p for p, quote in zip(proposals, quotes, strict=True) if things[id_].name in quote]
            _introduce(things[id_], mentions, holding if things[id_].named else [], cues, city)
    _correct_cities(proposals, names)
    _say_once(proposals, {thing.id for thing in things.values() if thing.known})


def _mentions(proposals: list[Proposal]) -> dict[str, list[tuple[Proposal, ClaimEntry]]]:
    """Return the entries that speak of each id, with their passages; the ids in the order of the paper."""
    found: dict[str, list[tuple[Proposal, ClaimEntry]]] = {}
    for proposal in proposals:
        for entry in proposal.entries.values():
            for id_ in dict.fromkeys((entry.mapping["id"], *references(entry.mapping))):
                found.setdefault(id_, []).append((proposal, entry))
    return found


def _introduce(
    thing: Thing, mentions: list[tuple[Proposal, ClaimEntry]], holding: list[Proposal], cues: Cues, city: str
) -> None:
    """Introduce a thing in the first passage that speaks of it and names it, else in the first that does one of both.

    mentions: the entries that speak of it, with their passages; holding: the passages that name it.
    """
    naming = {id(proposal) for proposal in holding}
    using = (proposal for proposal, _ in mentions if id(proposal) in naming)
    place = next(using, holding[0] if holding else mentions[0][0])
    head: dict[str, Any] = {"id": thing.id, "type": thing.cls}
    if holding:
        start = half_width(place.quote).index(thing.name)
        head["name"] = place.quote[start : start + len(thing.name)]
    if holding and thing.cls in {"ZoneClass", "BodyClass"}:
        head["description"] = head["name"]
    if thing.cls in {"AdminUnit", "Township"} and (level := _level(thing.name, cues, city)):
        head["adminLevel"] = level
    cause = next((entry for _, entry in mentions if entry.sure), mentions[0][1])
    entry = place.add(head, cause.rules[0], cause.confidence, sure=cause.sure)
    if not holding and thing.named:
        entry.label = thing.name  # only a heading names it, so that no quote bears its name
    entry.mapping = head | {key: value for key, value in entry.mapping.items() if key not in head}


def _correct_cities(proposals: list[Proposal], names: Names) -> None:
    """Give prefecture level to each city that the paper names together with a county or district of it: 甲市乙区."""
    units = names.all("AdminUnit")
    cities = {city.id for city in units if any(city.name + unit.name in names.text for unit in units)}
    for proposal in proposals:
        for entry in proposal.entries.values():
            if entry.mapping["id"] in cities and entry.mapping.get("adminLevel") == "county-city":
                entry.mapping["adminLevel"] = "prefecture-city"


def _level(name: str, cues: Cues, city: str) -> str:
    """The level that the end of a name tells, empty where it tells none."""
    if name.endswith("市"):
        return "prefecture-city" if name == city or not city else "county-city"
    if level := next((level for end, level in _LEVELS.items() if name.endswith(end)), ""):
        return level
    found = cues.found("admin-level", name)
    return found[0] if len(found) == 1 and len(name) > _TOO_SHORT else ""


def _say_once(proposals: list[Proposal], known: set[str]) -> None:
    """Leave out descriptions of things that an earlier passage gives, or that are known from elsewhere.

    What is sure goes before what is not, wherever it stands.
    """
    said: set[tuple[str, str]] = set()
    for sure in (True, False):
        for proposal in proposals:
            for place, entry in list(proposal.entries.items()):
                if entry.sure == sure and _without_what_is_said(entry.mapping, said, known).keys() == {"id"}:
                    del proposal.entries[place]


def _without_what_is_said(mapping: dict[str, Any], said: set[tuple[str, str]], known: set[str]) -> dict[str, Any]:
    """Remove from a mapping what is stated already, and note the rest as stated."""
    id_ = mapping["id"]
    again = [key for key in _DESCRIBING if key in mapping and (id_ in known or (id_, key) in said)]
    if "type" in again:
        mapping.pop("name", None)
    for key in again:
        del mapping[key]
    said |= {(id_, key) for key in mapping}
    return mapping
