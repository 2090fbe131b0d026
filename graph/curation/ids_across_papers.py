"""Ids and names across the papers of a dataset: which paper introduces an id, and which names others give its thing.

Where two papers introduce one id, the first counts. Each source is proofread on its own, perhaps in another process.
It is given the part of this knowledge that it uses.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from graph.curation.source_model import Node, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Sequence as SequenceOf
    from pathlib import Path

    from graph.curation.grounding import Names
    from graph.curation.source_model import Passage


@dataclass(frozen=True)
class Outline:
    """What one source tells the others.

    Attributes:
        card: the values of `source.yaml`.
        introduced: the class of each thing that the source introduces, and the paper, file and line of the first
            place.
        named: the ids by the names that the paper gives them.
        names: the Chinese names of each thing.
        used: every value in the claims that has the form of an id.
    """

    card: dict[str, str]
    introduced: dict[str, tuple[str, str]]
    named: dict[str, str]
    names: dict[str, tuple[str, ...]]
    used: tuple[str, ...]


@dataclass(frozen=True)
class Elsewhere:
    """What the other sources tell one source.

    Attributes:
        introduced: things that another source introduces, as in `Outline`. A thing that this source introduces too is
            there if the other source comes first.
        names: names of things that this source speaks of and that another source or its curators use.
        named: ids by name, for hints.
        missing: ids that some source mentions and none introduces.
        outside: for hints, the source folders outside the build that introduce missing ids.
    """

    introduced: dict[str, tuple[str, str]] = field(default_factory=dict)
    names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    outside: dict[str, str] = field(default_factory=dict)


NOTHING = Elsewhere()
_ID = re.compile(r"[\w-]+/[\w-]+")


class OtherSources:
    """The tables of all sources, from which each gets its part."""

    def __init__(self, outlines: SequenceOf[Outline]) -> None:
        self._outlines = outlines
        self._introduced: dict[str, tuple[int, tuple[str, str]]] = {}
        self._names: dict[str, set[str]] = defaultdict(set)
        for number, outline in enumerate(outlines):
            for id_, first in outline.introduced.items():
                self._introduced.setdefault(id_, (number, first))
            for id_, names in outline.names.items():
                self._names[id_].update(names)

    def for_source(self, number: int) -> Elsewhere:
        """What a source needs to be read: of the things that it uses, what others say of them."""
        used = sorted({*self._outlines[number].used, *self._outlines[number].introduced})
        return Elsewhere(self._introduced_for(number, used), self._names_for(number, used))

    def for_hints(self, number: int, missing: Iterable[str], outside: dict[str, str]) -> Elsewhere:
        """What a source with faults needs to tell them: all things, because one of them may be meant."""
        named = {name: id_ for outline in self._outlines for name, id_ in outline.named.items()}
        part = self.for_source(number)
        introduced = self._introduced_for(number, self._introduced)
        return Elsewhere(introduced, part.names, named, tuple(sorted(missing)), outside)

    def _introduced_for(self, number: int, ids: Iterable[str]) -> dict[str, tuple[str, str]]:
        found = ((id_, self._introduced.get(id_)) for id_ in ids)
        return {id_: first[1] for id_, first in found if first and first[0] != number}

    def _names_for(self, number: int, ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
        own = self._outlines[number].names
        others = ((id_, self._names.get(id_, set()).difference(own.get(id_, ()))) for id_ in ids)
        return {id_: tuple(sorted(names)) for id_, names in others if names}


def values(node: Node) -> Iterator[str]:
    """Yield every scalar value in a node, the ids of things among them."""
    if isinstance(node, Scalar):
        yield node.text
        return
    for part in node.items if isinstance(node, Sequence) else (value for _, value in node.entries):
        yield from values(part)


def paper_of(file: Path) -> str:
    """Return how the path of a claims file begins, from the folder of its paper on: `example-2024/claims/`."""
    return "/".join((*file.parts[-3:-1], ""))


def outline_of(card: dict[str, str], passages: Iterable[Passage], names: Names) -> Outline:
    """Return the outline of a source from its card, its passages, and the names that `names_of` found in it."""
    introduced: dict[str, tuple[str, str]] = {}
    named: dict[str, str] = {}
    used: set[str] = set()
    for file, mapping in ((passage.file, mapping) for passage in passages for mapping in passage.says):
        used.update(filter(_ID.fullmatch, values(mapping)))
        id_, type_, name = (mapping.get(key) for key in ("id", "type", "name"))
        if isinstance(id_, Scalar) and isinstance(type_, Scalar):
            introduced.setdefault(id_.text, (type_.text, f"{paper_of(file)}{file.name}:{id_.line}"))
        if isinstance(id_, Scalar) and isinstance(name, Scalar):
            named[name.text] = id_.text
    told = {id_: tuple(sorted(called)) for id_, called in names.items() if called}
    return Outline(card, introduced, named, told, tuple(sorted(used)))


def with_names_elsewhere(names: Names, elsewhere: Elsewhere) -> Names:
    """Return names of things together with those that other sources use, but for ids that are missing."""
    together = {id_: names.get(id_, frozenset()) | set(others) for id_, others in elsewhere.names.items()}
    return {id_: called for id_, called in {**names, **together}.items() if id_ not in elsewhere.missing}
