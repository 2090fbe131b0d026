"""Where a draft introduces things: each once, in a passage that holds its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.drafting.clauses import half_width
from graph.drafting.proposals import references

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graph.curation.cues import Cues
    from graph.drafting.proposals import Proposal
    from graph.drafting.things import Names, Thing

_DESCRIBING = (
    *("type", "zoneKind", "locatedIn", "nameMentions", "plateFamily", "bodyKind", "description", "landmarkKind"),
    *("functionKind", "adminLevel", "zoneState"),
)
"""What is said of a thing once."""
_TOO_SHORT = 2  # characters: of a name such as 湖镇, the end may belong to the name


def introduce(proposals: list[Proposal], names: Names, cues: Cues, city: str) -> None:
    """Give type and name to each thing that entries speak of; what describes a thing is said once.

    city: the name of the city whose paper it is; other names in 市 are of county-level cities.
    """
    things = {thing.id: thing for thing in names.everything()}
    for id_ in list(dict.fromkeys(_mentioned(proposals))):
        if id_ in things and not things[id_].known:
            _introduce(things[id_], proposals, cues, city)
    _say_once(proposals, {thing.id for thing in things.values() if thing.known})


def _mentioned(proposals: list[Proposal]) -> Iterator[str]:
    for proposal in proposals:
        for id_, entry in proposal.entries.items():
            yield from (id_, *references(entry.mapping))


def _introduce(thing: Thing, proposals: list[Proposal], cues: Cues, city: str) -> None:
    using = [proposal for proposal in proposals if thing.id in _mentioned([proposal])]
    holding = [proposal for proposal in proposals if thing.named and thing.name in half_width(proposal.quote)]
    place = next((proposal for proposal in using if proposal in holding), (holding or using)[0])
    head: dict[str, Any] = {"id": thing.id, "type": thing.cls}
    if holding:
        start = half_width(place.quote).index(thing.name)
        head["name"] = place.quote[start : start + len(thing.name)]
    if thing.cls in {"AdminUnit", "Township"} and (level := _level(thing.name, cues, city)):
        head["adminLevel"] = level
    cause = next(
        entry for entry in using[0].entries.values() if thing.id in (entry.mapping["id"], *references(entry.mapping))
    )
    place.add(head, cause.rules[0], cause.confidence)
    entry = place.entries[thing.id]
    entry.mapping = head | {key: value for key, value in entry.mapping.items() if key not in head}


def _level(name: str, cues: Cues, city: str) -> str:
    """The level that the end of a name tells, empty where it tells none."""
    if name.endswith("市"):
        return "prefecture-city" if name == city else "county-city"
    found = cues.found("admin-level", name)
    return found[0] if len(found) == 1 and len(name) > _TOO_SHORT else ""


def _say_once(proposals: list[Proposal], known: set[str]) -> None:
    """Leave out what describes a thing and is said in an earlier passage, or of a thing that is known already."""
    said: set[tuple[str, str]] = set()
    for proposal in proposals:
        for id_, entry in list(proposal.entries.items()):
            again = [key for key in _DESCRIBING if key in entry.mapping and (id_ in known or (id_, key) in said)]
            if "type" in again:
                entry.mapping.pop("name", None)
            for key in again:
                del entry.mapping[key]
            said |= {(id_, key) for key in entry.mapping}
            if entry.mapping.keys() == {"id"}:
                del proposal.entries[id_]
