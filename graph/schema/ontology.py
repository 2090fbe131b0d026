"""The classes, properties and vocabularies of `ontology/`, as plain values."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from graph.core.iris import OWL, RDF, RDFS, SCHEMA, SKOS, TERMS, TYPE, VOCABULARY, local_name
from graph.core.parsing import read_turtle
from graph.core.resources import ONTOLOGY, VOCABULARIES
from graph.core.terms import NamedNode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from graph.core.terms import Quad

Kind = Literal["node", "concept", "text", "value"]


@dataclass(frozen=True)
class Property:
    """A property as a claims file uses it.

    The `kind` of its values: `node` is the id of another node or a nested node, `concept` the slug of a concept of
    `scheme`, `text` Chinese text of the paper, `value` a literal of the XSD `datatype`. Empty `domains` allow every
    class.
    """

    name: str
    iri: str
    kind: Kind
    domains: frozenset[str] = frozenset()
    ranges: frozenset[str] = frozenset()
    scheme: str = ""
    datatype: str = ""
    labels: tuple[str, str] = ("", "")
    definition: tuple[str, str] = ("", "")
    origin: str = "stated"


# Terms of other ontologies that have a key of their own in claims files.
_REUSED = (
    Property("name", f"{SKOS}prefLabel", "text", labels=("名称", "name"), definition=("名称的原文。", "The name.")),
    Property("alias", f"{SKOS}altLabel", "text", labels=("别名", "alias"), definition=("原文中的别名。", "An alias.")),
    Property(
        "broader",
        f"{SKOS}broader",
        "node",
        frozenset({"Industry"}),
        frozenset({"Industry"}),
        labels=("上位产业", "broader industry"),
    ),
)


NOT_CLAIMED = {
    "Oddity": "an oddity is an entry of oddities.yaml",
    **dict.fromkeys(("Clause", "Evidence", "Claim", "SourceText"), "the build makes it from the text and the quotes"),
    **dict.fromkeys(("Inference", "DerivationRule"), "the build makes it from the rules"),
    "Code": "codes are reference data",
}
"""The classes of which no claims file introduces a thing, and why."""


@dataclass(frozen=True)
class Ontology:
    """The terms. `supers` maps a class to itself and its superclasses, `schemes` a slug to concept labels."""

    supers: dict[str, frozenset[str]]
    id_paths: dict[str, str]
    class_labels: dict[str, tuple[str, str]]
    properties: dict[str, Property]
    schemes: dict[str, dict[str, tuple[str, str]]]

    def is_a(self, cls: str, allowed: frozenset[str]) -> bool:
        """Whether a class is one of the allowed classes or a subclass of one."""
        return not allowed or bool(self.supers.get(cls, frozenset()) & allowed)

    def below(self, allowed: frozenset[str]) -> list[str]:
        """Return the allowed classes and all of their subclasses, sorted."""
        return sorted(cls for cls in self.supers if self.is_a(cls, allowed))

    def inner_class(self, prop: Property) -> str | None:
        """Return the class of the nested node that a property may have, such as AreaStatement for area; else None."""
        unnamed = [c for c in self.below(prop.ranges) if c not in self.id_paths] if prop.ranges else []
        return unnamed[0] if prop.kind == "node" and len(unnamed) == 1 else None

    def introducible(self) -> dict[str, str]:
        """The classes of things that a claims file may introduce, with the first part of their ids."""
        return {name: path for name, path in self.id_paths.items() if name not in NOT_CLAIMED}

    def claimable(self) -> dict[str, Property]:
        """Return the properties that a claims file may use."""
        return {name: p for name, p in self.properties.items() if p.origin == "stated"}


def ontology_quads() -> Iterator[Quad]:
    """Yield every triple of the ontology's files, in the default graph."""
    for path in ontology_files():
        yield from read_turtle(path)


def ontology_files() -> list[Path]:
    """Return the Turtle files of the ontology, vocabularies included."""
    return [*sorted(ONTOLOGY.glob("*.ttl")), *sorted(VOCABULARIES.glob("*.ttl"))]


