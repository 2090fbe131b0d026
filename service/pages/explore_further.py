"""What is more than one relation away from a thing: its relations step by step, as the page lists them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from graph.network.surroundings import edges_beyond

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graph.network.model import Edge
    from service.pages.explore_view import SurroundingsReader
    from service.pages.sentence_panel import Sentence

_SHOWN = 60  # rows of a step before the reader asks for all of them
_MOST = 1_000


@dataclass(frozen=True)
class FurtherRow:
    """A relation between two things that are not the subject: its sentence, and the kinds of its two ends."""

    sentence: Sentence
    kinds: tuple[str, str]


@dataclass(frozen=True)
class FurtherStep:
    """The relations of the things that are some steps away. `key` is what the parameter `open` names to show all."""

    number: int
    rows: tuple[FurtherRow, ...]
    total: int

    @property
    def key(self) -> str:
        """What the parameter `open` names."""
        return f"step:{self.number}"


class FurtherReader:
    """Reads the relations beyond the neighbours of a thing, as far as the parameter `depth` asks for."""

    def __init__(self, surroundings: SurroundingsReader) -> None:
        self._surroundings, self._depth = surroundings, int(surroundings.asked.one("depth"))

    @cached_property
    def _found(self) -> list[list[Edge]]:
        reader = self._surroundings
        return edges_beyond(reader.whole, reader.subject, self._depth, reader.keeps) if self._depth > 1 else []

    @property
    def edges(self) -> list[Edge]:
        """The relations of all steps, the nearest first."""
        return [edge for step in self._found for edge in step]

    def steps(self) -> list[FurtherStep]:
        """The steps with their first rows, or all that a page can hold where the reader asks for them."""
        asked = self._surroundings.asked.many("open")
        cut = [
            (number, edges, edges[: _MOST if f"step:{number}" in asked else _SHOWN])
            for number, edges in enumerate(self._found, 2)
        ]
        self._surroundings.read_ahead([edge for _, _, shown in cut for edge in shown])
        return [FurtherStep(number, tuple(map(self._row, shown)), len(edges)) for number, edges, shown in cut]

    def listed(self, steps: Iterable[FurtherStep]) -> list[Edge]:
        """The relations of the rows of some steps."""
        shown = {row.sentence.id for step in steps for row in step.rows}
        return [edge for edge in self.edges if edge.id.removeprefix("edge-") in shown]

    def sentence(self, pinned: str) -> list[Sentence]:
        """The sentence that the address pins, if it is one of these relations."""
        found = [edge for edge in self.edges if pinned and edge.id.removeprefix("edge-") == pinned]
        self._surroundings.read_ahead(found)
        return [self._surroundings.sentence(edge) for edge in found]

    def _row(self, edge: Edge) -> FurtherRow:
        nodes = self._surroundings.whole.network.nodes
        return FurtherRow(self._surroundings.sentence(edge), (nodes[edge.source].kind, nodes[edge.target].kind))
