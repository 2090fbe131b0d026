"""The names, codes and places of things, read from a graph: what the index of names is made of."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from graph.core.iris import ENTITIES, ONTOLOGY_GRAPH, PREF_LABEL, SKOS, TYPE, local_name, term
from graph.core.labels import NAMING, label_of
from graph.core.terms import Literal as RdfLiteral
from graph.core.terms import NamedNode, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from graph.core.quad_source import QuadSource
    from graph.core.terms import Quad, Term
    from graph.store.store import GraphStore

NameKind = Literal["label", "alias", "former name", "name in a system of codes", "code"]
_KINDS: tuple[tuple[NamedNode, NameKind], ...] = (
    (PREF_LABEL, "label"),
    (term("renamedFrom"), "former name"),
    (NamedNode(f"{SKOS}altLabel"), "alias"),
    (term("shortName"), "alias"),
)
_OF_CODES: tuple[tuple[NamedNode, NameKind], ...] = (
    (term("code"), "code"),
    (term("nameInSystem"), "name in a system of codes"),
)
_NOT_LOOKED_UP = frozenset(
    term(name) for name in ("Claim", "Inference", "Evidence", "Clause", "SourceText", "Code", "DerivationRule")
)


@dataclass(frozen=True)
class Name:
    """A name of a thing, or a code with its system."""

    text: str
    entity: str
    kind: NameKind
    language: str = ""
    system: str = ""


def named_things(source: QuadSource) -> Iterator[tuple[str, str]]:
    """The things that are looked up by name, those that curators mint names for, each with the name of its class."""
    return members(source, named_classes(source))


def members(source: QuadSource, classes: list[NamedNode]) -> Iterator[tuple[str, str]]:
    """The things of some classes, each with the name of its class."""
    by_class: dict[Term, list[str]] = {cls: [] for cls in classes}
    for quad in source.match(None, TYPE, classes):
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(ENTITIES):
            by_class[quad.object].append(quad.subject.value)
    for cls in classes:
        yield from ((iri, local_name(cls.value)) for iri in by_class[cls])


def kinds_of(store: GraphStore, things: Iterable[NamedNode], classes: list[NamedNode]) -> dict[str, str]:
    """The name of the class of each of some things, without those that are not of `named_classes`; asks once."""
    types = store.types(node for node in things if node.value.startswith(ENTITIES))
    found = {text(node): [cls for cls in classes if cls in of] for node, of in types.items()}
    return {iri: local_name(of[-1].value) for iri, of in found.items() if of}  # the last one, as in `members`


def named_classes(source: QuadSource) -> list[NamedNode]:
    """The classes of the ontology whose members curators mint names for, and that are looked up by them."""
    subjects = (quad.subject for quad in source.match(None, term("idPath"), None, ONTOLOGY_GRAPH))
    found = {node for node in subjects if isinstance(node, NamedNode) and node not in _NOT_LOOKED_UP}
    return sorted(found, key=str)


def places_around(source: QuadSource) -> dict[str, set[str]]:
    """The places that each thing is in directly."""
    around: dict[str, set[str]] = defaultdict(set)
    for quad in source.match(None, (term("locatedIn"), term("partOf"))):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
            around[quad.subject.value].add(quad.object.value)
    return dict(around)


def naming_quads(source: QuadSource, types: dict[str, str]) -> list[Quad]:
    """The quads that name some things: their labels, former names and aliases. They are read at once."""
    found = source.match(None, dict.fromkeys((*NAMING, *dict(_KINDS))))
    return [quad for quad in found if isinstance(quad.subject, NamedNode) and quad.subject.value in types]


def labels_among(naming: Iterable[Quad], types: dict[str, str]) -> dict[str, tuple[str, str]]:
    """The Chinese and the English label of each of some things.

    naming: what `naming_quads` returns for them.
    """
    quads: dict[str, list[Quad]] = {iri: [] for iri in types}
    for quad in naming:
        quads[text(quad.subject)].append(quad)
    return {iri: label_of(told) for iri, told in quads.items()}


def names_among(naming: Iterable[Quad]) -> Iterator[Name]:
    """The names among what `naming_quads` returns: labels first, then former names and aliases."""
    kinds = dict(_KINDS)
    found: dict[NamedNode, list[Name]] = {predicate: [] for predicate in kinds}
    for quad in naming:
        if quad.predicate in kinds:
            found[quad.predicate] += _name(quad.object, text(quad.subject), kinds[quad.predicate])
    for names in found.values():
        yield from sorted(names, key=_order)


def read_codes(source: QuadSource, types: dict[str, str]) -> Iterator[Name]:
    """Codes and the names in their systems, which stand on a node of their own."""
    of, system = term("codeOf"), term("codeSystem")
    told: dict[Term, dict[NamedNode, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for quad in source.match(None, (of, system, *dict(_OF_CODES))):
        told[quad.subject][quad.predicate].append(quad.object)
    for _, values in sorted(told.items(), key=lambda item: str(item[0])):
        for owner in values[of]:
            system_of = next(iter(values[system]), None)
            if isinstance(owner, NamedNode) and owner.value in types and isinstance(system_of, NamedNode):
                for predicate, kind in _OF_CODES:
                    for text in values[predicate]:
                        yield from _name(text, owner.value, kind, local_name(system_of.value))


def _name(text: object, entity: str, kind: NameKind, system: str = "") -> Iterator[Name]:
    if isinstance(text, RdfLiteral):
        yield Name(text.value, entity, kind, text.language or "", system)


def _order(name: Name) -> tuple[str, str, str]:
    """Every engine gives the names in the same order."""
    return name.entity, name.text, name.language
