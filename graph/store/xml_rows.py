"""Reads solutions in the SPARQL Query Results XML Format, with all white space of their literals.

The parser of pyoxigraph removes white space at the ends of a literal unless it is written as character references, as
it is in the answers of Oxigraph but not in those of other engines.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import BinaryIO

    from _typeshed import WriteableBuffer

_PIECE = 2**16
_END_OF_RESULT = b"</result>"
_AT_AN_END = re.compile(rb"(<literal[^>]*>)([ \t\r\n]++)|(?<![ \t\r\n])([ \t\r\n]++)(?=</literal>)")


class LiteralSpace(io.RawIOBase):
    """A document whose literals have character references for white space at their ends; it is read as it arrives."""

    def __init__(self, body: BinaryIO) -> None:
        self._body, self._rest, self._ready = body, b"", memoryview(b"")

    def readable(self) -> bool:
        """It can be read."""
        return True

    def readinto(self, to: WriteableBuffer, /) -> int:
        """Read some bytes. Raises what the document raises."""
        target = memoryview(to).cast("B")
        while not self._ready:
            piece = self._body.read(_PIECE)
            read = self._rest + piece
            # Between two results no literal is cut in two.
            whole = read.rfind(_END_OF_RESULT) + len(_END_OF_RESULT) if _END_OF_RESULT in read else 0
            at = whole if piece else len(read)
            self._ready, self._rest = memoryview(_AT_AN_END.sub(_referring, read[:at])), read[at:]
            if not piece:
                break
        size = min(len(target), len(self._ready))
        target[:size], self._ready = self._ready[:size], self._ready[size:]
        return size


def _referring(match: re.Match[bytes]) -> bytes:
    return (match[1] or b"") + b"".join(b"&#%d;" % character for character in match[2] or match[3])
