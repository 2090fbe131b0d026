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

from graph.core.names import ENTITIES, ONTOLOGY_GRAPH, PREF_LABEL, SKOS, TYPE, local_name, term
from graph.core.terms import Literal as RdfLiteral
from graph.core.terms import NamedNode
from graph.history.normalize import PROVINCES, is_latin, pinyin, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyoxigraph import Store

NameKind = Literal["label", "alias", "former name", "name in a system of codes", "code"]
Way = Literal[
    "exact", "without its place", "without its suffix", "pinyin", "pinyin initials", "prefix", "part", "similar"
]
_KINDS: tuple[tuple[NamedNode, NameKind], ...] = (
    (PREF_LABEL, "label"),
    (term("renamedFrom"), "former name"),
    (NamedNode(f"{SKOS}altLabel"), "alias"),
    (term("shortName"), "alias"),
)
_OF_CODES: tuple[tuple[NamedNode, NameKind], ...] = (
    (term("code"), "code"),
    (term("nameInSystem"), "name in a system of codes"),
)
_SCORES: dict[Way, float] = {
    "exact": 100,
    "without its suffix": 95,
    "without its place": 92,
    "pinyin": 90,
    "prefix": 80,
    "pinyin initials": 70,
    "part": 60,
}
_SUFFIXES = ("省", "市", "县", "区", "镇", "乡", "街道")
_NOT_LOOKED_UP = frozenset(
    term(name) for name in ("Claim", "Inference", "Evidence", "Clause", "SourceText", "Code", "DerivationRule")
)
_LEAST_SIMILAR, _MOST_COMPARED, _MOST_WITH_A_PREFIX = 75, 500, 50


@dataclass(frozen=True)
class Name:
    """A name of a thing, or a code with its system."""

    text: str
    entity: str
    kind: NameKind
    language: str = ""
    system: str = ""


@dataclass(frozen=True)
class Match:
    """A matching name, the kind of match, and its score, at most 100."""

    name: Name
    way: Way
    score: float


class NameIndex:
    """The names of a store. The indexes for pinyin and fuzzy matches are made when they are first used."""

    def __init__(self, store: Store) -> None:
        self.types = dict(named_things(store))
        self.classes = tuple(sorted(local_name(cls.value) for cls in _named_classes(store)))
        """The classes whose things are looked up by name, even if there is no such thing."""
        self.names = tuple(dict.fromkeys((*_names(store, self.types), *_codes(store, self.types))))
        self._exact: dict[str, list[Name]] = defaultdict(list)
        for name in self.names:
            self._exact[plain(name.text)].append(name)
        self._sorted = sorted(text for text in self._exact if text)
        places = {plain(name.text) for name in self.names if self.types[name.entity] == "AdminUnit"}
        self._places = frozenset({*PROVINCES, *places, *(place.rstrip("省市县区") for place in places)}) - {""}
        self._lock = Lock()

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
        full, initials = self._pinyin
        ways: tuple[tuple[Way, dict[str, list[Name]]], ...] = (("pinyin", full), ("pinyin initials", initials))
        return _once(Match(name, way, _SCORES[way]) for way, index in ways for name in index.get(wanted, ()))

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

    def _scored(self, way: Way, wanted: str, keys: Iterable[str]) -> list[Match]:
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
    def _pinyin(self) -> tuple[dict[str, list[Name]], dict[str, list[Name]]]:
        full: dict[str, list[Name]] = defaultdict(list)
        initials: dict[str, list[Name]] = defaultdict(list)
        with self._lock:
            for name in self.names:
                if not name.text.isascii():
                    spelling = pinyin(name.text)
                    full[spelling[0]].append(name)
                    initials[spelling[1]].append(name)
        return full, initials

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


def named_things(store: Store) -> Iterator[tuple[str, str]]:
    """Yield the things that are looked up by name, with their class: those whose class has an id path."""
    for cls in _named_classes(store):
        for quad in store.quads_for_pattern(None, TYPE, cls):
            if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(ENTITIES):
                yield quad.subject.value, local_name(cls.value)


def _named_classes(store: Store) -> Iterator[NamedNode]:
    for quad in store.quads_for_pattern(None, term("idPath"), None, ONTOLOGY_GRAPH):
        if isinstance(quad.subject, NamedNode) and quad.subject not in _NOT_LOOKED_UP:
            yield quad.subject


def _names(store: Store, types: dict[str, str]) -> Iterator[Name]:
    for predicate, kind in _KINDS:
        for quad in store.quads_for_pattern(None, predicate, None):
            if isinstance(quad.subject, NamedNode) and quad.subject.value in types:
                yield from _name(quad.object, quad.subject.value, kind)


def _codes(store: Store, types: dict[str, str]) -> Iterator[Name]:
    """Yield codes and the names in their systems, which belong to a node of their own."""
    for owner in store.quads_for_pattern(None, term("codeOf"), None):
        system = next((q.object for q in store.quads_for_pattern(owner.subject, term("codeSystem"), None)), None)
        if isinstance(owner.object, NamedNode) and owner.object.value in types and isinstance(system, NamedNode):
            for predicate, kind in _OF_CODES:
                for quad in store.quads_for_pattern(owner.subject, predicate, None):
                    yield from _name(quad.object, owner.object.value, kind, local_name(system.value))


def _name(text: object, entity: str, kind: NameKind, system: str = "") -> Iterator[Name]:
    if isinstance(text, RdfLiteral):
        yield Name(text.value, entity, kind, text.language or "", system)
