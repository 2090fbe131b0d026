"""The network of a SPARQL answer: the triples that it gives, and the nodes and edges that they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.core.errors import QueryRejected
from graph.core.iris import TYPE, digest, local_name
from graph.core.origins import ORIGINS, Origin, origin_of
from graph.core.parsing import Table
from graph.core.terms import NamedNode, Triple, text
from graph.network.model import Edge, Network, Node, network

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graph.core.terms import Quad
    from graph.network.graph_snapshot import GraphSnapshot
    from graph.store.store import GraphStore


def triples_of(answer: Table | Iterable[Triple] | bool) -> tuple[Triple, ...]:  # noqa: FBT001  what an ASK gives
    """The triples of a CONSTRUCT, or the rows of a SELECT with three variables that have IRIs alone.

    Raises:
        QueryRejected: It is any other answer.
    """
    if isinstance(answer, Table) and len(answer.columns) == 3:  # noqa: PLR2004  ?s ?p ?o
        rows = ((row[0], row[1], row[2]) for row in answer)
        return tuple(Triple(*row) for row in rows if all(isinstance(part, NamedNode) for part in row))  # type: ignore[arg-type]  # all are
    if isinstance(answer, Table | bool):
        raise QueryRejected("A drawing needs CONSTRUCT, or SELECT with three variables such as ?s ?p ?o.")
    return tuple(answer)


def network_of(whole: GraphSnapshot, triples: Iterable[Triple]) -> Network:
    """The network of some triples, without those of a literal or a blank node. The number of engine calls is fixed."""
    store, provenance = whole.store, whole.provenance
    drawn = [
        triple
        for triple in triples
        if isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode) and triple.predicate != TYPE
    ]
    ends = dict.fromkeys(part for triple in drawn for part in (triple.subject, triple.object))
    labels, types = store.labels(ends), store.types(ends)
    nodes = {
        text(end): Node(text(end), min((local_name(text(cls)) for cls in types[end]), default="thing"), *labels[end])
        for end in ends
    }
    quads = _quads_of(store, drawn)
    provenance.read_ahead(quads.values())
    edges = dict[str, Edge]()
    for triple in drawn:
        found = [quads[triple]] if triple in quads else []
        source, target, name = text(triple.subject), text(triple.object), triple.predicate.value
        id_ = f"edge-{digest(source, name, target)}"
        words, rules = provenance.words(found), provenance.rules(found)
        origins: list[Origin] = [origin_of(quad.graph_name) for quad in found] or ["derived"]
        edges[id_] = Edge(id_, source, target, local_name(name), max(origins, key=ORIGINS.index), words, rules)
    return network(nodes, tuple(edges.values()))


def _quads_of(store: GraphStore, triples: list[Triple]) -> dict[Triple, Quad]:
    """The quads of some triples that the graph has."""
    wanted = set(triples)
    found = store.match((triple.subject for triple in triples), {triple.predicate for triple in triples})
    return {quad.triple: quad for quad in found if quad.triple in wanted}
