"""Whether a build is what its manifest tells: the form of the manifest, and the digests of the files."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

QUADS = "quads.nq"


class Fault(Exception):
    """What is wrong with a build; a clause to stand in a sentence."""


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a build, with all that readers rely on. Raises Fault."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    except OSError as error:
        raise Fault(f"manifest.json cannot be read ({error.strerror})") from error
    except (ValueError, RecursionError) as error:  # a ValueError also where it is not UTF-8
        raise Fault(f"manifest.json is not JSON ({error})") from error
    if not isinstance(manifest, dict) or not (
        isinstance(manifest.get("quads"), int)
        and _is_table(manifest.get("graphs"), int)
        and _is_table(manifest.get("sha256"), str)
        and QUADS in manifest["sha256"]
    ):
        raise Fault(f"manifest.json does not tell quads, graphs and the sha256 of {QUADS}")
    return manifest


def compare(folder: Path, manifest: dict[str, Any]) -> None:
    """Read each file through and compare its digest with the one in the manifest. Raises Fault where they differ."""
    for name, told in manifest["sha256"].items():
        try:
            with (folder / name).open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
                size = file.tell()
        except OSError as error:
            raise Fault(f"{name} cannot be read ({error.strerror})") from error
        if found != told:
            raise Fault(f"{name} ({size:,} bytes) has the SHA-256 {found[:16]}…, but the manifest tells {told[:16]}…")


def is_sound(folder: Path) -> bool:
    """Whether a folder holds a build that agrees with its own manifest."""
    try:
        compare(folder, read_manifest(folder))
    except Fault:
        return False
    return True


def holds(folder: Path, manifest: dict[str, Any]) -> bool:
    """Whether a folder holds, sound, the build of a manifest. One made by other versions is the same build."""
    return is_sound(folder) and all(
        read_manifest(folder)[part] == manifest[part] for part in ("quads", "graphs", "sha256")
    )


def _is_table(value: object, of: type) -> bool:
    return isinstance(value, dict) and all(isinstance(item, of) for item in value.values())
