"""Language tags in queries, compared without regard to case as in RDF.

RDF 1.1 (Concepts, 3.3) has the value of a tag in lower case, and the engine stores it so: `LANG()` of "园区"@zh-Hans
gives "zh-hans". SPARQL compares that as a text, so "zh-Hans" would never equal it.
"""

from __future__ import annotations

import re

_TAG = r"""(?: "[A-Za-z0-9-]*" | '[A-Za-z0-9-]*' )"""
_LANG = r"\bLANG \s* \( \s* [?$]\w+ \s* \)"
_COMPARED = re.compile(
    rf"""
    (?P<compared>
        {_LANG} \s* !?= \s* {_TAG}
      | {_TAG} \s* !?= \s* {_LANG}
      | {_LANG} \s* (?: NOT \s+ )? IN \s* \( \s* {_TAG} (?: \s* , \s* {_TAG} )* \s* \)
    )
  | \#[^\n\r]*
  | <[^<>"{{}}|^`\\\x00-\x20]*>
  | \"{{3}} (?: [^"\\] | \\. | "(?!"") )* \"{{3}} | '{{3}} (?: [^'\\] | \\. | '(?!'') )* '{{3}}
  | "(?: [^"\\\n\r] | \\. )*" | '(?: [^'\\\n\r] | \\. )*'
""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_CAPITALS = re.compile(r"""["'][a-z0-9-]*[A-Z][A-Za-z0-9-]*["']""")
_STRING = re.compile(_TAG, re.VERBOSE)


def with_lower_case_tags(query: str) -> str:
    """The query with the tags that `LANG(?x)` is compared with in lower case; every other character stays."""
    if not _CAPITALS.search(query):  # most queries, and this is fast
        return query
    return _COMPARED.sub(lambda found: _in_small(found[0]) if found["compared"] else found[0], query)


def _in_small(comparison: str) -> str:
    return _STRING.sub(lambda found: found[0].lower(), comparison)
