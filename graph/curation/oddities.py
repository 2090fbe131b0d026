"""The oddities of a source: what is contradictory, ambiguous, missing or named inconsistently in the paper.

`oddities.yaml` is a list of entries with `id` (a short name), `kind` (a word of the vocabulary oddity-kind), `about`
(ids of things), `name` and `note` (each zh and en), and `quotes`: the words of the paper that show it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.core.errors import Fault, QuoteNotLocated
from graph.curation.quotes import locate
from graph.curation.source_model import Mapping, Node, Scalar, Sequence, Source, Span
from graph.curation.yaml_nodes import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graph.schema.ontology import Ontology

_KEYS = ("id", "kind", "about", "name", "note", "quotes")
SCHEME = "oddity-kind"


@dataclass(frozen=True)
class Oddity:
    """One oddity: its short name, kind, the things it lies on, its name and note in zh and en, and where it shows."""

    id: str
    kind: str
    about: tuple[str, ...]
    name: tuple[str, str]
    note: tuple[str, str]
    places: tuple[Span, ...]


def read_oddities(source: Source, introduced: set[str], ontology: Ontology) -> tuple[list[Oddity], list[Fault]]:
    """The entries of `oddities.yaml`, and their faults: an unknown thing or kind, a missing language, a lost quote."""
    path = source.folder / "oddities.yaml"
    root = read_yaml(path) if path.exists() else Sequence(1, ())
    oddities: list[Oddity] = []
    faults: list[Fault] = []
    for item in root.items if isinstance(root, Sequence) else ():
        reader = _OddityReader(source, introduced, ontology)
        oddity = reader.read(item)
        faults += [Fault(path, line, message) for line, message in reader.faults]
        if not reader.faults and oddity:
            oddities.append(oddity)
    twice = {o.id for o in oddities if sum(other.id == o.id for other in oddities) > 1}
    faults += [Fault(path, 1, f"The id {id_} stands twice; each oddity has its own.") for id_ in sorted(twice)]
    return oddities, faults


class _OddityReader:
    """Reads one entry and collects what is wrong with it, as lines and sentences."""

    def __init__(self, source: Source, introduced: set[str], ontology: Ontology) -> None:
        self.source, self.introduced, self.ontology = source, introduced, ontology
        self.faults: list[tuple[int, str]] = []

    def read(self, item: Node) -> Oddity | None:
        if not isinstance(item, Mapping):
            self.faults.append((item.line, f"An oddity is a mapping with {', '.join(_KEYS)}."))
            return None
        for key, _ in item.entries:
            if key.text not in _KEYS:
                self.faults.append((key.line, f"An oddity has no key {key.text}; its keys are {', '.join(_KEYS)}."))
        return Oddity(
            id=self._word(item, "id", r"[a-z0-9]+(-[a-z0-9]+)*"),
            kind=self._kind(item),
            about=tuple(self._things(item)),
            name=self._pair(item, "name"),
            note=self._pair(item, "note"),
            places=tuple(self._places(item)),
        )

    def _word(self, item: Mapping, key: str, pattern: str) -> str:
        node = item.get(key)
        text = node.text if isinstance(node, Scalar) else ""
        if not re.fullmatch(pattern, text):
            self.faults.append((item.line, f"The {key} of an oddity is small-letter-words; not 「{text}」."))
        return text

    def _kind(self, item: Mapping) -> str:
        kind, known = self._word(item, "kind", r"[a-z-]+"), self.ontology.schemes[SCHEME]
        if kind not in known:
            self.faults.append((item.line, f"There is no {SCHEME} {kind}; there are {', '.join(sorted(known))}."))
        return kind

    def _things(self, item: Mapping) -> Iterator[str]:
        for node in _items(item.get("about")):
            if node.text not in self.introduced:
                self.faults.append((node.line, f"{node.text} is introduced by no passage; correct or remove it."))
            yield node.text

    def _pair(self, item: Mapping, key: str) -> tuple[str, str]:
        value = item.get(key)
        zh, en = (value.get(tag) if isinstance(value, Mapping) else None for tag in ("zh", "en"))
        if not isinstance(zh, Scalar) or not isinstance(en, Scalar):
            self.faults.append((item.line, f"The {key} of an oddity needs zh and en."))
            return "", ""
        return zh.text, en.text

    def _places(self, item: Mapping) -> Iterator[Span]:
        quotes = _items(item.get("quotes"))
        if not quotes:
            self.faults.append((item.line, "An oddity needs quotes: the words of the paper that show it."))
        for node in quotes:
            try:
                yield locate(self.source, node.text)
            except QuoteNotLocated as error:
                self.faults.append((node.line, str(error)))


def _items(node: Node | None) -> list[Scalar]:
    items = node.items if isinstance(node, Sequence) else (node,)
    return [item for item in items if isinstance(item, Scalar)]
