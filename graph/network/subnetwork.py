"""The selection of a part of the network: a view, a neighbourhood, a lineage, a state, a paper, or a query."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from graph.core.errors import EmptySelection, QueryRejected, UnknownRelation
from graph.core.iris import TYPE, digest, local_name
from graph.core.origins import ORIGINS, Origin, origin_of
from graph.core.parsing import Table
from graph.core.terms import NamedNode, Triple, text
from graph.history.changes import by_thing, read_changes
from graph.history.lineage import lineage
from graph.history.status import state_of, when_of
from graph.network.fold import fold
from graph.network.model import PLATE_RELATIONS, Edge, Network, Node, network, read_network
from graph.network.neighbourhood import neighbourhood
from graph.network.selection_options import VIEWS
from graph.rdf.provenance import Provenance

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from graph.core.terms import Quad
    from graph.history.changes import Change
    from graph.network.selection_options import Selection
    from graph.store.store import GraphStore

_OF_LINEAGE = frozenset({"ChangeEvent", "PlateEvent", *PLATE_RELATIONS, "participation/participant", "plate", "hungOn"})


@dataclass(frozen=True)
class GraphSnapshot:
    """What exports of one build are made from."""

    store: GraphStore
    network: Network
    changes: Sequence[Change]
    provenance: Provenance

    @classmethod
    def of(
        cls, store: GraphStore, changes: Sequence[Change] | None = None, provenance: Provenance | None = None
    ) -> GraphSnapshot:
        """The snapshot of a store; its changes and its provenance are read unless they are given."""
        changes = read_changes(store) if changes is None else changes
        provenance = Provenance(store) if provenance is None else provenance
        return cls(store, read_network(store, provenance), changes, provenance)

    @cached_property
    def folded(self) -> Network:
        """The network with events, rules and areas folded."""
        return fold(self.network)


def select(whole: GraphSnapshot, selection: Selection, triples: Iterable[Triple] | None = None) -> tuple[Network, bool]:
    """Select a part of the network.

    Args:
        whole: What one build holds.
        selection: The options; `about` holds IRIs.
        triples: The triples to select from in place of the network: those of the query in the selection.

    Returns:
        The part, and whether nodes were left off because there are more than `selection.most`.

    Raises:
        EmptySelection: Nothing is left.
        UnknownRelation: The network has no such relation or class.
        UnknownTime: `selection.when` is no time.
    """
    changes = whole.changes
    found = whole.network if selection.events else whole.folded
    if triples is not None:
        found = _network_of(whole, triples)
    _refuse_unknown(found, selection)
    found = _filtered(_viewed(found, changes, selection), changes, selection)
    about = selection.about if selection.view != "lineage" else ()
    start, depth = (about, selection.depth) if about else (tuple(found.nodes), 0)
    drawn, cut = neighbourhood(found, start, depth, (), selection.most)
    if not about and len(found.nodes) > selection.most:
        drawn, cut = _among(found, sorted(found.nodes)[: selection.most]), True
    if not drawn.nodes:
        raise EmptySelection("Nothing is in this selection; ask for another thing, relation, kind, paper or time.")
    return drawn, cut


def _viewed(found: Network, changes: Sequence[Change], selection: Selection) -> Network:
    if relations := VIEWS[selection.view].relations:
        return _by_relations(found, relations)
    if selection.view != "lineage":
        return found
    found = _with_ends(found, [*_lineage_edges(found)])
    if not selection.about:
        return found
    things = [thing for iri in selection.about for thing in _line(iri, changes, selection.depth)]
    return _among(found, {*things, *found.plates_of(things)})


def _lineage_edges(found: Network) -> Iterator[Edge]:
    """The edges of a lineage. `absorbedInto` is one only where no event joins the two zones."""
    plain, joined, parts = list[Edge](), set[tuple[str, str]](), dict[str, set[str]]()
    for edge in found.edges:
        if edge.relation in _OF_LINEAGE:
            yield edge
            joined.add((edge.source, edge.target))
            if edge.relation == "participation/participant":
                parts.setdefault(edge.source, set()).add(edge.target)
        elif edge.relation == "absorbedInto":
            plain.append(edge)
    for edge in plain:
        pair = (edge.source, edge.target)
        if pair not in joined and not any({*pair} <= things for things in parts.values()):
            yield edge


def _filtered(found: Network, changes: Sequence[Change], selection: Selection) -> Network:
    if selection.relation:
        found = _by_relations(found, selection.relation)
    if selection.kind:
        found = _among(found, {iri for iri, node in found.nodes.items() if node.kind in selection.kind})
    if selection.paper:
        found = _by_paper(found, selection.paper)
    if selection.when:
        touching, when = by_thing(changes), when_of(selection.when)
        states = (state_of(iri, touching.get(iri, ()), when) for iri in found.nodes)
        gone = {state.thing for state in states if state.standing == "does not stand"}
        found = _among(found, found.nodes.keys() - gone)
    return found


def _refuse_unknown(found: Network, selection: Selection) -> None:
    relations, kinds = {edge.relation for edge in found.edges}, {node.kind for node in found.nodes.values()}
    for name in selection.relation:
        if name not in relations:
            raise UnknownRelation(f"There is no relation {name}; there are {', '.join(sorted(relations))}.")
    for name in selection.kind:
        if name not in kinds:
            raise UnknownRelation(f"There is no kind {name}; there are {', '.join(sorted(kinds))}.")


def _line(iri: str, changes: Sequence[Change], depth: int) -> tuple[str, ...]:
    found = lineage(iri, changes, "both", max(depth, 5))
    return (*found.things, *(step.change.event for step in found.steps))


def _among(whole: Network, iris: Iterable[str]) -> Network:
    wanted = set(iris)
    return network({iri: node for iri, node in whole.nodes.items() if iri in wanted}, whole.edges)


def _by_relations(whole: Network, relations: Iterable[str]) -> Network:
    wanted = set(relations)
    return _with_ends(whole, [edge for edge in whole.edges if edge.relation in wanted])


def _by_paper(whole: Network, paper: str) -> Network:
    edges = [e for e in whole.edges if any(local_name(words.source) == local_name(paper) for words in e.words)]
    return _with_ends(whole, edges)


def _with_ends(whole: Network, edges: Sequence[Edge]) -> Network:
    ends = {end for edge in edges for end in (edge.source, edge.target)}
    return network({iri: node for iri, node in whole.nodes.items() if iri in ends}, tuple(edges))


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


def _network_of(whole: GraphSnapshot, triples: Iterable[Triple]) -> Network:
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
