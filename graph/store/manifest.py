"""Whether a build agrees with its manifest: the form of the manifest and the digests of the files."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

MANIFEST, QUADS = "manifest.json", "quads.nq"


class Damage(Exception):
    """What is wrong with a build, as a clause of a sentence."""


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a build. Raises Damage if it is missing or lacks what readers use."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    except OSError as error:
        raise Damage(f"manifest.json cannot be read ({error.strerror})") from error
    except (ValueError, RecursionError) as error:  # a UnicodeDecodeError is a ValueError
        raise Damage(f"manifest.json is not JSON ({error})") from error
    if not isinstance(manifest, dict) or not (
        isinstance(manifest.get("quads"), int)
        and _is_table(manifest.get("graphs"), int)
        and _is_table(manifest.get("sha256"), str)
        and QUADS in manifest["sha256"]
    ):
        raise Damage(f"manifest.json lacks quads, graphs or the sha256 of {QUADS}")
    return manifest


def compare(folder: Path, manifest: dict[str, Any]) -> None:
    """Compare the digest of each file with the manifest. Raises Damage if one differs or is missing."""
    for name, told in manifest["sha256"].items():
        try:
            with (folder / name).open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
                size = file.tell()
        except OSError as error:
            raise Damage(f"{name} cannot be read ({error.strerror})") from error
        if found != told:
            raise Damage(f"{name} ({size:,} bytes) has the SHA-256 {found[:16]}…, but the manifest says {told[:16]}…")


def is_sound(folder: Path) -> bool:
    """Whether a folder holds a build that agrees with its own manifest; counts are not checked."""
    try:
        compare(folder, read_manifest(folder))
    except Damage:
        return False
    return True


def holds(folder: Path, manifest: dict[str, Any]) -> bool:
    """Whether a folder holds a sound build with the counts and digests of a manifest; versions may differ."""
    return is_sound(folder) and all(
        read_manifest(folder)[part] == manifest[part] for part in ("quads", "graphs", "sha256")
    )


def _is_table(value: object, of: type) -> bool:
    return isinstance(value, dict) and all(isinstance(item, of) for item in value.values())
