"""The paths of the data files: beside the packages in a checkout, inside `graph` in a wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent.parent
_INSTALLED = _PACKAGE / "_home"
_HOME = _INSTALLED if _INSTALLED.is_dir() else _PACKAGE.parent

ONTOLOGY = _HOME / "ontology"
VOCABULARIES = ONTOLOGY / "vocabularies"
RULES = ONTOLOGY / "rules"
CONTEXT_FILE = ONTOLOGY / "context.jsonld"
SHAPES = _HOME / "shapes"
SOURCES = _PACKAGE / "sources"
REFERENCE = _PACKAGE / "reference"
STATIC = _PACKAGE / "static"
