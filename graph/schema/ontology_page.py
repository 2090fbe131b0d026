"""The documentation of the ontology as one HTML page without external resources."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.core.html import templates
from graph.core.names import (
    BASE,
    LABEL,
    ONTOLOGY_IRI,
    OWL,
    PREF_LABEL,
    RDFS,
    SCHEMA,
    SKOS,
    TERMS,
    TYPE,
    VOCABULARY,
    local_name,
    shorten,
)
from graph.core.terms import Literal, NamedNode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graph.core.terms import Quad

_DEFINITION, _IN_SCHEME = NamedNode(f"{SKOS}definition"), NamedNode(f"{SKOS}inScheme")
_SHOWN_APART = {LABEL, PREF_LABEL, _DEFINITION, TYPE}
_OF_STRUCTURE = {_IN_SCHEME, NamedNode(f"{SKOS}topConceptOf"), NamedNode(f"{SKOS}hasTopConcept")}
_DOMAINS = {NamedNode(f"{RDFS}domain"), NamedNode(f"{SCHEMA}domainIncludes")}
_DEPRECATED = NamedNode(f"{OWL}deprecated")
_KINDS = (
    ("类", "Classes", "Class"),
    ("对象属性", "Object properties", "ObjectProperty"),
    ("数据属性", "Datatype properties", "DatatypeProperty"),
    ("注释属性", "Annotation properties", "AnnotationProperty"),
)
_WEB = ("http://", "https://")


@dataclass(frozen=True)
class Value:
    """A value as the page shows it: its text, its language, and its link (empty for a literal)."""

    text: str
    language: str = ""
    href: str = ""


@dataclass(frozen=True)
class TermEntry:
    """A term, a vocabulary or a concept. `rows` has its other values by the name of the property."""

    anchor: str
    name: str
    iri: str
    labels: list[Value]
    definitions: list[Value]
    rows: list[tuple[str, list[Value]]]
    deprecated: bool


def ontology_html(quads: Iterable[Quad]) -> str:
    """The page of an ontology, from all of its triples.

    The anchor of a term is its local name, so that the fragment of its IRI leads to it.
    """
    about: dict[NamedNode, dict[NamedNode, list[NamedNode | Literal]]] = defaultdict(lambda: defaultdict(list))
    for quad in sorted(quads, key=str):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
            about[quad.subject][quad.predicate].append(quad.object)
    page = _OntologyPage(about)
    return (
        templates()
        .get_template("ontology.html")
        .render(ontology=page.entry(NamedNode(ONTOLOGY_IRI)), sections=page.sections(), schemes=page.schemes())
    )


class _OntologyPage:
    """The content of the page."""

    def __init__(self, about: dict[NamedNode, dict[NamedNode, list[NamedNode | Literal]]]) -> None:
        self._about = about
        self._properties: dict[NamedNode, list[NamedNode | Literal]] = defaultdict(list)
        for subject, told in about.items():
            for predicate in _DOMAINS & told.keys():
                for cls in told[predicate]:
                    if isinstance(cls, NamedNode):
                        self._properties[cls].append(subject)

    def sections(self) -> list[tuple[str, str, list[TermEntry]]]:
        """Return the project's own terms by kind and name, without empty kinds."""
        found = [(zh, en, self._of_kind(NamedNode(OWL + kind))) for zh, en, kind in _KINDS]
        return [section for section in found if section[2]]

    def schemes(self) -> list[tuple[TermEntry, list[TermEntry]]]:
        """Return the vocabularies with their concepts."""
        concepts: dict[NamedNode, list[TermEntry]] = defaultdict(list)
        for subject, told in self._about.items():
            for scheme in told.get(_IN_SCHEME, ()):
                if isinstance(scheme, NamedNode):
                    concepts[scheme].append(self.entry(subject))
        return [
            (self.entry(scheme), inside) for scheme, inside in sorted(concepts.items(), key=lambda one: str(one[0]))
        ]

    def entry(self, subject: NamedNode) -> TermEntry:
        """Return the entry of a subject."""
        told = self._about[subject]
        left = {p: values for p, values in told.items() if p not in _SHOWN_APART | _OF_STRUCTURE}
        rows = [(shorten(p.value), [self._value(v) for v in values]) for p, values in left.items()]
        if subject in self._properties:
            rows.append(("properties", [self._value(v) for v in self._properties[subject]]))
        return TermEntry(
            anchor=_anchor(subject),
            name=shorten(subject.value).strip("<>"),
            iri=subject.value,
            labels=[self._value(v) for p in (LABEL, PREF_LABEL) for v in told.get(p, ())],
            definitions=[self._value(v) for v in told.get(_DEFINITION, ())],
            rows=rows,
            deprecated=_DEPRECATED in told,
        )

    def _of_kind(self, kind: NamedNode) -> list[TermEntry]:
        subjects = [s for s, told in self._about.items() if s.value.startswith(TERMS) and kind in told.get(TYPE, ())]
        return [self.entry(subject) for subject in sorted(subjects, key=lambda s: s.value.lower())]

    def _value(self, node: NamedNode | Literal) -> Value:
        if isinstance(node, Literal):
            return Value(node.value, node.language or "")
        ours = node in self._about and node.value.startswith((TERMS, VOCABULARY))
        href = f"#{_anchor(node)}" if ours else node.value if node.value.startswith(_WEB) else ""
        return Value(shorten(node.value).strip("<>"), href=href)


def _anchor(node: NamedNode) -> str:
    """Return the anchor: the local name of a term, the path of a concept, because some share a property's name."""
    if node.value.startswith(VOCABULARY):
        return node.value.removeprefix(BASE)
    return local_name(node.value)
