"""RDF/XML looked through before the RDF engine reads it, for what the engine has no bounds against.

The engine expands entities without limit, and its time grows with the square of the depth. Expat bounds how much
entities may expand, and refuses DOCTYPE in any place where the engine would read it but XML has none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.parsers import expat

if TYPE_CHECKING:
    from typing import BinaryIO

MOST_DEEP = 5000


class UnsafeXml(ValueError):
    """XML that is not to be given to the engine; its text is a sentence."""


def refuse_unsafe(file: BinaryIO) -> None:
    """Look through a document. Raises UnsafeXml where it is not well formed, its entities swell, or it nests too deep.

    External entities and DTDs are not read, nor does the engine read any.
    """
    parser, depth = expat.ParserCreate(), 0

    def start(_name: str, _attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MOST_DEEP:
            raise UnsafeXml(f"line {parser.CurrentLineNumber} is nested more than {MOST_DEEP} elements deep.")

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartElementHandler, parser.EndElementHandler = start, end
    try:
        parser.ParseFile(file)
    except expat.ExpatError as error:
        raise UnsafeXml(_sentence(error)) from error


def _sentence(error: expat.ExpatError) -> str:
    what, where = expat.ErrorString(error.code), f"line {error.lineno}, column {error.offset + 1}"
    if "amplification" in what:
        return f"its entities (<!ENTITY …>) expand to many times the size of the file ({where}); write them out."
    return f"it is not well-formed XML: {what} ({where})."
