"""Answers that were given already, kept for as long as their build is served and as far as the bytes allow."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True)
class Kept:
    """An answer of status 200: its headers as they are sent, and its body."""

    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes

    @property
    def size(self) -> int:
        """How many bytes it takes, about."""
        return len(self.body) + sum(len(name) + len(value) for name, value in self.headers)


class AnswersCache:
    """Keeps answers by their ETag, those used last, in at most `most_bytes`."""

    def __init__(self, most_bytes: int) -> None:
        self._most, self._held = most_bytes, 0
        self._answers: OrderedDict[str, Kept] = OrderedDict()

    def get(self, tag: str) -> Kept | None:
        """The answer with a tag, if it is kept."""
        kept = self._answers.get(tag)
        if kept is not None:
            self._answers.move_to_end(tag)
        return kept

    def put(self, tag: str, headers: Iterable[tuple[bytes, bytes]], body: bytes) -> None:
        """Keep an answer; one that would fill much of the place is not kept."""
        kept = Kept(tuple(headers), body)
        if tag in self._answers or kept.size > self._most // 8:
            return
        self._answers[tag] = kept
        self._held += kept.size
        while self._held > self._most:
            _, oldest = self._answers.popitem(last=False)
            self._held -= oldest.size
