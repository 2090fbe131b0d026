"""The note in a truncated answer, in formats that have a place for one; the header X-Truncated says the same."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

if TYPE_CHECKING:
    from graph.core.formats import Format

HEADER = "X-Truncated"
_COMMENTED = {"turtle", "ntriples", "trig", "nquads"}


def add_note(body: bytes, syntax: Format, most: int, rest: str) -> bytes:
    """Add the note to an answer.

    JSON has the member `link` for it (SPARQL 1.1 Query Results JSON Format, 3.1.2), XML the element `link` (SPARQL
    Query Results XML Format, 2.2). Turtle, N-Triples, TriG and N-Quads get a comment, other formats nothing.

    Args:
        body: The answer.
        syntax: Its format.
        most: The number of rows or triples after which it was cut.
        rest: The address of the rows after the cut.
    """
    if syntax.name == "json":
        return body.replace(b"]}", b'],"link":' + json.dumps([rest]).encode() + b"}", 1)
    if syntax.name == "xml":
        return body.replace(b"</head>", f"<link href={quoteattr(rest)}/></head>".encode(), 1)
    if syntax.name in _COMMENTED:
        return body + f"# Cut after {most} triples: ask for a part with ORDER BY, LIMIT and OFFSET.\n".encode()
    return body