@cache
def load_ontology() -> Ontology:
    """Return the ontology, which is read once."""
    return read_ontology(ontology_quads())


def read_ontology(quads: Iterable[Quad]) -> Ontology:
    """Return the terms that triples declare, without deprecated ones, which no new claim may use."""
    about: dict[str, dict[str, list[object]]] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        if isinstance(quad.subject, NamedNode):
            about[quad.subject.value][quad.predicate.value].append(quad.object)
    for iri in [iri for iri, po in about.items() if po[f"{OWL}deprecated"]]:
        del about[iri]
    classes = {local_name(s): s for s, po in about.items() if NamedNode(f"{OWL}Class") in po[TYPE.value]}
    return Ontology(
        supers={name: frozenset(_supers(iri, about)) for name, iri in classes.items()},
        id_paths={
            name: _text(about[iri][f"{TERMS}idPath"]) for name, iri in classes.items() if about[iri][f"{TERMS}idPath"]
        },
        class_labels={name: _pair(about[iri][f"{RDFS}label"]) for name, iri in classes.items()},
        properties={p.name: p for p in (*_REUSED, *_properties(about))},
        schemes=_schemes(about),
    )


def _supers(iri: str, about: dict[str, dict[str, list[object]]]) -> Iterator[str]:
    yield local_name(iri)
    for parent in about[iri][f"{RDFS}subClassOf"]:
        if isinstance(parent, NamedNode) and parent.value.startswith(TERMS):
            yield from _supers(parent.value, about)


def _properties(about: dict[str, dict[str, list[object]]]) -> Iterator[Property]:
    for iri, po in about.items():
        types = {local_name(t.value) for t in po[TYPE.value] if isinstance(t, NamedNode)}
        if not iri.startswith(TERMS) or not types & {"ObjectProperty", "DatatypeProperty"}:
            continue
        ranges = [
            t.value for p in (f"{RDFS}range", f"{SCHEMA}rangeIncludes") for t in po[p] if isinstance(t, NamedNode)
        ]
        scheme = next((local_name(s.value) for s in po[f"{TERMS}valuesFrom"] if isinstance(s, NamedNode)), "")
        literal = "DatatypeProperty" in types
        kind: Kind = "concept" if scheme else "node"
        if literal:
            kind = "text" if ranges == [f"{RDF}langString"] else "value"
        yield Property(
            name=local_name(iri),
            iri=iri,
            kind=kind,
            domains=_names(po, f"{RDFS}domain", f"{SCHEMA}domainIncludes"),
            ranges=frozenset() if literal or scheme else frozenset(map(local_name, ranges)),
            scheme=scheme,
            datatype=ranges[0] if kind == "value" else "",
            labels=_pair(po[f"{RDFS}label"]),
            definition=_pair(po[f"{SKOS}definition"]),
            origin=next(local_name(o.value) for o in po[f"{TERMS}origin"] if isinstance(o, NamedNode)),
        )


def _names(po: dict[str, list[object]], *predicates: str) -> frozenset[str]:
    return frozenset(local_name(o.value) for p in predicates for o in po[p] if isinstance(o, NamedNode))


def _schemes(about: dict[str, dict[str, list[object]]]) -> dict[str, dict[str, tuple[str, str]]]:
    schemes: dict[str, dict[str, tuple[str, str]]] = defaultdict(dict)
    for iri, po in about.items():
        if iri.startswith(VOCABULARY) and po[f"{SKOS}inScheme"]:
            scheme, concept = iri.removeprefix(VOCABULARY).split("/")
            schemes[scheme][concept] = _pair(po[f"{SKOS}prefLabel"])
    return dict(schemes)


def _text(literals: list[object]) -> str:
    return str(getattr(literals[0], "value", "")) if literals else ""


def _pair(literals: list[object]) -> tuple[str, str]:
    by_language = {getattr(o, "language", ""): str(getattr(o, "value", "")) for o in literals}
    return by_language.get("zh", ""), by_language.get("en", "")
