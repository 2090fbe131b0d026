"""Whether the words of a quote bear out what is claimed of it: names, cue words, and figures beside their zone.

Pure: passages in, faults out. A fault cites both lines, that of the claim and that of the text. A passage may state a
reason under `implied` for what its quote does not say in words.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING

from graph.core.errors import Fault
from graph.core.excerpt import excerpt
from graph.curation.respective_lists import figures_in_order
from graph.curation.source_model import Mapping, Passage, Scalar, Sequence, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet

    from graph.curation.cues import Cues
    from graph.curation.source_model import Node, Source
    from graph.schema.ontology import Ontology, Property

_NAMING = ("name", "alias", "shortName", "nameBefore", "nameAfter")
_DELIMITERS = ",，;；、。()（）"
_SHORTEST_PIECE = 2
_LEFT_OUT = "…"
_UNIT = r"^(?:平方公里|平方千米|公顷|万?亩)的?"
Names = dict[str, frozenset[str]]


def names_of(
    passages: Iterable[Passage], editorials: Iterable[Mapping], missing: AbstractSet[str] = frozenset()
) -> Names:
    """The Chinese names of each thing, those that papers use and those that curators compose.

    missing: ids that are not introduced, whose names are not all known; they are left out.
    """
    names: dict[str, set[str]] = defaultdict(set)
    for mapping in (mapping for passage in passages for mapping in passage.says):
        for key in _NAMING:
            names[_text(mapping.get("id"))] |= {_text(item) for item in _items(mapping.get(key))}
    for thing, entry in chain.from_iterable(editorial.entries for editorial in editorials):
        if isinstance(entry, Mapping):
            names[thing.text].add(_text(entry.get("zh")))
    return {id_: frozenset(filter(None, called)) for id_, called in names.items() if id_ not in missing}


class Grounding:
    """Checks the passages of one source against its text. `names` holds the names of the things of all sources."""

    def __init__(self, source: Source, names: Names, cues: Cues, ontology: Ontology) -> None:
        self._names, self._cues, self._properties = names, cues, ontology.claimable()
        self._lines = [0, *(m.end() for m in re.finditer("\n", source.text))]

    def faults(self, passage: Passage) -> list[Fault]:
        """What a passage claims without words for it in its quote, and without a reason under `implied`."""
        if not passage.quote:
            return []
        given = {key.text for key, _ in passage.implied}
        return [
            self._fault(passage, node, f"{problem} Correct it, or give the reason under `implied`.")
            for key, node, problem in self._unsaid(passage)
            if key not in given
        ]

    def warnings(self, passage: Passage) -> list[Fault]:
        """Figures that stand nearer to another zone or have another's place in a list, and reasons that nothing needs.

        A needless reason is no fault: the claims stay right where a later version knows more words for a concept.
        """
        found = [self._fault(passage, node, problem) for _, node, problem in self._misplaced(passage, adjacent=False)]
        if passage.quote and passage.implied:
            needed = {key for key, _, _ in self._unsaid(passage)}
            found += [
                self._fault(
                    passage, key, f"No claim of this passage needs a reason for {key.text}; remove it from `implied`."
                )
                for key, _ in passage.implied
                if key.text not in needed
            ]
        return found

    def _fault(self, passage: Passage, node: Node, problem: str) -> Fault:
        start = passage.place.start if isinstance(passage.place, Span) else 0
        line = bisect_right(self._lines, start)
        return Fault(passage.file, node.line, f"{problem} The quote (text.txt:{line}): 「{excerpt(passage.quote)}」")

    def _unsaid(self, passage: Passage) -> Iterator[tuple[str, Node, str]]:
        """The key under `implied`, the node and the sentence of each claim without words in the quote."""
        for mapping in passage.says:
            yield from self._in_mapping(passage, mapping, _text(mapping.get("id")))
        yield from self._misplaced(passage, adjacent=True)

    def _misplaced(self, passage: Passage, *, adjacent: bool) -> Iterator[tuple[str, Node, str]]:
        """Figures nearer to another zone: those that follow its name at once, or the others."""
        if not passage.quote or not any(mapping.get("area") for mapping in passage.says):
            return
        quote = _folded(passage.quote)
        names = {id_: self._folded_names(id_) for mapping in passage.says if (id_ := _text(mapping.get("id")))}
        listed = figures_in_order(quote, names)
        measured = {_text(mapping.get("id")) for mapping in passage.says if mapping.get("area")}
        for mapping in passage.says:
            own = _text(mapping.get("id"))
            for value in (area.get("value") for area in _mappings(mapping.get("area"))):
                # A figure that stands twice is not judged.
                figures = _figures(quote, value.text) if isinstance(value, Scalar) else []
                if not isinstance(value, Scalar) or len(figures) != 1:
                    continue
                if figures[0] in listed:
                    other = listed[figures[0]]
                    if other not in {"", own} and not adjacent:
                        yield own, value, f"The figure {value.text} of {own} has the place of {other} in a list (分别)."
                    continue
                other, far = _nearer(quote, {zone: names.get(zone, ()) for zone in measured}, own, figures[0])
                if other and (far == 0) is adjacent:
                    yield own, value, f"The figure {value.text} of {own} stands nearer to the name of {other}."

    def _in_mapping(self, passage: Passage, mapping: Mapping, id_: str) -> Iterator[tuple[str, Node, str]]:
        for key, value in mapping.entries:
            prop = self._properties.get(key.text)
            for item in _items(value) if prop else ():
                if isinstance(item, Mapping):
                    yield from self._in_mapping(passage, item, id_)
                elif isinstance(item, Scalar) and prop:
                    yield from self._in_value(passage, mapping, id_, prop, item)

    def _in_value(
        self, passage: Passage, mapping: Mapping, id_: str, prop: Property, item: Scalar
    ) -> Iterator[tuple[str, Node, str]]:
        if prop.name in self._cues.named:
            names = self._names.get(item.text)
            if names and not any(is_named(_folded(name), _folded(passage.quote)) for name in names):
                called = "、".join(sorted(names))
                yield item.text, item, f"The {prop.name} {item.text} ({called}) is not named in the quote."
            return
        words = self._cues.pattern(prop.scheme, item.text) if prop.kind == "concept" else None
        texts = self._searched(passage, mapping, id_, prop.scheme) if words else []
        if words and not any(words.search(text) for text in texts):
            others = sorted({other for text in texts for other in self._cues.found(prop.scheme, text)})
            hint = f", which says {' or '.join(others)}" if others else ""
            where = "the quote" if texts == [passage.quote] else f"「{excerpt(' / '.join(texts))}」"
            problem = f"No word for {prop.name} {item.text} is in {where}{hint}."
            yield f"{prop.scheme}:{item.text}", item, problem

    def _searched(self, passage: Passage, mapping: Mapping, id_: str, scheme: str) -> list[str]:
        """Where the words of a concept must stand: in the quote, or in the part of it that the scheme looks at."""
        within = self._cues.within.get(scheme, "quote")
        names = sorted(self._names.get(id_, ()))
        if within == "name" and names:
            return names
        value = mapping.get("value")
        if within == "figure" and isinstance(value, Scalar):
            parts = [part for part in _parts(passage.quote) if _figures(part, value.text)]
            return [part for part in parts if self._cues.found(scheme, part)] or [passage.quote]
        return [passage.quote]

    def _folded_names(self, id_: str) -> tuple[str, ...]:
        return tuple(sorted(_folded(name) for name in self._names.get(id_, ())))


def _nearer(quote: str, names: dict[str, tuple[str, ...]], own: str, figure: tuple[int, int]) -> tuple[str, int]:
    """The zone whose name stands nearer to a figure than that of its own zone, and how far; else nothing.

    names: the names of the zones that the passage gives an area; only these are compared.
    """
    far = {zone: _distance(called, quote, figure) for zone, called in names.items()}
    best = min(sorted(names), key=lambda zone: far[zone])
    return (best, far[best]) if far[best] < far[own] < len(quote) else ("", 0)


def is_named(name: str, quote: str) -> bool:
    """Whether a quote holds a name, whole, with words left out (…), or distributed over a list.

    龙游、江山两个分片区 names 龙游片区: the pieces of the name, of two characters at least, follow each other there.
    """
    first, *rest = [piece for piece in name.split(_LEFT_OUT) if piece] or [name]
    if rest:
        at = quote.find(first)
        return at >= 0 and is_named(_LEFT_OUT.join(rest), quote[at + len(first) :])
    if name in quote:
        return True
    ends = range(_SHORTEST_PIECE, len(name) - _SHORTEST_PIECE + 1)
    return any(
        (at := quote.find(name[:end])) >= 0 and is_named(name[end:], quote[at + end :]) for end in reversed(ends)
    )


def _distance(names: Iterable[str], quote: str, figure: tuple[int, int]) -> int:
    """How many characters are between a figure and the nearest name before it, or after it in the same part."""
    start, end = figure
    rest = re.sub(_UNIT, "", _parts(quote[end:])[0])
    before = [start - quote.rfind(name, 0, start) - len(name) for name in names if name in quote[:start]]
    after = [rest.find(name) for name in names if name in rest]
    return min((*before, *after), default=len(quote))


def _parts(quote: str) -> list[str]:
    return re.split(f"[{_DELIMITERS}]", quote)


def _figures(text: str, number: str) -> list[tuple[int, int]]:
    """Where a number begins and ends in a text, not as part of a longer one."""
    return [m.span() for m in re.finditer(rf"(?<![\d.]){re.escape(number)}(?![\d.])", text)]


def _folded(text: str) -> str:
    """A text without differences of width, as names of two papers may differ in their brackets. … stays one mark."""
    return _LEFT_OUT.join(unicodedata.normalize("NFKC", piece) for piece in text.split(_LEFT_OUT))


def _items(node: Node | None) -> tuple[Node, ...]:
    if node is None:
        return ()
    return node.items if isinstance(node, Sequence) else (node,)


def _mappings(node: Node | None) -> Iterator[Mapping]:
    return (item for item in _items(node) if isinstance(item, Mapping))


def _text(node: Node | None) -> str:
    return node.text if isinstance(node, Scalar) else ""
