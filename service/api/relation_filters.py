"""What a client means by the value of a column: a thing, a concept or a text, as it names it.

Values never become part of the text of a query: rows are compared with what is found here.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from graph.core.names import BASE, ENTITIES, SKOS, VOCABULARY, XSD, local_name, prefixes
from graph.core.terms import Literal, NamedNode
from graph.history.lookup import Wanted
from graph.history.normalize import plain
from graph.rdf.provenance import text
from service.core.errors import InvalidParameter

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graph.core.names import Term
    from service.api.knowledge import Knowledge
    from service.api.relation_views import View

_OPEN = frozenset({"clause", "quote", "citation", "note", "goal"})
"""Columns of texts in which a value that no row has is no mistake."""
_TEXTS = frozenset({f"{XSD}string", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"})
_MOST_LISTED = 40
_MOST_KEPT = 1000  # values that clients asked for


class Filters:
    """Reads the values that clients ask for, in one build."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._terms: dict[str, dict[str, frozenset[Term]]] = {}
        self._meant: dict[tuple[str, str, str], frozenset[str]] = {}

    def terms(self, view: View) -> dict[str, frozenset[Term]]:
        """All values of each column of a view in the build."""
        if view.name not in self._terms:
            found: dict[str, set[Term]] = defaultdict(set)
            for row in self._knowledge.store.rows(view.query):
                for column, term in row.items():
                    found[column].add(term)
            self._terms[view.name] = {column: frozenset(terms) for column, terms in found.items()}
        return self._terms[view.name]

    def meant(self, view: View, column: str, value: str) -> frozenset[str]:
        """The value of a column that a client names, as rows have it; several where several things are called so.

        A thing is named by IRI, path, prefixed name, name or code, a concept by label or code. A name means a thing of
        a class that the column has. Raises UnknownEntity where no such thing is called so, and InvalidParameter where a
        concept or a text is none of those that there are.
        """
        key = (view.name, column, value)
        if found := self._meant.get(key):
            return found
        found = self._find(column, value, self.terms(view).get(column, frozenset()))
        if len(self._meant) >= _MOST_KEPT:
            self._meant.clear()
        self._meant[key] = found
        return found

    def _find(self, column: str, value: str, there: frozenset[Term]) -> frozenset[str]:
        if value in map(text, there):
            return frozenset({value})
        things = {term.value for term in there if isinstance(term, NamedNode)}
        return self._things(column, value, things) if things else frozenset({_literal(column, value, there)})

    def _things(self, column: str, value: str, there: set[str]) -> frozenset[str]:
        known = self._knowledge.known(_iris(value)) | there
        for iri in _iris(value):
            if iri in known:
                return frozenset({iri})
        if named := frozenset(iri for iri in there if local_name(iri) == value):
            return named
        types = self._knowledge.lookup.index.types
        concepts = self._concepts(iri for iri in there if iri not in types)
        self._knowledge.read_labels(concepts)
        for iri in concepts:
            if value == local_name(iri) or plain(value) in map(plain, filter(None, self._knowledge.label(iri))):
                return frozenset({iri})
        if classes := {types[iri] for iri in there if iri in types}:
            return self._of_code(value, classes) or self._of_name(value, classes)
        raise InvalidParameter(_no_value(column, value, map(self._named, concepts)))

    def _of_code(self, value: str, classes: set[str]) -> frozenset[str]:
        """The things of some classes that have a code in whatever system."""
        index = self._knowledge.lookup.index
        found = {match.name.entity for match in index.exact(value) if match.name.kind == "code"}
        return frozenset(iri for iri in found if index.types[iri] in classes)

    def _of_name(self, value: str, classes: set[str]) -> frozenset[str]:
        answer = self._knowledge.lookup.look_up(Wanted(value, ",".join(sorted(classes))))
        if answer.outcome == "ambiguous":
            way = answer.candidates[0].match.way
            return frozenset(candidate.iri for candidate in answer.candidates if candidate.match.way == way)
        return frozenset({self._knowledge.iri_of(value, classes)})

    def _concepts(self, there: Iterable[str]) -> list[str]:
        """Some concepts, and all others of their vocabularies."""
        found = set(there)
        for scheme in {iri.rpartition("/")[0] for iri in found if iri.startswith(VOCABULARY)}:
            found |= self._schemes.get(scheme, frozenset())
        return sorted(found)

    @cached_property
    def _schemes(self) -> dict[str, set[str]]:
        """The concepts of each vocabulary."""
        schemes: dict[str, set[str]] = defaultdict(set)
        for quad in self._knowledge.store.match(None, NamedNode(f"{SKOS}inScheme")):
            if isinstance(quad.subject, NamedNode):
                schemes[text(quad.object)].add(quad.subject.value)
        return dict(schemes)

    def _named(self, iri: str) -> str:
        zh, en = self._knowledge.label(iri)
        return f"{local_name(iri)} ({zh or en})"


def _iris(value: str) -> list[str]:
    """The IRIs that a value may be: as it stands, by its path, or by a prefixed name."""
    prefix, _, local = value.partition(":")
    return [value, BASE + value, ENTITIES + value, *([prefixes()[prefix] + local] if prefix in prefixes() else [])]


def _literal(column: str, value: str, there: frozenset[Term]) -> str:
    """A text as rows have it, whatever the width and the spaces of what is given; of free texts and numbers any."""
    texts = sorted({text(term) for term in there})
    same = [found for found in texts if plain(value) and plain(found) == plain(value)]
    if same:
        return same[0]
    are_texts = any(isinstance(term, Literal) and term.datatype.value in _TEXTS for term in there)
    if are_texts and column not in _OPEN:
        raise InvalidParameter(_no_value(column, value, texts))
    return value


def _no_value(column: str, value: str, there: Iterable[str]) -> str:
    listed = list(there)
    more = f" and {len(listed) - _MOST_LISTED} more" if len(listed) > _MOST_LISTED else ""
    return f"No {column} is {value}; there are {', '.join(listed[:_MOST_LISTED])}{more}."
