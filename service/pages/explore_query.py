"""The query behind the surroundings: one row for each relation that is drawn, and no others. Pure.

The view folds events and rules, keeps one of several relations that say the same, and shows a part of large groups. No
pattern tells these apart, so the query names the relations that are drawn, and reads from the graph that they hold and
in which words. The prefix `this:` alone is the thing in the middle, which makes most rows shorter.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from graph.core.iris import BASE, SKOS, TERMS, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graph.network.model import Edge

_PLAIN = re.compile(r"[A-Za-z]\w*:[A-Za-z0-9_][A-Za-z0-9_-]*", re.ASCII)
_PLACE = "participation"
"""The property by which a change joins things, through a node for each."""
_WORDS = "kq:evidence/(kq:quote|kq:citation) ?said"
_PATTERNS = {
    "triple": (
        ("?source", "?relation", "?target"),
        ("?source ?relation ?target",),
    ),
    "path": (
        ("?source", "?relation", "?through", "?onward", "?target"),
        ("?source ?relation ?through", "?through ?onward ?target"),
    ),
    "rule": (
        ("?source", "?begin", "?through", "?end", "?target"),
        ("?through ?begin ?source", "?through ?end ?target"),
    ),
    "change": (
        ("?source", "?begin", "?through", "?end", "?target"),
        (
            *(f"?through kq:{_PLACE} ?from", "?from ?begin ?source"),
            *(f"?through kq:{_PLACE} ?to", "?to ?end ?target"),
        ),
    ),
}
"""How a relation stands in the graph: the columns that name it, and its triples.

It is one triple; or two through a node without a name; or a rule, an event or an assignment joins two things; or a
change does, through a node for each.
"""


def explore_query(subject: str, edges: Iterable[Edge]) -> str:
    """The query of some relations; empty where there are none.

    Args:
        subject: The IRI of the thing in the middle.
        edges: The relations that are drawn.
    """
    rows: dict[str, dict[str, None]] = {}
    for edge in edges:
        terms = ["this:" if one == _term(subject) else one for one in _row(edge)]
        rows.setdefault(_form(edge), {})[f"({' '.join(terms)})"] = None
    if not rows:
        return ""
    body = "\n  UNION ".join(_block(form, rows[form]) for form in _PATTERNS if form in rows)
    return (
        f"BASE <{BASE}>\nPREFIX this: <{subject}>\nSELECT ?source ?relation ?through ?onward ?target "
        f'(GROUP_CONCAT(DISTINCT ?said; separator=" | ") AS ?words) WHERE {{\n  {body}\n}}\n'
        "GROUP BY ?source ?relation ?through ?onward ?target ORDER BY ?relation ?source ?target"
    )


def _form(edge: Edge) -> str:
    if not edge.through:
        return "triple"
    if not edge.joins:
        return "path"
    return "change" if edge.joins[0].startswith(f"{_PLACE}/") else "rule"


def _row(edge: Edge) -> list[str]:
    """What names a relation, in the order of the columns of its form."""
    source, target = _term(edge.source), _term(edge.target)
    first, *further = edge.joins or edge.relation.split("/")
    if not edge.through:
        return [source, _property(first), target]
    begin, end = (_property(name.removeprefix(f"{_PLACE}/") if edge.joins else name) for name in (first, *further))
    return [source, begin, _term(edge.through), end, target]


def _block(form: str, rows: Iterable[str]) -> str:
    """The relations of a form, with the words of the claims that state them."""
    columns, triples = _PATTERNS[form]
    said = [
        "[] rdf:subject {} ; rdf:predicate {} ; rdf:object {} ; ".format(*triple.split(" ")) + _WORDS
        for triple in triples
    ]
    words = said[0] if len(said) == 1 else " UNION ".join(f"{{ {one} }}" for one in said)
    kind = "?through a ?relation . " if form in {"rule", "change"} else ""
    read = f"{' . '.join(triples)} . {kind}OPTIONAL {{ {words} }}"
    return f"{{ VALUES ({' '.join(columns)}) {{ {' '.join(rows)} }} {read} }}"


def _property(name: str) -> str:
    return _term((SKOS if name == "broader" else TERMS) + name)


def _term(iri: str) -> str:
    """An IRI as short as it can be: a prefixed name, else relative to that of the project."""
    short = shorten(iri)
    return short if _PLAIN.fullmatch(short) else f"<{iri.removeprefix(BASE)}>"
