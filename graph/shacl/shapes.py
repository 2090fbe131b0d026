"""Reading shapes, and simple questions about them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, cast

import rdflib
from rdflib.namespace import RDF, SH

from graph.core.errors import ShapesUnsound
from graph.core.resources import ONTOLOGY

if TYPE_CHECKING:
    from collections.abc import Container, Iterable
    from pathlib import Path

    from rdflib.term import Node

TARGETS = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf)


def read_shapes(files: Iterable[Path]) -> rdflib.Graph:
    """Return the shapes of some files, with the prefixes that their queries use."""
    graph = rdflib.Graph()
    for path in files:
        graph.parse(path, format="turtle")
    graph += prefix_declarations()
    return graph


@cache
def prefix_declarations() -> rdflib.Graph:
    """Return what `ontology/prefixes.ttl` declares, for `sh:prefixes` of SPARQL constraints (SHACL 5.2.1)."""
    return rdflib.Graph().parse(ONTOLOGY / "prefixes.ttl", format="turtle")


def shapes_of(folder: Path) -> rdflib.Graph:
    """Return the shapes of a folder.

    Raises:
        ShapesUnsound: the folder has no node shape with a target.
    """
    shapes = read_shapes(sorted(folder.glob("*.ttl")))
    if not node_shapes(shapes):
        raise ShapesUnsound(f"There are no shapes in {folder}; nothing would be checked.")
    return shapes


def node_shapes(shapes: rdflib.Graph) -> list[Node]:
    """Return the node shapes that have a target, by name."""
    found = {
        shape for shape in shapes.subjects(RDF.type, SH.NodeShape) if any((shape, t, None) in shapes for t in TARGETS)
    }
    return sorted(found, key=str)


def speaker(shape: Node | None, shapes: rdflib.Graph) -> str:
    """Return the IRI of a shape; for a blank node, the IRI of the shape that contains it."""
    while isinstance(shape, rdflib.BNode):
        shape = next(iter(shapes.subjects(None, shape)), None)
    return str(shape)


def is_known(word: Node) -> bool:
    """Whether a term is defined by SHACL or is in another namespace."""
    return not str(word).startswith(str(SH)) or word in cast("Container[Node]", SH)


def shacl_words(shape: Node, shapes: rdflib.Graph) -> set[Node]:
    """Return the SHACL properties of a shape."""
    return {predicate for predicate in shapes.predicates(shape) if str(predicate).startswith(str(SH))}


def constraint_name(shape: Node, constraint: Node) -> str:
    """Return the IRI of a constraint, or of its shape if the constraint is a blank node."""
    return str(shape if isinstance(constraint, rdflib.BNode) else constraint)
