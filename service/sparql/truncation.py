"""An answer that was cut says so itself, where its syntax has a place for it, beside the header that always does."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

if TYPE_CHECKING:
    from graph.core.formats import Format

HEADER = "X-Truncated"
_COMMENTED = {"turtle", "ntriples", "trig", "nquads"}


def say_cut(body: bytes, syntax: Format, most: int, rest: str) -> bytes:
    """An answer after which more would follow, with the address of the rest inside.

    SPARQL's JSON has the member `link` for it (SPARQL 1.1 Query Results JSON Format, 3.1.2), its XML the element `link`
    (2.2); formats of RDF have a comment. In the others nothing can be said.
    """
    if syntax.name == "json":
        return body.replace(b"]}", b'],"link":' + json.dumps([rest]).encode() + b"}", 1)
    if syntax.name == "xml":
        return body.replace(b"</head>", f"<link href={quoteattr(rest)}/></head>".encode(), 1)
    if syntax.name in _COMMENTED:
        return body + f"# Cut after {most} triples: ask for a part with ORDER BY, LIMIT and OFFSET.\n".encode()
    return body
