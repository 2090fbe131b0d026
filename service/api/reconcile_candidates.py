"""The candidates of the Reconciliation API, scored by name and properties.

A candidate is a match only if no other has nearly its score: a zone and its plate often share a name, and neither is
picked.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from graph.core.iris import TERMS, entity_path, term
from graph.core.terms import Literal, NamedNode, Term, text
from graph.history.lookup import SURE, Candidate, Wanted
from graph.history.normalize import plain
from service.core.errors import MalformedRequest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from service.api.indexes import Indexes

_DEFAULT_LIMIT, _MOST, _NEAR, _SURE_SCORE = 10, 100, 10, 95
Values = dict[tuple[str, str], list[Term]]
"""The values of properties, by the IRI of a thing and the local name of the property."""
_BY_NAME, _BY_PROPERTIES = 0.7, 0.3


class _ReconcileQuery(NamedTuple):
    """A query: the text, the types (only these if `strict`), the properties, and the most candidates."""

    text: str
    types: list[Any]
    strict: bool
    properties: list[dict[str, Any]]
    most: int

    @property
    def names(self) -> list[str]:
        """The local names of the properties."""
        return [str(p.get("pid", "")) for p in self.properties]

    @classmethod
    def read(cls, query: object) -> _ReconcileQuery:
        """A query of 0.2. Raises MalformedRequest if it is no object."""
        if not isinstance(query, dict):
            raise MalformedRequest('A query is no object; give it as {"query": …}.')
        limit = query.get("limit")
        return cls(
            text=str(query.get("query", "")),
            types=as_list(query.get("type", query.get("types", []))),
            strict=query.get("type_strict") != "should",
            properties=[p for p in as_list(query.get("properties", [])) if isinstance(p, dict)],
            most=min(limit, _MOST) if isinstance(limit, int) and limit > 0 else _DEFAULT_LIMIT,
        )


class Candidates:
    """Finds the candidates in one build."""

    def __init__(self, indexes: Indexes) -> None:
        self.indexes = indexes

    def of(self, queries: Iterable[object]) -> list[list[dict[str, Any]]]:
        """The candidates of each of some queries of 0.2, the best first; with at most two engine calls.

        Raises MalformedRequest if a query is no object.
        """
        asked = [_ReconcileQuery.read(query) for query in queries]
        found = [self._found(one) for one in asked]
        iris = [c.iri for one, some in zip(asked, found, strict=True) if one.properties for c in some]
        values = self.read_values(iris, (name for one in asked for name in one.names))
        self.indexes.read_labels({TERMS + c.type for some in found for c in some})
        return [self._told(one, some, values) for one, some in zip(asked, found, strict=True)]

    def _found(self, asked: _ReconcileQuery) -> list[Candidate]:
        if not (asked.types and asked.strict):
            return list(self.indexes.lookup.search(Wanted(asked.text), _MOST))
        known = [name for name in asked.types if name in self.indexes.lookup.index.classes]
        return list(self.indexes.lookup.search(Wanted(asked.text, ",".join(known)), _MOST)) if known else []

    def _told(self, asked: _ReconcileQuery, found: Sequence[Candidate], values: Values) -> list[dict[str, Any]]:
        scores = ((self._score(c, asked.properties, values), c) for c in found)
        scored = sorted(scores, key=lambda pair: (-pair[0], pair[1].iri))
        best = [score for score, _ in scored]
        return [
            {
                "id": entity_path(c.iri),
                "name": c.zh or c.en,
                "description": f"{c.en}; {c.standing}",
                "score": round(score, 1),
                "match": rank == 0 and _is_sure(c, best),
                "type": [self.named(c.type)],
            }
            for rank, (score, c) in enumerate(scored[: asked.most])
        ]

    def _score(self, candidate: Candidate, properties: Sequence[Mapping[str, Any]], values: Values) -> float:
        if not properties:
            return candidate.match.score
        fits = [
            self._fits(values.get((candidate.iri, str(p.get("pid", ""))), ()), as_list(p.get("v", [])))
            for p in properties
        ]
        return _BY_NAME * candidate.match.score + _BY_PROPERTIES * 100 * sum(fits) / len(fits)

    def _fits(self, values: Iterable[Term], wanted: Sequence[object]) -> bool:
        """Whether one of the values of a property is wanted: by label, by literal, or by the id of a thing."""
        texts = {plain(str(value.get("id", "") if isinstance(value, dict) else value)) for value in wanted}
        for value in values:
            if isinstance(value, Literal):
                names: set[str] = {value.value}
            else:
                names = {entity_path(text(value)), *self.indexes.label(text(value)), text(value)}
            if texts & {plain(name) for name in names if name}:
                return True
        return False

    def read_values(self, iris: Iterable[str], names: Iterable[str]) -> Values:
        """The values of some properties of some things, by IRI and local name; asks twice, for their labels too."""
        found: Values = defaultdict(list)
        properties = {term(name): name for name in names if name.isidentifier()}
        for quad in self.indexes.store.match(map(NamedNode, iris), properties):
            found[text(quad.subject), properties[quad.predicate]].append(quad.object)
        values = (value for some in found.values() for value in some)
        self.indexes.read_labels({value.value for value in values if isinstance(value, NamedNode)})
        return found

    def all_named(self, names: Iterable[str]) -> list[dict[str, str]]:
        """Some terms of the ontology as `named` gives them; asks once."""
        listed = list(names)
        self.indexes.read_labels(TERMS + name for name in listed if name.isidentifier())
        return list(map(self.named, listed))

    def named(self, name: str) -> dict[str, str]:
        """The id and name of a term of the ontology, as the API describes types and properties."""
        zh, en = self.indexes.label(TERMS + name) if name.isidentifier() else ("", "")
        return {"id": name, "name": f"{zh} {en}".strip() or name}


def _is_sure(candidate: Candidate, scores: Sequence[float]) -> bool:
    alone = len(scores) == 1 or scores[1] < scores[0] - _NEAR
    return alone and candidate.match.way in SURE and scores[0] >= _SURE_SCORE


def from_draft(query: object) -> object:
    """A query of the 1.0 draft as one of 0.2."""
    if not isinstance(query, dict):
        return query
    conditions = [c for c in as_list(query.get("conditions", [])) if isinstance(c, dict)]
    names = [str(c.get("propertyValue", "")) for c in conditions if c.get("matchType") == "name"]
    properties = [
        {"pid": str(c.get("propertyId", "")), "v": c.get("propertyValue", "")}
        for c in conditions
        if c.get("matchType") == "property"
    ]
    own = {name: query[name] for name in ("type", "limit") if name in query}
    return {"query": names[0] if names else "", "properties": properties, **own}


def as_list(value: object) -> list[Any]:
    """A list as it is, any other value as a list of one."""
    return value if isinstance(value, list) else [value]
