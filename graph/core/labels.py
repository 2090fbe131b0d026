"""The Chinese and the English label of a thing, chosen by the same rule everywhere."""

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
"""The properties that name a thing, the preferred one first."""


def label_of(quads: Iterable[Quad]) -> tuple[str, str]:
    """Return the Chinese and the English label among quads about one subject; empty where there is none."""
    found: dict[str, str] = {}
    for quad in sorted((q for q in quads if q.predicate in NAMING), key=lambda q: NAMING.index(q.predicate)):
        if isinstance(quad.object, Literal):
            found.setdefault(quad.object.language or "", quad.object.value)
    return found.get("zh", ""), found.get("en", "")


def label_in(store: Store, node: Subject) -> tuple[str, str]:
    """Return the Chinese and the English label of a node in a store; empty where there is none."""
    return label_of(quad for name in NAMING for quad in store.quads_for_pattern(node, name, None))
