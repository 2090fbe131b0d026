"""The network in JSON: for Cytoscape.js and Cytoscape, as CX2, as JSON Graph Format, and as node-link data."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from graph.network.export_model import EDGE_ATTRIBUTES, NODE_ATTRIBUTES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graph.network.export_model import Element, ExportModel


def write_cytoscape(drawn: ExportModel) -> Iterator[str]:
    """Cytoscape.js JSON (https://js.cytoscape.org/#notation/elements-json), with labels and colours as its style."""
    labelled = {"label": "data(label)"}
    style = [
        {"selector": "node", "style": {**labelled, "background-color": "data(colour)", "text-wrap": "wrap"}},
        {"selector": "edge", "style": {**labelled, "target-arrow-shape": "triangle", "curve-style": "bezier"}},
    ]
    elements = {
        "nodes": [{"data": _told(node)} for node in drawn.nodes],
        "edges": [{"data": {**_told(edge), "source": edge.source, "target": edge.target}} for edge in drawn.edges],
    }
    head = {"format_version": "1.0", "generated_by": "kaifaqu", "data": {"name": drawn.name}}
    yield _json({**head, "elements": elements, "style": style})


def write_cx2(drawn: ExportModel) -> Iterator[str]:
    """CX2 (https://cytoscape.org/cx/cx2/, Cytoscape Exchange Format Specification 2): ids are numbers."""
    numbers = {node.id: number for number, node in enumerate(drawn.nodes)}
    declared = {
        "networkAttributes": {"name": {"d": "string"}},
        "nodes": _declared(NODE_ATTRIBUTES, drawn.nodes),
        "edges": _declared(EDGE_ATTRIBUTES, drawn.edges),
    }
    nodes = [{"id": numbers[node.id], "v": {**_plain(node), "name": node.label, "id": node.id}} for node in drawn.nodes]
    edges = [
        {
            "id": n,
            "s": numbers[edge.source],
            "t": numbers[edge.target],
            "v": {**_plain(edge), "interaction": edge.label, "id": edge.id},
        }
        for n, edge in enumerate(drawn.edges)
    ]
    yield _json(
        [
            {"CXVersion": "2.0", "hasFragments": False},
            {"attributeDeclarations": [declared]},
            {"networkAttributes": [{"name": drawn.name}]},
            {"nodes": nodes},
            {"edges": edges},
            {"status": [{"success": True}]},
        ]
    )


def write_jgf(drawn: ExportModel) -> Iterator[str]:
    """JSON Graph Format 2 (https://jsongraphformat.info)."""
    nodes = {node.id: {"label": node.label, "metadata": _plain(node)} for node in drawn.nodes}
    edges = [
        {
            "id": edge.id,
            "source": edge.source,
            "target": edge.target,
            "relation": edge.attributes["relation"],
            "label": edge.label,
            "metadata": _plain(edge),
        }
        for edge in drawn.edges
    ]
    yield _json({"graph": {"label": drawn.name, "directed": True, "nodes": nodes, "edges": edges}})


def write_node_link(drawn: ExportModel) -> Iterator[str]:
    """Node-link data, as `networkx.node_link_graph(data)` reads it since networkx 3.6; D3 calls its edges links."""
    edges = [{**_told(edge), "source": edge.source, "target": edge.target, "key": edge.id} for edge in drawn.edges]
    head = {"directed": True, "multigraph": True, "graph": {"name": drawn.name}}
    yield _json({**head, "nodes": [_told(node) for node in drawn.nodes], "edges": edges})


def _plain(element: Element) -> dict[str, Any]:
    told = {"start": element.start, "end": element.end, **element.attributes}
    return {name: value for name, value in told.items() if value != ""}


def _told(element: Element) -> dict[str, Any]:
    return {"id": element.id, "label": element.label, **_plain(element)}


def _declared(attributes: dict[str, str], elements: tuple[Element, ...]) -> dict[str, dict[str, str]]:
    names = {name for element in elements for name in _plain(element)}
    own = {"name": {"d": "string"}, "id": {"d": "string"}, "interaction": {"d": "string"}}
    times = {str(name): {"d": "string"} for name in ("start", "end") if name in names}
    return {**own, **times, **{name: {"d": kind} for name, kind in attributes.items() if name in names}}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False)
