"""Lookup: from a name, alias, code or IRI to the thing that it means, or to the reason why it means none."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from graph.core.errors import UnknownRelation
from graph.core.iris import ENTITIES
from graph.history.changes import Change, by_thing, read_changes
from graph.history.name_matching import Match, NameIndex
from graph.history.names_in_graph import Name
from graph.history.normalize import plain
from graph.history.status import Standing, State, When, state_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graph.store.store import GraphStore

LookupOutcome = Literal["found", "historical", "ambiguous", "not_in_sources"]
SURE = frozenset({"exact", "without its suffix", "without its place", "pinyin"})
"""The kinds of match that identify a thing; things that match in other ways are only offered."""
_NAMED_BY_PAPERS = frozenset({"Zone", "Plate", "Township", "AdminUnit", "Body", "Industry", "Document"})
_OF_PAPERS = 15


@dataclass(frozen=True)
class Wanted:
    """A name, code or IRI to look up.

    `type` is the name of a class, or of several, separated by commas, each with the classes below it; `system` the
    system of a code, such as `mca`; `place` the IRI of an administrative unit.
    """

    text: str
    type: str = ""
    place: str = ""
    system: str = ""


@dataclass(frozen=True)
class Candidate:
    """A thing that may be meant: its labels, its class, its status after the changes, and its match."""

    iri: str
    zh: str
    en: str
    type: str
    standing: Standing
    match: Match


@dataclass(frozen=True)
class LookupResult:
    """The outcome of a lookup. The first candidate is the thing that is meant, unless the text is ambiguous."""

    wanted: Wanted
    outcome: LookupOutcome
    candidates: tuple[Candidate, ...]


class Lookup:
    """Looks up names in a store. Indexes are made when they are first used."""

    def __init__(self, store: GraphStore) -> None:
        self.store = store

    @cached_property
    def index(self) -> NameIndex:
        """The names of the store."""
        return NameIndex(self.store)

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """The changes of the papers."""
        return read_changes(self.store)

    def look_up(self, wanted: Wanted, most: int = 10) -> LookupResult:
        """Return the one thing that a text names; if it names several or none, say so and guess nothing.

        Raises:
            UnknownRelation: a wanted class does not exist.
        """
        sure = self._fit(self._sure(wanted), wanted)
        best = [m for m in sure if m.way == sure[0].way]
        if not best:
            return LookupResult(wanted, "not_in_sources", self._candidates(self._fit(self._near(wanted), wanted), most))
        candidates = self._candidates((*best, *sure), most)
        things = {match.name.entity for match in best}
        if len(things) > 1:
            return LookupResult(wanted, "ambiguous", candidates[: max(most, len(things))])
        former = best[0].name.kind == "former name" or candidates[0].standing == "does not stand"
        return LookupResult(wanted, "historical" if former else "found", candidates)

    def search(self, wanted: Wanted, most: int = 20) -> tuple[Candidate, ...]:
        """Return everything that a text could mean, the best match first.

        Raises:
            UnknownRelation: a wanted class does not exist.
        """
        return self._candidates(self._fit((*self._sure(wanted), *self._near(wanted)), wanted), most)

    def _sure(self, wanted: Wanted) -> list[Match]:
        index = self.index
        if not plain(wanted.text):
            return []
        if wanted.system:
            return index.code(wanted.text, wanted.system)
        iri = wanted.text if wanted.text.startswith(ENTITIES) else ENTITIES + wanted.text
        if iri in index.types:
            return [Match(Name(wanted.text, iri, "label"), "exact", 100)]
        ways = (index.exact, index.without_suffix, index.without_place, index.spelt)
        found = [match for way in ways for match in way(wanted.text)]
        return [m for m in found if m.way in SURE and m.name.kind != "code"]

    def _near(self, wanted: Wanted) -> list[Match]:
        if wanted.system or not plain(wanted.text):
            return []
        index = self.index
        ways = (index.spelt, index.beginning, index.containing, index.spelt_in_part, index.similar)
        return sorted((match for way in ways for match in way(wanted.text)), key=self._rank)

    def _rank(self, match: Match) -> float:
        """The likeliest first; what papers call by name goes before what curators name, such as events and oddities."""
        return -match.score - (_OF_PAPERS if self.index.types[match.name.entity] in _NAMED_BY_PAPERS else 0)

    def _fit(self, matches: Iterable[Match], wanted: Wanted) -> list[Match]:
        classes = frozenset(filter(None, wanted.type.split(",")))
        if unknown := sorted(classes.difference(self.index.classes)):
            raise UnknownRelation(f"There is no class {unknown[0]}; there are {', '.join(self.index.classes)}.")
        fit = [m for m in matches if not classes or self.index.is_a(m.name.entity, classes)]
        return [m for m in fit if not wanted.place or self.index.is_in(m.name.entity, wanted.place)]

    def _candidates(self, matches: Iterable[Match], most: int) -> tuple[Candidate, ...]:
        best: dict[str, Match] = {}
        for match in matches:
            best.setdefault(match.name.entity, match)
            if len(best) >= most:
                break
        return tuple(self._candidate(match) for match in best.values())

    def _candidate(self, match: Match) -> Candidate:
        iri = match.name.entity
        zh, en = self.index.labels[iri]
        return Candidate(iri, zh, en, self.index.types[iri], self.standing(iri), match)

    def standing(self, iri: str) -> Standing:
        """Return the status of a thing after the changes; without changes, it is `not stated`."""
        return self.state_of(iri, "after").standing

    def state_of(self, iri: str, when: When) -> State:
        """Return the state of a thing at a time, which follows from its changes."""
        return state_of(iri, self._touching.get(iri, ()), when)

    def changes_of(self, iri: str) -> list[Change]:
        """Return the changes that touch a thing, in their order."""
        return list(self._touching.get(iri, ()))

    @cached_property
    def _touching(self) -> dict[str, list[Change]]:
        return by_thing(self.changes)
