"""The JSON-LD context of claims files, made from the ontology."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.core.iris import ENTITIES, TERMS, VOCABULARY

if TYPE_CHECKING:
    from graph.schema.ontology import Ontology, Property


def jsonld_context(ontology: Ontology) -> dict[str, Any]:
    """Return the context that makes a claims file JSON-LD: a key for each property that a source may state."""
    keys = {name: _key(prop) for name, prop in sorted(ontology.claimable().items())}
    head = {"@version": 1.1, "@base": ENTITIES, "@vocab": TERMS, "id": "@id", "type": "@type"}
    return {"@context": {**head, **keys}}


def _key(prop: Property) -> dict[str, Any]:
    if prop.kind == "concept":
        return {"@id": prop.iri, "@type": "@id", "@context": {"@base": f"{VOCABULARY}{prop.scheme}/"}}
    if prop.kind == "node":
        return {"@id": prop.iri, "@type": "@id"}
    return {"@id": prop.iri, "@language": "zh"} if prop.kind == "text" else {"@id": prop.iri, "@type": prop.datatype}
