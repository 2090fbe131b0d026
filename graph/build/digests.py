"""The digests that decide whether a source must be read again: of its files, and of the program that reads it."""

from __future__ import annotations

import hashlib
import platform
from functools import cache
from importlib.metadata import version
from pathlib import Path

from graph.core.resources import ONTOLOGY

_ROOMS = ("build", "core", "curation", "rdf", "schema")  # the modules that reading a source can depend on
_PACKAGES = ("kaifaqu", "pyoxigraph", "pyyaml", "rapidfuzz")
_PACKAGE = Path(__file__).parent.parent


def digest_of_folder(folder: Path) -> str:
    """Return the digest of a source folder: its name, its files, and the program with its ontology."""
    digest = hashlib.sha256(f"{_program()}\n{folder.name}\n{folder}\n".encode())
    _add_files(digest, folder, "*")
    return digest.hexdigest()


@cache
def _program() -> str:
    """The digest of code, ontology and libraries. A process computes it once."""
    versions = [platform.python_version(), *(f"{name} {version(name)}" for name in _PACKAGES)]
    digest = hashlib.sha256("\n".join(versions).encode())
    for room in _ROOMS:
        _add_files(digest, _PACKAGE / room, "*.py")
    _add_files(digest, ONTOLOGY, "*")
    return digest.hexdigest()


def _add_files(digest: hashlib._Hash, folder: Path, pattern: str) -> None:
    for path in sorted(path for path in folder.rglob(pattern) if path.is_file()):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(folder).as_posix()}\n{len(content)}\n".encode())
        digest.update(content)
