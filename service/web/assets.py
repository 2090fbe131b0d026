"""The files that pages use: style sheets and pictures of service/static and graph/static, and the built scripts.

All are read when the process starts, since a worker can open no file. Each is offered under a name that holds the
digest of its content, which browsers may keep for ever, and a style sheet or picture under its plain name as well.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from mimetypes import guess_type
from pathlib import Path
from typing import TypedDict

from graph.core.errors import UnknownEntity
from graph.core.resources import STATIC as SHARED

STATIC = Path(__file__).parent.parent / "static"
IMMUTABLE = "public, max-age=31536000, immutable"
_BUILT = "explorer"


@dataclass(frozen=True)
class Asset:
    """A file: its content, its media type, and whether its address changes whenever its content does."""

    content: bytes
    media_type: str
    is_immutable: bool = False


class _ManifestEntry(TypedDict):
    file: str
    imports: list[str]


@dataclass(frozen=True)
class Script:
    """The script of a page: its path below /static, and those of the modules that it imports at once."""

    path: str
    imports: tuple[str, ...]


class Assets:
    """The files of a folder, by their paths below /static.

    folder: that of the style sheets and pictures; its folder `explorer` holds the scripts, and may be missing.
    """

    def __init__(self, folder: Path = STATIC) -> None:
        self.files: dict[str, Asset] = {}
        self._addresses: dict[str, str] = {}
        self._scripts: dict[str, Script] = {}
        for path in sorted(path for path in (*folder.iterdir(), *SHARED.iterdir()) if path.is_file()):
            self._add(path)
        if (folder / _BUILT / "manifest.json").exists():
            self._add_scripts(folder / _BUILT)

    @property
    def has_scripts(self) -> bool:
        """Whether the scripts were built."""
        return bool(self._scripts)

    def get(self, path: str) -> Asset:
        """The file at a path below /static. Raises UnknownEntity where there is none."""
        if path not in self.files:
            raise UnknownEntity(f"There is no file {path}; there are {', '.join(sorted(self._addresses))}.")
        return self.files[path]

    def address(self, name: str) -> str:
        """The path of a style sheet or picture, with its digest. Raises UnknownEntity where there is none."""
        self.get(name)
        return self._addresses[name]

    def has(self, name: str) -> bool:
        """Whether there is a style sheet or picture of a name."""
        return name in self._addresses

    def script(self, name: str) -> Script | None:
        """The script of a name, None where there is none or the scripts were not built."""
        return self._scripts.get(name)

    def _add(self, path: Path) -> None:
        content, media_type = path.read_bytes(), guess_type(path)[0] or "application/octet-stream"
        digest = hashlib.sha256(content).hexdigest()[:10]
        self._addresses[path.name] = f"{path.stem}-{digest}{path.suffix}"
        self.files[path.name] = Asset(content, media_type)
        self.files[self._addresses[path.name]] = Asset(content, media_type, is_immutable=True)

    def _add_scripts(self, folder: Path) -> None:
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
        for name in manifest["files"]:
            content = (folder / name).read_bytes()
            media_type = "text/css" if name.endswith(".css") else "text/javascript"
            self.files[f"{_BUILT}/{name}"] = Asset(content, media_type, is_immutable=True)
        entries: dict[str, _ManifestEntry] = manifest["entries"]
        for name, entry in entries.items():
            imports = tuple(f"{_BUILT}/{path}" for path in entry["imports"])
            self._scripts[name] = Script(f"{_BUILT}/{entry['file']}", imports)


@cache
def load_assets() -> Assets:
    """The files of the service, read once in a process."""
    return Assets()
