"""The focus nodes of a shape as a SPARQL pattern (SHACL 2.1.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rdflib.namespace import RDF, RDFS, SH

if TYPE_CHECKING:
    import rdflib
    from rdflib.term import Node

    from graph.store.store import GraphStore

_PATTERNS = {
    SH.targetClass: f"?this <{RDF.type}>/<{RDFS.subClassOf}>* <{{}}>",
    SH.targetSubjectsOf: "?this <{}> ?focusValue",
    SH.targetObjectsOf: "?focusSubject <{}> ?this",
}


def focus_pattern(shape: Node, shapes: rdflib.Graph) -> str:
    """Return a group pattern that binds `?this` once to each focus node of a shape."""
    parts = [
        f"{{ {pattern.format(target)} }}"
        for predicate, pattern in _PATTERNS.items()
        for target in sorted(shapes.objects(shape, predicate), key=str)
    ]
    return f"{{ SELECT DISTINCT ?this WHERE {{ {' UNION '.join(parts)} }} }}"


def count_focus_nodes(store: GraphStore, shape: Node, shapes: rdflib.Graph) -> int:
    """Return the number of focus nodes of a shape."""
    text = f"SELECT (COUNT(*) AS ?count) WHERE {{ {focus_pattern(shape, shapes)} }}"
    (row,) = store.rows(text)
    return int(getattr(row["count"], "value", 0))
