"""A cache of the responses of one build, limited in bytes.

A response is found by its ETag, and by the bytes of the head of a request that it answered before: the fast path sends
it to a client that sends the same bytes without parsing them.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from service.web.request_log import LogEntry
    from service.web.response import HttpResponse

_MOST_HEADS = 64  # of one response
_MOST_ASKED = 8192  # the least number of tags that are remembered
_BESIDE, _BESIDE_HEAD = 4_000, 1_500  # bytes that the objects of a response and of a head take besides their content


@dataclass(slots=True)
class CachedResponse:
    """A response of status 200, and the heads of the requests that it answered, each with its log entry.

    size: the approximate size of all of it in bytes.
    """

    answered: HttpResponse
    size: int
    heads: dict[bytes, LogEntry] = field(default_factory=dict)


class ResponseCache:
    """Keeps the responses used last, in at most `most_bytes`."""

    def __init__(self, most_bytes: int) -> None:
        self._most, self._held = most_bytes, 0
        self._answers: OrderedDict[bytes, CachedResponse] = OrderedDict()
        self._by_head: dict[bytes, tuple[bytes, tuple[HttpResponse, LogEntry]]] = {}
        self._recent_tags, self._older_tags = set[bytes](), set[bytes]()

    def get(self, tag: bytes) -> HttpResponse | None:
        """The response with a tag; None if it is not cached."""
        kept = self._answers.get(tag)
        if kept is None:
            return None
        self._answers.move_to_end(tag)
        return kept.answered

    def get_by_head(self, head: bytes) -> tuple[HttpResponse, LogEntry] | None:
        """The response to a request with this head, and the log entry of the request; None if it is not cached."""
        found = self._by_head.get(head)
        if found is None:
            return None
        tag, answer = found
        self._answers.move_to_end(tag)
        return answer

    def was_requested(self, tag: bytes) -> bool:
        """Whether a response with this tag was requested lately; note that it is now.

        Cheap responses are cached from the second request on, so that queries that are never repeated displace none
        that are.
        """
        if tag in self._recent_tags or tag in self._older_tags:
            return True
        if len(self._recent_tags) == _MOST_ASKED:
            self._recent_tags, self._older_tags = set(), self._recent_tags
        self._recent_tags.add(tag)
        return False

    def put(self, tag: bytes, answered: HttpResponse) -> None:
        """Cache a response, unless it takes more than an eighth of the cache."""
        if tag in self._answers:
            return
        size = len(answered.body) + 2 * len(answered.start) + _BESIDE
        if size > self._most // 8:
            return
        self._answers[tag] = CachedResponse(answered, size)
        self._held += size
        self._evict()

    def put_head(self, head: bytes, tag: bytes, seen: LogEntry) -> None:
        """Note that a request with this head was answered by the response with this tag."""
        kept = self._answers.get(tag)
        if kept is None or head in kept.heads or len(kept.heads) >= _MOST_HEADS:
            return
        kept.heads[head] = seen
        self._by_head[head] = tag, (kept.answered, seen)
        size = len(head) + _BESIDE_HEAD
        kept.size += size
        self._held += size
        self._evict()

    def _evict(self) -> None:
        while self._held > self._most:
            _, oldest = self._answers.popitem(last=False)
            self._held -= oldest.size
            for head in oldest.heads:
                del self._by_head[head]
