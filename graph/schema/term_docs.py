"""The documentation of the ontology as values: its terms by theme, its vocabularies with their concepts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from graph.core.iris import OWL, PREF_LABEL, RDFS, SCHEMA, SKOS, TERMS, TYPE, VOCABULARY, local_name, shorten
from graph.core.labels import label_of
from graph.core.parsing import read_turtle
from graph.core.terms import Literal, NamedNode, Quad, text
from graph.schema.ontology import ontology_files

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graph.core.terms import Term

THEMES = {
    "places": ("地方与机构", "Places and bodies"),
    "changes": ("变动与牌子", "Changes and plates"),
    "provisions": ("规定与目标", "Provisions and targets"),
    "documents": ("文件与依据", "Documents and evidence"),
}
"""The themes, each named after a file of the ontology, with their names in Chinese and English."""
KINDS = {
    "Class": ("类", "class"),
    "ObjectProperty": ("对象属性", "object property"),
    "DatatypeProperty": ("数据属性", "datatype property"),
    "AnnotationProperty": ("注释属性", "annotation property"),
}
_DEFINITION, _EXAMPLE, _SCOPE_NOTE, _CHANGE_NOTE = (
    NamedNode(SKOS + name) for name in ("definition", "example", "scopeNote", "changeNote")
)
_DOMAINS = (NamedNode(f"{RDFS}domain"), NamedNode(f"{SCHEMA}domainIncludes"))
_RANGES = (NamedNode(f"{RDFS}range"), NamedNode(f"{SCHEMA}rangeIncludes"))
_SUPERS = (NamedNode(f"{RDFS}subClassOf"), NamedNode(f"{RDFS}subPropertyOf"))

_MOST_EXAMPLES_IN_LIST = 2

Pair = tuple[str, str]


@dataclass(frozen=True)
class Doc:
    """A term, a vocabulary or a concept.

    Attributes:
        iri: its IRI.
        name: its local name.
        kind: its kind, a key of KINDS; empty for vocabularies and concepts.
        theme: the theme, a key of THEMES; empty where it has none.
        label: its label in Chinese and English.
        definition: its definition in Chinese and English.
        examples: examples, each in Chinese and English, which may be empty.
        notes: scope notes and change notes.
        links: IRIs that it is related to, by relation: supers, subs, domains, ranges, properties, uses (of which
            vocabulary), disjoint, matches, replaced (by).
        deprecated: whether no new claim may use it.
    """

    iri: str
    name: str
    kind: str
    theme: str
    label: Pair
    definition: Pair
    examples: tuple[Pair, ...]
    notes: tuple[Pair, ...]
    links: dict[str, tuple[str, ...]]
    deprecated: bool

    @property
    def code(self) -> str:
        """Its prefixed name."""
        return shorten(self.iri).strip("<>")

    @property
    def examples_in_list(self) -> tuple[Pair, ...]:
        """The examples that the list of a vocabulary shows of a concept."""
        return self.examples[:_MOST_EXAMPLES_IN_LIST]


@dataclass(frozen=True)
class Docs:
    """The terms by name, the vocabularies by slug, and the concepts of each vocabulary."""

    terms: dict[str, Doc]
    schemes: dict[str, Doc]
    concepts: dict[str, tuple[Doc, ...]]

    def code(self, iri: str) -> str:
        """The prefixed name of an IRI, which other ontologies are known by."""
        return shorten(iri).strip("<>")

    def concept(self, iri: str) -> Doc | None:
        """The concept with an IRI."""
        slug = iri.removeprefix(VOCABULARY).partition("/")[0]
        return next((doc for doc in self.concepts.get(slug, ()) if doc.iri == iri), None)

    def of_theme(self, theme: str, kinds: Iterable[str]) -> list[Doc]:
        """The terms of a theme that are of some kinds, by name."""
        chosen = set(kinds)
        found = [doc for doc in self.terms.values() if doc.theme == theme and doc.kind in chosen]
        return sorted(found, key=lambda doc: doc.name.lower())


@cache
def theme_of_terms() -> dict[str, str]:
    """The theme of each term by IRI: the name of the file that declares it."""
    return {
        text(quad.subject): path.stem
        for path in ontology_files()
        if path.stem in THEMES
        for quad in read_turtle(path)
        if quad.predicate == TYPE
    }


def read_docs(quads: Iterable[Quad]) -> Docs:
    """The documentation that the triples of an ontology hold."""
    about: dict[Term, dict[Term, list[Quad]]] = defaultdict(lambda: defaultdict(list))
    inverse: dict[Term, dict[Term, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quad in sorted(set(quads), key=str):
        about[quad.subject][quad.predicate].append(quad)
        inverse[quad.object][quad.predicate].append(text(quad.subject))
    scheme_type, in_scheme = NamedNode(f"{SKOS}ConceptScheme"), NamedNode(f"{SKOS}inScheme")
    reader = _TermReader(about, inverse, theme_of_terms())
    named = [node for node in about if isinstance(node, NamedNode)]
    terms = [reader.doc(node) for node in named if node.value.startswith(TERMS)]
    schemes = [reader.doc(NamedNode(iri)) for iri in inverse[scheme_type][TYPE] if iri.startswith(VOCABULARY)]
    concepts = {
        doc.name: tuple(reader.doc(NamedNode(iri)) for iri in sorted(inverse[NamedNode(doc.iri)][in_scheme]))
        for doc in schemes
    }
    return Docs({d.name: d for d in terms if d.kind}, {d.name: d for d in schemes}, concepts)


class _TermReader:
    def __init__(
        self,
        about: dict[Term, dict[Term, list[Quad]]],
        inverse: dict[Term, dict[Term, list[str]]],
        themes: dict[str, str],
    ) -> None:
        self.about, self.inverse, self.themes = about, inverse, themes

    def doc(self, node: NamedNode) -> Doc:
        """The documentation of a node."""
        told, back = self.about[node], self.inverse[node]
        types = {local_name(text(quad.object)) for quad in told[TYPE]}
        links = {
            "supers": self._objects(node, *_SUPERS),
            "subs": tuple(iri for p in _SUPERS for iri in back[p]),
            "domains": self._objects(node, *_DOMAINS),
            "ranges": self._objects(node, *_RANGES),
            "uses": self._objects(node, NamedNode(f"{TERMS}valuesFrom")),
            "used": tuple(back[NamedNode(f"{TERMS}valuesFrom")]),
            "properties": tuple(sorted({iri for p in _DOMAINS for iri in back[p]})),
            "pointing": tuple(sorted({iri for p in _RANGES for iri in back[p]})),
            "disjoint": self._objects(node, NamedNode(f"{OWL}disjointWith")),
            "origin": self._objects(node, NamedNode(f"{TERMS}origin")),
        }
        return Doc(
            iri=node.value,
            name=local_name(node.value),
            kind=next((kind for kind in KINDS if kind in types), ""),
            theme=self.themes.get(node.value, ""),
            label=label_of([quad for quads in told.values() for quad in quads]),
            definition=(self._pairs(node, _DEFINITION) or (("", ""),))[0],
            examples=self._pairs(node, _EXAMPLE),
            notes=(*self._pairs(node, _SCOPE_NOTE), *self._pairs(node, _CHANGE_NOTE)),
            links={name: iris for name, iris in links.items() if iris},
            deprecated=bool(told[NamedNode(f"{OWL}deprecated")]),
        )

    def _objects(self, node: NamedNode, *predicates: NamedNode) -> tuple[str, ...]:
        quads = (quad for predicate in predicates for quad in self.about[node][predicate])
        return tuple(dict.fromkeys(quad.object.value for quad in quads if isinstance(quad.object, NamedNode)))

    def _pairs(self, node: NamedNode, predicate: NamedNode) -> tuple[Pair, ...]:
        """The texts of a property, the first in Chinese with the first in English, and so on."""
        by_language: dict[str, list[Quad]] = defaultdict(list)
        for quad in self.about[node][predicate]:
            language = quad.object.language if isinstance(quad.object, Literal) else ""
            by_language[language or ""].append(Quad(quad.subject, PREF_LABEL, quad.object))
        for quads in by_language.values():  # examples before counterexamples
            quads.sort(key=lambda quad: text(quad.object).startswith(("不是", "not:")))
        count = max(map(len, by_language.values()), default=0)
        return tuple(label_of([quads[n] for quads in by_language.values() if n < len(quads)]) for n in range(count))
