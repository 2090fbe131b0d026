"""The surroundings as data for the free network, which scripts draw: nodes, edges, groups and sentences."""

from __future__ import annotations

from dataclasses import asdict
from itertools import islice
from typing import TYPE_CHECKING

from service.pages.explore_view import node_path

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graph.network.model import Edge
    from service.pages.explore_view import ShownGroup, SurroundingsReader


_MOST_FURTHER = 10_000  # edges beyond the neighbours


def network_data(
    reader: SurroundingsReader, groups: Iterable[ShownGroup], further: Iterable[Edge] = ()
) -> dict[str, object]:
    """One thing with its neighbours, and with farther relations, whose sentences the script asks for on demand.

    `centre` is the id of the thing. `nodes` have an id (a path below id/), a label, a class with its name, and how they
    change; `edges` have the id of their sentence, two nodes, a label, an origin and the key of their group; `groups`
    have a key, a name, a direction and the number of neighbours; `sentences` are those of the sentence panel.
    """
    groups, subject = list(groups), reader.subject
    node = reader.whole.network.nodes[subject]
    name, kind_name = reader.reader.centre(subject), reader.reader.relation(node.kind)
    nodes = {node_path(subject): _node(subject, name.text, node.kind, kind_name.text, reader.change(subject))}
    edges, sentences = [], []
    for group in groups:
        for one in group.neighbours:
            nodes[node_path(one.iri)] = _node(one.iri, one.name.text, one.kind, one.kind_name.text, one.change)
            ends = (one.iri, subject) if group.incoming else (subject, one.iri)
            for said in one.said:
                sentences.append(asdict(said.sentence))
                edges.append(
                    {
                        "id": said.sentence.id,
                        "source": node_path(ends[0]),
                        "target": node_path(ends[1]),
                        "label": group.name.text,
                        "origin": said.sentence.origin,
                        "group": group.key,
                    }
                )
    known = {edge["id"] for edge in edges}
    for found in islice((edge for edge in further if edge.id.removeprefix("edge-") not in known), _MOST_FURTHER):
        for iri in (found.source, found.target):
            if node_path(iri) not in nodes:
                kind = reader.whole.network.nodes[iri].kind
                label = reader.reader.name(iri).text
                nodes[node_path(iri)] = _node(iri, label, kind, reader.kind_name(kind).text, reader.change(iri))
        edges.append(
            {
                "id": found.id.removeprefix("edge-"),
                "source": node_path(found.source),
                "target": node_path(found.target),
                "label": reader.kind_name(found.relation).text,
                "origin": found.origin,
                "group": f"out:{found.relation}",
            }
        )
    shown = [
        {"key": group.key, "name": group.name.text, "incoming": group.incoming, "total": group.total}
        for group in groups
    ]
    centre = node_path(subject)
    return {"centre": centre, "nodes": [*nodes.values()], "edges": edges, "groups": shown, "sentences": sentences}


def _node(iri: str, label: str, kind: str, kind_name: str, change: str) -> dict[str, str]:
    return {"id": node_path(iri), "label": label, "kind": kind, "kind_name": kind_name, "change": change}
