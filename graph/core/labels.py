"""The Chinese and the English label of a thing, chosen by the same rule everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.core.iris import DCTERMS, LABEL, PREF_LABEL
from graph.core.terms import Literal, NamedNode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graph.core.quad_source import QuadSource
    from graph.core.terms import Quad, Term

NAMING = (PREF_LABEL, LABEL, NamedNode(f"{DCTERMS}title"))
"""The properties that name a thing, the preferred one first."""


def label_of(quads: Iterable[Quad]) -> tuple[str, str]:
    """Return the Chinese and the English label among quads about one subject; empty where there is none."""
    found: dict[str, str] = {}
    for quad in sorted((q for q in quads if q.predicate in NAMING), key=lambda q: NAMING.index(q.predicate)):
        if isinstance(quad.object, Literal):
            found.setdefault(quad.object.language or "", quad.object.value)
    return found.get("zh", ""), found.get("en", "")


def labels_in(source: QuadSource, nodes: Iterable[Term]) -> dict[Term, tuple[str, str]]:
    """The Chinese and the English label of each of some nodes, empty where there is none; asks once."""
    naming: dict[Term, list[Quad]] = {node: [] for node in nodes}
    for quad in source.match(naming, NAMING) if naming else ():
        naming[quad.subject].append(quad)
    return {node: label_of(quads) for node, quads in naming.items()}


def label_in(source: QuadSource, node: Term) -> tuple[str, str]:
    """The Chinese and the English label of one node, empty where there is none."""
    return labels_in(source, (node,))[node]
