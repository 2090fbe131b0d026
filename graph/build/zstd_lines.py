"""Sorted lines, packed in frames of Zstandard so that thousands of files can be read side by side in little memory."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import zstandard

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_LINES = 512
_LENGTH = 4  # bytes before each frame that give its length
_LEVEL = 3


def pack(lines: Iterable[bytes]) -> bytes:
    """Pack lines, each with its line feed."""
    coming, compressor, parts = iter(lines), zstandard.ZstdCompressor(level=_LEVEL), []
    while chunk := b"".join(islice(coming, _LINES)):
        frame = compressor.compress(chunk)
        parts += [len(frame).to_bytes(_LENGTH, "big"), frame]
    return b"".join(parts)


def unpack(packed: bytes) -> bytes:
    """Return packed lines as one text."""
    decompressor, at, parts = zstandard.ZstdDecompressor(), 0, []
    while at < len(packed):
        start, length = at + _LENGTH, int.from_bytes(packed[at : at + _LENGTH], "big")
        parts.append(decompressor.decompress(packed[start : start + length]))
        at = start + length
    return b"".join(parts)


def read_chunks(path: Path, start: int, end: int) -> Iterator[list[bytes]]:
    """Yield the packed lines between two offsets of a file, a frame at a time.

    One frame is in memory, and no file stays open.
    """
    decompressor = zstandard.ZstdDecompressor()
    while start < end:
        with path.open("rb") as file:
            file.seek(start)
            length = int.from_bytes(file.read(_LENGTH), "big")
            frame = file.read(length)
        start += _LENGTH + length
        yield decompressor.decompress(frame).splitlines(keepends=True)
