"""The things that a sentence has named so far, for the words that mean one of them without its name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from graph.drafting.things import Thing

if TYPE_CHECKING:
    from graph.drafting.sentence_subjects import SentencePlace
    from graph.drafting.templates import Filled

_GROUP = re.compile("小组|专班|指挥部|委员会|联席会议")
_OFFICE = re.compile("副?(?:书记|主任)$")
_PLACES = ("Township", "Zone")
_ZONES = ("Zone", "ZoneClass")


class Mentions:
    """Remembers, for the sentence that is read, what the slots of its rules named, and where."""

    def __init__(self) -> None:
        self._sentence: object = None
        self._named: list[tuple[int, list[Thing]]] = []

    def note(self, values: Filled, place: SentencePlace, at: int) -> None:
        """Note the things in the slots of a rule whose words begin at a character of a sentence."""
        if self._sentence != place.span:
            self._sentence, self._named = place.span, []
        for value in values.values():
            things = [thing for thing in (value if isinstance(value, list) else [value]) if isinstance(thing, Thing)]
            if things:
                self._named.append((at, things))

    def values(self, place: SentencePlace, at: int, post: str) -> Filled:
        """What templates may use: the latest body, new working body, places and zones before a character.

        post: such as 党工委书记, for the body that it belongs to.
        """
        return {
            "same_body": self._latest(place, at, ("Body",)),
            "body_of_post": [body for body in self._all(place, at) if body.name.endswith(_OFFICE.sub("", post))][-1:],
            "new_group": [body for body in self._latest(place, at, ("Body",)) if _GROUP.search(body.name)][:1],
            "held": self._latest(place, at, _PLACES),
            "zones_before": self._latest(place, at, _ZONES),
        }

    def _all(self, place: SentencePlace, at: int) -> list[Thing]:
        """The bodies that the sentence named before a character."""
        named = self._named if self._sentence == place.span else []
        return [thing for start, things in named if start < at for thing in things if thing.cls == "Body"]

    def _latest(self, place: SentencePlace, at: int, classes: tuple[str, ...]) -> list[Thing]:
        """The things of some classes that were named together last, empty where the sentence named none."""
        if self._sentence != place.span:
            return []
        groups = (
            (start, [thing for thing in things if thing.cls in classes]) for start, things in self._named if start < at
        )
        return max(groups, key=lambda group: (bool(group[1]), group[0]), default=(0, []))[1]
