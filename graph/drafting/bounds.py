"""The names in one sentence and what is said of them, and the bounds of a zone by landmarks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from graph.drafting.lexicon import told_by

if TYPE_CHECKING:
    from graph.drafting.things import Names, Thing

SIDE = re.compile(r"^(?P<landmark>.+?)以(?P<side>[东南西北])$")
"""A bound such as 常山江以南."""
_LIMIT = re.compile(r"^(?P<side>[东南西北])(?:至|到|起|临|以|靠|接|抵|达|邻|邻近|连)(?P<landmark>.+)$")
_SIDES = {"东": "east", "南": "south", "西": "west", "北": "north"}


class BoundFillers:
    """Notes what a sentence says of the things that it names, and reads bounds.

    said: what is said of each thing that a slot names, by its id;
    aside: the ids of what was read beside the slots, to find the zone that a sentence is about;
    formed: the zone that the sentence forms, which has the name of an earlier zone where that is called 现有.
    """

    def __init__(self, names: Names, county: Thing | None, admins: list[Thing]) -> None:
        self.names, self.county, self.admins = names, county, admins
        self.words = names.lexicon.words
        self.said: dict[str, tuple[Thing, dict[str, Any]]] = {}
        self.aside: set[str] = set()
        self.formed: Thing | None = None

    def say(self, thing: Thing, **properties: object) -> Thing:
        """Note that a thing is named here, and what is said of it; empty values are left out."""
        if thing.cls == "AdminUnit" and not properties:
            cities = (u for u in self.admins if u.name.endswith("市") and u is not thing)
            city = next((u for u in cities if u.name + thing.name in self.names.text), None)
            properties = {"locatedIn": self.say(city).id} if city else {}
        _, known = self.said.setdefault(thing.id, (thing, {}))
        for key, value in properties.items():
            if value and value not in known.get(key, []):
                known.setdefault(key, []).append(value)
        return thing

    def _cut(self, words: str, text: str) -> str:
        """A text without the words of the lexicon that are cut off before names, or after a list."""
        return self.words[words].sub("", text)

    def bounds(self, text: str) -> list[dict[str, Any]]:
        """The bounds of a zone: 常山江以南, or 东至某路; two landmarks may share one side."""
        found: list[dict[str, Any]] = []
        shared: list[str] = []
        for piece in re.split("[,、;]", text):
            match = SIDE.match(piece) or _LIMIT.match(piece)
            if piece.endswith("为界"):
                found.append({"side": "along", "description": piece})
                continue
            if not match:
                shared.append(piece)
                continue
            groups = match.groupdict()
            side, ending = _SIDES[groups["side"]], "-of" if SIDE.match(piece) else "ern-limit"
            for name in (*shared, match["landmark"]):
                kind = told_by(self.names.lexicon.landmark_ends, name)
                if kind is not None:
                    landmark = self.say(self.names.get("Landmark", name), landmarkKind=kind)
                    found.append({"side": side + ending, "landmark": landmark.id})
            shared = []
        return found
