"""Merges sorted N-Quads into one file without holding them in memory."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from heapq import heapify, heappop, heapreplace
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    Head = tuple[bytes, int, int, list[bytes], Iterator[list[bytes]]]
    """The next line of a part, its number, the place of the line in its chunk, that chunk, and the chunks after it."""


def merge_chunks(parts: Iterable[Iterable[list[bytes]]], out: BinaryIO) -> Counter[str]:
    """Write the lines of sorted parts to a file, sorted and each once.

    The lines of a part up to the first line of any other part are written at once, since the lines of one source about
    one class of things stand together.

    Args:
        parts: each a sequence of chunks of lines, sorted and without repetition, none of them empty.
        out: where the lines go.

    Returns:
        How many lines were left out, because another part has them, by the IRI of their named graph.
    """
    streams = (iter(part) for part in parts)
    heads: list[Head] = [
        (chunk[0], number, 0, chunk, stream)
        for number, stream in enumerate(streams)
        if (chunk := next(stream, None)) is not None
    ]
    heapify(heads)
    repeated: Counter[str] = Counter()
    while heads:
        line, number, at, chunk, stream = heads[0]
        bound = min((head[0] for head in heads[1:3]), default=None)
        end = len(chunk) if bound is None or chunk[-1] < bound else bisect_left(chunk, bound, at)
        if end == at:  # another part begins with the same line, and will write it
            repeated[line.rsplit(b" ", 2)[1][1:-1].decode()] += 1
            end = at + 1
        else:
            out.write(b"".join(chunk[at:end]))
        if end < len(chunk):
            heapreplace(heads, (chunk[end], number, end, chunk, stream))
        elif (following := next(stream, None)) is not None:
            heapreplace(heads, (following[0], number, 0, following, stream))
        else:
            heappop(heads)
    return repeated
