"""Data extension of the Reconciliation API 0.2: the values of properties for entities that were matched before."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from graph.core.iris import ENTITIES, TERMS, XSD, entity_path, local_name
from graph.core.terms import Literal, NamedNode, text
from service.api.reconcile_candidates import as_list
from service.core.errors import RequestTooLarge

if TYPE_CHECKING:
    from collections.abc import Mapping

    from service.api.reconcile_candidates import Candidates

MOST_AT_ONCE = 1000
"""How many queries or ids one request may have."""
_MOST_PROPERTIES = 100


class Extension:
    """Gives the values and the properties of one build."""

    def __init__(self, candidates: Candidates) -> None:
        self._candidates, self._indexes = candidates, candidates.indexes

    def extend(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """The values of `properties` for `ids`. Raises RequestTooLarge."""
        ids = [str(id_) for id_ in as_list(asked.get("ids", []))]
        asked_properties = (p for p in as_list(asked.get("properties", [])) if isinstance(p, dict))
        properties = [str(p.get("id", "")) for p in asked_properties]
        check_number(len(ids), "ids")
        check_number(len(properties), "properties", _MOST_PROPERTIES)
        known = (ENTITIES + id_ for id_ in ids if ENTITIES + id_ in self._indexes.lookup.index.types)
        values = self._candidates.read_values(known, properties)
        rows = {
            id_: {name: [self._cell(value) for value in values.get((ENTITIES + id_, name), ())] for name in properties}
            for id_ in ids
        }
        return {"meta": self._candidates.all_named(properties), "rows": rows}

    def proposed(self, type_id: str, limit: int) -> list[dict[str, str]]:
        """The properties that things of a type have, or all things for an empty type, the most frequent first."""
        types = self._indexes.lookup.index.types
        things = (NamedNode(iri) for iri, kind in types.items() if type_id in {"", kind})
        predicates = (quad.predicate.value for quad in self._indexes.store.match(things))
        counts = Counter(local_name(predicate) for predicate in predicates if predicate.startswith(TERMS))
        return self._candidates.all_named(sorted(counts, key=lambda name: (-counts[name], name))[: max(0, limit)])

    def _cell(self, value: object) -> dict[str, Any]:
        if isinstance(value, Literal):
            kind = value.datatype.value.removeprefix(XSD)
            if kind == "integer":
                return {"int": int(value.value)}
            if kind in {"decimal", "double"}:
                return {"float": float(value.value)}
            return {"date": f"{value.value}T00:00:00"} if kind == "date" else {"str": value.value}
        zh, en = self._indexes.label(text(value))
        return {"id": entity_path(text(value)), "name": zh or en or text(value)}


def check_number(number: int, what: str, most: int = MOST_AT_ONCE) -> None:
    """Raises RequestTooLarge where there are more than may be sent at once."""
    if number > most:
        raise RequestTooLarge(f"There are {number} {what}; send at most {most} at once.")
