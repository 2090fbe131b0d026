"""Answers that were given already, kept for as long as their build is served and as far as the bytes allow.

An answer is found by its ETag, and by the very bytes of the head of a request that it was the answer to: who sends the
same bytes again is answered before they are even read.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from service.web.request_log import LogEntry
    from service.web.response import HttpResponse

_MOST_HEADS = 64  # of one answer
_MOST_ASKED = 8192  # tags that are remembered at least
_BESIDE, _BESIDE_HEAD = 4_000, 1_500  # bytes that the objects of an answer, and of a head, take beside what they hold


@dataclass(slots=True)
class CachedResponse:
    """An answer of status 200, and the heads of the requests that it answered, each with what is told of such one.

    size: how many bytes all of it takes, about.
    """

    answered: HttpResponse
    size: int
    heads: dict[bytes, LogEntry] = field(default_factory=dict)


class ResponseCache:
    """Keeps answers, those used last, in at most `most_bytes`."""

    def __init__(self, most_bytes: int) -> None:
        self._most, self._held = most_bytes, 0
        self._answers: OrderedDict[bytes, CachedResponse] = OrderedDict()
        self._by_head: dict[bytes, tuple[bytes, tuple[HttpResponse, LogEntry]]] = {}
        self._asked_lately, self._asked_earlier = set[bytes](), set[bytes]()

    def get(self, tag: bytes) -> HttpResponse | None:
        """The answer with a tag, if it is kept."""
        kept = self._answers.get(tag)
        if kept is None:
            return None
        self._answers.move_to_end(tag)
        return kept.answered

    def get_for(self, head: bytes) -> tuple[HttpResponse, LogEntry] | None:
        """The answer to a request whose head is these bytes, and what is told of the request, if it is kept."""
        found = self._by_head.get(head)
        if found is None:
            return None
        tag, answer = found
        self._answers.move_to_end(tag)
        return answer

    def asked_before(self, tag: bytes) -> bool:
        """Whether the answer with a tag was asked for not long ago; it is from now on.

        What is quickly made is worth its place then: the many queries that nobody repeats put out none that are.
        """
        if tag in self._asked_lately or tag in self._asked_earlier:
            return True
        if len(self._asked_lately) == _MOST_ASKED:
            self._asked_lately, self._asked_earlier = set(), self._asked_lately
        self._asked_lately.add(tag)
        return False

    def put(self, tag: bytes, answered: HttpResponse) -> None:
        """Keep an answer; one that would fill much of the place is not kept."""
        if tag in self._answers:
            return
        size = len(answered.body) + 2 * len(answered.start) + _BESIDE
        if size > self._most // 8:
            return
        self._answers[tag] = CachedResponse(answered, size)
        self._held += size
        self._let_go()

    def put_for(self, head: bytes, tag: bytes, seen: LogEntry) -> None:
        """Remember that a request whose head is these bytes was answered with what has this tag."""
        kept = self._answers.get(tag)
        if kept is None or head in kept.heads or len(kept.heads) >= _MOST_HEADS:
            return
        kept.heads[head] = seen
        self._by_head[head] = tag, (kept.answered, seen)
        size = len(head) + _BESIDE_HEAD
        kept.size += size
        self._held += size
        self._let_go()

    def _let_go(self) -> None:
        while self._held > self._most:
            _, oldest = self._answers.popitem(last=False)
            self._held -= oldest.size
            for head in oldest.heads:
                del self._by_head[head]
