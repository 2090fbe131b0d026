"""The digest that decides whether a source must be read again: of its files, and of the program that reads it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from graph.core.digests import add_files, digest_of_program
from graph.core.resources import ONTOLOGY

if TYPE_CHECKING:
    from pathlib import Path

_ROOMS = ("build", "core", "curation", "rdf", "schema")  # the modules that reading a source can depend on
_PACKAGES = ("kaifaqu", "pyoxigraph", "pyyaml", "rapidfuzz")


def digest_of_folder(folder: Path) -> str:
    """Return the digest of a source folder: its name, its files, and the program with its ontology."""
    program = digest_of_program(_ROOMS, _PACKAGES, (ONTOLOGY,))
    digest = hashlib.sha256(f"{program}\n{folder.name}\n{folder}\n".encode())
    add_files(digest, folder, "*")
    return digest.hexdigest()
