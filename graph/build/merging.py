"""Merges sorted N-Quads into one file without holding them in memory, and counts them by graph."""

from __future__ import annotations

from collections import Counter
from heapq import merge
from itertools import groupby, islice
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterable

_LINES = 8192


def merge_lines(parts: Iterable[Iterable[bytes]], out: BinaryIO) -> dict[str, int]:
    """Write the lines of sorted parts to a file, sorted and each once.

    Returns:
        The number of quads in each named graph, by its IRI, sorted. All quads must be in named graphs.
    """
    counts: Counter[bytes] = Counter()
    lines = (line for line, _ in groupby(merge(*parts)))
    while chunk := list(islice(lines, _LINES)):
        out.write(b"".join(chunk))
        counts.update(line.rsplit(b" ", 2)[1] for line in chunk)
    return {graph[1:-1].decode(): count for graph, count in sorted(counts.items())}
