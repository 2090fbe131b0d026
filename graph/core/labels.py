"""What a thing is called: its Chinese and its English label, read one way everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.core.names import DCTERMS, LABEL, PREF_LABEL
from graph.core.terms import Literal, NamedNode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyoxigraph import Store

    from graph.core.names import Subject
    from graph.core.terms import Quad

NAMING = (PREF_LABEL, LABEL, NamedNode(f"{DCTERMS}title"))
"""The properties that name a thing, the best first."""


def label_of(quads: Iterable[Quad]) -> tuple[str, str]:
    """The Chinese and the English label among quads about one subject, empty where there is none."""
    found: dict[str, str] = {}
    for quad in sorted((q for q in quads if q.predicate in NAMING), key=lambda q: NAMING.index(q.predicate)):
        if isinstance(quad.object, Literal):
            found.setdefault(quad.object.language or "", quad.object.value)
    return found.get("zh", ""), found.get("en", "")


def label_in(store: Store, node: Subject) -> tuple[str, str]:
    """The Chinese and the English label that a store has for a node, empty where there is none."""
    return label_of(quad for name in NAMING for quad in store.quads_for_pattern(node, name, None))
