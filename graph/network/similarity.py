"""Similar things: those that share neighbours, such as zones with the same leading industries."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graph.network.model import Network


def similar(whole: Network, thing: str, relation: str = "leadingIndustry") -> Iterator[tuple[str, list[str], float]]:
    """The things that share neighbours by a relation with a thing, the most similar first.

    Yields:
        A thing, the neighbours that both have, and the Jaccard index of the two sets of neighbours.

    Raises:
        UnknownRelation: The network has no relation of that name.
    """
    whole.refuse_unknown([relation])
    of: dict[str, set[str]] = defaultdict(set)
    for edge in whole.edges:
        if edge.relation == relation:
            of[edge.source].add(edge.target)
    own = of.get(thing, set())
    shared = [(other, sorted(own & theirs), len(own & theirs) / len(own | theirs)) for other, theirs in of.items()]
    yield from sorted(((o, s, r) for o, s, r in shared if s and o != thing), key=lambda row: (-row[2], row[0]))
