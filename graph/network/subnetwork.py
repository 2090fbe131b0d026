"""The selection of a part of the network: a view, a neighbourhood, a lineage, a state, a paper, or a query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.core.errors import EmptySelection, UnknownRelation
from graph.core.iris import local_name
from graph.history.changes import by_thing
from graph.history.lineage import lineage
from graph.history.status import state_of, when_of
from graph.network.model import PLATE_RELATIONS, Edge, Network, network
from graph.network.neighbourhood import neighbourhood
from graph.network.query_triples import network_of
from graph.network.selection_options import VIEWS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from graph.core.terms import Triple
    from graph.history.changes import Change
    from graph.network.graph_snapshot import GraphSnapshot
    from graph.network.selection_options import Selection

_OF_LINEAGE = frozenset({"ChangeEvent", "PlateEvent", *PLATE_RELATIONS, "participation/participant", "plate", "hungOn"})


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
        found = network_of(whole, triples)
    kinds = {name: whole.classes_below.get(name, frozenset({name})) for name in selection.kind}
    _refuse_unknown(found, selection.relation, kinds)
    found = _filtered(_viewed(found, changes, selection), changes, selection, frozenset().union(*kinds.values()))
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


def _filtered(found: Network, changes: Sequence[Change], selection: Selection, kinds: frozenset[str]) -> Network:
    if selection.relation:
        found = _by_relations(found, selection.relation)
    if kinds:
        found = _among(found, {iri for iri, node in found.nodes.items() if node.kind in kinds})
    if selection.paper:
        found = _by_paper(found, selection.paper)
    if selection.when:
        touching, when = by_thing(changes), when_of(selection.when)
        states = (state_of(iri, touching.get(iri, ()), when) for iri in found.nodes)
        gone = {state.thing for state in states if state.standing == "does not stand"}
        found = _among(found, found.nodes.keys() - gone)
    return found


def _refuse_unknown(found: Network, relations: Iterable[str], kinds: Mapping[str, frozenset[str]]) -> None:
    """Raise UnknownRelation for a relation or a class of which the network has nothing.

    kinds: each class that is asked for, with the classes below it.
    """
    found.refuse_unknown(tuple(relations))
    there = {node.kind for node in found.nodes.values()}
    for name, below in kinds.items():
        if not below & there:
            raise UnknownRelation(f"There is no kind {name}; there are {', '.join(sorted(there))}.")


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
