"""The shapes of a folder: read, and the small questions that the checks ask of them."""

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
    """The shapes of a folder. Raises ShapesUnsound where it holds none."""
    shapes = read_shapes(sorted(folder.glob("*.ttl")))
    if not node_shapes(shapes):
        raise ShapesUnsound(f"There are no shapes in {folder}; nothing would be checked.")
    return shapes


def node_shapes(shapes: rdflib.Graph) -> list[Node]:
    """The node shapes that have a target, in the order of their names."""
    found = {
        shape for shape in shapes.subjects(RDF.type, SH.NodeShape) if any((shape, t, None) in shapes for t in TARGETS)
    }
    return sorted(found, key=str)


def speaker(shape: Node | None, shapes: rdflib.Graph) -> str:
    """The IRI of the shape that speaks: a shape without a name speaks for the one that it stands in."""
    while isinstance(shape, rdflib.BNode):
        shape = next(iter(shapes.subjects(None, shape)), None)
    return str(shape)


def is_known(word: Node) -> bool:
    """Whether a word is one of SHACL's or none of its namespace."""
    return not str(word).startswith(str(SH)) or word in cast("Container[Node]", SH)


def shacl_words(shape: Node, shapes: rdflib.Graph) -> set[Node]:
    """The words of SHACL that a shape is described with."""
    return {predicate for predicate in shapes.predicates(shape) if str(predicate).startswith(str(SH))}


def constraint_name(shape: Node, constraint: Node) -> str:
    """The IRI of a constraint, or of its shape where it has none."""
    return str(shape if isinstance(constraint, rdflib.BNode) else constraint)
