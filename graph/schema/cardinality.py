"""Which properties take one value, by the shapes: the JSON Schema offers no list where SHACL allows one value."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from graph.core.iris import TERMS, local_name
from graph.core.parsing import read_turtle
from graph.core.resources import SHAPES
from graph.core.terms import Literal, NamedNode

if TYPE_CHECKING:
    from graph.schema.ontology import Ontology

_SH = "http://www.w3.org/ns/shacl#"
_ONE = "1"


def single_valued(ontology: Ontology) -> frozenset[str]:
    """The properties of which every class of their domain has at most one value, by `sh:maxCount 1` in its shape.

    A property without a domain, or with a class in its domain that no shape limits, may have several values.
    """
    limited = _limited_by_class()
    return frozenset(
        name
        for name, prop in ontology.claimable().items()
        if prop.domains
        and all(any(ontology.is_a(cls, frozenset({to})) for to in limited[name]) for cls in prop.domains)
    )


def _limited_by_class() -> dict[str, set[str]]:
    """For each property, the classes whose shapes allow it one value."""
    said: dict[str, dict[object, list[object]]] = defaultdict(lambda: defaultdict(list))
    for path in sorted(SHAPES.glob("*.ttl")):
        for quad in read_turtle(path):
            said[quad.predicate.value][quad.subject].append(quad.object)
    found: dict[str, set[str]] = defaultdict(set)
    for shape, classes in said[f"{_SH}targetClass"].items():
        for limit in said[f"{_SH}property"][shape]:
            counts = said[f"{_SH}maxCount"][limit]
            if not any(isinstance(count, Literal) and count.value == _ONE for count in counts):
                continue
            for term in said[f"{_SH}path"][limit]:
                if isinstance(term, NamedNode) and term.value.startswith(TERMS):
                    found[local_name(term.value)] |= {local_name(c.value) for c in classes if isinstance(c, NamedNode)}
    return found
