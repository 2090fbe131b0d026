"""Check RDF/XML before the RDF engine reads it.

The engine expands entities without limit, and its time grows with the square of the nesting depth. Expat limits the
expansion of entities, and rejects a DOCTYPE inside an element, which the engine accepts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.parsers import expat

if TYPE_CHECKING:
    from typing import BinaryIO

MOST_DEEP = 5000


class UnsafeXml(ValueError):
    """XML that the engine must not read; the message says why."""


def refuse_unsafe(file: BinaryIO) -> None:
    """Parse a document. Raises UnsafeXml if it is not well-formed, expands too much, or nests too deeply.

    External entities and DTDs are not read, neither here nor by the engine.
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
