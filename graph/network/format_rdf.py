"""A part of the network as RDF: the statements about its things and between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.core.iris import ENTITIES, EVIDENCE_GRAPH
from graph.core.terms import NamedNode

if TYPE_CHECKING:
    from graph.core.terms import Quad
    from graph.network.model import Network
    from graph.store.store import GraphStore


def quads_of(store: GraphStore, whole: Network, found: Network) -> list[Quad]:
    """The quads of the things of a part, and of the nodes without a name between them, in a fixed order.

    Statements that lead out of the part are left out, and so is the evidence, which the dataset has.
    """
    taken: dict[Quad, None] = {}
    inner: dict[NamedNode, None] = {}
    for quad in store.quads(map(NamedNode, found.nodes)):
        value = quad.object
        if quad.graph_name == EVIDENCE_GRAPH or _is_outside(value, whole, found):
            continue
        taken[quad] = None
        if isinstance(value, NamedNode) and value.value.startswith(ENTITIES) and value.value not in whole.nodes:
            inner[value] = None
    taken.update((quad, None) for quad in store.quads(inner) if not _is_outside(quad.object, whole, found))
    return sorted(taken, key=lambda quad: tuple(map(str, quad)))


def _is_outside(value: object, whole: Network, found: Network) -> bool:
    return isinstance(value, NamedNode) and value.value in whole.nodes and value.value not in found.nodes
