"""An index of all names and codes, for exact, prefix, substring, pinyin and fuzzy matches.

Each match says which name matches and how. `lookup.py` decides what is meant.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Literal

from rapidfuzz import fuzz, process

from graph.core.iris import local_name
from graph.history.names_in_graph import (
    Name,
    classes_below,
    labels_among,
    members,
    named_classes,
    names_among,
    naming_quads,
    places_around,
    read_codes,
)
from graph.history.normalize import PROVINCES, plain
from graph.history.pinyin import is_latin, syllables
from graph.history.pinyin_index import PinyinIndex

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from graph.core.quad_source import QuadSource
    from graph.history.pinyin_index import SpeltPart

MatchWay = Literal[
    "exact",
    "without its place",
    "without its suffix",
    "pinyin",
    "pinyin initials",
    "prefix",
    "part",
    "part in pinyin",
    "part in initials",
    "similar",
]
_SCORES: dict[MatchWay, float] = {
    "exact": 100,
    "without its suffix": 95,
    "without its place": 92,
    "pinyin": 90,
    "prefix": 80,
    "pinyin initials": 70,
    "part": 60,
    "part in pinyin": 55,
    "part in initials": 45,
}
_SUFFIXES = ("省", "市", "县", "区", "镇", "乡", "街道")
_LEAST_SIMILAR, _MOST_COMPARED, _MOST_WITH_A_PREFIX, _LEAST_SPELT = 75, 500, 200, 3


@dataclass(frozen=True)
class Match:
    """A matching name, the kind of match, and its score, at most 100."""

    name: Name
    way: MatchWay
    score: float


class NameIndex:
    """The names of a store. The indexes for pinyin and fuzzy matches are made when they are first used."""

    def __init__(self, source: QuadSource) -> None:
        classes = named_classes(source)
        self.types = dict(members(source, classes))
        naming = naming_quads(source, self.types)
        self.labels = labels_among(naming, self.types)
        """The Chinese and the English label of each of these things."""
        self.classes = tuple(sorted(local_name(cls.value) for cls in classes))
        """The classes of things that are looked up by name, whether there is a thing of each or not."""
        self._below = classes_below(source)
        self.names = tuple(dict.fromkeys((*names_among(naming), *read_codes(source, self.types))))
        self._exact: dict[str, list[Name]] = defaultdict(list)
        for name in self.names:
            self._exact[plain(name.text)].append(name)
        self._sorted = sorted(text for text in self._exact if text)
        places = {plain(name.text) for name in self.names if self.types[name.entity] == "AdminUnit"}
        self._places = frozenset({*PROVINCES, *places, *(place.rstrip("省市县区") for place in places)}) - {""}
        self._around = places_around(source)
        self._lock = Lock()

    def is_in(self, entity: str, place: str) -> bool:
        """Whether a thing is in a place, directly or within another place."""
        reached, fresh = set[str](), [entity]
        while fresh:
            around = self._around.get(fresh.pop(), set()) - reached
            reached |= around
            fresh += around
        return place in reached

    def is_a(self, entity: str, classes: Iterable[str]) -> bool:
        """Whether a thing is of one of some classes, or of a class below one: a township is an administrative unit."""
        return any(self.types[entity] in self.classes_in(cls) for cls in classes)

    def classes_in(self, cls: str) -> Collection[str]:
        """A class and the classes below it, by their local names."""
        return self._below.get(cls, (cls,))

    def exact(self, text: str) -> list[Match]:
        """Return the names that equal a text."""
        return [Match(name, "exact", _SCORES["exact"]) for name in self._exact.get(plain(text), ())]

    def code(self, code: str, system: str) -> list[Match]:
        """Return the codes that equal a code in a system, such as `330802` in `mca`."""
        return [m for m in self.exact(code) if m.name.kind == "code" and m.name.system == system]

    def without_place(self, text: str) -> list[Match]:
        """The names that differ from the text by the name of a place before them."""
        wanted, found = plain(text), list[Name]()
        for at in range(2, min(len(wanted) - 1, 10)):
            if wanted[:at] in self._places:
                found += self._exact.get(wanted[at:], ())
        for place in self._places:
            found += self._exact.get(place + wanted, ())
        return _once(Match(name, "without its place", _SCORES["without its place"]) for name in found)

    def without_suffix(self, text: str) -> list[Match]:
        """Return the places whose name is the text and the kind of place: 柯城 for 柯城区."""
        found = [name for suffix in _SUFFIXES for name in self._exact.get(plain(text) + suffix, ())]
        places = [name for name in found if self.types[name.entity] in {"AdminUnit", "Township"}]
        return _once(Match(name, "without its suffix", _SCORES["without its suffix"]) for name in places)

    def spelt(self, text: str) -> list[Match]:
        """Return the names whose pinyin, in full or by initials, is the text."""
        wanted = plain(text)
        if not is_latin(wanted):
            return []
        full, initials = self._pinyin.full.get(wanted, ()), self._pinyin.initials.get(wanted, ())
        ways: tuple[tuple[MatchWay, Iterable[str]], ...] = (("pinyin", full), ("pinyin initials", initials))
        return _once(Match(name, way, _SCORES[way]) for way, texts in ways for name in self._with(texts))

    def _with(self, texts: Iterable[str]) -> Iterator[Name]:
        """The names with some texts, in the order of the texts."""
        return (name for text in texts for name in self._exact[plain(text)] if name.text == text)

    def beginning(self, text: str) -> list[Match]:
        """Return the names that begin with the text, the shortest first."""
        wanted = plain(text)
        at, found = bisect_left(self._sorted, wanted), list[str]()
        while wanted and at < len(self._sorted) and self._sorted[at].startswith(wanted):
            found.append(self._sorted[at])
            at += 1
            if len(found) >= _MOST_WITH_A_PREFIX:
                break
        return self._scored("prefix", wanted, found)

    def containing(self, text: str) -> list[Match]:
        """Return the names, not codes, that contain a text of at least two characters after their first."""
        wanted = plain(text)
        pairs = [self._pairs.get(pair, []) for pair in _pairs(wanted)] if len(wanted) > 1 else []
        found = [key for key in min(pairs, key=len, default=[]) if wanted in key and not key.startswith(wanted)]
        matches = self._scored("part", wanted, sorted(found, key=len)[:_MOST_WITH_A_PREFIX])
        return [match for match in matches if match.name.kind != "code"]

    def spelt_in_part(self, text: str) -> list[Match]:
        """Return the names of which a part, from one character on, has the text as its pinyin or initials: zhizao.

        A name of which the pinyin begins with the text has the score of one that itself begins with it.
        """
        wanted = plain(text).replace("ü", "v")
        if not is_latin(wanted) or len(wanted) < _LEAST_SPELT:
            return []
        ways: tuple[tuple[MatchWay, list[SpeltPart]], ...] = (
            ("part in pinyin", self._pinyin.in_full(wanted)),
            ("part in initials", self._pinyin.in_initials(wanted)),
        )
        found: list[Match] = []
        for way, parts in ways:
            shortest = sorted(parts, key=lambda part: part.rest)[:_MOST_WITH_A_PREFIX]
            for spelt, rest in shortest:
                begins = way == "part in pinyin" and rest == sum(map(len, syllables(spelt)))
                score = _SCORES["prefix" if begins else way] + 10 * len(wanted) / max(rest, len(wanted))
                found += [Match(one, way, score) for one in self._exact[plain(spelt)] if one.kind != "code"]
        return _once(sorted(found, key=lambda match: match.score))

    def _scored(self, way: MatchWay, wanted: str, keys: Iterable[str]) -> list[Match]:
        scored = sorted(((_SCORES[way] + 10 * len(wanted) / len(key), key) for key in keys), reverse=True)
        return [Match(name, way, score) for score, key in scored for name in self._exact[key]]

    def similar(self, text: str) -> list[Match]:
        """Return the names that are similar to the text, the most similar first."""
        wanted = plain(text)
        pairs = sorted((self._pairs[pair] for pair in _pairs(wanted) if pair in self._pairs), key=len)
        near: dict[str, None] = {}
        for found in pairs:
            near.update(dict.fromkeys(found[:_MOST_COMPARED]))
            if len(near) >= _MOST_COMPARED:
                break
        scored = process.extract(wanted, near.keys(), scorer=fuzz.ratio, limit=50, score_cutoff=_LEAST_SIMILAR)
        return [Match(n, "similar", 0.9 * score) for key, score, _ in scored for n in self._exact[key]]

    @cached_property
    def _pinyin(self) -> PinyinIndex:
        with self._lock:
            return PinyinIndex(name.text for name in self.names if not name.text.isascii())

    @cached_property
    def _pairs(self) -> dict[str, list[str]]:
        index: dict[str, list[str]] = defaultdict(list)
        for key in self._sorted:
            for pair in _pairs(key):
                index[pair].append(key)
        return index


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(max(1, len(text) - 1))}


def _once(matches: Iterable[Match]) -> list[Match]:
    return list({match.name: match for match in matches}.values())
