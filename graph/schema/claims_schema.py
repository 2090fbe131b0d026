"""The JSON Schema of claims files, made from the ontology and from what the shapes limit to one value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.core.iris import BASE, XSD
from graph.core.resources import ONTOLOGY
from graph.schema.cardinality import single_valued

if TYPE_CHECKING:
    from graph.schema.ontology import Ontology, Property

SCHEMA_FILE = ONTOLOGY / "claims.schema.json"
_PATTERNS = {
    f"{XSD}decimal": r"^-?[0-9]+(\.[0-9]+)?$",
    f"{XSD}integer": r"^-?[0-9]+$",
    f"{XSD}gYear": r"^[0-9]{4}$",
    f"{XSD}gYearMonth": r"^[0-9]{4}-[0-9]{2}$",
    f"{XSD}date": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
}


def claims_schema(ontology: Ontology) -> dict[str, Any]:
    """Return the JSON Schema with which an editor completes and checks a claims file."""
    inner = {c: name for name, p in sorted(ontology.claimable().items()) if (c := ontology.inner_class(p))}
    named = ontology.introducible()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{BASE}ontology/claims.schema.json",
        "title": "kaifaqu claims file",
        "description": "The paper, passage by passage: a verbatim quote and what it says.",
        "type": "array",
        "items": {
            "type": "object",
            "additionalProperties": False,
            "required": ["says"],
            "oneOf": [{"required": ["quote"]}, {"required": ["citation"]}],
            "properties": {
                "citation": {"type": "string", "minLength": 1, "description": "The document, where there is no text."},
                "quote": {"type": "string", "minLength": 1, "description": "Words of the paper, exactly."},
                "clause": {"type": "string", "description": "The clause of the quote, such as 二(三)1."},
                "occurrence": {"type": "integer", "minimum": 1, "description": "Which place, counted from 1."},
                "implied": {
                    "type": "object",
                    "additionalProperties": {"type": "string", "minLength": 1},
                    "description": "Ids and concepts that the quote implies without naming them, each with the reason.",
                },
                "drafted": {"type": "string", "description": "The rules that drafted `says`; remove it after review."},
                "says": {"type": "array", "items": {"$ref": "#/$defs/entity"}},
            },
        },
        "$defs": {
            "entity": _node_schema(
                ontology,
                None,
                {
                    "id": {"type": "string", "pattern": f"^({'|'.join(sorted(set(named.values())))})/"},
                    "type": {"enum": sorted(named)},
                },
            ),
            **{cls: _node_schema(ontology, cls, {}) for cls in sorted(inner)},
        },
    }


def _node_schema(ontology: Ontology, cls: str | None, head: dict[str, Any]) -> dict[str, Any]:
    usable = {
        name: p for name, p in sorted(ontology.claimable().items()) if cls is None or ontology.is_a(cls, p.domains)
    }
    single = single_valued(ontology)
    return {
        "type": "object",
        "additionalProperties": False,
        **({"required": ["id"]} if head else {}),
        "properties": {
            **head,
            **{
                name: value if name in single else _one_or_many(value)
                for name, value in ((name, _value_schema(ontology, p)) for name, p in usable.items())
            },
        },
    }


def _one_or_many(value: dict[str, Any]) -> dict[str, Any]:
    description = {"description": value.pop("description")}
    return {**description, "oneOf": [value, {"type": "array", "items": value}]}


def _value_schema(ontology: Ontology, prop: Property) -> dict[str, Any]:
    text = {"description": " ".join(filter(None, (*prop.labels, *prop.definition)))}
    if prop.kind == "concept":
        return text | {"enum": sorted(ontology.schemes[prop.scheme])}
    if prop.kind == "node":
        paths = sorted({ontology.id_paths[c] for c in ontology.below(prop.ranges) if c in ontology.id_paths})
        inner = ontology.inner_class(prop)
        if inner:
            return text | {"$ref": f"#/$defs/{inner}"}
        return text | {"type": "string", "pattern": f"^({'|'.join(paths)})/"}
    if prop.datatype == f"{XSD}boolean":
        return text | {"type": "boolean"}
    if prop.datatype in _PATTERNS:
        return text | {"type": ["number", "string"], "pattern": _PATTERNS[prop.datatype]}
    return text | {"type": "string"}
