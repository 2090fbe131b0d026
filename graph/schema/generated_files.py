"""Writes the files that are generated from the ontology: `python -m graph.schema.generated_files`.

They are `ontology/context.jsonld` and `ontology/claims.schema.json`. A test compares them with what it would write.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from graph.core.resources import CONTEXT_FILE
from graph.schema.claims_schema import SCHEMA_FILE, claims_schema
from graph.schema.context import jsonld_context
from graph.schema.ontology import load_ontology

if TYPE_CHECKING:
    from pathlib import Path


def generated_files() -> dict[Path, str]:
    """Return the text of each generated file, the same on every machine."""
    ontology = load_ontology()
    contents = {CONTEXT_FILE: jsonld_context(ontology), SCHEMA_FILE: claims_schema(ontology)}
    return {file: _as_json(content) for file, content in contents.items()}


def _as_json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    for file, content in generated_files().items():
        file.write_text(content, "utf-8")
