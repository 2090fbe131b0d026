"""What the graph has for the form of `/ask`: kinds, relations and values, each with how many things have it.

Everything is read when it is first asked for and kept as long as the build is served.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.core.iris import BASE, SKOS, TERMS, local_name, shorten
from graph.core.terms import NamedNode, text
from service.pages.ask_patterns import COUNT, type_path
from service.pages.ask_query import relations_query, values_query
from service.pages.ask_relations import KINDS, NOT_OFFERED, OTHER, RELATIONS, area_of, direct

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graph.core.terms import Term
    from graph.store.store import GraphStore
    from service.pages.ask_relations import Reads, Relation

MOST_VALUES = 300
"""How many values a list offers; of more the reader types a part of the name."""
_KINDS = f"""SELECT ?class (COUNT(DISTINCT ?thing) AS ?{COUNT}) WHERE {{
  ?class kq:idPath ?path . ?thing a/rdfs:subClassOf* ?class ; skos:prefLabel ?name .
}} GROUP BY ?class ORDER BY DESC(?{COUNT}) ?class"""
_AREAS = """SELECT DISTINCT ?kind ?unit WHERE {{
  ?thing {is_a} ; kq:area ?area . ?area kq:areaKind ?kind ; kq:unit ?unit ; kq:value ?value
}} ORDER BY ?kind ?unit"""
_PROPERTIES = """SELECT ?property ?reads (COUNT(DISTINCT ?thing) AS ?count) WHERE {{
  ?thing {is_a} ; ?property ?value .
  BIND(IF(isIRI(?value), "thing", IF(isNumeric(?value), "number",
    IF(DATATYPE(?value) IN (xsd:date, xsd:gYear, xsd:gYearMonth, xsd:dateTime), "date",
      IF(DATATYPE(?value) = xsd:boolean, "none", "text")))) AS ?reads)
}} GROUP BY ?property ?reads ORDER BY DESC(?count) ?property"""


class Catalogue:
    """What can be asked of one build."""

    def __init__(self, store: GraphStore) -> None:
        self._store = store
        self._kinds: dict[str, int] | None = None
        self._relations: dict[str, dict[Relation, int]] = {}
        self._first: dict[str, int] = {}
        self._values: dict[tuple[str, str], tuple[tuple[Term, int], ...]] = {}
        self._labels: dict[str, tuple[str, str]] = {}

    def kinds(self) -> dict[str, int]:
        """The classes of named things, with how many there are; those that readers ask for first."""
        if self._kinds is None:
            rows = self._store.rows(_KINDS)
            found = {local_name(text(row["class"])): int(text(row[COUNT])) for row in rows}
            self._labels |= self._read({name: NamedNode(TERMS + name) for name in found})
            first = {name: found[name] for name in KINDS if name in found}
            self._kinds = {**first, **found}
        return self._kinds

    def kind_names(self) -> dict[str, tuple[str, str]]:
        """The Chinese and the English name of each kind."""
        return {name: self._labels[name] for name in self.kinds()}

    def relations(self, kind: str) -> dict[Relation, int]:
        """The relations that things of a kind have, with how many things have each."""
        if kind not in self._relations:
            known = list(RELATIONS.get(kind, OTHER))
            if any(relation.key == "area" for relation in known):
                known[3:3] = self._areas(kind)
            counted = {
                text(row["key"]): int(text(row[COUNT])) for row in self._store.rows(relations_query(kind, known))
            }
            found = {relation: counted[relation.key] for relation in known if counted[relation.key]}
            further = {r: n for r, n in self._further(kind).items() if r.key not in {one.key for one in known}}
            self._first[kind], self._relations[kind] = len(found), {**found, **further}
        return self._relations[kind]

    def first(self, kind: str) -> int:
        """How many of the relations have words of their own here; they come first."""
        self.relations(kind)
        return self._first[kind]

    def values(self, kind: str, relation: Relation) -> tuple[tuple[Term, int], ...]:
        """The values of a relation with how many things have each; one more than MOST_VALUES where there are more."""
        key = (kind, relation.key)
        if key not in self._values:
            rows = self._store.rows(values_query(kind, relation, MOST_VALUES + 1))
            self._values[key] = tuple((row["value"], int(text(row[COUNT]))) for row in rows if "value" in row)
        return self._values[key]

    def _areas(self, kind: str) -> Iterator[Relation]:
        """The areas of each kind and unit."""
        rows = self._store.rows(_AREAS.format(is_a=type_path(kind)))
        terms = {term for row in rows for term in row.values()}
        labels = self._store.labels(terms)
        for row in rows:
            area, unit = ((shorten(text(row[name])), *labels[row[name]]) for name in ("kind", "unit"))
            yield area_of(area, unit)

    def _further(self, kind: str) -> dict[Relation, int]:
        """The properties of the ontology that things of a kind have, but for those with values of several sorts."""
        rows = self._store.rows(_PROPERTIES.format(is_a=type_path(kind)))
        sorts: dict[Term, list[tuple[str, int]]] = {}
        for row in rows:
            sorts.setdefault(row["property"], []).append((text(row["reads"]), int(text(row[COUNT]))))
        wanted = [
            node
            for node, found in sorts.items()
            if text(node).startswith((TERMS, SKOS)) and local_name(text(node)) not in NOT_OFFERED and len(found) == 1
        ]
        labels = self._store.labels(wanted)
        found: dict[Relation, int] = {}
        for node in wanted:
            ((sort, count),) = sorts[node]
            if all(labels[node]) and (reads := _reads(sort)):
                zh, en = labels[node]
                found[direct(shorten(text(node)), zh, f"“{en}”", reads)] = count
        return found

    def _read(self, nodes: dict[str, NamedNode]) -> dict[str, tuple[str, str]]:
        labels = self._store.labels(nodes.values())
        return {name: labels[node] for name, node in nodes.items()}


def _reads(sort: str) -> Reads | None:
    sorts: dict[str, Reads] = {"thing": "thing", "number": "number", "date": "date", "text": "text"}
    return sorts.get(sort)


def path_of(value: Term) -> str:
    """What stands for a value in the address: its path below the base of the project, else its IRI."""
    return text(value).removeprefix(BASE)
