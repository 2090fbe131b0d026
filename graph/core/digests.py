"""Digests of files, and of the program: what was computed before is valid while the program is the same."""

from __future__ import annotations

import hashlib
import platform
from functools import cache
from importlib.metadata import version
from pathlib import Path

_PACKAGE = Path(__file__).parent.parent


@cache
def digest_of_program(rooms: tuple[str, ...], packages: tuple[str, ...], data: tuple[Path, ...]) -> str:
    """Return the digest of some code with its libraries and data. A process computes each once.

    The source of the modules is read, not only the version of kaifaqu, so that it differs after a change in a checkout.

    Args:
        rooms: folders of `graph` with the modules that matter.
        packages: the distributions whose versions matter.
        data: folders whose files matter.
    """
    versions = [platform.python_version(), *(f"{name} {version(name)}" for name in packages)]
    digest = hashlib.sha256("\n".join(versions).encode())
    for room in rooms:
        add_files(digest, _PACKAGE / room, "*.py")
    for folder in data:
        add_files(digest, folder, "*")
    return digest.hexdigest()


def add_files(digest: hashlib._Hash, folder: Path, pattern: str) -> None:
    """Add the relative path, the size and the content of each matching file below a folder to a digest."""
    for path in sorted(path for path in folder.rglob(pattern) if path.is_file()):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(folder).as_posix()}\n{len(content)}\n".encode())
        digest.update(content)
