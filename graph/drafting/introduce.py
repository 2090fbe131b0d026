"""Where a draft introduces things: each once, in a passage that holds its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.drafting.proposals import references
from graph.drafting.sentence_subjects import half_width

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graph.curation.cues import Cues
    from graph.drafting.proposals import Proposal
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
    for id_ in list(dict.fromkeys(_mentioned(proposals))):
        if id_ in things and not things[id_].known:
            _introduce(things[id_], proposals, cues, city)
    _correct_cities(proposals, names)
    _say_once(proposals, {thing.id for thing in things.values() if thing.known})


def _mentioned(proposals: list[Proposal]) -> Iterator[str]:
    for proposal in proposals:
        for entry in proposal.entries.values():
            yield from (entry.mapping["id"], *references(entry.mapping))


def _introduce(thing: Thing, proposals: list[Proposal], cues: Cues, city: str) -> None:
    using = [proposal for proposal in proposals if thing.id in _mentioned([proposal])]
    holding = [proposal for proposal in proposals if thing.named and thing.name in half_width(proposal.quote)]
    place = next((proposal for proposal in using if proposal in holding), (holding or using)[0])
    head: dict[str, Any] = {"id": thing.id, "type": thing.cls}
    if holding:
        start = half_width(place.quote).index(thing.name)
        head["name"] = place.quote[start : start + len(thing.name)]
    if holding and thing.cls in {"ZoneClass", "BodyClass"}:
        head["description"] = head["name"]
    if thing.cls in {"AdminUnit", "Township"} and (level := _level(thing.name, cues, city)):
        head["adminLevel"] = level
    entries = [entry for proposal in using for entry in proposal.entries.values()]
    causes = [entry for entry in entries if thing.id in (entry.mapping["id"], *references(entry.mapping))]
    cause = next((entry for entry in causes if entry.sure), causes[0])
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
