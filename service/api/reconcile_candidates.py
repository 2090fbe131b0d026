"""The candidates of the Reconciliation API, scored by name and properties.

A candidate is a match only if no other has nearly its score: a zone and its plate often share a name, and neither is
picked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.core.names import TERMS, Term, entity_path, term
from graph.core.terms import Literal, NamedNode, text
from graph.history.lookup import SURE, Candidate, Wanted
from graph.history.normalize import plain
from service.core.errors import MalformedRequest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from service.api.knowledge import Knowledge

_DEFAULT_LIMIT, _NEAR, _SURE_SCORE = 10, 10, 95
_BY_NAME, _BY_PROPERTIES = 0.7, 0.3


class Candidates:
    """Finds the candidates in one build."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge

    def of(self, query: object) -> list[dict[str, Any]]:
        """The candidates of a query of 0.2, the best first. Raises MalformedRequest if it is no object."""
        if not isinstance(query, dict):
            raise MalformedRequest('A query is no object; give it as {"query": …}.')
        given, types = str(query.get("query", "")), as_list(query.get("type", query.get("types", [])))
        limit = query.get("limit")
        most = min(limit, 100) if isinstance(limit, int) and limit > 0 else _DEFAULT_LIMIT
        properties = [p for p in as_list(query.get("properties", [])) if isinstance(p, dict)]
        strict = query.get("type_strict") != "should"
        found = list(self.knowledge.lookup.search(Wanted(given), 50))
        if types and strict:
            found = [c for c in found if c.type in types]
        scored = sorted(((self._score(c, properties), c) for c in found), key=lambda pair: (-pair[0], pair[1].iri))
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
            for rank, (score, c) in enumerate(scored[:most])
        ]

    def _score(self, candidate: Candidate, properties: Sequence[Mapping[str, Any]]) -> float:
        if not properties:
            return candidate.match.score
        fits = [self._fits(candidate.iri, str(p.get("pid", "")), as_list(p.get("v", []))) for p in properties]
        return _BY_NAME * candidate.match.score + _BY_PROPERTIES * 100 * sum(fits) / len(fits)

    def _fits(self, iri: str, name: str, wanted: Sequence[object]) -> bool:
        """Whether a property of a thing has one of the values: a label, a literal, or the id of a thing."""
        texts = {plain(str(value.get("id", "") if isinstance(value, dict) else value)) for value in wanted}
        for quad in self.values(iri, name):
            if isinstance(quad, Literal):
                names: set[str] = {quad.value}
            else:
                names = {entity_path(text(quad)), *self.knowledge.label(text(quad)), text(quad)}
            if texts & {plain(name) for name in names if name}:
                return True
        return False

    def values(self, iri: str, name: str) -> list[Term]:
        """The values of a property of a thing, by the local name of the property."""
        if not name.isidentifier():
            return []
        return [quad.object for quad in self.knowledge.store.triples(NamedNode(iri), term(name))]

    def named(self, name: str) -> dict[str, str]:
        """The id and name of a term of the ontology, as the API describes types and properties."""
        zh, en = self.knowledge.label(TERMS + name) if name.isidentifier() else ("", "")
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
