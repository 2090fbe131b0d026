"""From the value that a client gives for a column to the values of rows: things, concepts and texts.

Values never become part of the text of a query. Rows are compared with the result, and the engine is given one thing as
the value of a variable.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from graph.core.iris import ENTITIES, SKOS, VOCABULARY, XSD, local_name
from graph.core.terms import Literal, NamedNode, text
from graph.history.normalize import plain
from graph.history.resolve import known_iri, resolve_all
from service.api.relation_literals import are_dates, are_numbers, same_dates, same_numbers
from service.core.errors import InvalidParameter

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graph.core.terms import Term
    from service.api.indexes import Indexes
    from service.api.relation_query_files import View

_OPEN = frozenset({"clause", "quote", "citation", "note", "goal"})
"""Columns of free text, in which a value that no row has is no error."""
_TEXTS = frozenset({f"{XSD}string", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"})
_MOST_LISTED = 40
_MOST_KEPT = 1000  # values that clients asked for


class Filters:
    """Resolves values in one build."""

    def __init__(self, indexes: Indexes) -> None:
        self._indexes = indexes
        self._terms: dict[str, dict[str, frozenset[Term]]] = {}
        self._meant: dict[tuple[str, str, str], frozenset[str]] = {}

    def terms(self, view: View) -> dict[str, frozenset[Term]]:
        """All values of each column of a view in the build."""
        if view.name not in self._terms:
            found: dict[str, set[Term]] = defaultdict(set)
            for row in self._indexes.store.rows(view.query):
                for column, term in row.items():
                    found[column].add(term)
            self._terms[view.name] = {column: frozenset(terms) for column, terms in found.items()}
        return self._terms[view.name]

    def meant(self, view: View, column: str, value: str) -> frozenset[str]:
        """The values of a column that a client means, as rows have them.

        Args:
            view: The relation.
            column: The column.
            value: For a thing its IRI, path, prefixed name, name or code; for a concept its label or code; a number, in
                whatever way it is written; a day, a month or a year; else a text.

        Returns:
            One value; several where several things have the name, or several dates lie in the month or year; none
            where no row has the number or date. A name means a thing of a class that the column has.

        Raises:
            UnknownEntity: No such thing has the name.
            InvalidParameter: The column has no such concept or text, or holds numbers or dates and the value is none.
        """
        key = (view.name, column, value)
        if found := self._meant.get(key):
            return found
        iri = known_iri(self._indexes.store, value) if column in view.always_bound else ""
        found = frozenset({iri}) if iri else self._find(column, value, self.terms(view).get(column, frozenset()))
        if len(self._meant) >= _MOST_KEPT:
            self._meant.clear()
        self._meant[key] = found
        return found

    def _find(self, column: str, value: str, terms: frozenset[Term]) -> frozenset[str]:
        if value in map(text, terms):
            return frozenset({value})
        if things := {term.value for term in terms if isinstance(term, NamedNode)}:
            return self._things(column, value, things)
        if are_numbers(terms):
            return same_numbers(column, value, terms)
        if are_dates(terms):
            return same_dates(column, value, terms)
        return frozenset({_literal(column, value, terms)})

    def _things(self, column: str, value: str, in_column: set[str]) -> frozenset[str]:
        lookup = self._indexes.lookup
        if iri := value if value in in_column else known_iri(lookup.store, value):
            return frozenset({iri})
        if named := frozenset(iri for iri in in_column if local_name(iri) == value):
            return named
        types = lookup.index.types
        concepts = self._concepts(iri for iri in in_column if iri not in types)
        self._indexes.read_labels(concepts)
        for iri in concepts:
            if value == local_name(iri) or plain(value) in map(plain, filter(None, self._indexes.label(iri))):
                return frozenset({iri})
        if classes := {types[iri] for iri in in_column if iri in types}:
            return resolve_all(lookup, value, classes)
        raise InvalidParameter(_no_value(column, value, map(self._named, concepts)))

    def _concepts(self, in_column: Iterable[str]) -> list[str]:
        """The concepts of a column, with all others of their vocabularies."""
        found = set(in_column)
        for scheme in {iri.rpartition("/")[0] for iri in found if iri.startswith(VOCABULARY)}:
            found |= self._schemes.get(scheme, frozenset())
        return sorted(found)

    @cached_property
    def _schemes(self) -> dict[str, set[str]]:
        """The concepts of each vocabulary."""
        schemes: dict[str, set[str]] = defaultdict(set)
        for quad in self._indexes.store.match(None, NamedNode(f"{SKOS}inScheme")):
            if isinstance(quad.subject, NamedNode):
                schemes[text(quad.object)].add(quad.subject.value)
        return dict(schemes)

    def _named(self, iri: str) -> str:
        zh, en = self._indexes.label(iri)
        return f"{local_name(iri)} ({zh or en})"


def bindings_of(view: View, meant: Mapping[str, frozenset[str]]) -> dict[str, NamedNode]:
    """The variables of a view that the engine is given values for: those that mean one thing of the papers.

    meant: what `Filters.meant` returns, by column.
    """
    single = {name: next(iter(wanted)) for name, wanted in meant.items() if len(wanted) == 1}
    return {
        name: NamedNode(iri) for name, iri in single.items() if name in view.always_bound and iri.startswith(ENTITIES)
    }


def _literal(column: str, value: str, values: frozenset[Term]) -> str:
    """A text as rows have it, compared without width and spaces. A free text may be any."""
    texts = sorted({text(term) for term in values})
    same = [found for found in texts if plain(value) and plain(found) == plain(value)]
    if same:
        return same[0]
    are_texts = any(isinstance(term, Literal) and term.datatype.value in _TEXTS for term in values)
    if are_texts and column not in _OPEN:
        raise InvalidParameter(_no_value(column, value, texts))
    return value


def _no_value(column: str, value: str, values: Iterable[str]) -> str:
    listed = list(values)
    more = f" and {len(listed) - _MOST_LISTED} more" if len(listed) > _MOST_LISTED else ""
    return f"No {column} is {value}; there are {', '.join(listed[:_MOST_LISTED])}{more}."
