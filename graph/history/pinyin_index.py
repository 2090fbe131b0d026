"""An index of names by their pinyin and its initials, whole or from any syllable on: zhizao finds 衢州智造新城."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from graph.history.pinyin import syllables

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_END = "\n"  # of a spelling; no spelling and no text that is looked for has it
_MOST_FOUND = 2000


class SpeltPart(NamedTuple):
    """A name that has a text as a part of its spelling.

    rest: how many letters there are from the beginning of the part to the end of the name.
    """

    name: str
    rest: int


class PinyinIndex:
    """The spellings of some names.

    Attributes:
        full: The names by their whole pinyin.
        initials: The names by their initials.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self.full: dict[str, list[str]] = defaultdict(list)
        self.initials: dict[str, list[str]] = defaultdict(list)
        in_full, in_initials = _Spellings(), _Spellings()
        for name in sorted(set(names), key=lambda name: (len(name), name)):  # short names are found first
            spelt = syllables(name)
            letters = [syllable[:1] for syllable in spelt]
            self.full["".join(spelt)].append(name)
            self.initials["".join(letters)].append(name)
            in_full.add(name, spelt)
            in_initials.add(name, letters)
        self._in_full, self._in_initials = in_full.joined(), in_initials.joined()

    def in_full(self, text: str) -> list[SpeltPart]:
        """The names of which the pinyin from one syllable on begins with a text; those of the shortest at most."""
        return list(islice(self._in_full.find(text), _MOST_FOUND))

    def in_initials(self, text: str) -> list[SpeltPart]:
        """The names whose initials from one syllable on begin with a text; those of the shortest at most."""
        return list(islice(self._in_initials.find(text), _MOST_FOUND))


class _Spellings:
    """Spellings that are joined to one string. It takes a tenth of the memory of a sorted list of their ends."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._names: list[str] = []
        self._length = 0
        self._syllables, self._begins = array("I"), array("I")
        self._text = ""

    def add(self, name: str, spelt: Sequence[str]) -> None:
        """Add the spelling of a name."""
        self._names.append(name)
        self._begins.append(self._length)
        for syllable in spelt:
            self._syllables.append(self._length)
            self._length += len(syllable)
        self._length += len(_END)
        self._parts += (*spelt, _END)

    def joined(self) -> _Spellings:
        """The spellings, after the last one is added."""
        self._text, self._parts = "".join(self._parts), []
        return self

    def find(self, text: str) -> Iterator[SpeltPart]:
        """The names of which the spelling from one syllable on begins with a text."""
        at = self._text.find(text)
        while at >= 0:
            place = bisect_left(self._syllables, at)
            if place < len(self._syllables) and self._syllables[place] == at:
                name = self._names[bisect_right(self._begins, at) - 1]
                yield SpeltPart(name, self._text.index(_END, at) - at)
            at = self._text.find(text, at + 1)
